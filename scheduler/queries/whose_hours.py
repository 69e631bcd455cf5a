"""Who is free, awake or asleep on a day, hour by hour; and the week that two people share."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from calendars.burden import DAY, MARGIN, NONE
from calendars.wall_clock import to_utc
from calendars.zones import resolve, zone
from scheduler.access import CohortScope
from scheduler.domain.people import Person, PersonId, Role
from scheduler.errors import NotFoundError
from scheduler.outputs.zone_order import eastern_first
from scheduler.problems.coaching import shared_minutes
from scheduler.problems.hours import burdens
from scheduler.problems.instants import interval

QUARTER_MINUTES = 15
QUARTERS = 4
"""Of an hour."""
MOST_ROWS = 150
"""People who each have a row; of more, each zone has one."""
DAYS = 7
FIRST, LAST = date(1990, 1, 1), date(2100, 1, 1)
"""Days that can be looked at."""


class Hour(StrEnum):
    """What an hour is to somebody: free as a whole or in part, else by what their clock shows as it begins."""

    FREE = "free"
    PARTLY = "partly"
    DAY = "day"
    MARGIN = "margin"
    NIGHT = "night"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One person's day, or that of everyone in a zone (`person` None): each hour, and how many are free in it."""

    person: PersonId | None
    name: str | None
    time_zone: str
    people: int
    hours: tuple[Hour, ...]
    free: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DayTable:
    """A day in a zone: its hours by their starts (23 or 25 where the clock changes), easternmost people first.

    `free` are how many are free for the whole of each hour, `best` the most.
    """

    day: date
    time_zone: str
    starts: tuple[datetime, ...]
    rows: tuple[Row, ...]
    people: int
    free: tuple[int, ...]

    @property
    def best(self) -> int:
        """How many are free in the hour that suits most."""
        return max(self.free, default=0)


class Both(StrEnum):
    """Who of the two is free in an hour; both is for its whole length."""

    BOTH = "both"
    COACH = "coach"
    MEMBER = "member"
    NEITHER = "neither"


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedWeek:
    """The week of a coach and a member in a zone: days by 24 hours of its wall clock; None is an hour that is skipped.

    `minutes` is what they share in their worst week of the cohort.
    """

    coach: Person
    member: Person
    monday: date
    time_zone: str
    days: tuple[tuple[Both | None, ...], ...]
    minutes: int


def day_looked_at(scope: CohortScope, asked: date | None) -> date:
    """Return the date asked for if there is one that can be looked at; else today, or the cohort's nearest to it."""
    if asked is not None and FIRST <= asked <= LAST:
        return asked
    return min(max(scope.tx.now.date(), scope.cohort.starts), scope.cohort.ends)


def zone_looked_from(scope: CohortScope, place: str) -> str:
    """Return the zone of a place, the likeliest where it could be several; else the cohort's own."""
    found = resolve(place).time_zone if place else None
    return found or scope.cohort.home_time_zone


def day_table(scope: CohortScope, *, day: date, time_zone: str) -> DayTable:
    """Return everybody's day, which begins and ends at midnight in `time_zone`."""
    people = scope.people_to_read()
    starts = _hours_of(day, time_zone)
    hours = _hours_by_person(people, starts)
    order = eastern_first(people=people, at=starts[0])
    free = tuple(sum(mine[at] is Hour.FREE for mine in hours) for at in range(len(starts)))
    grouped = len(people) > MOST_ROWS
    rows: list[Row] = []
    for name in order:
        there = [(one, mine) for one, mine in zip(people, hours, strict=True) if one.time_zone == name]
        rows += [_group(name, [mine for _, mine in there])] if grouped else [_row(*each) for each in there]
    return DayTable(
        day=day, time_zone=time_zone, starts=starts, rows=tuple(rows), people=len(people), free=free
    )


def shared_week(scope: CohortScope, *, coach: str, member: str, day: date, time_zone: str) -> SharedWeek:
    """Return the week of `day` in `time_zone`; raises NotFoundError for who is no coach or member of the cohort."""
    first, second = scope.to_read((scope.person(coach), scope.person(member)))
    pair = (first, second)
    if scope.cohort.coaching is None or (pair[0].role, pair[1].role) != (Role.COACH, Role.MEMBER):
        raise NotFoundError
    monday = day - timedelta(days=day.weekday())
    days: list[tuple[Both | None, ...]] = []
    for number in range(DAYS):
        starts = _hours_of(monday + timedelta(days=number), time_zone)
        shown = [start.astimezone(zone(time_zone)).hour for start in starts]
        found = dict(zip(reversed(shown), reversed(_both(pair, starts)), strict=True))
        days.append(tuple(found.get(hour) for hour in range(24)))
    return SharedWeek(
        coach=pair[0],
        member=pair[1],
        monday=monday,
        time_zone=time_zone,
        days=tuple(days),
        minutes=shared_minutes(cohort=scope.cohort, coach=pair[0], member=pair[1]),
    )


def _hours_of(day: date, time_zone: str) -> tuple[datetime, ...]:
    """Return the starts of the hours from one midnight of a zone to the next, aware UTC."""
    begin, end = (
        to_utc(wall=datetime.combine(each, time()), time_zone=time_zone)
        for each in (day, day + timedelta(days=1))
    )
    return tuple(begin + timedelta(hours=number) for number in range((end - begin) // timedelta(hours=1)))


def _hours_by_person(people: tuple[Person, ...], starts: Sequence[datetime]) -> list[tuple[Hour, ...]]:
    if not people:
        return []
    quarters = tuple(
        interval(starts=start + timedelta(minutes=QUARTER_MINUTES * part), minutes=QUARTER_MINUTES)
        for start in starts
        for part in range(QUARTERS)
    )
    costs = burdens(people=people, intervals=quarters)
    return [
        tuple(_hour(mine[at : at + QUARTERS]) for at in range(0, len(mine), QUARTERS))
        for mine in zip(*costs, strict=True)
    ]


def _hour(costs: Sequence[int]) -> Hour:
    if not any(costs):
        return Hour.FREE
    if NONE in costs:
        return Hour.PARTLY
    return {DAY: Hour.DAY, MARGIN: Hour.MARGIN}.get(costs[0], Hour.NIGHT)


def _row(person: Person, hours: tuple[Hour, ...]) -> Row:
    return Row(
        person=person.id,
        name=person.name,
        time_zone=person.time_zone,
        people=1,
        hours=hours,
        free=tuple(int(hour is Hour.FREE) for hour in hours),
    )


def _group(time_zone: str, hours: list[tuple[Hour, ...]]) -> Row:
    """Return the row of a zone: each hour as most of its people have it, or free if anybody is."""
    columns = [Counter(column) for column in zip(*hours, strict=True)]
    return Row(
        person=None,
        name=None,
        time_zone=time_zone,
        people=len(hours),
        hours=tuple(Hour.FREE if column[Hour.FREE] else column.most_common(1)[0][0] for column in columns),
        free=tuple(column[Hour.FREE] for column in columns),
    )


def _both(pair: tuple[Person, Person], starts: Sequence[datetime]) -> list[Both]:
    coach, member = _hours_by_person(pair, starts)
    kinds = {
        (True, True): Both.BOTH,
        (True, False): Both.COACH,
        (False, True): Both.MEMBER,
        (False, False): Both.NEITHER,
    }
    return [kinds[mine is Hour.FREE, theirs is Hour.FREE] for mine, theirs in zip(coach, member, strict=True)]
