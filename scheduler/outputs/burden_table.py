"""Whose hour each whole-group meeting is: what it costs each person, and how that goes round (DESIGN 6)."""

from dataclasses import dataclass

from scheduler.domain.people import Person
from scheduler.domain.plans import SessionMeeting
from scheduler.outputs.zone_order import eastern_first
from scheduler.problems.hours import burdens
from scheduler.problems.instants import interval


@dataclass(frozen=True, kw_only=True, slots=True)
class Bearer:
    """What one person bears: the burden of each meeting, and their sum."""

    person: Person
    burdens: tuple[int, ...]
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ZoneBearers:
    """The people of one zone, in the roster's order."""

    time_zone: str
    bearers: tuple[Bearer, ...]


def burden_table(
    *, people: tuple[Person, ...], meetings: tuple[SessionMeeting, ...]
) -> tuple[ZoneBearers, ...]:
    """Return what everybody bears of `meetings`, by zone, the easternmost at the first meeting first."""
    by_meeting = burdens(
        people=people,
        intervals=tuple(interval(starts=meeting.starts, minutes=meeting.minutes) for meeting in meetings),
    )
    bearers = tuple(
        Bearer(person=person, burdens=tuple(mine), total=sum(mine))
        for person, mine in zip(people, zip(*by_meeting, strict=True), strict=True)
    )
    first = min(meeting.starts for meeting in meetings)
    return tuple(
        ZoneBearers(time_zone=name, bearers=tuple(each for each in bearers if each.person.time_zone == name))
        for name in eastern_first(people=people, at=first)
    )
