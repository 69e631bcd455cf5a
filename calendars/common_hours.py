"""The common hour: weekly times that two people can keep in every week of their cohort (DESIGN 1 and 6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from calendars.availability import (
    DAYS_PER_WEEK,
    MINUTES_PER_DAY,
    MINUTES_PER_WEEK,
    SLOT_MINUTES,
    Window,
    slot_mask,
)
from calendars.wall_clock import offset_at, to_utc, transitions
from calendars.zones import zone

DAYTIME = tuple(Window(day=day, start=8 * 60, end=21 * 60) for day in range(DAYS_PER_WEEK))
AWAKE = tuple(Window(day=day, start=6 * 60, end=23 * 60) for day in range(DAYS_PER_WEEK))

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_SLOT = timedelta(minutes=SLOT_MINUTES)
_SLOTS_PER_DAY = MINUTES_PER_DAY // SLOT_MINUTES
_AROUND = 2
"""Days of UTC that stand before the first date and after the last, so that every clock's whole dates lie within."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hours:
    """When a person can meet: weekly windows of the wall clock of their zone."""

    time_zone: str
    windows: tuple[Window, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Dates:
    """The dates from `first` to `last`, both included."""

    first: date
    last: date

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.first + n * _DAY for n in range(len(self)))


@dataclass(frozen=True, kw_only=True, slots=True)
class CommonHour:
    """A weekly time: `start` minutes from 00:00 of `day` (0 = Monday) on the wall clock of `time_zone`."""

    time_zone: str
    day: int
    start: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a common hour is on some clock from the date `since` there: `start` minutes from 00:00 of `day`."""

    since: date
    day: int
    start: int


def common_hours(
    *, coach: Hours, member: Hours, minutes: int, dates: Dates, most: int = 3
) -> tuple[CommonHour, ...]:
    """Offer up to `most` of the hours that hold, none of which can overlap, the best first.

    Better is what lies in both people's daytime in every week, then what lies between their waking and their sleep;
    then a day far from those offered already; then the earlier day and time.
    """
    left: list[CommonHour] = list(held_hours(coach=coach, member=member, minutes=minutes, dates=dates))
    humane = [
        _held_by(windows, coach.time_zone, member.time_zone, minutes=minutes, dates=dates)
        for windows in (DAYTIME, AWAKE)
    ]
    offered: list[CommonHour] = []

    def rank(hour: CommonHour) -> tuple[int, int, int, int]:
        strange = sum(hour not in hours for hours in humane)
        return strange, -_days_away(hour, offered), hour.day, hour.start

    while left and len(offered) < most:
        best = min(left, key=rank)
        offered.append(best)
        left = [hour for hour in left if not _may_overlap(hour, best, minutes=minutes, dates=dates)]
    return tuple(offered)


def held_hours(*, coach: Hours, member: Hours, minutes: int, dates: Dates) -> tuple[CommonHour, ...]:
    """List the weekly times of `minutes`, on the quarter hour, that both can keep on every such day of `dates`.

    A time is told by the coach's clock; by the member's too where one of the two moves against the other. It holds if
    on each of its dates that clock shows its start just once and does not change before or at its end, and the whole
    of it lies in both people's hours. A weekday without a date has none.
    """
    begin, end = _span(dates)
    free, free_too = (
        slot_mask(time_zone=one.time_zone, windows=one.windows, begin=begin, slots=(end - begin) // _SLOT)
        for one in (coach, member)
    )
    fits = _runs(free & free_too, slots=-(-minutes // SLOT_MINUTES))
    return tuple(
        CommonHour(time_zone=clock, day=slot // _SLOTS_PER_DAY, start=slot % _SLOTS_PER_DAY * SLOT_MINUTES)
        for clock in _clocks(coach.time_zone, member.time_zone, dates=dates)
        for slot in _weekly(fits, clock=clock, minutes=minutes, dates=dates)
    )


def told_on(hour: CommonHour, *, time_zone: str, dates: Dates) -> tuple[Told, ...]:
    """Tell what the hour is on the clock of `time_zone`: from its first date on, and from each that changes it."""
    told: list[Told] = []
    for day in dates:
        if day.weekday() == hour.day:
            wall = datetime.combine(day, time()) + hour.start * _MINUTE
            there = to_utc(wall=wall, time_zone=hour.time_zone).astimezone(zone(time_zone))
            weekday, start = there.weekday(), there.hour * 60 + there.minute
            if not told or (told[-1].day, told[-1].start) != (weekday, start):
                told.append(Told(since=there.date(), day=weekday, start=start))
    return tuple(told)


@lru_cache(maxsize=1024)
def _held_by(
    windows: tuple[Window, ...], coach: str, member: str, *, minutes: int, dates: Dates
) -> frozenset[CommonHour]:
    """Give what would hold if both kept these hours: the same for every pair of their zones."""
    one, other = (Hours(time_zone=time_zone, windows=windows) for time_zone in (coach, member))
    return frozenset(held_hours(coach=one, member=other, minutes=minutes, dates=dates))


def _runs(mask: int, *, slots: int) -> int:
    """Keep bit i where it and the next `slots` - 1 bits are set."""
    kept = mask
    for n in range(1, slots):
        kept &= mask >> n
    return kept


def _weekly(fits: int, *, clock: str, minutes: int, dates: Dates) -> Iterator[int]:
    """Give the quarter hours of a week of wall clock at which a meeting fits on every date of that weekday.

    Bit i of `fits` is the slot that begins i slots after the dates and what stands around them.
    """
    on_the_wall = _on_the_wall(fits, clock=clock, minutes=minutes, dates=dates)
    a_day = (1 << _SLOTS_PER_DAY) - 1
    of_day: dict[int, int] = {}
    for n, day in enumerate(dates):
        that_day = on_the_wall >> (_AROUND + n) * _SLOTS_PER_DAY & a_day
        of_day[day.weekday()] = of_day.get(day.weekday(), a_day) & that_day
    for weekday, held in sorted(of_day.items()):
        yield from (weekday * _SLOTS_PER_DAY + slot for slot in range(_SLOTS_PER_DAY) if held >> slot & 1)


def _on_the_wall(fits: int, *, clock: str, minutes: int, dates: Dates) -> int:
    """Move every start to where the clock shows it; drop what it shows twice, and what a change would cut or end."""
    begin, end = _span(dates)
    wall = shown_twice = 0
    since, offset = 0, offset_at(instant=begin, time_zone=clock) // _MINUTE
    for change in transitions(time_zone=clock, begin=begin, end=end):
        at, after = (change.at - begin) // _MINUTE, change.after // _MINUTE
        wall |= _moved(fits, begin=since, end=at - minutes, by=offset)
        if after < offset:
            shown_twice |= _bits(at + after, at + offset)
        since, offset = at, after
    return (wall | _moved(fits, begin=since, end=(end - begin) // _MINUTE, by=offset)) & ~shown_twice


def _moved(mask: int, *, begin: int, end: int, by: int) -> int:
    """Move the slots that begin in minutes [begin, end) by so many minutes; what comes to lie before 0 is lost."""
    kept, slots = mask & _bits(begin, end), by // SLOT_MINUTES
    return kept << slots if slots >= 0 else kept >> -slots


def _bits(begin: int, end: int) -> int:
    """Mark the slots that begin in minutes [begin, end)."""
    first, last = (-(-minute // SLOT_MINUTES) for minute in (begin, max(begin, end)))
    return (1 << last) - (1 << first)


@lru_cache(maxsize=256)
def _span(dates: Dates) -> tuple[datetime, datetime]:
    """Give the instants between which the dates and what stands around them lie."""
    first = datetime.combine(dates.first, time(), tzinfo=UTC) - _AROUND * _DAY
    return first, first + (_AROUND + len(dates) + _AROUND) * _DAY


@lru_cache(maxsize=1024)
def _offsets(time_zone: str, dates: Dates) -> dict[datetime, int]:
    """Give the clock's offset from UTC in minutes at the beginning, and at each change."""
    begin, end = _span(dates)
    changes = transitions(time_zone=time_zone, begin=begin, end=end)
    return {
        instant: offset_at(instant=instant, time_zone=time_zone) // _MINUTE
        for instant in (begin, *(change.at for change in changes))
    }


