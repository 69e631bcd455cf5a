"""A point of a rebalancing is taken to the board: nobody moves without need, and each step is taken back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from scheduler.access import whole_cohort
from scheduler.commands.board_state import Board, board_of
from scheduler.commands.rebalancing import request_rebalancing, take_point
from tests.pages.conftest import House
from tests.pages.hands import MODES, press
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
