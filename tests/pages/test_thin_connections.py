"""Members' pages are light: what a thin connection has to carry before one can read and press."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

from tests.browser import PHONE
from tests.pages.conftest import House

MOST_BYTES = 100_000
CARRIED = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .map(entry => [new URL(entry.name).pathname, entry.transferSize])"""
ROUND_TRIP, BYTES_A_SECOND = 0.4, 400_000 / 8
MOST_SECONDS = 2.0
NEEDED = {"Document", "Stylesheet", "Script", "Font"}  # to read and to press; pictures may come later
SECONDS = """() => {
    const [painted] = performance.getEntriesByName("first-contentful-paint");
    const [page] = performance.getEntriesByType("navigation");
    return painted ? { painted: painted.startTime / 1000, parsed: page.domContentLoadedEventEnd / 1000 } : null;
}"""


@dataclass(kw_only=True)
class Thin:
    """What went over a thin connection: how deep each needed address lies, and the bytes of each, headers included.

    A page is one deep, what it names is two: each asks for what is one deeper only when it has itself come.
    """

    depth: dict[str, int] = field(default_factory=dict[str, int])
    sizes: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def seconds(self) -> float:
        """What the connection alone costs: a round trip to connect (TCP), one for each depth, then every byte."""
        return (1 + max(self.depth.values())) * ROUND_TRIP + sum(self.sizes.values()) / BYTES_A_SECOND


@contextmanager
def thin_connection(page: Page) -> Iterator[Thin]:
    """Let the page's browser have 400 kbit/s, and each answer 400 ms late, while it is watched."""
    thin, needed = Thin(), dict[str, str]()

    def asks(event: dict) -> None:
        if event.get("type") not in NEEDED:
            return
        if "redirectResponse" in event:
            came(event | event["redirectResponse"])
        url = needed[event["requestId"]] = event["request"]["url"]
        # What does not say who named it (a redirect, a script's wish) is taken to have waited for all the rest.
        thin.depth[url] = 1 + thin.depth.get(
            event["initiator"].get("url"), max(thin.depth.values(), default=0)
        )

    def came(event: dict) -> None:
        if event["requestId"] in needed:
            thin.sizes[needed[event["requestId"]]] = event["encodedDataLength"]

    browser = page.context.new_cdp_session(page)
    browser.on("Network.requestWillBeSent", asks)
    browser.on("Network.loadingFinished", came)
    browser.send("Network.enable")
    limits = {
        "latency": 1000 * ROUND_TRIP,
        "downloadThroughput": BYTES_A_SECOND,
        "uploadThroughput": BYTES_A_SECOND,
    }
    browser.send("Network.emulateNetworkConditions", {"offline": False} | limits)
    yield thin
    browser.detach()


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
    assert sizes["/static/style.css"] > 10_000, "nothing came from a cache"


def test_a_first_visit_is_of_use_within_two_seconds_at_400_kbit_and_400_ms(
    open_page: Callable[..., Page],
) -> None:
    """Round trips and bytes are counted, as no other work on a machine changes them; what a clock said is only told.

    The page needs no script: it is of use once it is painted. Connecting is counted, which the browser's own
    slow connection leaves out; over TLS it takes one round trip more. The last line says that the connection was thin.
    """
    page = open_page(role="M03", viewport=PHONE)
    with thin_connection(page) as thin:
        page.goto("/me", wait_until="load")
        while (clock := page.evaluate(SECONDS)) is None:
            page.wait_for_timeout(50)  # it has come, and is not painted yet
    print(f"counted: {thin.seconds:.2f} s, {thin}; by the clock: {clock}")
    assert thin.depth.keys() == thin.sizes.keys(), "something that is needed never came"
    assert thin.seconds <= MOST_SECONDS, thin
    assert clock["painted"] >= sum(thin.sizes.values()) / BYTES_A_SECOND
