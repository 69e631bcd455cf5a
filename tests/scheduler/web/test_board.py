"""A draft rearranged by hand: every price is what comes of it, and every step can be taken back and done again."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.board_state import Board, board_of
from scheduler.commands.publishing import publish_plan
from scheduler.domain.boards import Says, less
from scheduler.domain.cohorts import Fairness
from scheduler.domain.people import PersonId
from scheduler.judging import judge
from scheduler.queries.alternatives import Alternatives, alternatives
from scheduler.queries.board import BoardView, board_view
from tests.scheduler.web.oak import Oak, reprice, set_up
from tests.scheduler.web.plain_words import PSEUDO, plain_words


@pytest.fixture(params=Fairness)
def oak(request, world, make_person, make_cohort) -> Oak:
    return set_up(world, make_person, make_cohort, fairness=request.param)


def board(oak: Oak) -> Board:
    with oak.world.store.read() as tx:
        return board_of(whole_cohort(tx, "oak"), plan=oak.plan_id)


def view(oak: Oak) -> BoardView:
    with oak.world.store.read() as tx:
        return board_view(whole_cohort(tx, "oak"), plan=oak.plan_id)


def card(oak: Oak, member: str) -> Alternatives:
    with oak.world.store.read() as tx:
        return alternatives(whole_cohort(tx, "oak"), plan=oak.plan_id, member=f"id-{member}")


def post(oak: Oak, what: str, *, seen: int | str | None = None, **form: str):  # noqa: ANN201 - a TestResponse
    """Send a form of the board as it stands, or as it was seen."""
    number = board(oak).revision if seen is None else seen
    path = f"/cohorts/oak/plans/{oak.plan_id}/board/{what}"
    browser = replace(oak.world.browser("coordinator"), form=f"/cohorts/oak/plans/{oak.plan_id}/board")
    return browser.post(path, {"seen": str(number), **form})


def move(oak: Oak, member: str, coach: str, *, rest: str = "keep"):  # noqa: ANN201 - a TestResponse
    return post(oak, "move", member=f"id-{member}", coach=coach and f"id-{coach}", rest=rest)


def breaches(oak: Oak) -> tuple[object, ...]:
    with oak.world.store.read() as tx:
        scope = whole_cohort(tx, "oak")
        return judge(cohort=scope.to_match(), people=scope.people(), plan=scope.plan(oak.plan_id).plan)


def placed(oak: Oak) -> list[str]:
    """Return who has a coach and may leave them."""
    return [
        each.removeprefix("id-") for each, coach in board(oak).placed.items() if coach and each != "id-eli"
    ]


def possible(oak: Oak) -> Iterator[tuple[str, str, str]]:
    for member in ("ana", "ben", "cem", "dia", "eli"):
        for other in card(oak, member).others:
            for rest, price in (("keep", other.dropped), ("solve", other.solved)):
                if price is not None and price.is_possible:
                    yield member, other.coach.removeprefix("id-"), rest


def test_every_price_is_what_comes_of_the_move_and_taking_it_back_leaves_nothing_behind(oak) -> None:
    check_every_price(oak)


def check_every_price(oak: Oak) -> None:
    """Make every move that has a price, see what comes of it, and take it back."""
    before, choices = board(oak).document, list(possible(oak))
    assert choices
    for member, coach, rest in choices:
        other = next(each for each in card(oak, member).others if each.coach == f"id-{coach}")
        price = (other.dropped if rest == "keep" else other.solved).price
        worth = board(oak).document.coaching.objective
        assert move(oak, member, coach, rest=rest).status_code == 303
        now = board(oak)
        change = less(now.document.coaching.objective, worth)
        assert price.change == (change if price.change.bands else replace(change, bands=()))
        moved = {each.member: each.to for each in now.standing[-1].moves}
        expected = {each.member: each.to for each in price.moves} | {f"id-{member}": f"id-{coach}"}
        assert moved == expected
        assert breaches(oak) == ()
        assert post(oak, "undo").status_code == 303
        assert board(oak).document == before
        reprice(oak)


def test_after_a_move_prices_begin_from_what_is_there_and_leave_it_there(oak) -> None:
    member = placed(oak)[0]
    assert move(oak, member, "").status_code == 303
    stays = board(oak).held
    assert stays == {f"id-{member}": None}
    assert card(oak, "ana").others[0].solved is None  # until they are worked out
    reprice(oak)
    choices = list(possible(oak))
    assert {rest for _, _, rest in choices} == {"keep", "solve"}
    for member, coach, rest in choices:
        other = next(each for each in card(oak, member).others if each.coach == f"id-{coach}")
        price = (other.dropped if rest == "keep" else other.solved).price
        worth = board(oak).document.coaching.objective
        move(oak, member, coach, rest=rest)
        change = less(board(oak).document.coaching.objective, worth)
        assert price.change == (change if price.change.bands else replace(change, bands=()))
        others = {each: to for each, to in stays.items() if each != f"id-{member}"}
        assert others.items() <= board(oak).placed.items()
        post(oak, "undo")
        reprice(oak)


def test_solving_the_rest_gains_what_the_board_says_it_would(oak) -> None:
    member = f"id-{placed(oak)[0]}"
    move(oak, placed(oak)[0], "")
    assert view(oak).rest.working
    assert post(oak, "solve").status_code == 409
    reprice(oak)
    rest = view(oak).rest
    before = board(oak).document.coaching.objective
    if rest.words is None:
        assert post(oak, "solve").status_code == 303
        assert board(oak).document.coaching.objective == before
        return
    assert post(oak, "solve").status_code == 303
    now = board(oak)
    assert now.placed[member] is None
    assert len(now.standing[-1].moves) == rest.moves
    gained = now.document.coaching.objective.total - before.total
    assert re.search(rf"\b{abs(gained):,} points? in all", rest.words) or not gained
    reprice(oak)
    assert view(oak).rest.words is None


def test_steps_are_taken_back_and_done_again_in_order(oak) -> None:
    states = [board(oak).placed]
    for member in placed(oak):
        move(oak, member, "")
        states.append(board(oak).placed)
    assert len(states) == 4
    for state in reversed(states[:-1]):
        assert post(oak, "undo").status_code == 303
        assert board(oak).placed == state
    assert post(oak, "undo").status_code == 409
    for state in states[1:]:
        assert post(oak, "redo").status_code == 303
        assert board(oak).placed == state
    assert post(oak, "redo").status_code == 409
    post(oak, "undo")
    assert view(oak).can_redo
    post(oak, "rule", member="id-eli", coach="id-max", says="")
    assert not view(oak).can_redo


def together(oak: Oak) -> tuple[str, str]:
    """Return a pair of the plan that no rule speaks of."""
    pairs = board(oak).placed.items()
    return next((m[3:], c[3:]) for m, c in pairs if c is not None and m != "id-eli")


def test_a_pin_holds_in_the_rules_and_the_draft_stays_up_to_date(oak) -> None:
    member, coach = together(oak)
    form = {"member": f"id-{member}", "coach": f"id-{coach}"}
    assert post(oak, "rule", **form, says="must").status_code == 303
    with oak.world.store.read() as tx:
        assert (member, coach) in whole_cohort(tx, "oak").cohort.coaching.must
    assert not board(oak).outdated
    assert breaches(oak) == ()
    assert card(oak, member).says is Says.MUST
    other = next(each for each in ("kai", "lea", "pam") if each != coach)
    assert move(oak, member, other).status_code == 409
    assert move(oak, member, "").status_code == 409
    reprice(oak)
    assert board(oak).document.coaching.proven
    assert post(oak, "rule", **form, says="").status_code == 303
    assert not board(oak).document.coaching.proven  # the rules allow more: it is not known yet
    reprice(oak)
    assert board(oak).document.coaching.proven
    post(oak, "undo")
    assert card(oak, member).says is Says.MUST
    post(oak, "undo")
    assert card(oak, member).says is Says.NOTHING
    assert board(oak).document == oak.plan
    assert breaches(oak) == ()


def test_a_pair_that_is_ruled_out_is_parted_and_never_comes_back_until_it_is_allowed(oak) -> None:
    member, coach = together(oak)
    form = {"member": f"id-{member}", "coach": f"id-{coach}"}
    post(oak, "rule", **form, says="never")
    assert board(oak).placed[f"id-{member}"] is None
    assert breaches(oak) == ()
    assert move(oak, member, coach).status_code == 409
    reprice(oak)
    barred = next(each for each in card(oak, member).others if each.coach == f"id-{coach}")
    assert "ruled out" in barred.dropped.reasons[0].text
    assert (PersonId(f"id-{coach}"), coach.capitalize()) in card(oak, member).ruled_out
    post(oak, "rule", **form, says="")
    assert move(oak, member, coach).status_code == 303
    assert breaches(oak) == ()


def test_only_a_pair_that_is_together_can_be_pinned(oak) -> None:
    member, coach = together(oak)
    other = next(each for each in ("kai", "lea", "pam") if each != coach)
    refused = post(oak, "rule", member=f"id-{member}", coach=f"id-{other}", says="must")
    assert refused.status_code == 409
    assert "move the member there first" in refused.text


def test_what_breaks_a_rule_is_refused_in_words_and_nothing_is_kept(oak) -> None:
    before = board(oak)
    refused = move(oak, "ana", "lea")
    assert refused.status_code == 409
    assert "That cannot be" in refused.text
    assert board(oak) == before


def test_who_looked_at_an_older_board_is_told_so(oak) -> None:
    first, second = placed(oak)[:2]
    assert move(oak, first, "").status_code == 303
    late = post(oak, "move", seen=0, member=f"id-{second}", coach="")
    assert late.status_code == 409
    assert "changed meanwhile" in late.text
    assert post(oak, "undo", seen=0).status_code == 409


@pytest.mark.parametrize("seen", ["", "x", "-1", 5000 * "9"])
def test_who_does_not_say_which_board_they_looked_at_is_to_look_again(oak, seen) -> None:
    refused = post(oak, "undo", seen=seen)
    assert (refused.status_code, "Look at the board again" in refused.text) == (409, True)


def test_a_release_and_an_outdated_draft_do_not_change(oak) -> None:
    with oak.world.store.write() as tx:
        tx.people.replace("oak", oak.people[:-1])
    assert "match again" in move(oak, "ana", "").text
    assert "have changed since" in page(oak)
    with oak.world.store.write() as tx:
        tx.people.replace("oak", oak.people)
        publish_plan(whole_cohort(tx, "oak"), plan=oak.plan_id)
    assert "it does not change" in move(oak, "ana", "").text
    assert "it does not change" in page(oak)


def page(oak: Oak, **more: object) -> str:
    path = f"/cohorts/oak/plans/{oak.plan_id}/board"
    return oak.world.browser("coordinator").get(path, **more).text


def test_a_changed_draft_is_published_as_it_stands(oak) -> None:
    member, coach = together(oak)
    post(oak, "rule", member=f"id-{member}", coach=f"id-{coach}", says="must")
    other = next(each for each in board(oak).placed if each not in {f"id-{member}", "id-eli"})
    move(oak, other.removeprefix("id-"), "")
    placed = board(oak).placed
    with oak.world.store.write() as tx:
        publish_plan(whole_cohort(tx, "oak"), plan=oak.plan_id)
    assert board(oak).placed == placed


def test_prices_for_a_card_that_is_dragged_are_in_the_pages_language(oak) -> None:
    path = f"/cohorts/oak/plans/{oak.plan_id}/members/id-ana/prices"
    english = oak.world.browser("coordinator").get(path).json
    assert set(english) == {other.coach for other in card(oak, "ana").others}
    assert english["id-lea"]["dropped"] == "Not possible: this pair was ruled out."
    pseudo = oak.world.browser("coordinator").get(path, headers=PSEUDO).json
    assert pseudo["id-lea"]["dropped"] != english["id-lea"]["dropped"]


def test_the_board_and_its_cards_are_said_in_the_pages_language(oak) -> None:
    member, coach = together(oak)
    post(oak, "rule", member=f"id-{member}", coach=f"id-{coach}", says="must")
    move(oak, next(each for each in placed(oak) if each != member), "")
    reprice(oak)
    browser = oak.world.browser("coordinator")
    where = f"/cohorts/oak/plans/{oak.plan_id}"
    for path in ("board", "members/id-ana", f"members/id-{member}"):
        shown = browser.get(f"{where}/{path}", headers=PSEUDO).text
        assert plain_words(shown) == []


@pytest.mark.parametrize("form", [{}, {"seen": "x"}])
def test_a_form_that_does_not_say_what_was_seen_changes_nothing(oak, form) -> None:
    path = f"/cohorts/oak/plans/{oak.plan_id}/board/undo"
    assert oak.world.browser("coordinator").post(path, form).status_code == 409


def test_whoever_is_not_there_is_404(oak) -> None:
    assert move(oak, "kai", "lea").status_code == 404
    assert move(oak, "ana", "ben").status_code == 404
    assert post(oak, "rule", member="id-ana", coach="id-ben", says="never").status_code == 404
    assert post(oak, "rule", member="id-ana", coach="id-kai", says="perhaps").status_code == 404


def test_the_plans_page_says_that_it_was_changed_and_gives_no_advice_for_another_plan(oak) -> None:
    plan = f"/cohorts/oak/plans/{oak.plan_id}"
    browser = oak.world.browser("coordinator")
    as_solved = browser.get(plan).text
    assert ("changed by hand" in as_solved, 'id="advice"' in as_solved) == (
        False,
        bool(oak.plan.coaching.advice),
    )
    move(oak, placed(oak)[0], "")
    changed = browser.get(plan).text
    assert ("changed by hand" in changed, 'id="advice"' in changed) == (True, False)
    post(oak, "undo")
    assert "changed by hand" not in browser.get(plan).text
