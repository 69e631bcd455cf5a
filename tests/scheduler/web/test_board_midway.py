"""A draft that was taken of a rebalancing, changed by hand: nobody leaves what it has for them without need."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.publishing import publish_plan
from scheduler.commands.rebalancing import finish_rebalancing, followed, request_rebalancing, take_point
from scheduler.domain.boards import Says
from scheduler.domain.cohorts import Fairness
from scheduler.domain.people import Capacity, PersonId
from scheduler.domain.plans import CoachingValue
from scheduler.domain.prices import CoachPrice, Move
from scheduler.queries.other_coaches import cheapest_first
from tests.scheduler.web.oak import Oak, reprice, set_up
from tests.scheduler.web.plain_words import PSEUDO, plain_words
from tests.scheduler.web.test_board import board, breaches, card, check_every_price, move, page, post, view
from workers.pricing import best_worth
from workers.rebalancing import rebalance

Take = Callable[[int], Oak]


@pytest.fixture(params=Fairness)
def take(request, world, make_person, make_cohort) -> Take:
    """Take a point of what can follow once Lea has left and Noa takes one; neither she nor Kai must.

    With 0 moves Ben has nobody; with 1 he has Pam, and Cem nobody; with 2 Ana has nobody, and all the others are
    better off.
    """
    oak = set_up(world, make_person, make_cohort, fairness=request.param)
    people = tuple(
        replace(each, capacity=Capacity(minimum=0, maximum=1)) if each.key in {"noa", "kai"} else each
        for each in oak.people
        if each.key != "lea"
    )
    with world.store.write() as tx:
        publish_plan(whole_cohort(tx, "oak"), plan=oak.plan_id)
        tx.people.replace("oak", people)
    world.clock.at += timedelta(minutes=1)
    with world.store.write() as tx:
        scope = whole_cohort(tx, "oak")
        run = request_rebalancing(scope)
        offered = rebalance(cohort=scope.to_match(), people=people, followed=followed(scope))
        finish_rebalancing(scope, run=run, rebalancing=offered)

    def taken(moves: int) -> Oak:
        with world.store.write() as tx:
            scope = whole_cohort(tx, "oak")
            plan = take_point(scope, run=run, moves=moves, seat_moves=0)
            return replace(oak, people=people, plan_id=plan, plan=scope.plan(plan).plan)

    return taken


@pytest.fixture
def draft(take: Take) -> Oak:
    """The draft of 0 moves, with its prices."""
    oak = take(0)
    reprice(oak)
    return oak


def places(**coaches: str | None) -> dict[str, str | None]:
    return {f"id-{member}": coach and f"id-{coach}" for member, coach in coaches.items()}


STAYING = places(ana="noa", ben=None, cem="pam", dia="kai", eli="max")


def test_until_the_prices_are_there_the_board_says_that_they_are_worked_out(take) -> None:
    oak = take(0)
    assert board(oak).placed == STAYING
    assert "is being worked out" in page(oak)
    assert "being worked out. Open this again in a moment" in oak.page("ben")
    path = f"/cohorts/oak/plans/{oak.plan_id}/members/id-ben/prices"
    assert oak.world.browser("coordinator").get(path).json == {}
    refused = move(oak, "ben", "pam", rest="solve")
    assert (refused.status_code, "still being worked out" in refused.text) == (409, True)
    reprice(oak)
    rest = f"/cohorts/oak/plans/{oak.plan_id}/board/rest"
    said = oak.world.browser("coordinator").get(rest).text
    assert ("hx-get" in said, "What moving members would cost is known now" in said) == (False, True)
    assert plain_words(oak.world.browser("coordinator").get(rest, headers=PSEUDO).text) == []
    assert "is being worked out" not in page(oak)
    assert set(oak.world.browser("coordinator").get(path).json) == {"id-kai", "id-max", "id-noa", "id-pam"}


def test_a_board_that_goes_out_of_date_before_it_is_priced_asks_no_more_and_says_what_to_do(take) -> None:
    oak = take(0)
    rest = f"/cohorts/oak/plans/{oak.plan_id}/board/rest"
    coordinator = oak.world.browser("coordinator")
    with oak.world.store.write() as tx:
        tx.people.replace("oak", oak.people[:-1])
    assert "hx-get" in coordinator.get(rest).text
    reprice(oak)
    said = coordinator.get(rest).text
    assert "hx-get" not in said
    assert "nothing can be changed here any more" in said
    assert f'href="/cohorts/oak/plans/{oak.plan_id}/board"' in said
    assert plain_words(coordinator.get(rest, headers=PSEUDO).text) == []
    with oak.world.store.write() as tx:
        tx.people.replace("oak", oak.people)
    assert "hx-get" not in coordinator.get(rest).text
    assert "is being worked out" not in page(oak)
    assert "Rebalance again, and it is kept with the new one" in oak.page("ben")
    assert "rebalance again" in move(oak, "ben", "pam", rest="solve").text
    assert move(oak, "cem", "").status_code == 303
    reprice(oak)
    assert card(oak, "ben").others[0].solved is not None


def test_what_is_moved_before_the_prices_are_there_is_priced_with_them(take) -> None:
    oak = take(0)
    assert move(oak, "cem", "").status_code == 303
    reprice(oak)
    assert card(oak, "cem").others[0].solved is not None
    post(oak, "undo")
    reprice(oak)
    assert board(oak).document == oak.plan
    check_every_price(oak)


@pytest.mark.parametrize("moves", [0, 1, 2])
def test_every_price_is_what_comes_of_the_move_and_the_draft_comes_back_as_it_was_taken(take, moves) -> None:
    oak = take(moves)
    reprice(oak)
    assert (board(oak).document.coaching.proven, board(oak).document.midway.release) == (True, 1)
    check_every_price(oak)


def test_who_need_not_move_stays_though_the_plan_would_be_worth_more(draft) -> None:
    """Two moves would gain 500 points; who asks for Ben with Pam moves Cem alone, and out."""
    with draft.world.store.read() as tx:
        best = best_worth(cohort=whole_cohort(tx, "oak").to_match(), people=draft.people)
    assert best.total - board(draft).document.coaching.objective.total == 500
    assert move(draft, "ben", "pam", rest="solve").status_code == 303
    assert board(draft).placed == STAYING | places(ben="pam", cem=None)
    assert board(draft).held == places(ben="pam")


def test_of_coaches_for_a_member_who_moves_fewest_others_comes_first() -> None:
    def price(coach: str, *, placed: int, total: int, others: int) -> CoachPrice:
        change = CoachingValue(placed=placed, shortfall=0, bands=(), total=total)
        moves = tuple(Move(member=PersonId(f"m{n}"), origin=None, to=None) for n in range(others))
        return CoachPrice(coach=PersonId(coach), score=0, change=change, moves=moves)

    prices = (
        price("one", placed=0, total=-10, others=1),
        price("two", placed=0, total=90, others=2),
        price("out", placed=-1, total=0, others=0),
        replace(price("no", placed=0, total=0, others=0), change=None),
    )
    few = sorted(prices, key=lambda each: cheapest_first(each, midway=True))
    assert [each.coach for each in few] == ["one", "two", "out", "no"]
    assert [each.coach for each in sorted(prices, key=cheapest_first)] == ["two", "one", "out", "no"]


def test_a_card_says_that_as_few_others_as_can_be_move(draft) -> None:
    assert "as few others as can be had to move" in draft.page("ben")


def test_solving_the_rest_keeps_what_was_put_by_hand_and_brings_back_who_moved_for_nothing(draft) -> None:
    """Cem made room for Ben; once Ben is elsewhere, Cem can be where he was."""
    move(draft, "ben", "pam", rest="solve")
    reprice(draft)
    assert move(draft, "ben", "").status_code == 303
    reprice(draft)
    assert "By it 1 more member is where this draft had them" in page(draft)
    assert post(draft, "solve").status_code == 303
    assert board(draft).placed == STAYING
    assert board(draft).held == places(ben=None)
    assert breaches(draft) == ()
    reprice(draft)
    assert view(draft).rest.words is None


def test_solving_the_rest_brings_back_who_moved_for_nothing_though_nothing_else_is_gained(draft) -> None:
    """Dia made room for Ana, who has nobody now; Kai and Noa suit Dia as well."""
    post(draft, "hold", member="id-ben", stays="yes")
    reprice(draft)
    move(draft, "ana", "kai", rest="solve")
    assert board(draft).placed["id-dia"] == "id-noa"
    move(draft, "ana", "")
    reprice(draft)
    worth = board(draft).document.coaching.objective
    words = view(draft).rest.words
    assert words == "Moves 1 member. By it 1 more member is where this draft had them when it was taken."
    post(draft, "solve")
    assert (board(draft).placed["id-dia"], board(draft).document.coaching.objective) == ("id-kai", worth)


def test_changed_by_hand_it_is_bounded_by_the_best_of_all_and_not_called_proven(draft) -> None:
    taken = board(draft).document.coaching
    assert (taken.proven, taken.bound) == (True, taken.objective)
    move(draft, "cem", "")
    changed = board(draft).document.coaching
    assert (changed.proven, changed.bound.placed, changed.bound.total) == (False, 5, 5000)
    reprice(draft)
    with draft.world.store.read() as tx:
        best = best_worth(cohort=whole_cohort(tx, "oak").to_match(), people=draft.people)
    assert (board(draft).document.coaching.proven, board(draft).document.coaching.bound) == (False, best)
    post(draft, "undo")
    reprice(draft)
    assert board(draft).document == draft.plan
    post(draft, "redo")
    assert not board(draft).document.coaching.proven


def test_moved_there_and_back_by_hand_it_is_as_it_was_taken_until_the_rules_are_others(draft) -> None:
    move(draft, "cem", "")
    move(draft, "cem", "pam")
    assert board(draft).document == draft.plan
    reprice(draft)
    assert board(draft).document == draft.plan
    post(draft, "rule", member="id-cem", coach="id-pam", says="must")
    assert not board(draft).document.coaching.proven


def test_the_pages_say_what_is_proven(draft) -> None:
    plan = f"/cohorts/oak/plans/{draft.plan_id}"
    browser = draft.world.browser("coordinator")
    assert "proven best for its moves</dt><dd>yes" in browser.get(plan).text
    move(draft, "cem", "")
    assert "proven best for its moves</dt><dd>not yet" in browser.get(plan).text
    assert "A better plan that moves as few is not ruled out" in browser.get(plan).text
    assert "A better plan that moves as few is not ruled out" in browser.get(f"{plan}/publish").text


def test_groups_sessions_and_what_it_follows_stay_as_they_were(draft) -> None:
    move(draft, "cem", "")
    post(draft, "rule", member="id-dia", coach="id-kai", says="must")
    assert replace(board(draft).document, coaching=draft.plan.coaching) == draft.plan
    assert not board(draft).outdated
    assert breaches(draft) == ()
    with draft.world.store.write() as tx:
        publish_plan(whole_cohort(tx, "oak"), plan=draft.plan_id)
    assert board(draft).placed == STAYING | places(cem=None)


def test_whoever_is_told_to_stay_is_held_in_this_draft_alone(draft) -> None:
    form = {"member": "id-cem"}
    assert "Stays here, in this draft" in draft.page("cem")
    assert post(draft, "hold", **form, stays="yes").status_code == 303
    assert (board(draft).document, board(draft).held) == (draft.plan, places(cem="pam"))
    assert (
        "changed by hand"
        not in draft.world.browser("coordinator").get(f"/cohorts/oak/plans/{draft.plan_id}").text
    )
    assert "Cem stays with Pam in this draft." in view(draft).steps[0]
    assert ">stays<" in page(draft)
    assert "May move again" in draft.page("cem")
    with draft.world.store.read() as tx:
        assert whole_cohort(tx, "oak").cohort.coaching.must == draft.cohort.coaching.must
    reprice(draft)
    assert board(draft).document == draft.plan
    pam = next(other for other in card(draft, "ben").others if other.coach == "id-pam")
    assert not pam.solved.is_possible
    assert post(draft, "hold", **form, stays="yes").status_code == 303  # as it is already
    assert len(board(draft).standing) == 1
    assert post(draft, "hold", **form, stays="no").status_code == 303
    assert board(draft).held == {}
    assert "Cem may move again" in view(draft).steps[1]
    post(draft, "undo")
    assert board(draft).held == places(cem="pam")
    post(draft, "undo")
    assert (board(draft).held, board(draft).document) == ({}, draft.plan)
    post(draft, "redo")
    assert board(draft).held == places(cem="pam")
    move(draft, "cem", "")
    assert (">stays<" in page(draft), "by hand</span>" in page(draft)) == (False, True)


def test_whoever_has_nobody_can_be_told_to_stay_so(draft) -> None:
    assert "Stays without a coach, in this draft" in draft.page("ben")
    assert post(draft, "hold", member="id-ben", stays="yes").status_code == 303
    assert "Ben stays without a coach in this draft." in view(draft).steps[0]
    assert move(draft, "dia", "").status_code == 303
    reprice(draft)
    assert post(draft, "solve").status_code == 303
    assert board(draft).placed["id-ben"] is None


@pytest.mark.parametrize(
    "form", [{"member": "id-kai", "stays": "yes"}, {"member": "id-cem"}, {"member": "id-cem", "stays": "x"}]
)
def test_nobody_else_is_told_to_stay_and_nothing_else(draft, form) -> None:
    assert post(draft, "hold", **form).status_code == 404


def test_a_pair_that_is_parted_or_pinned_holds_for_what_is_solved_after_it(draft) -> None:
    assert post(draft, "rule", member="id-dia", coach="id-kai", says="never").status_code == 303
    assert board(draft).placed == STAYING | places(dia=None)
    reprice(draft)
    assert post(draft, "solve").status_code == 303
    assert board(draft).placed["id-dia"] != "id-kai"
    assert {"id-cem": "id-pam", "id-eli": "id-max"}.items() <= board(draft).placed.items()
    assert card(draft, "eli").says is Says.MUST
    assert breaches(draft) == ()


def test_a_draft_that_was_overtaken_says_why_it_does_not_change(take) -> None:
    first, second = take(0), take(1)
    reprice(second)
    with first.world.store.write() as tx:
        publish_plan(whole_cohort(tx, "oak"), plan=first.plan_id)
    assert not view(second).can_change
    for said in ("Another release has been published since", "follows release 1", "Rebalance again"):
        assert said in page(second)
    assert "The people have changed" not in second.page("ben")
    refused = (
        move(second, "ben", ""),
        post(second, "hold", member="id-ben", stays="yes"),
        post(second, "rule", member="id-ben", coach="id-pam", says="must"),
        post(second, "solve"),
        post(second, "undo"),
        post(second, "redo"),
    )
    for answer in refused:
        assert answer.status_code == 409
        assert "follows release 1, and another has been published since: rebalance again" in answer.text
    assert board(second).document == second.plan


def test_an_outdated_draft_asks_for_another_rebalancing(draft) -> None:
    with draft.world.store.write() as tx:
        tx.people.replace("oak", draft.people[:-1])
    assert "rebalance again" in move(draft, "ben", "").text
    assert "Rebalance again" in page(draft)


def test_a_draft_that_is_not_to_be_priced_is_changed_all_the_same(take, monkeypatch) -> None:
    monkeypatch.setattr("scheduler.commands.rebalancing.MOST_PRICED", 19)
    oak = take(0)
    assert "Rebalance again, and it is kept with the new one" in oak.page("ben")
    assert "is being worked out" not in page(oak)
    assert move(oak, "cem", "").status_code == 303
    refused = post(oak, "solve")
    assert (refused.status_code, "rebalance again" in refused.text) == (409, True)
    monkeypatch.setattr("scheduler.commands.rebalancing.MOST_PRICED", 20)
    assert "being worked out. Open this again in a moment" in take(0).page("ben")


def test_every_word_is_said_in_the_readers_language(take) -> None:
    draft, other = take(0), take(1)
    browser = draft.world.browser("coordinator")

    def check(oak: Oak, *paths: str) -> None:
        for path in paths:
            shown = browser.get(f"/cohorts/oak/plans/{oak.plan_id}{path}", headers=PSEUDO).text
            assert plain_words(shown) == []

    check(draft, "", "/board", "/members/id-ben")
    reprice(draft)
    move(draft, "ben", "pam", rest="solve")
    post(draft, "hold", member="id-dia", stays="yes")
    reprice(draft)
    move(draft, "ben", "")
    reprice(draft)
    check(draft, "", "/board", "/members/id-ben", "/members/id-dia", "/publish")
    with draft.world.store.write() as tx:
        publish_plan(whole_cohort(tx, "oak"), plan=draft.plan_id)
    check(other, "", "/board", "/members/id-ben")
