"""A draft changed on the board: with a mouse, the keyboard alone, a finger, and without scripts."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from scheduler.access import whole_cohort
from scheduler.commands import boards
from scheduler.commands.board_state import board_of
from tests.pages.conftest import House
from tests.pages.hands import MODES, Finger, middle, press, tab_to

FROM, TO = "Ruth Abernathy", "Grace Liu-Thompson"
WHO = "Wanjikũ Kamau"


@pytest.fixture
def draft(house: House) -> Iterator[str]:
    """The draft, which is as it was solved before and after."""
    with house.store.read() as tx:
        plan = next(mark.id for mark in tx.runs.plans(house.cohort) if mark.release is None)
    house.settle()  # whoever changed it before may have left its prices to be worked out
    yield plan
    while True:
        with house.store.write() as tx:
            scope = whole_cohort(tx, house.cohort)
            board = board_of(scope, plan=plan)
            if not board.standing:
                break
            boards.undo(scope, plan=plan, seen=board.revision)
    house.settle()


def column(page: Page, coach: str) -> Locator:
    return page.get_by_role("listitem", name=coach, exact=True)


def card(page: Page, coach: str, member: str) -> Locator:
    return column(page, coach).locator("[data-member]", has_text=member)


DROPPED = re.compile(r"As dropped .*(Costs|Gains|nothing|Puts|Fills|Leaves)")
SOLVED = re.compile(r"With the rest solved again (Costs|Gains|Puts|Fills|Leaves)")


def drag(
    page: Page, mode: str, what: Locator, to: Locator, *, dropped: re.Pattern[str] | None = DROPPED
) -> None:
    """Drag, and read what it would cost before letting go; nothing is told of who goes with nobody."""
    what.scroll_into_view_if_needed()
    begin, end = middle(what), middle(to)
    if mode == "mouse":
        page.mouse.move(begin[0] + 60, begin[1])
        page.mouse.down()
        page.mouse.move(*end, steps=8)
    else:
        finger = Finger(page)
        finger.down(begin)
        page.wait_for_timeout(400)  # a finger that rests takes the card along; one that does not scrolls
        for n in range(1, 9):
            finger.move((begin[0] + (end[0] - begin[0]) * n / 8, begin[1] + (end[1] - begin[1]) * n / 8))
    if dropped is not None:
        price = page.locator(".col", has=page.get_by_role("heading", name=TO)).locator(".price")
        expect(price).to_contain_text(dropped)
        expect(price).to_contain_text(SOLVED)
    for off in (12, 0):
        at = (end[0], end[1] + off)
        page.mouse.move(*at, steps=4) if mode == "mouse" else finger.move(at)
        page.wait_for_timeout(200)
    expect(to.locator(".sortable-ghost")).to_be_attached()
    page.mouse.up() if mode == "mouse" else finger.up()


@pytest.mark.parametrize("mode", ["mouse", "touch"])
def test_a_card_is_dragged_to_another_coach_and_taken_back(
    house: House, open_page: Callable[..., Page], draft: str, mode: str
) -> None:
    size = {"viewport": {"width": 1280, "height": 1700}}
    page = open_page(role="coordinator", **(size if mode == "mouse" else {**size, "has_touch": True}))
    page.goto(f"/cohorts/{house.cohort}/plans/{draft}/board")
    drag(page, mode, card(page, FROM, WHO), column(page, TO).locator("ul"))
    expect(card(page, TO, WHO)).to_contain_text("by hand")
    expect(card(page, TO, WHO).locator("a")).to_be_focused()
    expect(page.get_by_text("What solving the rest again would bring")).to_be_visible()
    house.settle()
    expect(page.get_by_text("What solving the rest again would bring")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(card(page, FROM, WHO)).to_be_visible()
    page.keyboard.press("Control+y")
    expect(card(page, TO, WHO)).to_be_visible()


def test_a_card_that_fits_nowhere_goes_back_and_says_why(
    house: House, open_page: Callable[..., Page], draft: str
) -> None:
    page = open_page(role="coordinator", viewport={"width": 1280, "height": 1700})
    page.goto(f"/cohorts/{house.cohort}/plans/{draft}/board")
    pinned = card(page, "Farid Wardak", "Nasrin")
    pinned.scroll_into_view_if_needed()
    begin, end = middle(pinned), middle(column(page, TO).locator("ul"))
    page.mouse.move(begin[0] + 60, begin[1])
    page.mouse.down()
    page.mouse.move(*end, steps=8)
    expect(page.locator(".col .price").first).to_be_visible()
    page.mouse.up()
    expect(page.get_by_role("status")).to_contain_text("as was asked for")
    expect(card(page, "Farid Wardak", "Nasrin")).to_be_visible()
    where = page.locator("[data-board]")
    before, begin = where.bounding_box()["y"], middle(pinned)
    page.mouse.move(begin[0] + 60, begin[1])
    page.mouse.down()
    page.mouse.move(*middle(column(page, TO).locator("ul")), steps=8)
    expect(page.get_by_role("status")).to_be_empty()
    assert where.bounding_box()["y"] == before, "the board moved under the card"
    page.mouse.up()


def test_a_card_goes_back_where_its_prices_do_not_come(
    house: House, open_page: Callable[..., Page], draft: str
) -> None:
    page = open_page(role="coordinator", viewport={"width": 1280, "height": 1700})
    page.goto(f"/cohorts/{house.cohort}/plans/{draft}/board")
    page.route("**/prices*", lambda route: route.fulfill(content_type="text/html", body="<h1>Sign in</h1>"))
    drag(page, "mouse", card(page, FROM, WHO), column(page, TO).locator("ul"), dropped=None)
    expect(page.get_by_role("status")).to_contain_text("not known")
    expect(card(page, FROM, WHO)).to_be_visible()
    expect(page.locator(".carrying")).to_have_count(0)


@pytest.mark.parametrize("mode", MODES)
def test_a_card_is_opened_moved_pinned_and_the_rest_is_solved(
    house: House, open_page: Callable[..., Page], draft: str, mode: str
) -> None:
    page = open_page(role="coordinator", **MODES[mode])
    page.goto(f"/cohorts/{house.cohort}/plans/{draft}/board")
    first = column(page, FROM).locator("a").first
    if mode == "keyboard":
        tab_to(first)
        for _ in range(column(page, FROM).locator("a").count() - 1):
            page.keyboard.press("ArrowDown")
        expect(card(page, FROM, WHO).locator("a")).to_be_focused()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowLeft")
        expect(card(page, FROM, WHO).locator("a")).to_be_focused()
    press(card(page, FROM, WHO).locator("a"), mode=mode)
    expect(page.get_by_role("heading", name=WHO)).to_be_visible()
    if mode != "no scripts":
        expect(page.get_by_role("heading", name=WHO)).to_be_focused()
        if mode == "keyboard":
            page.keyboard.press("Escape")
            expect(page.locator("dialog")).to_be_hidden()
            expect(card(page, FROM, WHO).locator("a")).to_be_focused()
            page.keyboard.press("Enter")
    expect(page.get_by_text("Why so?")).to_be_visible()
    there = page.locator(".charges > li", has_text=TO)
    expect(there).to_contain_text("points in all")
    press(there.get_by_role("button", name="Move here", exact=True), mode=mode)
    expect(card(page, TO, WHO)).to_contain_text("by hand")

    house.settle()
    press(card(page, TO, WHO).locator("a"), mode=mode)
    press(page.get_by_role("button", name="Pin: keep them together"), mode=mode)
    expect(card(page, TO, WHO)).to_contain_text("pinned")
    with house.store.read() as tx:
        kept = whole_cohort(tx, house.cohort)
        keys = {person.name: person.key for person in kept.people()}
        assert (keys[WHO], keys[TO]) in kept.cohort.coaching.must

    house.settle()
    page.reload()
    solve = page.get_by_role("button", name="Solve the rest")
    if solve.count():
        press(solve, mode=mode)
    expect(card(page, TO, WHO)).to_contain_text("pinned")
    press(page.get_by_role("button", name="Undo"), mode=mode)
    expect(page.get_by_role("button", name="Redo")).to_be_visible()
