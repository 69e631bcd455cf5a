"""Members join an optional workshop, leave it, or wait for a seat in it."""

from datetime import datetime, timedelta

from scheduler.access import PersonScope
from scheduler.commands.correcting import say_wishes
from scheduler.domain.cohorts import Workshop
from scheduler.domain.enrolments import Enrolment, Standing, queues
from scheduler.domain.meetings import Meeting
from scheduler.domain.people import Person, Role
from scheduler.domain.plans import Section
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


def why_not(scope: PersonScope, *, section: Section, people: tuple[Person, ...]) -> str | None:
    """Return what keeps somebody from taking a seat in a section as it stands; None where they can."""
    person, workshop = scope.person.id, _workshop(scope, section.workshop)
    mine = [each for each in scope.standing_plan().workshops.sections if person in each.members]
    queue = queues(scope.tx.enrolments.of_cohort(scope.cohort.id)).get((workshop.id, section.section), ())
    ahead = queue.index(person) if person in queue else len(queue)
    in_the_way = (
        (scope.person.role is not Role.MEMBER, NOT_FOR_YOU),
        (section.starts[-1] <= scope.tx.now, OVER),
        (any(each.workshop == workshop.id for each in mine), ANOTHER),
        (len(mine) >= scope.cohort.per_member, ENOUGH),
        (_clashes(section, scope.meetings(people), now=scope.tx.now), CLASH),
        (len(section.members) + ahead >= workshop.size.maximum, FULL),
    )
    return next((reason for holds, reason in in_the_way if holds), None)


def join(scope: PersonScope, *, workshop: str, section: int) -> None:
    """Take a free seat, which is one's own wish too from then on. Raises NotNowError where something is in the way."""
    found = _section(scope, workshop, section)
    if scope.person.id in found.members:
        return
    reason = why_not(scope, section=found, people=scope.tx.people.people(scope.cohort.id))
    if reason is not None:
        raise NotNowError(reason)
    _put(scope, workshop=workshop, section=section, standing=Standing.JOINED)
    say_wishes(scope, workshops=(workshop, *(each for each in _wishes(scope) if each != workshop)))
    scope.tx.outbox.emit(SeatChanged(cohort=scope.cohort.id, person=scope.person.id))


def leave(scope: PersonScope, *, workshop: str) -> None:
    """Give a seat up, or no longer wait for one; whoever has left is not put there again by a later release."""
    _workshop(scope, workshop)
    plan = scope.standing_plan()
    sits = any(
        scope.person.id in each.members for each in plan.workshops.sections if each.workshop == workshop
    )
    if not sits:
        scope.tx.enrolments.take_back(scope.person.id, workshop)
        return
    _put(scope, workshop=workshop, section=0, standing=Standing.LEFT)
    remaining = tuple(each for each in scope.person.workshops if each != workshop)
    say_wishes(scope, workshops=remaining)
    scope.tx.outbox.emit(SeatChanged(cohort=scope.cohort.id, person=scope.person.id))


def wait(scope: PersonScope, *, workshop: str, section: int) -> None:
    """Wait for a seat in a section that is full; waiting twice keeps one's place."""
    found = _section(scope, workshop, section)
    reason = why_not(scope, section=found, people=scope.tx.people.people(scope.cohort.id))
    if reason is None:
        raise NotNowError(sentence("There is a free seat: you can join at once."))
    if reason != FULL:
        raise NotNowError(reason)
    queue = queues(scope.tx.enrolments.of_cohort(scope.cohort.id)).get((workshop, section), ())
    if scope.person.id not in queue:
        _put(scope, workshop=workshop, section=section, standing=Standing.WAITING)


def _put(scope: PersonScope, *, workshop: str, section: int, standing: Standing) -> None:
    word = Enrolment(
        person=scope.person.id, workshop=workshop, section=section, standing=standing, since=scope.tx.now
    )
    scope.tx.enrolments.put(word)


def _section(scope: PersonScope, workshop: str, number: int) -> Section:
    for section in scope.standing_plan().workshops.sections:
        if (section.workshop, section.section) == (workshop, number):
            return section
    raise NotFoundError


def _workshop(scope: PersonScope, workshop: str) -> Workshop:
    for each in scope.cohort.workshops:
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
