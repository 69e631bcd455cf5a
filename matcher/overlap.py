"""The minutes two people share: blocks of the one timeline, week by week (DESIGN 6, *Shared time*)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.problem import SLOT_MINUTES, SLOTS_PER_WEEK, WeekMasks

Rows = NDArray[np.intp]
"""Row of the distinct masks, by person and week."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SharedMinutes:
    """For every member and coach, what they share in the week in which they share least.

    `minutes[m, c]` (int64) are that week's minutes in common blocks that hold a meeting; `worst_week[m, c]`
    (int64) is the earliest such week.
    """

    minutes: NDArray[np.int64]
    worst_week: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """The longest common block of a pair, in minutes, in the week in which it is shortest."""

    minutes: int
    week: int


def slots_of(minutes: int) -> int:
    """How many quarter hours a meeting of that many minutes reaches into: ceil(minutes / 15)."""
    return -(-minutes // SLOT_MINUTES)


def shared_minutes(
    *, members: Sequence[WeekMasks], coaches: Sequence[WeekMasks], edge: int, meeting_minutes: int
) -> SharedMinutes:
    """Count, for every pair, the minutes of its worst week that lie in blocks of at least `meeting_minutes`.

    A block of L >= k slots holds L - k + 1 runs of k slots and L - k runs of k + 1. Add for each run of k the
    number of its slots that lie in the week, take away for each run of k + 1 the number of its inner k - 1
    slots that do, and every slot of the block in the week is counted exactly once. A run is common to a pair
    when both have it, so a week's count for all pairs is one product of 0/1 matrices.

    Raises ValueError where `edge` is too narrow to see a block that begins before the week or ends after it.
    """
    run = slots_of(meeting_minutes)
    if not 1 <= run <= min(edge, SLOTS_PER_WEEK):
        raise ValueError(
            f"a meeting of {meeting_minutes} minutes takes {run} slots; it must be from 1 to {SLOTS_PER_WEEK}, "
            f"and no more than the {edge} that stand on each side of a week"
        )
    row_of = {mask: row for row, mask in enumerate(dict.fromkeys(_all_masks(*members, *coaches)))}
    runs = _runs(row_of, width=edge + SLOTS_PER_WEEK + edge, run=run)
    # Exact: float32 holds whole numbers to 2**24, whatever the order of adding, and all weights together stay
    # below twice `run` times a week's 672 slots, so below 2**20.
    weighted = runs * _weights(edge=edge, run=run)
    member_rows, coach_rows = _rows(members, row_of), _rows(coaches, row_of)
    least = np.full((len(members), len(coaches)), SLOTS_PER_WEEK + 1, dtype=np.float32)
    worst_week = np.zeros(least.shape, dtype=np.int64)
    for week in _distinct_weeks(member_rows, coach_rows):
        count = weighted[member_rows[:, week]] @ runs[coach_rows[:, week]].T
        worst_week[count < least] = week
        np.minimum(least, count, out=least)
    return SharedMinutes(minutes=least.astype(np.int64) * SLOT_MINUTES, worst_week=worst_week)


def longest_stretch(*, member: WeekMasks, coach: WeekMasks, edge: int) -> Stretch:
    """Find the earliest week in which a pair's longest common block is shortest, and its length there.

    A block counts in every week it touches, at its whole length as far as the masks' edges show it.
    """
    found: dict[tuple[int, int], Stretch] = {}
    for week, pair in enumerate(zip(member.of_week, coach.of_week, strict=True)):
        if pair not in found:
            slots = _longest_run(member.masks[pair[0]] & coach.masks[pair[1]], edge=edge)
            found[pair] = Stretch(minutes=slots * SLOT_MINUTES, week=week)
    return min(found.values(), key=lambda stretch: stretch.minutes)


def _all_masks(*people: WeekMasks) -> Iterable[int]:
    return (mask for person in people for mask in person.masks)


def _runs(masks: Iterable[int], *, width: int, run: int) -> NDArray[np.float32]:
    """Mark where `run` set slots begin, then where `run + 1` do: 0/1 of [masks, 2 * width]."""
    size = (width + 7) // 8
    packed = b"".join(
        _eroded(mask, slots).to_bytes(size, "little") for mask in masks for slots in (run, run + 1)
    )
    rows = np.frombuffer(packed, dtype=np.uint8).reshape(-1, size)
    bits = np.unpackbits(rows, axis=1, count=width, bitorder="little")
    return bits.reshape(-1, 2 * width).astype(np.float32)


def _eroded(mask: int, slots: int) -> int:
    """Keep bit i where bits i ... i + slots - 1 are all set."""
    held = 1
    while held < slots:
        step = min(held, slots - held)
        mask &= mask >> step
        held += step
    return mask


def _weights(*, edge: int, run: int) -> NDArray[np.float32]:
    """Weigh the runs that begin at each slot: those of `run` add, those of `run + 1` take away."""
    begin = np.arange(edge + SLOTS_PER_WEEK + edge)

    def in_week(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
        inside = np.minimum(last, edge + SLOTS_PER_WEEK) - np.maximum(first, edge)
        return np.maximum(inside, 0)

    gain = in_week(begin, begin + run)
    loss = in_week(begin + 1, begin + run)
    return np.concatenate([gain, -loss]).astype(np.float32)


def _rows(people: Sequence[WeekMasks], row_of: dict[int, int]) -> Rows:
    """Find the row of each person's mask in each week: [people, weeks]."""
    weeks = {len(person.of_week) for person in people}
    if len(weeks) > 1:
        raise ValueError(f"everyone's hours are asked for the same weeks, not for {sorted(weeks)} of them")
    rows = [[row_of[person.masks[index]] for index in person.of_week] for person in people]
    return np.array(rows, dtype=np.intp).reshape(len(people), *weeks or (0,))


def _distinct_weeks(member_rows: Rows, coach_rows: Rows) -> list[int]:
    """List the first of every set of weeks in which everybody's hours are the same, in order."""
    if not (len(member_rows) and len(coach_rows)):
        return []
    joint = np.concatenate([member_rows, coach_rows])
    _, first = np.unique(joint, axis=1, return_index=True)
    return sorted(first.tolist())


def _longest_run(mask: int, *, edge: int) -> int:
    """Measure in slots the longest run of set bits that touches the week."""
    longest, begins = 0, mask
    while longest <= edge and begins & (((1 << (SLOTS_PER_WEEK + longest)) - 1) << (edge - longest)):
        longest += 1
        begins &= mask >> longest
    return longest
