"""Who is there for which stretches of time, and what each stretch costs whom: all people at once."""

import numpy as np
from numpy.typing import NDArray

from calendars.availability import SLOT_MINUTES, SLOTS_PER_WEEK, minute_of
from calendars.burden import burdens_if_away
from calendars.wall_clock import offset_at, transitions
from matcher.problem import Interval
from scheduler.domain.people import Person
from scheduler.problems.instants import instant_of

_QUARTERS_A_DAY = 24 * 60 // SLOT_MINUTES
_SINCE_A_MONDAY = 3 * _QUARTERS_A_DAY  # minute 0 was a Thursday


def attendances(*, people: tuple[Person, ...], intervals: tuple[Interval, ...]) -> tuple[int, ...]:
    """Return for each interval who is available for the whole of it: bit p stands for person p."""
    rows = np.packbits(_there(people=people, intervals=intervals).T, axis=1, bitorder="little")
    return tuple(int.from_bytes(row.tobytes(), "little") for row in rows)


def burdens(*, people: tuple[Person, ...], intervals: tuple[Interval, ...]) -> tuple[bytes, ...]:
    """Return for each interval its burden (0, 1, 3 or 10) for each person (DESIGN 6, *Monthly sessions*)."""
    starts = [instant_of(stretch.begin) for stretch in intervals]
    if_away = {
        time_zone: np.frombuffer(burdens_if_away(time_zone=time_zone, begins=starts), dtype=np.uint8)
        for time_zone in dict.fromkeys(person.time_zone for person in people)
    }
    costs = np.array([if_away[person.time_zone] for person in people], dtype=np.uint8)
    costs = costs.reshape(len(people), len(intervals))
    costs[_there(people=people, intervals=intervals)] = 0
    return tuple(row.tobytes() for row in np.ascontiguousarray(costs.T))


def _there(*, people: tuple[Person, ...], intervals: tuple[Interval, ...]) -> NDArray[np.bool_]:
    """Tell who is available for the whole of which interval: bool[people, intervals].

    Windows and clocks change on the quarter hour of UTC alone: whoever is available for a part of one is for all of it.
    """
    there = np.zeros((len(people), len(intervals)), dtype=np.bool_)
    if not intervals:
        return there
    first = np.array([stretch.begin // SLOT_MINUTES for stretch in intervals], dtype=np.int64)
    after = np.array([-(-stretch.end // SLOT_MINUTES) for stretch in intervals], dtype=np.int64)
    ends = np.cumsum(after - first)
    stands = ends - (after - first)
    quarters: NDArray[np.int64] = np.arange(ends[-1], dtype=np.int64) + np.repeat(
        first - stands, after - first
    )
    clocks = {
        time_zone: _shown(quarters, time_zone=time_zone)
        for time_zone in dict.fromkeys(person.time_zone for person in people)
    }
    kept = dict[object, NDArray[np.bool_]]()  # people who keep the same hours in the same zone are asked once
    for row, person in enumerate(people):
        hours = (person.time_zone, person.availability)
        if hours not in kept:
            free = _free(person)[clocks[person.time_zone]]
            kept[hours] = np.logical_and.reduceat(free, stands)
        there[row] = kept[hours]
    return there


def _free(person: Person) -> NDArray[np.bool_]:
    """Tell which quarter hours of a week of wall clock, from Monday 00:00 on, lie in the person's windows."""
    free = np.zeros(2 * SLOTS_PER_WEEK, dtype=np.bool_)
    for window in person.availability:
        midnight = window.day * _QUARTERS_A_DAY
        free[midnight + window.start // SLOT_MINUTES : midnight + window.end // SLOT_MINUTES] = True
    return free[:SLOTS_PER_WEEK] | free[SLOTS_PER_WEEK:]  # what runs past Sunday is Monday's


def _shown(quarters: NDArray[np.int64], *, time_zone: str) -> NDArray[np.int64]:
    """Return which quarter hour of a week, from Monday 00:00 on, the zone's clock shows at each quarter hour of UTC."""
    begin, end = (instant_of(int(each) * SLOT_MINUTES) for each in (quarters.min(), quarters.max() + 1))
    changes = transitions(time_zone=time_zone, begin=begin, end=end)
    ahead = (offset_at(instant=begin, time_zone=time_zone), *(change.after for change in changes))
    offsets = np.array([int(each.total_seconds()) // 60 // SLOT_MINUTES for each in ahead], dtype=np.int64)
    since = np.array([minute_of(change.at) // SLOT_MINUTES for change in changes], dtype=np.int64)
    shown = quarters + offsets[np.searchsorted(since, quarters, side="right")] + _SINCE_A_MONDAY
    return shown % SLOTS_PER_WEEK
