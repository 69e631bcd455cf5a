"""A free seat is kept for whoever waits first, for a while: then it goes to the next."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from calendars.wall_clock import to_utc
from calendars.zones import zone
from scheduler.domain.people import PersonId

LASTS = timedelta(hours=48)
"""How long a seat is kept: most read their mail within two days, and whoever is behind waits no longer than that."""
BEFORE_A_MEETING = timedelta(hours=2)
"""So long before the group meets an answer is due: calendars, and whoever leads it, are to know who comes."""
LEAST = timedelta(hours=2)
"""So much of their day somebody has to answer; where a meeting leaves less, the seat is kept past it."""
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(8)
"""Nobody loses a seat in their sleep, where that can be helped."""


class OfferEnd(StrEnum):
    """How an offer ended."""

    TAKEN = "taken"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatOffer:
    """A seat in a section that is kept for a person, [offered_at, until), both aware; it counts as taken until it ends.

    Who has one still waits: what they lose their place by is not answering, or saying no.
    """

    id: str
    person: PersonId
    workshop: str
    section: int
    offered_at: datetime
    until: datetime
    ended: OfferEnd | None = None
    ended_at: datetime | None = None


def answer_by(*, now: datetime, meetings: Iterable[datetime], time_zone: str) -> datetime | None:
    """Return until when a seat that is offered `now` is kept (aware UTC), for somebody who lives in `time_zone`.

    It is the earlier of `now` + LASTS, or the end of the night that this falls into, and BEFORE_A_MEETING before the
    first of the group's `meetings` (aware starts) that leaves them LEAST outside their night. None where none does.
    """
    soonest = _after_the_least(now, time_zone=time_zone)
    limits = (starts - BEFORE_A_MEETING for starts in sorted(meetings))
    limit = next((limit for limit in limits if limit >= soonest), None)
    return None if limit is None else min(limit, _after_the_night(now + LASTS, time_zone=time_zone))


def ending(
    offers: Sequence[SeatOffer],
    *,
    queue: Sequence[PersonId],
    room: int,
    stands: Callable[[PersonId], bool],
    now: datetime,
) -> dict[OfferEnd, tuple[SeatOffer, ...]]:
    """Return which of a group's open offers end now, by how: lapsed ones, and those that are withdrawn.

    Lapsed are those to who still waits in the `queue` (the first first). Withdrawn are those to who no longer does, or
    for whom it does not stand any more, and of the others those furthest behind that are more than the `room`: the
    seats without a member.
    """
    waiting = [offer for offer in offers if offer.person in queue]
    lapsed = tuple(offer for offer in waiting if offer.until <= now)
    left = [offer for offer in waiting if offer not in lapsed and stands(offer.person)]
    left.sort(key=lambda offer: queue.index(offer.person))
    kept = left[: max(0, room)]
    withdrawn = tuple(offer for offer in offers if offer not in lapsed and offer not in kept)
    return {OfferEnd.LAPSED: lapsed, OfferEnd.WITHDRAWN: withdrawn}


def goes_to(
    queue: Sequence[PersonId], *, kept: Collection[PersonId], room: int, can: Callable[[PersonId], bool]
) -> tuple[PersonId, ...]:
    """Return to whom a group's free seats are offered: the first of the queue who can take one now.

    `kept` are those who have an offer already: their seats are not free. Whoever cannot is passed over.
    """
    free = max(0, room - len(kept))
    return tuple(islice((person for person in queue if person not in kept and can(person)), free))


def _after_the_least(instant: datetime, *, time_zone: str) -> datetime:
    """Return when somebody has had LEAST of their day since the instant."""
    awake = _after_the_night(instant, time_zone=time_zone)
    evening = datetime.combine(awake.astimezone(zone(time_zone)).date(), NIGHT_BEGINS)
    night = to_utc(wall=evening, time_zone=time_zone)
    had = min(LEAST, night - awake)
    return awake + had if had == LEAST else _after_the_night(night, time_zone=time_zone) + LEAST - had


def _after_the_night(instant: datetime, *, time_zone: str) -> datetime:
    """Return the instant, or the end of the night that it falls into on the clock of `time_zone`."""
    wall = instant.astimezone(zone(time_zone)).replace(tzinfo=None)
    if NIGHT_ENDS <= wall.time() < NIGHT_BEGINS:
        return instant
    day = wall.date() + timedelta(days=1 if wall.time() >= NIGHT_BEGINS else 0)
    return to_utc(wall=datetime.combine(day, NIGHT_ENDS), time_zone=time_zone)
