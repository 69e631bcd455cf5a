"""The optional workshops as one member sees them: which groups there are, on their clock, and which they may join."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendars.availability import is_available
from scheduler.access import PersonScope
from scheduler.commands.enrolling import FULL, Seating
from scheduler.domain.people import PersonId
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
    seating = Seating.of(scope)
    names = {person.id: person.name for person in scope.tx.people.people(scope.cohort.id)}
    return MyWorkshops(
        workshops=tuple(
            OfferedWorkshop(
                id=workshop.id,
                name=workshop.name,
                topic=workshop.topic,
                sections=()
                if seating is None
                else tuple(
                    _section(seating, section, seats=workshop.size.maximum, names=names)
                    for section in seating.plan.workshops.sections
                    if section.workshop == workshop.id
                ),
            )
            for workshop in scope.cohort.workshops
        ),
        per_member=scope.cohort.per_member,
        published=seating is not None,
    )


def _section(
    seating: Seating, section: Section, *, seats: int, names: Mapping[PersonId, str]
) -> OfferedSection:
    me, queue, in_the_way = seating.person, seating.queue(section), seating.why_not(section)
    lasting = timedelta(minutes=section.minutes)
    return OfferedSection(
        number=section.section,
        starts=section.starts,
        minutes=section.minutes,
        facilitator=names.get(section.facilitator),
        taken=len(section.members),
        seats=seats,
        waiting=len(queue),
        place=queue.index(me.id) + 1 if me.id in queue else None,
        is_mine=me.id in section.members,
        leads=me.id == section.facilitator,
        in_the_way=in_the_way,
        can_wait=in_the_way == FULL and me.id not in queue,
        unusual=not all(
            is_available(time_zone=me.time_zone, windows=me.availability, begin=start, end=start + lasting)
            for start in section.starts
            if start > seating.now
        ),
    )
