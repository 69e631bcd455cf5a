"""The starts that a rule of the home wall clock gives: monthly dates and offered times (DESIGN 5)."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from calendars.wall_clock import occurrences, to_utc, transitions

LAST = -1

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_SECOND = timedelta(seconds=1)


def monthly_starts(
    *, time_zone: str, ordinal: int, weekday: int, at: time, first: date, last: date
) -> tuple[datetime, ...]:
    """Give the start (aware UTC) of "second Tuesday 18:00" in each month whose such date is first to last.

    `ordinal` is 1 to 4, or LAST (-1); `weekday` counts from 0 = Monday; `at` is the wall clock of `time_zone`,
    read as RFC 5545, 3.3.5 has it where the clock skips or repeats it.
    """
    dates = (day for day in _days(first, last) if day.weekday() == weekday and ordinal in _ordinals(day))
    return tuple(to_utc(wall=datetime.combine(day, at), time_zone=time_zone) for day in dates)


def offered_starts(
    *,
    time_zone: str,
    weekdays: Collection[int],
    opens: int,
    closes: int,
    step_minutes: int,
    minutes: int,
    meetings: int,
    window: tuple[date, date],
    within: tuple[date, date],
) -> tuple[tuple[datetime, ...], ...]:
    """List the starts offered, earliest first; each is the starts (aware UTC) of all its weekly meetings.

    A first meeting lies on a day of `weekdays` (0 = Monday) in `window`, at wall clock `opens`, `opens` +
    `step_minutes`, ... so that its `minutes` end by `closes` (minutes from 00:00, `closes` <= 1440); the
    others follow weekly at the same wall clock. A start is offered only if all its meetings lie on dates in
    `within`, and the clock of `time_zone` shows the start of each just once and does not change before or at
    its end (DESIGN 5). Both pairs of dates include their last.
    """
    offered: list[tuple[datetime, ...]] = []
    for day in _days(*window):
        if day.weekday() not in weekdays or day < within[0] or day + (meetings - 1) * _WEEK > within[1]:
            continue
        midnight = datetime.combine(day, time())
        for minute in range(opens, closes - minutes + 1, step_minutes):
            first = midnight + timedelta(minutes=minute)
            walls = (first + n * _WEEK for n in range(meetings))
            starts = [_plain_start(wall=wall, minutes=minutes, time_zone=time_zone) for wall in walls]
            plain = tuple(start for start in starts if start is not None)
            if len(plain) == meetings:
                offered.append(plain)
    return tuple(offered)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY


def _ordinals(day: date) -> tuple[int, ...]:
    """Which of its weekday in its month a day is, from the front and, for the last, from the back."""
    from_the_front = (day.day - 1) // 7 + 1
    return (from_the_front,) if (day + _WEEK).month == day.month else (from_the_front, LAST)


@lru_cache(maxsize=16384)
def _plain_start(*, wall: datetime, minutes: int, time_zone: str) -> datetime | None:
    """Give the instant of a start shown just once, with no change of clock until its end; else None."""
    shown = occurrences(wall=wall, time_zone=time_zone)
    if len(shown) != 1:
        return None
    (start,) = shown
    after_start, after_end = start + _SECOND, start + timedelta(minutes=minutes) + _SECOND
    return None if transitions(time_zone=time_zone, begin=after_start, end=after_end) else start
