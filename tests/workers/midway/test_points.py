"""Rebalancing in the service: what is offered after a release becomes the next one, and nobody else hears of it."""

from collections import Counter, defaultdict
from dataclasses import replace

import pytest
from icalendar import Calendar

from scheduler.access import whole_cohort
from scheduler.commands import boards
from scheduler.commands.board_state import BoardPrices
from scheduler.commands.publishing import publish_plan
from scheduler.commands.rebalancing import followed
from scheduler.commands.rosters import import_people
from scheduler.domain.people import PersonId
from scheduler.domain.plans import Plan
from scheduler.errors import NotFoundError, NotNowError
from scheduler.judging import judge
from scheduler.problems.so_far import from_then_on
from tests.workers.midway.conftest import JANUARY
from workers.pricing import best_worth

TOLD = ("DTSTART", "DTEND", "LOCATION", "SUMMARY", "STATUS")


def places(plan: Plan) -> dict[PersonId, set[object]]:
    """Return, for each person, all that they see of the groups they are in or lead."""
    seen: dict[PersonId, set[object]] = defaultdict(set)
    for one in plan.workshops.sections:
        if one.starts[-1] > JANUARY:
            for person in (one.facilitator, *one.members):
                seen[person].add((one.workshop, one.section, one.starts, one.facilitator, one.members))
    return seen


def company(plan: Plan) -> dict[PersonId, set[PersonId]]:
    """Return, for each person, those with whom they meet as a coach or a member."""
    met: dict[PersonId, set[PersonId]] = defaultdict(set)
    for pair in plan.coaching.pairs:
        met[pair.member].add(pair.coach)
        met[pair.coach].add(pair.member)
    return met


def entries(feed: bytes) -> dict[str, list[object]]:
    """Return what of each meeting its people are told of anew: when and where it is, what it is called, if it is."""
    return {
        str(event["UID"]): [event.get(name) and event[name].to_ical() for name in TOLD]
        for event in Calendar.from_ical(feed).walk("VEVENT")
    }


@pytest.mark.parametrize("nth", [(0, 0), (1, 0), (2, 0), (0, 1), (2, 1)])
def test_only_those_whose_meetings_change_hear_of_a_point_once_for_each_meeting(world, nth) -> None:
    run = world.rebalance()
    offered, before, feeds = world.offered(run), world.standing(), world.feeds()
    pairs, groups = offered.coaching.points[nth[0]], offered.workshops.points[nth[1]]
    world.publish(world.take(run, pairs.moves, groups.moves))
    after, now = world.standing(), world.feeds()
    then, since = places(before), places(after)
    touched = {person for person in now if then[person] != since[person]}
    assert {person for person in now if now[person] != feeds[person]} <= touched
    met, meets = company(before), company(after)
    world.approve()
    mails = world.mails()
    for person in (each for each in world.people() if each.email):
        was, is_ = entries(feeds[person.id]), entries(now[person.id])
        changed = {uid for uid in was | is_ if was.get(uid) != is_.get(uid)}
        got = mails.pop(person.email, [])
        invited = Counter(uid for method, uid in got if method)
        letters = len(got) - invited.total()
        in_a_letter = bool(changed) and not invited
        assert invited == Counter(() if in_a_letter else changed)
        assert letters == (in_a_letter or met[person.id] != meets[person.id])
    assert not mails


def test_what_is_over_stays_and_what_goes_on_keeps_its_number(world) -> None:
    run = world.rebalance()
    offered, before = world.offered(run), world.standing()
    world.publish(world.take(run, offered.coaching.points[0].moves, offered.workshops.points[-1].moves))
    after = world.standing()
    there = {person.id for person in world.people()}
    over = [one for one in before.workshops.sections if one.starts[-1] < JANUARY]
    assert len(over) == 5
    for one in over:
        (same,) = [
            each
            for each in after.workshops.sections
            if (each.workshop, each.section) == (one.workshop, one.section)
        ]
        assert (same.starts, set(same.members)) == (one.starts, set(one.members) & there)
    assert after.sessions.meetings == before.sessions.meetings


def test_every_point_is_a_plan_that_keeps_the_rules(world) -> None:
    run = world.rebalance()
    offered = world.offered(run)
    assert [point.moves for point in offered.coaching.points] == [0, 1, 3]
    for point in offered.coaching.points:
        plan = world.take(run, point.moves, offered.workshops.points[0].moves)
        with world.store.read() as tx:
            scope = whole_cohort(tx, world.cohort)
            document = scope.plan(plan).plan
            assert judge(cohort=scope.to_match(), people=scope.people(), plan=document) == ()
        assert document.coaching.objective == point.objective
        assert {pair.member: pair.coach for pair in document.coaching.pairs} == {
            member: coach for member, coach in point.placed.items() if coach
        }


def test_every_point_of_the_groups_keeps_the_rules_and_counts_what_is_over(world) -> None:
    run = world.rebalance()
    offered, before = world.offered(run), world.standing()
    over = {member for one in before.workshops.sections if one.starts[-1] < JANUARY for member in one.members}
    for point in offered.workshops.points:
        plan = world.take(run, offered.coaching.points[0].moves, point.moves)
        with world.store.read() as tx:
            scope = whole_cohort(tx, world.cohort)
            part = scope.plan(plan).plan.workshops
            assert judge(cohort=scope.to_match(), people=scope.people(), plan=scope.plan(plan).plan) == ()
            members = {person.id for person in scope.people()}
        seated = {member for one in part.sections for member in one.members}
        assert over & members <= seated
        assert part.objective.served == len(seated)
        assert seated.isdisjoint(left.member for left in part.unserved)


