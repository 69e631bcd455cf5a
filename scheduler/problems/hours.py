"""Who is there for which stretches of time, and what each stretch costs whom: all people at once."""

import numpy as np
from numpy.typing import NDArray

from calendars.availability import available_stretches
from calendars.burden import burdens_if_away
from matcher.problem import Interval
from scheduler.domain.people import Person
from scheduler.problems.instants import instant_of


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
    """Tell who is available for the whole of which interval: bool[people, intervals]."""
    there = np.zeros((len(people), len(intervals)), dtype=np.bool_)
    begins = np.array([stretch.begin for stretch in intervals], dtype=np.int64)
    ends = np.array([stretch.end for stretch in intervals], dtype=np.int64)
    kept = dict[object, NDArray[np.bool_]]()  # people who keep the same hours in the same zone are asked once
    for row, person in enumerate(people if intervals else ()):
        hours = (person.time_zone, person.availability)
        if hours not in kept:
            kept[hours] = _covered(person, begins=begins, ends=ends)
        there[row] = kept[hours]
    return there


def _covered(person: Person, *, begins: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which of the intervals [begins, ends), in minutes, lie wholly in the person's availability."""
    stretches = available_stretches(
        time_zone=person.time_zone,
        windows=person.availability,
        begin=instant_of(int(begins.min())),
        end=instant_of(int(ends.max())),
    )
    # A stretch that never was, before all others, spares asking whether there is one that begins in time.
    opened = np.array((begins.min() - 1, *stretches.begins), dtype=np.int64)
    closed = np.array((begins.min() - 1, *stretches.ends), dtype=np.int64)
    return ends <= closed[np.searchsorted(opened, begins, side="right") - 1]
