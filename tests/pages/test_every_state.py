"""Every page in every state can be used by everybody: judged by axe (WCAG 2.2 AA), on a desk and on a phone."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import DESK, PHONE
from tests.pages.states import VISITS
from tests.scheduler.web.plain_words import plain_words

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ON_A_DESK = {"viewport": DESK, "locale": "en-US", "color_scheme": "light"}
ON_A_PHONE = {"viewport": PHONE, "locale": "ar-XB", "color_scheme": "dark", "has_touch": True}


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with the page as it stands, each with where it is."""
    found = page.evaluate(f"rules => {{ {AXE.read_text()}; return axe.run(document, rules); }}", RULES)
    return [
        f"{each['id']}: {json.dumps(node['target'])} {node.get('failureSummary', '')}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def width_to_spare(page: Page) -> int:
    """Return by how much the page is narrower than the screen; less than none makes it scroll sideways."""
    return page.evaluate("document.documentElement.clientWidth - document.documentElement.scrollWidth")


@pytest.fixture(autouse=True)
def _axe_is_here(need: Callable[..., None]) -> None:
    need("axe-core", there=AXE.exists())


@pytest.mark.parametrize("setting", [ON_A_DESK, ON_A_PHONE], ids=["desk", "phone, right to left, dark"])
@pytest.mark.parametrize("role", VISITS)
def test_no_page_shuts_anybody_out(house, open_page: Callable[..., Page], role: str, setting) -> None:
    page = open_page(role=role, **setting)
    wrong: dict[str, list[str]] = {}
    for name in VISITS[role](page, house):
        found = violations(page)
        if width_to_spare(page) < 0:
            found.append(f"it scrolls sideways by {-width_to_spare(page)}")
        if setting["locale"] == "ar-XB":
            found += [f"not said: {words}" for words in plain_words(page.content())]
        if found:
            wrong[name] = found
    assert wrong == {}


def test_axe_finds_what_is_wrong(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK)
    page.goto("/")
    page.evaluate("document.querySelector('label').remove()")
    assert any(each.startswith("label:") for each in violations(page))
