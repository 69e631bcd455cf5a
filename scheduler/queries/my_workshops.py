"""The optional workshops as one member sees them: which groups there are, on their clock, and which they may join."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendars.availability import is_available
from scheduler.access import PersonScope
from scheduler.commands.enrolling import FULL, why_not
from scheduler.domain.cohorts import Workshop
from scheduler.domain.enrolments import queues
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import Section


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedSection:
    """A group of a workshop: when it meets, who leads it, how many seats of `seats` are taken, and how many wait.

    `place` is the reader's own in the queue, from 1; `in_the_way` is what keeps them from joining at once; `unusual`
    says that a meeting to come lies outside the hours they gave.
    """

    number: int
    starts: tuple[datetime, ...]
    minutes: int
    facilitator: str | None
    taken: int
    seats: int
    waiting: int
    place: int | None
    is_mine: bool
    leads: bool
    in_the_way: str | None
    can_wait: bool
    unusual: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedWorkshop:
    """A workshop with the groups that it is held in; none where it is not held."""

    id: str
    name: str
    topic: str
    sections: tuple[OfferedSection, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MyWorkshops:
    """All workshops, and in how many one may be; `published` once a plan is."""

    workshops: tuple[OfferedWorkshop, ...]
    per_member: int
    published: bool


def my_workshops(scope: PersonScope) -> MyWorkshops:
    """Return every workshop of the cohort as this person sees it."""
    published = scope.tx.runs.published(scope.cohort.id) is not None
    people = scope.tx.people.people(scope.cohort.id)
    names = {person.id: person.name for person in people}
    sections = scope.standing_plan().workshops.sections if published else ()
    return MyWorkshops(
        workshops=tuple(
            OfferedWorkshop(
                id=workshop.id,
                name=workshop.name,
                topic=workshop.topic,
                sections=tuple(
                    _section(scope, section, workshop=workshop, people=people, names=names)
                    for section in sections
                    if section.workshop == workshop.id
                ),
            )
            for workshop in scope.cohort.workshops
        ),
        per_member=scope.cohort.per_member,
        published=published,
    )


def _section(
    scope: PersonScope,
    section: Section,
    *,
    workshop: Workshop,
    people: tuple[Person, ...],
    names: dict[PersonId, str],
) -> OfferedSection:
    me = scope.person
    queue = queues(scope.tx.enrolments.of_cohort(scope.cohort.id)).get((workshop.id, section.section), ())
    in_the_way = why_not(scope, section=section, people=people)
    lasting = timedelta(minutes=section.minutes)
    return OfferedSection(
        number=section.section,
        starts=section.starts,
        minutes=section.minutes,
        facilitator=names.get(section.facilitator),
        taken=len(section.members),
        seats=workshop.size.maximum,
        waiting=len(queue),
        place=queue.index(me.id) + 1 if me.id in queue else None,
        is_mine=me.id in section.members,
        leads=me.id == section.facilitator,
        in_the_way=in_the_way,
        can_wait=in_the_way == FULL and me.role is Role.MEMBER and me.id not in queue,
        unusual=not all(
            is_available(time_zone=me.time_zone, windows=me.availability, begin=start, end=start + lasting)
            for start in section.starts
            if start > scope.tx.now
        ),
    )
