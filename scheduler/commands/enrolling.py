"""Members join an optional workshop, leave it, or wait for a seat in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from scheduler.access import PersonScope
from scheduler.commands.correcting import say_wishes
from scheduler.domain.cohorts import Cohort, Workshop
from scheduler.domain.enrolments import Enrolment, Standing, queues
from scheduler.domain.meetings import Meeting
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import Plan, Section
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import SeatChanged
from scheduler.languages.sentences import sentence
from scheduler.problems.groups import wished_workshops

OVER = sentence("This group has met for the last time.")
CLASH = sentence("You have another meeting at one of these times.")
ENOUGH = sentence("You are in as many workshops as this group offers each member. Leave one first.")
FULL = sentence("This group is full. You can wait for a seat.")
ANOTHER = sentence("You are in another group of this workshop. Leave that one first.")
NOT_FOR_YOU = sentence("Seats are for members.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Seating:
    """What one person's choice of a seat depends on: the last release as it stands, their meetings, who waits."""

    person: Person
    cohort: Cohort
    plan: Plan
    meetings: tuple[Meeting, ...]
    waiting: Mapping[tuple[str, int], tuple[PersonId, ...]]
    now: datetime

    @classmethod
    def of(cls, scope: PersonScope) -> Self | None:
        """Return it as of now; None before there is a release."""
        plan = scope.standing_plan()
        if plan is None:
            return None
        return cls(
            person=scope.person,
            cohort=scope.cohort,
            plan=plan,
            meetings=scope.meetings(scope.tx.people.people(scope.cohort.id)),
            waiting=queues(scope.tx.enrolments.of_cohort(scope.cohort.id)),
            now=scope.tx.now,
        )

    def queue(self, section: Section) -> tuple[PersonId, ...]:
        """Return who waits for a seat in a section, the first first."""
        return self.waiting.get((section.workshop, section.section), ())

    def section(self, workshop: str, number: int) -> Section:
        """Return a section; raises NotFoundError."""
        for section in self.plan.workshops.sections:
            if (section.workshop, section.section) == (workshop, number):
                return section
        raise NotFoundError

    def why_not(self, section: Section) -> str | None:
        """Return what keeps the person from taking a seat in a section as it stands; None where they can."""
        me, queue = self.person.id, self.queue(section)
        mine = [each for each in self.plan.workshops.sections if me in each.members]
        ahead = queue.index(me) if me in queue else len(queue)
        seats = _workshop(self.cohort, section.workshop).size.maximum
        in_the_way = (
            (self.person.role is not Role.MEMBER, NOT_FOR_YOU),
            (section.starts[-1] <= self.now, OVER),
            (any(each.workshop == section.workshop for each in mine), ANOTHER),
            (len(mine) >= self.cohort.per_member, ENOUGH),
            (_clashes(section, self.meetings, now=self.now), CLASH),
            (len(section.members) + ahead >= seats, FULL),
        )
        return next((reason for holds, reason in in_the_way if holds), None)


def join(scope: PersonScope, *, workshop: str, section: int) -> None:
    """Take a free seat, which is one's own wish too from then on. Raises NotNowError where something is in the way."""
    seating = _seating(scope)
    found = seating.section(workshop, section)
    if scope.person.id in found.members:
        return
    reason = seating.why_not(found)
    if reason is not None:
        raise NotNowError(reason)
    _put(scope, workshop=workshop, section=section, standing=Standing.JOINED)
    say_wishes(scope, workshops=(workshop, *(each for each in _wishes(scope) if each != workshop)))
    scope.tx.outbox.emit(SeatChanged(cohort=scope.cohort.id, person=scope.person.id))


def leave(scope: PersonScope, *, workshop: str) -> None:
    """Give a seat up, or no longer wait for one; whoever has left is not put there again by a later release."""
    _workshop(scope.cohort, workshop)
    published, standing = scope.tx.runs.published(scope.cohort.id), scope.standing_plan()
    if published is None or standing is None:
        raise NotFoundError
    if any(_sits(scope.person.id, plan, workshop) for plan in (published.plan, standing)):
        _put(scope, workshop=workshop, section=0, standing=Standing.LEFT)
        say_wishes(scope, workshops=tuple(each for each in scope.person.workshops if each != workshop))
        scope.tx.outbox.emit(SeatChanged(cohort=scope.cohort.id, person=scope.person.id))
    else:
        scope.tx.enrolments.take_back(scope.person.id, workshop)


def wait(scope: PersonScope, *, workshop: str, section: int) -> None:
    """Wait for a seat in a section that is full; waiting twice keeps one's place."""
    seating = _seating(scope)
    found = seating.section(workshop, section)
    reason = seating.why_not(found)
    if reason is None:
        raise NotNowError(sentence("There is a free seat: you can join at once."))
    if reason != FULL:
        raise NotNowError(reason)
    if scope.person.id not in seating.queue(found):
        _put(scope, workshop=workshop, section=section, standing=Standing.WAITING)


def _seating(scope: PersonScope) -> Seating:
    seating = Seating.of(scope)
    if seating is None:
        raise NotFoundError
    return seating


def _sits(person: PersonId, plan: Plan, workshop: str) -> bool:
    return any(person in each.members for each in plan.workshops.sections if each.workshop == workshop)


def _put(scope: PersonScope, *, workshop: str, section: int, standing: Standing) -> None:
    word = Enrolment(
        person=scope.person.id, workshop=workshop, section=section, standing=standing, since=scope.tx.now
    )
    scope.tx.enrolments.put(word)


def _workshop(cohort: Cohort, workshop: str) -> Workshop:
    for each in cohort.workshops:
        if each.id == workshop:
            return each
    raise NotFoundError


def _wishes(scope: PersonScope) -> tuple[str, ...]:
    """Return what somebody wishes for, said or derived from their interests."""
    wished = wished_workshops(cohort=scope.cohort, person=scope.person)
    return tuple(scope.cohort.workshops[each].id for each in wished)


def _clashes(section: Section, mine: tuple[Meeting, ...], *, now: datetime) -> bool:
    """Whether a meeting of the section that is to come overlaps one of the person's own."""
    ahead = [(start, start + timedelta(minutes=section.minutes)) for start in section.starts if start > now]
    return any(
        begin < meeting.ends and meeting.starts < end
        for begin, end in ahead
        for meeting in mine
        if not meeting.cancelled
    )
