"""What could follow a release is looked at move by move, a member is kept where they are, and a point is taken."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.access import Access, Right, whole_cohort
from scheduler.commands.cohorts import account_of_person
from scheduler.commands.ending import end_pair, take_back
from scheduler.commands.enrolling import join
from scheduler.commands.rebalancing import finish_rebalancing, followed
from scheduler.commands.setting_up import change_rules
from scheduler.domain.cohorts import CohortId
from scheduler.domain.parts import Parts
from scheduler.domain.people import PersonId, Role
from scheduler.domain.plans import Plan
from tests.scheduler.web.conftest import Browser, World
from tests.scheduler.web.plain_words import PSEUDO, plain_words
from workers.rebalancing import rebalance

CEDAR = CohortId("cedar")
PATH = "/cohorts/cedar/rebalancing"
MARIAM, FERESHTA, RUTH, GRACE = (PersonId(f"cedar-{key}") for key in ("M1", "M2", "C1", "C2"))


def change(world: World, change: Callable[[object], object]) -> None:
    """Change everybody by this; None takes them out."""
    with world.store.write() as tx:
        people = whole_cohort(tx, CEDAR).people()
        tx.people.replace(CEDAR, tuple(kept for person in people if (kept := change(person)) is not None))


def ask(world: World, browser: Browser) -> str:
    """Press the button, have the run be worked off as the worker does, and return where its page is."""
    there = browser.post(PATH).location
    return worked_off(world, there)


def worked_off(world: World, there: str) -> str:
    run = there.rsplit("/", 1)[1]
    with world.store.write() as tx:
        scope = whole_cohort(tx, CEDAR)
        known = scope.run(run)
        offered = rebalance(
            cohort=scope.to_match(), people=scope.people(), followed=followed(scope, parts=known.parts)
        )
        finish_rebalancing(scope, run=run, rebalancing=offered)
    return f"{PATH}/{run}"


def plan_at(world: World, where: str) -> Plan:
    with world.store.read() as tx:
        return whole_cohort(tx, CEDAR).plan(where.split("/")[4]).plan


def pairs(plan: Plan) -> dict[PersonId, PersonId]:
    return {pair.member: pair.coach for pair in plan.coaching.pairs}


def give(world: World, parts: Parts) -> None:
    with world.store.write() as tx:
        (account,) = [
            account
            for account, rights in tx.accounts.holders(CEDAR).items()
            if rights == (Right.FACILITATOR.value,)
        ]
        tx.accounts.set_parts(account, CEDAR, Right.FACILITATOR, parts)


def test_the_cohorts_page_offers_it_and_the_runs_page_leads_there(grown) -> None:
    coordinator = grown.browser("coordinator")
    assert f'action="{PATH}"' not in coordinator.get("/cohorts/cedar").text  # while another run is at work
    coordinator.post(f"/cohorts/cedar/runs/{grown.cedar.run}/cancel")
    assert f'action="{PATH}"' in coordinator.get("/cohorts/cedar").text
    there = coordinator.post(PATH).location
    waiting = coordinator.get(there).text
    assert "<h1>Rebalancing</h1>" in waiting
    assert coordinator.get(there.replace("/runs/", "/rebalancing/")).status_code == 404
    page = worked_off(grown, there)
    assert f'href="{page}"' in coordinator.get(there).text
    assert f'href="{page}"' in coordinator.get("/cohorts/cedar").text


def test_each_number_of_moves_is_told_with_what_it_buys_and_the_fewest_is_suggested(grown) -> None:
    coordinator = grown.browser("coordinator")
    page = coordinator.get(ask(grown, coordinator)).text
    assert "Nothing: everything could stay as it is." in page
    assert page.index("0 moves <") < page.index("suggested") < page.index("1 move</th>")
    assert "sum +600" in page
    assert "<p>Nobody.</p>" in page


def test_a_point_opens_who_moves_from_where_to_where_and_why(grown) -> None:
    coordinator = grown.browser("coordinator")
    page = coordinator.get(ask(grown, coordinator) + "?moves=1").text
    moved = page[page.index('id="moved"') :]
    assert "فرشته نوری" in moved
    for said in ("score 400", "score 1000", "fits better with"):
        assert said in moved
    assert f'value="{FERESHTA}"' in moved


@pytest.mark.parametrize(
    "query", ["moves=2", "moves=-1", "moves=x", "moves=%D9%A1", "seats=7", "moves=" + 5000 * "9"]
)
def test_what_is_not_offered_is_not_there(grown, query) -> None:
    coordinator = grown.browser("coordinator")
    assert coordinator.get(f"{ask(grown, coordinator)}?{query}").status_code == 404


def test_once_the_last_week_is_over_nothing_is_left_to_rebalance(grown) -> None:
    with grown.store.write() as tx:
        scope = whole_cohort(tx, CEDAR)
        change_rules(scope, cohort=replace(scope.cohort, ends=grown.clock.at.date()))
    coordinator = grown.browser("coordinator")
    sunday = timedelta(days=6 - grown.clock.at.weekday())
    grown.clock.at += sunday
    assert coordinator.get(ask(grown, coordinator)).status_code == 200
    grown.clock.at += timedelta(days=1)
    refused = coordinator.post(PATH)
    assert refused.status_code == 409
    assert "so there is nothing left to rebalance. If it goes on, set a later last day" in refused.text


def test_what_must_change_is_told_apart_from_moves(grown) -> None:
    change(grown, lambda person: None if person.id == RUTH else person)
    coordinator = grown.browser("coordinator")
    assert f'action="{PATH}"' in coordinator.get("/cohorts/cedar/attention").text
    page = coordinator.get(ask(grown, coordinator)).text
    assert "The coach of Mariam has left." in page
    assert page.count("0 moves") >= 1


def test_whoever_had_nobody_or_no_seat_is_named_with_what_they_are_given(grown) -> None:
    """Ruth has left: Grace takes one of her members, and no group is led any more."""
    change(grown, lambda person: None if person.id == RUTH else person)
    coordinator = grown.browser("coordinator")
    page = ask(grown, coordinator)
    read = coordinator.get(page).text
    given = read[read.index('id="given"') : read.index('id="calendars"')]
    assert "1 place, for who had none or could not keep it" in given
    assert re.search("فرشته نوری.*: .*Grace.*score 1000", given)
    assert plain_words(coordinator.get(page, headers=PSEUDO).text) == []
    change(grown, lambda person: replace(person, notes="moved"))
    assert 'id="given"' not in coordinator.get(page).text


def test_a_seat_that_is_free_is_given_and_so_told(grown) -> None:
    coordinator = grown.browser("coordinator")
    read = coordinator.get(ask(grown, coordinator)).text
    given = read[read.index('id="given"') : read.index('id="calendars"')]
    assert re.search("فرشته نوری.*group 1 of .*Stories &amp; songs.*wish 1", given, re.DOTALL)
    assert "Mariam" not in given


@pytest.mark.parametrize(("button", "there"), [({}, ""), ({"board": "1"}, "/board")])
def test_taking_a_point_makes_a_draft_to_read_or_to_change(grown, button, there) -> None:
    coordinator = grown.browser("coordinator")
    page = ask(grown, coordinator)
    seats = 0
    taken = coordinator.post(f"{page}/take", {"moves": "1", "seats": str(seats), **button})
    assert taken.status_code == 303
    assert taken.location.endswith(there) if there else taken.location.count("/") == 4
    assert pairs(plan_at(grown, taken.location)) == {MARIAM: RUTH, FERESHTA: GRACE}
    assert coordinator.get(taken.location).status_code == 200


def test_what_else_was_offered_is_found_again_once_a_point_is_taken(grown) -> None:
    coordinator = grown.browser("coordinator")
    page = ask(grown, coordinator)
    grown.clock.at += timedelta(minutes=1)
    coordinator.post(f"{page}/take", {"moves": "1", "seats": "0"})
    cohort = coordinator.get("/cohorts/cedar").text
    assert ("What each move would buy is worked out." in cohort, f'href="{page}"' in cohort) == (True, True)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"moves": "1"},
        {"moves": "1", "seats": "x"},
        {"moves": "9", "seats": "0"},
        {"moves": 5000 * "9", "seats": "0"},
    ],
)
def test_nothing_else_is_taken(grown, form) -> None:
    coordinator = grown.browser("coordinator")
    assert coordinator.post(f"{ask(grown, coordinator)}/take", form).status_code == 404


def test_the_publishing_page_says_what_it_follows_and_begins_the_note(grown) -> None:
    coordinator = grown.browser("coordinator")
    taken = coordinator.post(f"{ask(grown, coordinator)}/take", {"moves": "1", "seats": "0"}).location
    page = coordinator.get(f"{taken}/publish").text
    assert "It follows release 1" in page
    assert ">Rebalanced after release 1: 1 member has another coach" in page
    assert coordinator.post(f"{taken}/publish", {"note": "Grace has come."}).status_code == 303
    assert "Grace has come." in coordinator.get("/cohorts/cedar").text


def test_once_anybody_has_changed_it_is_outdated_and_nothing_is_taken(grown) -> None:
    coordinator = grown.browser("coordinator")
    page = ask(grown, coordinator)
    change(grown, lambda person: replace(person, notes="moved") if person.id == MARIAM else person)
    read = coordinator.get(page).text
    assert ("Something has changed since" in read, "Take it" in read) == (True, False)
    assert "Whose calendar changes" not in read
    assert coordinator.post(f"{page}/take", {"moves": "1", "seats": "0"}).status_code == 409


def test_a_draft_whose_release_was_overtaken_cannot_be_changed_any_more(grown) -> None:
    coordinator = grown.browser("coordinator")
    page = ask(grown, coordinator)
    first, second = (
        coordinator.post(f"{page}/take", {"moves": moves, "seats": "0"}).location for moves in ("0", "1")
    )
    assert coordinator.post(f"{first}/publish").status_code == 303
    assert "Something has changed since" in coordinator.get(page).text
    read = coordinator.get(second).text
    assert ("Publish this plan" in read, "have changed since" in read) == (False, True)
    refused = coordinator.post(f"{second}/board/move", {"seen": "0", "member": MARIAM, "coach": ""})
    assert refused.status_code == 409
    assert coordinator.post(f"{second}/publish").status_code == 409


def test_whoever_is_not_to_move_is_pinned_and_it_is_asked_again(grown) -> None:
    coordinator = grown.browser("coordinator")
    page = ask(grown, coordinator)
    again = coordinator.post(f"{page}/keep", {"member": FERESHTA})
    assert again.status_code == 303
    with grown.store.read() as tx:
        assert whole_cohort(tx, CEDAR).cohort.coaching.must == (("M2", "C1"),)
    read = coordinator.get(worked_off(grown, again.location)).text
    assert "Nobody needs to move" in read
    assert "Something has changed since" in coordinator.get(page).text


def test_who_has_left_is_counted_apart_from_who_has_another_coach(grown) -> None:
    change(grown, lambda person: None if person.id == MARIAM else person)
    coordinator = grown.browser("coordinator")
    taken = coordinator.post(f"{ask(grown, coordinator)}/take", {"moves": "0", "seats": "0"}).location
    page = coordinator.get(f"{taken}/publish").text
    assert (
        "<li>1 pair ends, as its member has left</li><li>1 seat is free of somebody who has left</li>" in page
    )
    assert ">Rebalanced after release 1: 1 seat in a workshop is another.</textarea>" in page


def test_nobody_is_pinned_to_a_coach_whom_they_have_no_more(grown) -> None:
    coordinator = grown.browser("coordinator")
    page = ask(grown, coordinator)
    taken = coordinator.post(f"{page}/take", {"moves": "1", "seats": "0"}).location
    assert coordinator.post(f"{taken}/publish").status_code == 303
    refused = coordinator.post(f"{page}/keep", {"member": FERESHTA})
    assert (refused.status_code, "rebalance again" in refused.text) == (409, True)
    with grown.store.read() as tx:
        assert whole_cohort(tx, CEDAR).cohort.coaching.must == ()


def test_once_a_pair_was_ended_it_is_outdated_and_nothing_is_taken(grown) -> None:
    coordinator = grown.browser("coordinator")
    page = ask(grown, coordinator)
    grown.clock.at += timedelta(minutes=1)
    with grown.store.write() as tx:
        end_pair(whole_cohort(tx, CEDAR), member=MARIAM, coach=RUTH, reason="", never=False)
    read = coordinator.get(page).text
    assert ("Something has changed since" in read, "Take it" in read) == (True, False)
    assert coordinator.post(f"{page}/take", {"moves": "1", "seats": "0"}).status_code == 409


def test_once_a_pair_goes_on_that_had_been_ended_it_is_outdated_and_nothing_is_taken(grown) -> None:
    """Fereshta would be given Grace as if she had nobody."""
    with grown.store.write() as tx:
        end_pair(whole_cohort(tx, CEDAR), member=FERESHTA, coach=RUTH, reason="", never=False)
    grown.clock.at += timedelta(minutes=1)
    coordinator = grown.browser("coordinator")
    page = ask(grown, coordinator)
    assert "Something has changed since" not in coordinator.get(page).text
    with grown.store.write() as tx:
        take_back(whole_cohort(tx, CEDAR), member=FERESHTA, coach=RUTH)
    read = coordinator.get(page).text
    assert ("Something has changed since" in read, "Take it" in read) == (True, False)
    assert coordinator.post(f"{page}/take", {"moves": "0", "seats": "0"}).status_code == 409


def test_once_somebody_has_taken_a_seat_it_is_outdated_and_nothing_is_taken(grown) -> None:
    """Fereshta's first wish already: her roster stays as it was."""
    coordinator = grown.browser("coordinator")
    page = ask(grown, coordinator)
    grown.clock.at += timedelta(minutes=1)
    with grown.store.write() as tx:
        account = account_of_person(tx, person=FERESHTA)
        join(Access(tx=tx, account=account).myself(FERESHTA), workshop="stories", section=1)
    read = coordinator.get(page).text
    assert ("Something has changed since" in read, "Take it" in read) == (True, False)
    assert coordinator.post(f"{page}/take", {"moves": "1", "seats": "0"}).status_code == 409
    assert "Something has changed since" not in coordinator.get(ask(grown, coordinator)).text