def _clocks(coach: str, member: str, *, dates: Dates) -> tuple[str, ...]:
    """Give the coach's clock, and the member's if the two do not always stand equally far apart."""
    instants = _offsets(coach, dates).keys() | _offsets(member, dates).keys()
    apart = {
        offset_at(instant=instant, time_zone=coach) - offset_at(instant=instant, time_zone=member)
        for instant in instants
    }
    return (coach,) if len(apart) == 1 else (coach, member)


def _days_away(hour: CommonHour, offered: Sequence[CommonHour]) -> int:
    """Count the days to the nearest of those offered, round the week."""
    ahead = [(hour.day - other.day) % DAYS_PER_WEEK for other in offered]
    return min((min(days, DAYS_PER_WEEK - days) for days in ahead), default=0)


def _may_overlap(one: CommonHour, other: CommonHour, *, minutes: int, dates: Dates) -> bool:
    """Tell whether there can be a week in which they overlap, at the offsets that their clocks ever have."""
    apart = (
        (first - second) % MINUTES_PER_WEEK
        for first in _in_utc(one, dates)
        for second in _in_utc(other, dates)
    )
    return any(gap < minutes or gap > MINUTES_PER_WEEK - minutes for gap in apart)


def _in_utc(hour: CommonHour, dates: Dates) -> set[int]:
    start = hour.day * MINUTES_PER_DAY + hour.start
    return {start - offset for offset in _offsets(hour.time_zone, dates).values()}
