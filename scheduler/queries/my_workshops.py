"""The optional workshops as one member sees them: which groups there are, on their clock, and which they may join."""

from dataclasses import dataclass
from datetime import datetime

from calendars.availability import is_available
from scheduler.access import PersonScope
from scheduler.commands.pausing import standing_pause
from scheduler.commands.seats import FULL, Seats
from scheduler.domain.plans import Section


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupMeeting:
    """When a group meets, as it is held."""

    starts: datetime
    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedSection:
    """A group of a workshop: when it meets, who leads it, how many seats of `seats` are taken, and how many wait.

    A seat that is kept for somebody else is taken. `kept_until` is until when one is kept for the reader, `place` their
    own in the queue, from 1; `in_the_way` is what keeps them from joining at once, and `is_full` whether that is that
    there is no seat; `unusual` says that a meeting to come lies outside the hours they gave.
    """

    number: int
    meetings: tuple[GroupMeeting, ...]
    facilitator: str | None
    taken: int
    seats: int
    waiting: int
    place: int | None
    kept_until: datetime | None
    is_mine: bool
    leads: bool
    in_the_way: str | None
    is_full: bool
    unusual: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedWorkshop:
    """A workshop with the groups that it is held in; none where it is not held."""

    id: str
    name: str
    topic: str
    sections: tuple[OfferedSection, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptSeat:
    """A seat that is kept for the reader until then, in a group that next meets at `next_meeting`."""

    workshop: str
    name: str
    number: int
    until: datetime
    next_meeting: GroupMeeting | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MyWorkshops:
    """All workshops, and in how many one may be; `published` once a plan is.

    Nobody who `pauses` is offered a seat.
    """

    workshops: tuple[OfferedWorkshop, ...]
    kept: tuple[KeptSeat, ...]
    per_member: int
    published: bool
    pauses: bool


def my_workshops(scope: PersonScope) -> MyWorkshops:
    """Return every workshop of the cohort as this person sees it."""
    seats = Seats.seen_by(scope)
    return MyWorkshops(
        workshops=tuple(
            OfferedWorkshop(
                id=workshop.id,
                name=workshop.name,
                topic=workshop.topic,
                sections=()
                if seats is None
                else tuple(
                    _section(scope, seats, section, size=workshop.size.maximum)
                    for section in seats.plan.workshops.sections
                    if section.workshop == workshop.id
                ),
            )
            for workshop in scope.cohort.workshops
        ),
        kept=() if seats is None else _kept(scope, seats),
        per_member=scope.cohort.per_member,
        published=seats is not None,
        pauses=standing_pause(scope) is not None,
    )


def kept_seats(scope: PersonScope) -> tuple[KeptSeat, ...]:
    """Return the seats that are kept for somebody."""
    mine = (
        offer for offer in scope.tx.seat_offers.open_in(scope.cohort.id) if offer.person == scope.person.id
    )
    seats = Seats.seen_by(scope) if next(mine, None) is not None else None
    return () if seats is None else _kept(scope, seats)


def _kept(scope: PersonScope, seats: Seats) -> tuple[KeptSeat, ...]:
    names = {workshop.id: workshop.name for workshop in scope.cohort.workshops}
    return tuple(
        KeptSeat(
            workshop=section.workshop,
            name=names[section.workshop],
            number=section.section,
            until=offer.until,
            next_meeting=next(
                (GroupMeeting(starts=each.starts, minutes=each.minutes) for each in seats.ahead(section)),
                None,
            ),
        )
        for section in seats.plan.workshops.sections
        if (offer := seats.kept_for(scope.person.id, section)) is not None
    )


def _section(scope: PersonScope, seats: Seats, section: Section, *, size: int) -> OfferedSection:
    me, queue, in_the_way = scope.person, seats.queue(section), seats.why_not(scope.person, section)
    kept, leader = seats.kept_for(me.id, section), seats.people.get(section.facilitator)
    return OfferedSection(
        number=section.section,
        meetings=tuple(
            GroupMeeting(starts=each.starts, minutes=each.minutes) for each in seats.held(section)
        ),
        facilitator=None if leader is None else leader.name,
        taken=seats.members(section) + sum(offer is not kept for offer in seats.offered(section)),
        seats=size,
        waiting=len(queue),
        place=queue.index(me.id) + 1 if me.id in queue else None,
        kept_until=None if kept is None else kept.until,
        is_mine=me.id in section.members,
        leads=me.id == section.facilitator,
        in_the_way=in_the_way,
        is_full=in_the_way == FULL,
        unusual=not all(
            is_available(time_zone=me.time_zone, windows=me.availability, begin=each.starts, end=each.ends)
            for each in seats.ahead(section)
        ),
    )
