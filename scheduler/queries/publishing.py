"""What publishing a draft would do, before it is done: what is to be warned of, what changes, and who is told."""

from collections.abc import Iterator
from dataclasses import dataclass

from calendars.burden import NIGHT
from scheduler.access import CohortScope
from scheduler.commands.publishing import draft_to_publish, in_the_way, to_publish
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan
from scheduler.languages.sentences import Listed, Sentence, all_of, counted, sentence
from scheduler.outputs.burden_table import burden_table
from scheduler.queries.calendar_changes import CalendarChange, calendar_changes
from scheduler.queries.plan_comparison import PlanComparison, plan_comparison

MOST_NAMED = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Publishing:
    """The release that a draft would become; with anything `in_the_way` it cannot.

    `compares_with` is the plan of the last release, None before there is one, and `differs` is what has changed since.
    `note` is what to begin with in saying so: of a rebalancing, which `follows` a release, whom it moved.
    """

    plan: str
    number: int
    in_the_way: tuple[str, ...]
    warnings: tuple[str, ...]
    compares_with: str | None
    differs: tuple[Sentence, ...]
    told: tuple[CalendarChange, ...]
    note: Sentence | None
    follows: int | None

    @property
    def unreachable(self) -> tuple[str, ...]:
        """Who has to be told by somebody, for want of an e-mail address."""
        return tuple(each.name for each in self.told if not each.has_email)


def publishing(scope: CohortScope, *, plan: str) -> Publishing:
    """Return what publishing this draft would do; raises NotFoundError, and NotNowError for what is a release."""
    draft, people = draft_to_publish(scope, plan=plan), scope.people_to_read()
    before = scope.tx.runs.published(scope.cohort.id)
    document = to_publish(scope, draft.plan)
    changes = None if before is None else plan_comparison(scope, before=before.id, after=plan)
    return Publishing(
        plan=plan,
        number=1 + len(scope.tx.runs.releases(scope.cohort.id)),
        in_the_way=tuple(in_the_way(scope, draft=draft, people=people, document=document)),
        warnings=tuple(_warnings(plan=document, people=people)),
        compares_with=changes and changes.before.id,
        differs=() if changes is None else tuple(_differs(changes)),
        told=calendar_changes(scope, people=people, plan=document),
        note=changes and document.midway and _note(changes, follows=document.midway.release),
        follows=document.midway and document.midway.release,
    )


def _differs(changes: PlanComparison) -> Iterator[Sentence]:
    """Say what differs for those who are still here, of those who have left, and of the sessions."""
    yield from _moved(changes)
    pairs = sum(each.who is None for each in changes.coaches)
    seats = sum(each.who is None for each in changes.seats)
    if pairs:
        yield counted(
            "{count} pair ends, as its member has left",
            "{count} pairs end, as their members have left",
            pairs,
        )
    if seats:
        yield counted(
            "{count} seat is free of somebody who has left", "{count} seats are free of who has left", seats
        )
    sessions = len(changes.sessions)
    if sessions:
        yield counted("{count} session has another date", "{count} sessions have another date", sessions)


def _moved(changes: PlanComparison) -> Iterator[Sentence]:
    """Say of those who are still here how many have another coach or seat."""
    coaches = [each for each in changes.coaches if each.who is not None]
    moved = sum(each.before is not None and each.after is not None for each in coaches)
    first = sum(each.before is None for each in coaches)
    without = sum(each.after is None for each in coaches)
    seats = sum(each.who is not None for each in changes.seats)
    if moved:
        yield counted("{count} member has another coach", "{count} members have another coach", moved)
    if first:
        yield counted(
            "{count} member who had no coach has one", "{count} members who had no coach have one", first
        )
    if without:
        yield counted(
            "{count} member has no coach any more", "{count} members have no coach any more", without
        )
    if seats:
        yield counted("{count} seat in a workshop is another", "{count} seats in workshops are others", seats)


def _note(changes: PlanComparison, *, follows: int) -> Sentence:
    """Begin to say what has changed: whom a rebalancing has moved."""
    moved = tuple(_moved(changes))
    if not moved:
        return sentence("Rebalanced after release {number}.", number=follows)
    return sentence("Rebalanced after release {number}: {what}.", number=follows, what=all_of(moved))


def _warnings(*, plan: Plan, people: tuple[Person, ...]) -> Iterator[str]:
    names = {person.id: person.name for person in people}

    def listed(those: tuple[PersonId, ...]) -> Listed:
        some = [names[each] for each in those if each in names]
        more = len(some) - MOST_NAMED
        shown = some[:MOST_NAMED] + ([counted("one other", "{count} others", more)] if more > 0 else [])
        return Listed(items=tuple(shown))

    unplaced = tuple(one.member for one in plan.coaching.unplaced)
    if unplaced:
        yield counted(
            "One member has no coach: {names}.",
            "{count} members have no coach: {names}.",
            len(unplaced),
            names=listed(unplaced),
        )
    unserved = tuple(one.member for one in plan.workshops.unserved)
    if unserved:
        yield counted(
            "One member has no workshop of those they wished for: {names}.",
            "{count} members have no workshop of those they wished for: {names}.",
            len(unserved),
            names=listed(unserved),
        )
    if plan.coaching.objective.shortfall:
        yield counted(
            "Coaches have one member less than they wished for.",
            "Coaches have {count} members less than they wished for.",
            plan.coaching.objective.shortfall,
        )
    asked = sum(any(reason.is_warning for reason in pair.reasons) for pair in plan.coaching.pairs)
    if asked:
        yield counted(
            "One pair was asked for against its hours or languages.",
            "{count} pairs were asked for against their hours or languages.",
            asked,
        )
    nights = _at_night(people, plan)
    if nights:
        yield counted(
            "For one person a session of the whole group is at night: {names}.",
            "For {count} people a session of the whole group is at night: {names}.",
            len(nights),
            names=listed(nights),
        )
    assumed = tuple(person.id for person in people if person.availability_assumed)
    if assumed:
        yield counted(
            "One person gave no hours, so theirs are assumed: {names}.",
            "{count} people gave no hours, so theirs are assumed: {names}.",
            len(assumed),
            names=listed(assumed),
        )
    if not (plan.coaching.proven and plan.workshops.proven and plan.sessions.proven):
        yield (
            sentence("A better plan is not ruled out.")
            if plan.midway is None
            else sentence("A better plan that moves as few is not ruled out.")
        )


def _at_night(people: tuple[Person, ...], plan: Plan) -> tuple[PersonId, ...]:
    if not people or not plan.sessions.meetings:
        return ()
    table = burden_table(people=people, meetings=plan.sessions.meetings)
    return tuple(bearer.person.id for row in table for bearer in row.bearers if NIGHT in bearer.burdens)
