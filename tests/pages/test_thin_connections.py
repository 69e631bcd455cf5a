"""Members' pages are light: what a thin connection has to carry before one can read and press."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import PHONE
from tests.pages.conftest import House

MOST_BYTES = 100_000
CARRIED = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .map(entry => [new URL(entry.name).pathname, entry.transferSize])"""


@pytest.mark.parametrize("path", ["", "/availability", "/place?place=Beirut", "/workshops", "/pause"])
def test_a_members_page_weighs_little_and_asks_for_few_files(
    house: House, open_page: Callable[..., Page], path: str
) -> None:
    page = open_page(role="M03", viewport=PHONE)
    page.goto(f"/me/{house.person('M03').id}{path}" if path else "/me", wait_until="networkidle")
    carried = page.evaluate(CARRIED)
    assert sum(size for _, size in carried) < MOST_BYTES, carried
    assert len(carried) <= 6, carried


def test_the_first_visit_carries_every_byte(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE)
    page.goto("/", wait_until="networkidle")
    sizes = dict(page.evaluate(CARRIED))
    assert sizes["/static/vendor/pico.min.css"] > 10_000, "nothing came from a cache"