def test_whose_run_it_was_its_parts_are_what_is_asked_for_again(grown) -> None:
    parts = Parts(coaching=True)
    give(grown, parts)
    page = ask(grown, grown.browser("facilitator"))
    again = grown.browser("coordinator").post(f"{page}/keep", {"member": FERESHTA}).location
    with grown.store.read() as tx:
        assert whole_cohort(tx, CEDAR).run(again.rsplit("/", 1)[1]).parts == parts


@pytest.mark.parametrize("form", [{}, {"member": MARIAM}, {"member": "nobody"}])
def test_whom_nothing_moves_is_not_pinned(grown, form) -> None:
    coordinator = grown.browser("coordinator")
    assert coordinator.post(f"{ask(grown, coordinator)}/keep", form).status_code == 404


def test_a_facilitator_without_parts_only_looks(grown) -> None:
    page = ask(grown, grown.browser("coordinator"))
    facilitator = grown.browser("facilitator")
    read = facilitator.get(f"{page}?moves=1").text
    assert ("Take it" in read, "Not this person" in read, "fits better" in read) == (False, False, True)
    assert f'action="{PATH}"' not in facilitator.get("/cohorts/cedar").text
    for path, form in (("", {}), ("/take", {"moves": "1", "seats": "0"}), ("/keep", {"member": FERESHTA})):
        assert facilitator.post(f"{page if path else PATH}{path}", form).status_code == 404


