"""A point of a rebalancing is taken to the board: nobody moves without need, and each step is taken back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from scheduler.access import whole_cohort
from scheduler.commands import boards
from scheduler.commands.board_state import Board, board_of
from scheduler.commands.rebalancing import request_rebalancing, take_point
from tests.pages.conftest import House
from tests.pages.hands import MODES, middle, press
from tests.pages.test_board import FROM, TO, WHO, card, column, drag
from tests.pages.test_every_state import AXE
from tests.pages.test_rebalancing import january, judge, open_january

__all__ = ["january", "open_january"]


@pytest.fixture
def draft(january: House) -> str:
    """The draft of the fewest moves, whose prices are still to be worked out."""
    with january.store.write() as tx:
        run = request_rebalancing(whole_cohort(tx, january.cohort))
    january.settle()
    with january.store.write() as tx:
        scope = whole_cohort(tx, january.cohort)
        offered = tx.runs.rebalancing(january.cohort, run)
        first = offered.coaching.points[0].moves, offered.workshops.points[0].moves
        return take_point(scope, run=run, moves=first[0], seat_moves=first[1])


def board(house: House, draft: str) -> Board:
    with house.store.read() as tx:
        return board_of(whole_cohort(tx, house.cohort), plan=draft)


def worked_out(page: Page, house: House) -> None:
    """Have the prices worked out, and the page know: what it says of them takes room that is free then."""
    house.settle()
    expect(page.get_by_text("is being worked out")).to_have_count(0)


@pytest.mark.parametrize("mode", ["mouse", "touch"])
def test_a_card_is_dragged_the_rest_is_solved_and_all_of_it_is_taken_back(
    january: House, open_january: Callable[..., Page], draft: str, need: Callable[..., None], mode: str
) -> None:
    need("axe-core", there=AXE.exists())
    size = {"viewport": {"width": 1280, "height": 2200}}
    page = open_january(**(size if mode == "mouse" else {**size, "has_touch": True}))
    page.goto(f"/cohorts/{january.cohort}/plans/{draft}/board")
    expect(page.get_by_text("What moving members would cost is being worked out")).to_be_visible()
    judge(page, mode=mode)
    worked_out(page, january)
    taken = board(january, draft).placed
    full = re.compile("As dropped .* has no place: somebody would have to leave")
    drag(page, mode, card(page, FROM, WHO), column(page, TO).locator("ul"), dropped=full)
    expect(card(page, TO, WHO)).to_contain_text("by hand")
    worked_out(page, january)
    (_, other) = board(january, draft).standing[0].moves
    assert taken[other.member] == other.origin
    drag(page, mode, card(page, TO, WHO), column(page, "Without a coach").locator("ul"), dropped=None)
    expect(card(page, "Without a coach", WHO)).to_contain_text("by hand")
    worked_out(page, january)
    offer = page.get_by_role("region", name="Solve the rest around it?")
    expect(offer).to_contain_text("where this draft had them when it was taken")
    judge(page, mode=mode)
    press(offer.get_by_role("button", name="Solve the rest"), mode=mode)
    expect(page.get_by_role("button", name="Redo")).to_have_count(0)
    moved = {member for member, coach in board(january, draft).placed.items() if coach != taken[member]}
    assert len(moved) == 1
    for _ in range(3):
        press(page.get_by_role("button", name="Undo"), mode=mode)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    expect(card(page, FROM, WHO)).to_be_visible()
    assert board(january, draft).placed == taken


@pytest.mark.parametrize("mode", MODES)
def test_whoever_is_told_on_their_card_to_stay_does_until_they_may_move_again(
    january: House, open_january: Callable[..., Page], draft: str, mode: str
) -> None:
    january.settle()
    page = open_january(**MODES[mode])
    page.goto(f"/cohorts/{january.cohort}/plans/{draft}/board")
    press(card(page, FROM, WHO).locator("a"), mode=mode)
    press(page.get_by_role("button", name="Stays here, in this draft"), mode=mode)
    expect(card(page, FROM, WHO)).to_contain_text("stays")
    january.settle()
    assert set(board(january, draft).held.values()) == {
        board(january, draft).placed[next(iter(board(january, draft).held))]
    }
    press(card(page, FROM, WHO).locator("a"), mode=mode)
    judge(page, mode=mode)
    press(page.get_by_role("button", name="May move again"), mode=mode)
    expect(card(page, FROM, WHO)).not_to_contain_text("stays")
    assert board(january, draft).held == {}


def carried_while_it_is_worked_out(page: Page, house: House, draft: str) -> Locator:
    """Carry a card over the board until what was worked out has come: nothing moves, and the card is put back."""
    page.goto(f"/cohorts/{house.cohort}/plans/{draft}/board")
    where, waits = page.locator("[data-board]"), page.get_by_text("is being worked out")
    expect(waits).to_be_visible()
    carried = card(page, FROM, WHO)
    carried.scroll_into_view_if_needed()
    begin = middle(carried)
    page.mouse.move(begin[0] + 60, begin[1])
    page.mouse.down()
    page.mouse.move(*middle(column(page, TO).locator("ul")), steps=8)
    expect(page.locator(".carrying")).to_be_attached()
    before = where.bounding_box()["y"]
    house.settle()
    with page.expect_response(
        lambda answer: answer.url.endswith("/board/rest") and "hx-get" not in answer.text()
    ):
        pass
    page.wait_for_timeout(200)
    assert where.bounding_box()["y"] == before
    page.mouse.move(begin[0] + 60, begin[1], steps=8)
    page.wait_for_timeout(200)
    page.mouse.move(*begin, steps=4)
    expect(column(page, FROM).locator(".sortable-ghost")).to_be_attached()
    page.mouse.up()
    expect(waits).to_have_count(0)
    return where


def test_what_is_said_above_the_board_keeps_its_room(
    january: House, open_january: Callable[..., Page], draft: str
) -> None:
    page = open_january(viewport={"width": 1280, "height": 2200})
    page.goto(f"/cohorts/{january.cohort}/plans/{draft}/board")
    before = page.locator("[data-board]").bounding_box()["y"]
    where = carried_while_it_is_worked_out(page, january, draft)
    expect(page.get_by_text("What moving members would cost is known now")).to_be_visible()
    assert where.bounding_box()["y"] == before


def test_what_solving_the_rest_brings_is_not_said_while_a_card_is_carried(
    january: House, open_january: Callable[..., Page], draft: str
) -> None:
    with january.store.write() as tx:
        scope = whole_cohort(tx, january.cohort)
        names = {person.id: person.name for person in scope.people()}
        placed = board_of(scope, plan=draft).placed.items()
        left = next(member for member, coach in placed if coach and names[coach] == TO)
        boards.move(scope, plan=draft, seen=0, member=left, coach=None)
        boards.hold(scope, plan=draft, seen=1, member=left, stays=False)
    page = open_january(viewport={"width": 1280, "height": 2200})
    carried_while_it_is_worked_out(page, january, draft)
    expect(page.get_by_role("region", name="Solve the rest around it?")).to_be_visible()
