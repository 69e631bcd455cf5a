"""A facilitator rebalances midway: with a mouse, the keyboard alone, a finger, and without scripts; axe is content."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from scheduler.access import Right, whole_cohort
from scheduler.commands.rosters import import_people, person_ids
from scheduler.domain.parts import EVERYTHING
from scheduler.roster.people import read_people
from scheduler.roster.sheet import read_sheet
from tests.pages.conftest import EXAMPLE, House, listen, open_house, publish_sample
from tests.pages.hands import MODES, press, write
from tests.pages.test_every_state import AXE, violations, width_to_spare

JANUARY = datetime(2025, 1, 6, 12, tzinfo=UTC)


@pytest.fixture
def january(tmp_path: Path) -> Iterator[House]:
    """Serve the sample cohort in January: a coach and two members have left, one has come, one has moved."""
    with open_house(tmp_path) as house:
        publish_sample(house)
        house.clock.at = JANUARY
        with house.store.write() as tx:
            scope = whole_cohort(tx, house.cohort)
            sheet = read_sheet(name="roster.csv", data=(EXAMPLE / "midway" / "roster.csv").read_bytes())
            read = read_people(sheet=sheet, cohort=scope.cohort, new_id=person_ids(scope))
            import_people(scope, people=read.people)
        house.settle()
        yield house


@pytest.fixture
def open_january(chromium: Browser, january: House) -> Iterator[Callable[..., Page]]:
    """Open a page there as a facilitator who may rebalance everything; what it complains about fails the test."""
    session = january.session("facilitator")
    with january.store.write() as tx:
        (account,) = tx.accounts.holders(january.cohort)
        tx.accounts.set_parts(account, january.cohort, Right.FACILITATOR, EVERYTHING)
    complaints: list[list[str]] = []

    def open_page(**more: object) -> Page:
        context = chromium.new_context(base_url=january.url, **more)
        complaints.append(listen(context))
        context.add_cookies([{"name": "commonhour-session", "value": session, "url": january.url}])
        return context.new_page()

    yield open_page
    assert [said for each in complaints for said in each] == []


def judge(page: Page, *, mode: str) -> None:
    """Have nobody be shut out of the page as it stands; axe is a script, and cannot come where there are none."""
    if mode != "no scripts":
        assert violations(page) == []
        assert width_to_spare(page) >= 0


def look_after(page: Page, house: House, button: Locator, *, mode: str) -> None:
    """Press what asks for a rebalancing, watch it, and go to what it offers."""
    with house.at_work():
        press(button, mode=mode)
        leads_there = page.get_by_role("button", name="See what each move buys")
        expect(leads_there).to_be_visible(timeout=60_000)
    judge(page, mode=mode)
    press(leads_there, mode=mode)
    expect(page.get_by_role("region", name="Take this plan")).to_be_visible()


@pytest.mark.parametrize("mode", MODES)
def test_from_what_needs_attention_to_the_next_release(
    january: House, open_january: Callable[..., Page], need: Callable[..., None], mode: str
) -> None:
    need("axe-core", there=AXE.exists())
    page = open_january(**MODES[mode])
    page.goto(f"/cohorts/{january.cohort}/attention")
    judge(page, mode=mode)
    look_after(page, january, page.get_by_role("button", name="Rebalance"), mode=mode)
    pairs = page.get_by_role("region", name="Who coaches whom")
    expect(pairs.get_by_role("row", name=re.compile("^0 moves suggested .*38.* 33850"))).to_be_visible()
    judge(page, mode=mode)
    press(pairs.get_by_role("link", name="Show it (1 move)"), mode=mode)
    expect(
        pairs.get_by_role("row", name=re.compile("^1 move .*38.* 34000.*sum .150.* Shown"))
    ).to_be_visible()
    moved = page.get_by_role("region", name="Who moves in the plan that is shown")
    expect(moved.get_by_role("row", name=re.compile("Deng Garang .*makes room with"))).to_be_visible()
    calendars = page.get_by_role("region", name="Whose calendar changes")
    press(calendars.locator("summary"), mode=mode)
    expect(
        calendars.get_by_role("row", name=re.compile("Dolores Yazzie-Okonkwo .*0 .*0 .*4"))
    ).to_be_visible()
    judge(page, mode=mode)
    press(page.get_by_role("button", name="Take it"), mode=mode)
    expect(page.get_by_text("It follows release 1")).to_be_visible()
    judge(page, mode=mode)
    press(page.get_by_role("button", name="Look at what it changes, then publish"), mode=mode)
    note = page.get_by_label("What has changed, and why, if you like")
    expect(note).to_have_value(re.compile("Rebalanced after release 1: 6 members have another coach"))
    write(note, "A coach and two members have left; one has come.", mode=mode)
    judge(page, mode=mode)
    press(page.get_by_role("button", name="Publish"), mode=mode)
    expect(page.get_by_text("Release 2 is published.")).to_be_visible()
    with january.store.read() as tx:
        (release, _) = tx.runs.releases(january.cohort)
    assert release.note == "A coach and two members have left; one has come."


@pytest.mark.parametrize("mode", ["mouse", "touch"])
def test_a_point_of_the_picture_leads_to_its_plan(
    open_january: Callable[..., Page], january: House, mode: str
) -> None:
    page = open_january(**MODES[mode])
    page.goto(f"/cohorts/{january.cohort}")
    look_after(page, january, page.get_by_role("button", name="Rebalance"), mode=mode)
    point = page.locator("svg.frontier").first.locator("a").last
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    with page.expect_navigation():
        page.mouse.click(*at) if mode == "mouse" else page.touchscreen.tap(*at)
    assert "moves=3" in page.url
    judge(page, mode=mode)


@pytest.mark.parametrize("mode", MODES)
def test_whoever_is_not_to_move_stays_and_it_is_asked_again(
    january: House, open_january: Callable[..., Page], mode: str
) -> None:
    page = open_january(**MODES[mode])
    page.goto(f"/cohorts/{january.cohort}")
    look_after(page, january, page.get_by_role("button", name="Rebalance"), mode=mode)
    press(page.get_by_role("link", name="Show it (1 move)").first, mode=mode)
    look_after(page, january, page.get_by_role("button", name=re.compile("Not this person.*Deng")), mode=mode)
    row = page.get_by_role("row", name=re.compile("^1 move "))
    if row.count():
        press(page.get_by_role("link", name="Show it (1 move)").first, mode=mode)
    expect(page.get_by_role("region", name="Who moves in the plan that is shown")).not_to_contain_text(
        "Cabdi"
    )