def test_a_group_whose_facilitator_may_not_lead_any_more_says_who_does(world) -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, world.cohort)
        rules = scope.cohort
        people = {person.key: person.id for person in scope.people()}
        unled = tuple(
            replace(one, facilitators=tuple(key for key in one.facilitators if key != "C10"))
            for one in rules.workshops
        )
        tx.people.change_cohort(replace(rules, workshops=unled))
    point = world.offered(world.rebalance()).workshops.points[0]
    (handed,) = point.handed
    assert (handed.group.workshop, handed.group.section) == ("storytelling-and-reading", 1)
    assert (handed.origin, handed.to) == (people["C10"], people["M33"])
    assert handed.why.code == "facilitator_cannot"


def test_a_point_is_not_taken_once_somebody_has_changed(world) -> None:
    run = world.rebalance()
    point = world.offered(run).coaching.points[0].moves, world.offered(run).workshops.points[0].moves
    with world.store.write() as tx:
        scope = whole_cohort(tx, world.cohort)
        first, *others = scope.people()
        import_people(scope, people=(replace(first, availability=()), *others))
    with pytest.raises(NotNowError, match="rebalance again"):
        world.take(run, *point)


def test_a_point_is_not_published_after_another_release(world) -> None:
    run = world.rebalance()
    point = world.offered(run).coaching.points[0].moves, world.offered(run).workshops.points[0].moves
    drafts = [world.take(run, *point), world.take(run, *point)]
    world.publish(drafts[0])
    with pytest.raises(NotNowError, match="rebalance again"):
        world.publish(drafts[1])


def test_a_number_of_moves_that_is_not_offered_is_not_found(world) -> None:
    run = world.rebalance()
    with pytest.raises(NotFoundError):
        world.take(run, 2, world.offered(run).workshops.points[0].moves)


def test_what_is_taken_is_priced_soon_and_solved_around_what_was_put_by_hand(world) -> None:
    """Nobody else leaves whom the draft has for them: with a coach for as many, one who moves makes no other move."""
    plan, taken = world.taken()
    assert world.prices(plan) == BoardPrices(solved=None, now=None)
    world.settle()
    prices = world.prices(plan)
    assert (prices.now.placed, prices.now.value) == (taken.placed, taken.document.coaching.objective)
    member = next(one for one, coach in taken.placed.items() if coach is not None)
    with world.store.write() as tx:
        boards.move(whole_cohort(tx, world.cohort), plan=plan, seen=0, member=member, coach=None)
    world.settle()
    assert world.prices(plan).now.placed == taken.placed | {member: None}
    changed = world.board(plan).document.coaching
    with world.store.read() as tx:
        rules = from_then_on(whole_cohort(tx, world.cohort).to_match(), midway=taken.document.midway)
    best = best_worth(cohort=rules, people=world.people())
    assert (changed.bound, changed.proven) == (best, False)
    with world.store.write() as tx:
        boards.undo(whole_cohort(tx, world.cohort), plan=plan, seen=1)
    world.settle()
    assert world.board(plan).document == taken.document


def test_what_is_changed_before_it_is_priced_is_priced_once_as_it_stands(world) -> None:
    plan, taken = world.taken()
    member = next(one for one, coach in taken.placed.items() if coach is not None)
    with world.store.write() as tx:
        boards.hold(whole_cohort(tx, world.cohort), plan=plan, seen=0, member=member, stays=True)
    world.settle()
    prices = world.prices(plan)
    assert prices.solved.placed == prices.now.placed == taken.placed
    assert world.board(plan).held == {member: taken.placed[member]}
    with world.store.read() as tx:
        assert [each for each in tx.deliveries.owed() if each.reaction == "price_draft"] == []


def test_an_overtaken_draft_needs_no_prices_and_is_not_changed(world) -> None:
    run = world.rebalance()
    point = world.offered(run).coaching.points[0].moves, world.offered(run).workshops.points[0].moves
    plan, other = world.take(run, *point), world.take(run, *point)
    with world.store.write() as tx:
        publish_plan(whole_cohort(tx, world.cohort), plan=other)
    world.settle()
    assert (world.prices(plan), world.prices(other) is None) == (None, False)
    member = next(iter(world.board(plan).placed))
    with pytest.raises(NotNowError, match="rebalance again"), world.store.write() as tx:
        boards.move(whole_cohort(tx, world.cohort), plan=plan, seen=0, member=member, coach=None)


def test_whoever_was_moved_by_the_release_before_is_spared(world) -> None:
    run = world.rebalance()
    offered = world.offered(run)
    world.publish(world.take(run, offered.coaching.points[1].moves, offered.workshops.points[0].moves))
    world.clock.pass_time(hours=1)
    with world.store.read() as tx:
        spared = followed(whole_cohort(tx, world.cohort)).moved_before
    moved = {change.member for change in offered.coaching.points[1].moved}
    assert moved <= set(spared)