def test_a_facilitator_of_all_parts_rebalances_changes_by_hand_and_publishes(grown) -> None:
    give(grown, Parts(coaching=True, workshops=None))
    facilitator = grown.browser("facilitator")
    page = ask(grown, facilitator)
    taken = facilitator.post(f"{page}/take", {"moves": "1", "seats": "0"}).location
    assert "Publish this plan" in facilitator.get(taken).text
    moved = facilitator.post(f"{taken}/board/move", {"seen": "0", "member": FERESHTA, "coach": RUTH})
    assert moved.status_code == 303
    assert pairs(plan_at(grown, taken)) == {MARIAM: RUTH, FERESHTA: RUTH}
    assert facilitator.post(f"{taken}/publish").status_code == 303


def test_a_facilitator_changes_no_draft_of_more_than_their_parts(grown) -> None:
    coordinator, facilitator = grown.browser("coordinator"), grown.browser("facilitator")
    give(grown, Parts(coaching=True))
    page = ask(grown, coordinator)
    assert facilitator.post(f"{page}/take", {"moves": "1", "seats": "0"}).status_code == 404
    taken = coordinator.post(f"{page}/take", {"moves": "1", "seats": "0"}).location
    for draft in (taken, f"/cohorts/cedar/plans/{grown.cedar.plan}"):
        assert "Publish this plan" not in facilitator.get(draft).text
        assert facilitator.get(f"{draft}/board").status_code == 404
        assert facilitator.get(f"{draft}/publish").status_code == 404
        assert facilitator.post(f"{draft}/publish").status_code == 404


