"""What publishing a draft would do, before it is done: what is to be warned of, what changes, and who is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from calendars.burden import NIGHT
from scheduler.access import CohortScope
from scheduler.commands.publishing import draft_to_publish, in_the_way, numbered_after
from scheduler.domain.arrangements import held
from scheduler.domain.meetings import Meeting
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan
from scheduler.languages.sentences import Listed, counted, sentence
from scheduler.outputs.burden_table import burden_table
from scheduler.queries.plan_comparison import PlanComparison, plan_comparison

MOST_NAMED = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """Someone whose calendar changes: how many meetings come, go and stand at another time; `email` or not."""

    name: str
    has_email: bool
    new: int
    moved: int
    gone: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Publishing:
    """The release that a draft would become; with anything `in_the_way` it cannot.

    `changes` is what differs from the last release, None before there is one.
    """

    plan: str
    number: int
    in_the_way: tuple[str, ...]
    warnings: tuple[str, ...]
    changes: PlanComparison | None
    told: tuple[Told, ...]

    @property
    def unreachable(self) -> tuple[str, ...]:
        """Who has to be told by somebody, for want of an e-mail address."""
        return tuple(each.name for each in self.told if not each.has_email)


def publishing(scope: CohortScope, *, plan: str) -> Publishing:
    """Return what publishing this draft would do; raises NotFoundError, and NotNowError for what is a release."""
    draft, people = draft_to_publish(scope, plan=plan), scope.people()
    before = scope.tx.runs.published(scope.cohort.id)
    document = draft.plan if before is None else numbered_after(scope, before.plan, draft.plan)
    return Publishing(
        plan=plan,
        number=1 + len(scope.tx.runs.releases(scope.cohort.id)),
        in_the_way=tuple(in_the_way(scope, draft=draft, people=people, document=document)),
        warnings=tuple(_warnings(plan=document, people=people)),
        changes=None if before is None else plan_comparison(scope, before=before.id, after=plan),
        told=_told(scope, people=people, document=document),
    )


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
        yield sentence("A better plan is not ruled out.")


def _at_night(people: tuple[Person, ...], plan: Plan) -> tuple[PersonId, ...]:
    if not people or not plan.sessions.meetings:
        return ()
    table = burden_table(people=people, meetings=plan.sessions.meetings)
    return tuple(bearer.person.id for row in table for bearer in row.bearers if NIGHT in bearer.burdens)


def _told(scope: CohortScope, *, people: tuple[Person, ...], document: Plan) -> tuple[Told, ...]:
    """Compare what is to come in everyone's calendar, meeting by meeting."""
    was = _times(scope.arranged_meetings(people), now=scope.tx.now)
    now = _times(held(scope.arranged(people, plan=document)), now=scope.tx.now)
    told: list[Told] = []
    for person in people:
        before, after = was.get(person.id, {}), now.get(person.id, {})
        new, gone = len(after.keys() - before.keys()), len(before.keys() - after.keys())
        moved = sum(before[uid] != after[uid] for uid in before.keys() & after.keys())
        if new or gone or moved:
            told.append(Told(name=person.name, has_email=bool(person.email), new=new, moved=moved, gone=gone))
    return tuple(told)


def _times(
    meetings: tuple[Meeting, ...], *, now: datetime
) -> dict[PersonId, dict[str, tuple[datetime, int]]]:
    """Return when each person's meetings to come are, by UID."""
    times: dict[PersonId, dict[str, tuple[datetime, int]]] = {}
    for meeting in meetings:
        if meeting.ends > now and not meeting.cancelled:
            for person in meeting.people:
                times.setdefault(person, {})[meeting.uid] = (meeting.starts, meeting.minutes)
    return times
