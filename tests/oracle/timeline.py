"""The unbroken timeline in quarter hours, with what each zone's clock shows at every one of them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np
import numpy.typing as npt

from calendars.zones import zone
from scheduler.domain.people import Person

QUARTER = timedelta(minutes=15)
QUARTERS_PER_WEEK = 7 * 24 * 4
FIRST = datetime(2025, 12, 1, tzinfo=UTC)  # a Monday
WEEKS = 100

Flags = npt.NDArray[np.bool_]


@cache
def clock_readings(time_zone: str) -> npt.NDArray[np.int64]:
    """Read the zone's clock every quarter hour from FIRST on: quarters since its Monday 00:00, shape (WEEKS * 672,)."""
    home = zone(time_zone)
    readings = np.empty(WEEKS * QUARTERS_PER_WEEK, dtype=np.int64)
    for quarter in range(len(readings)):
        local = (FIRST + quarter * QUARTER).astimezone(home)
        assert local.minute % 15 == 0
        readings[quarter] = local.weekday() * 96 + local.hour * 4 + local.minute // 15
    return readings


def available(person: Person) -> Flags:
    """Tell for every quarter hour whether the person's own clock then stands in one of their windows."""
    week = np.zeros(QUARTERS_PER_WEEK, dtype=np.bool_)
    for window in person.availability:
        for minute in range(window.start, window.end, 15):
            week[(window.day * 96 + minute // 15) % QUARTERS_PER_WEEK] = True
    return week[clock_readings(person.time_zone)]


def wholly_inside(hours: Flags, starts: datetime, minutes: int) -> bool:
    """Tell whether every instant of [starts, starts + minutes) lies in these hours."""
    first = (starts - FIRST) // QUARTER
    last = (starts + timedelta(minutes=minutes) - timedelta(microseconds=1) - FIRST) // QUARTER
    return bool(hours[first : last + 1].all())


def mondays(starts: date, ends: date) -> list[date]:
    """List the Mondays of the weeks from the one that holds `starts` to the one that holds `ends`."""
    monday = starts - timedelta(days=starts.weekday())
    return [monday + timedelta(weeks=n) for n in range((ends - monday).days // 7 + 1)]


def minutes_by_week(both: Flags, weeks: list[date], meeting_minutes: int) -> list[int]:
    """Sum, week by week, the minutes that lie in unbroken stretches of at least `meeting_minutes`."""
    long_enough = np.zeros_like(both)
    for begin, end in _stretches(both):
        if 15 * (end - begin) >= meeting_minutes:
            long_enough[begin:end] = True
    at = [(monday - FIRST.date()).days * 96 for monday in weeks]
    return [15 * int(long_enough[quarter : quarter + QUARTERS_PER_WEEK].sum()) for quarter in at]


def _stretches(flags: Flags) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