def test_a_facilitator_ends_a_run_of_their_parts_and_no_other(grown) -> None:
    coordinator, facilitator = grown.browser("coordinator"), grown.browser("facilitator")
    give(grown, Parts(coaching=True))
    theirs, all_of_it = facilitator.post(PATH).location, coordinator.post(PATH).location
    assert "Cancel" in facilitator.get(theirs).text
    assert "Cancel" not in facilitator.get(all_of_it).text
    assert facilitator.post(f"{all_of_it}/cancel").status_code == 404
    assert facilitator.post(f"{theirs}/cancel").status_code == 303


def test_where_pairs_are_no_part_all_stay_and_whoever_is_new_waits(grown) -> None:
    change(grown, lambda person: None if person.id == RUTH else person)
    give(grown, Parts(workshops=("stories",)))
    facilitator = grown.browser("facilitator")
    page = ask(grown, facilitator)
    read = facilitator.get(page).text
    assert ("Who coaches whom" in read, "changes only the parts" in read) == (False, True)
    taken = facilitator.post(f"{page}/take", {"moves": "0", "seats": "0"}).location
    plan = plan_at(grown, taken)
    assert pairs(plan) == {}
    assert {reason.code for one in plan.coaching.unplaced for reason in one.reasons} == {"not_asked"}
    assert facilitator.get(f"{taken}/board").status_code == 200
    assert "it stands as the last release has it" in facilitator.get(f"{taken}/members/{FERESHTA}").text
    moved = facilitator.post(f"{taken}/board/move", {"seen": "0", "member": FERESHTA, "coach": GRACE})
    assert moved.status_code == 409
    assert facilitator.post(f"{page}/keep", {"member": FERESHTA}).status_code == 404


def test_a_run_is_not_outdated_because_somebody_left_a_workshop_before(grown) -> None:
    member = grown.browser("member")
    assert member.post(f"/me/{MARIAM}/workshops/stories/leave").status_code == 303
    coordinator = grown.browser("coordinator")
    there = coordinator.post(PATH).location
    worked_off(grown, there)
    assert "it has changed since" not in coordinator.get(there).text


def test_every_word_is_said_in_the_readers_language(grown) -> None:
    coordinator = grown.browser("coordinator")
    page = ask(grown, coordinator)
    for path in (page, f"{page}?moves=1"):
        assert plain_words(coordinator.get(path, headers=PSEUDO).text) == []


def test_a_coach_of_any_role_is_no_member_to_be_named(grown) -> None:
    change(grown, lambda person: replace(person, role=Role.STAFF) if person.id == GRACE else person)
    coordinator = grown.browser("coordinator")
    assert "Nobody needs to move" in coordinator.get(ask(grown, coordinator)).text
