"""The minutes two people share: blocks of the one timeline, week by week (DESIGN 6, *Shared time*).

A block of L >= k slots holds L - k + 1 runs of k slots and L - k runs of k + 1. Add for each run of k the number of
its slots that lie in the week, take away for each run of k + 1 the number of its inner k - 1 slots that do, and every
slot of the block in the week is counted exactly once. A run is common to a pair when both have it: so where each
person's runs are kept as bits, a pair's week is the bits of both, counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.problem import SLOT_MINUTES, SLOTS_PER_WEEK, WeekMasks

Indices = NDArray[np.intp]
Bits = NDArray[np.uint8]
"""0 or 1 of [masks, slots]."""

_AT_ONCE = 4096
_MORE_THAN_A_WEEK = 2 * SLOTS_PER_WEEK


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SharedMinutes:
    """For every pair asked for, in the shape in which they were asked, what they share in their worst week.

    `minutes` (int64) are that week's minutes in common blocks that hold a meeting; `worst_week` (int64) is the
    earliest such week; `most` (int64) are the minutes of the week in which they share most.
    """

    minutes: NDArray[np.int64]
    most: NDArray[np.int64]
    worst_week: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """The longest common block of a pair, in minutes, in the week in which it is shortest."""

    minutes: int
    week: int


class SharedHours:
    """Everybody's runs of slots, laid out once, so that any pairs' shared minutes can be counted.

    Raises ValueError where `edge` is too narrow to see a block that begins before the week or ends after it, and where
    people's hours are not all for the same weeks.
    """

    def __init__(
        self, *, members: Sequence[WeekMasks], coaches: Sequence[WeekMasks], edge: int, meeting_minutes: int
    ) -> None:
        run = slots_of(meeting_minutes)
        if not 1 <= run <= min(edge, SLOTS_PER_WEEK):
            raise ValueError(
                f"a meeting of {meeting_minutes} minutes takes {run} slots; it must be from 1 to {SLOTS_PER_WEEK}, "
                f"and no more than the {edge} that stand on each side of a week"
            )
        calendars = dict.fromkeys(person.of_week for person in (*members, *coaches))
        lengths = {len(of_week) for of_week in calendars}
        if len(lengths) > 1:
            raise ValueError(
                f"everyone's hours are asked for the same weeks, not for {sorted(lengths)} of them"
            )
        self._calendars = list(calendars)
        row_of = {
            mask: row
            for row, mask in enumerate(
                dict.fromkeys(mask for person in (*members, *coaches) for mask in person.masks)
            )
        }
        self._members = _Rows.of(members, calendars=self._calendars, row_of=row_of)
        self._coaches = _Rows.of(coaches, calendars=self._calendars, row_of=row_of)
        layout = _Layout.of(edge=edge, run=run)
        self._runs = _run_words(list(row_of), edge=edge, run=run, layout=layout)
        self._weight = layout.weight
        self._weeks_of: dict[tuple[int, int], list[tuple[int, int, int]]] = {}

    def of(self, members: Indices, coaches: Indices) -> SharedMinutes:
        """Count for the pairs (members[i], coaches[i]); the two are broadcast against each other.

        Pairs whose calendars are alike have the same weeks in common, and each distinct week is counted once.
        """
        members, coaches = np.broadcast_arrays(members, coaches)
        shape, members, coaches = members.shape, members.ravel(), coaches.ravel()
        least, most, worst_week = (np.empty(len(members), dtype=np.int64) for _ in range(3))
        kind = self._members.calendar[members] * len(self._calendars) + self._coaches.calendar[coaches]
        order = np.argsort(kind, kind="stable")
        for alike in np.split(order, np.flatnonzero(np.diff(kind[order])) + 1):
            for begin in range(0, len(alike), _AT_ONCE):
                some = alike[begin : begin + _AT_ONCE]
                least[some], most[some], worst_week[some] = self._counted(members[some], coaches[some])
        return SharedMinutes(
            minutes=least.reshape(shape) * SLOT_MINUTES,
            most=most.reshape(shape) * SLOT_MINUTES,
            worst_week=worst_week.reshape(shape),
        )

    def by_week(self, members: Indices, coaches: Indices) -> NDArray[np.int64]:
        """Count for the pairs (members[i], coaches[i]) the minutes of every week: int64[pairs, weeks]."""
        kind = self._members.calendar[members] * len(self._calendars) + self._coaches.calendar[coaches]
        weeks = len(self._calendars[0]) if self._calendars else 0
        slots = np.zeros((len(members), weeks), dtype=np.int64)
        for alike in (np.flatnonzero(kind == each) for each in np.unique(kind)):
            calendars = divmod(int(kind[alike[0]]), len(self._calendars))
            mine, theirs = (np.array(self._calendars[calendar], dtype=np.intp) for calendar in calendars)
            for my, their, _ in self._distinct_weeks(calendars):
                count = self._count(members[alike], coaches[alike], masks=(my, their))
                same = np.flatnonzero((mine == my) & (theirs == their))
                slots[np.ix_(alike, same)] = count[:, np.newaxis]
        return slots * SLOT_MINUTES

    def _counted(
        self, members: Indices, coaches: Indices
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]:
        """Count the slots of the worst week and of the best of pairs of the same two calendars, and name the worst."""
        least = np.full(len(members), _MORE_THAN_A_WEEK, dtype=np.float32)
        most = np.zeros(len(members), dtype=np.float32)
        worst_week = np.zeros(len(members), dtype=np.int64)
        calendars = int(self._members.calendar[members[0]]), int(self._coaches.calendar[coaches[0]])
        for mine, theirs, week in self._distinct_weeks(calendars):
            count = self._count(members, coaches, masks=(mine, theirs))
            worst_week[count < least] = week
            np.minimum(least, count, out=least)
            np.maximum(most, count, out=most)
        return least, most, worst_week

    def _count(self, members: Indices, coaches: Indices, *, masks: tuple[int, int]) -> NDArray[np.float32]:
        """Count the slots that pairs share in a week for which the two have these of their masks."""
        mine, theirs = masks
        common = self._runs[self._members.row[members, mine]] & self._runs[self._coaches.row[coaches, theirs]]
        # Exact: float32 holds whole numbers to 2**24, whatever the order of adding, and all weights together
        # stay below twice a run's slots times a week's 672.
        return np.bitwise_count(common).astype(np.float32) @ self._weight

    def _distinct_weeks(self, calendars: tuple[int, int]) -> list[tuple[int, int, int]]:
        """List the weeks in which two calendars differ: the mask of each, and the first week that has these."""
        if calendars not in self._weeks_of:
            first: dict[tuple[int, int], int] = {}
            mine, theirs = (self._calendars[calendar] for calendar in calendars)
            for week, masks in enumerate(zip(mine, theirs, strict=True)):
                first.setdefault(masks, week)
            self._weeks_of[calendars] = [(*masks, week) for masks, week in first.items()]
        return self._weeks_of[calendars]


def slots_of(minutes: int) -> int:
    """How many quarter hours a meeting of that many minutes reaches into: ceil(minutes / 15)."""
    return -(-minutes // SLOT_MINUTES)


def longest_stretch(*, member: WeekMasks, coach: WeekMasks, edge: int) -> Stretch:
    """Find the earliest week in which a pair's longest common block is shortest, and its length there.

    A block counts in every week it touches, as far as the masks' edges show it, and at `edge` + 1 slots at most: that
    is longer than a meeting.
    """
    found: dict[tuple[int, int], Stretch] = {}
    for week, pair in enumerate(zip(member.of_week, coach.of_week, strict=True)):
        if pair not in found:
            slots = _longest_run(member.masks[pair[0]] & coach.masks[pair[1]], edge=edge)
            found[pair] = Stretch(minutes=slots * SLOT_MINUTES, week=week)
    return min(found.values(), key=lambda stretch: stretch.minutes)


def unpacked(masks: Sequence[int], *, edge: int) -> Bits:
    """Lay week masks out as bits: [masks, edge + SLOTS_PER_WEEK + edge]."""
    width = edge + SLOTS_PER_WEEK + edge
    size = (width + 7) // 8
    packed = np.frombuffer(b"".join(mask.to_bytes(size, "little") for mask in masks), dtype=np.uint8)
    return np.unpackbits(packed.reshape(-1, size), axis=1, count=width, bitorder="little")


def runs_from(bits: Bits, *, slots: int) -> Bits:
    """Mark where so many set slots in a row begin."""
    begins, held = bits.copy(), 1
    while held < slots:
        step = min(held, slots - held)
        begins[:, :-step] &= begins[:, step:].copy()
        begins[:, -step:] = 0
        held += step
    return begins


def in_blocks(bits: Bits, *, slots: int) -> Bits:
    """Keep the set slots that have so many in a row around them."""
    runs = runs_from(bits, slots=slots)
    kept = runs.copy()
    for later in range(1, slots):
        kept[:, later:] |= runs[:, :-later]
    return kept


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Rows:
    """Where people's masks stand: `row[p, i]` is the row of person p's i-th mask, `calendar[p]` their kind of weeks."""

    row: Indices
    calendar: Indices

    @classmethod
    def of(
        cls, people: Sequence[WeekMasks], *, calendars: Sequence[tuple[int, ...]], row_of: dict[int, int]
    ) -> "_Rows":
        index_of = {of_week: index for index, of_week in enumerate(calendars)}
        row = np.zeros((len(people), max((len(person.masks) for person in people), default=0)), dtype=np.intp)
        for person, rows in zip(people, row, strict=True):
            rows[: len(person.masks)] = [row_of[mask] for mask in person.masks]
        calendar = np.array([index_of[person.of_week] for person in people], dtype=np.intp)
        return cls(row=row, calendar=calendar)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Layout:
    """How runs lie in words of 64 bits, so that all bits of a word weigh the same.

    `position[b]` is the slot at which the run of bit b begins, those of k + 1 slots counted on from those of k, and
    one more position for a bit that is never set; `weight` [words] is what a bit of each word counts. A run that lies
    across the week's edge, and so has fewer slots in it, stands there as often as it has.
    """

    position: Indices
    weight: NDArray[np.float32]

    @classmethod
    def of(cls, *, edge: int, run: int) -> "_Layout":
        width = edge + SLOTS_PER_WEEK + edge
        gain, loss = _in_week(edge=edge, first=0, last=run), _in_week(edge=edge, first=1, last=run)
        position: list[int] = []
        weight: list[int] = []
        for sign, slots, begin in ((1, gain, 0), (-1, loss, width)):
            most = int(slots.max())
            whole = np.flatnonzero(slots == most)
            edges = np.repeat(np.arange(width), np.where(slots == most, 0, slots))
            for value, positions in ((sign * most, whole), (sign, edges)):
                if value and len(positions):
                    padding = -len(positions) % 64
                    position += [*(begin + positions).tolist(), *[2 * width] * padding]
                    weight += [value] * ((len(positions) + padding) // 64)
        return cls(position=np.array(position, dtype=np.intp), weight=np.array(weight, dtype=np.float32))


def _in_week(*, edge: int, first: int, last: int) -> NDArray[np.int64]:
    """Count, of the run that begins at each slot, those of its slots [first, last) that lie in the week."""
    begin = np.arange(edge + SLOTS_PER_WEEK + edge)
    inside = np.minimum(begin + last, edge + SLOTS_PER_WEEK) - np.maximum(begin + first, edge)
    return np.maximum(inside, 0)


def _run_words(masks: Sequence[int], *, edge: int, run: int, layout: _Layout) -> NDArray[np.uint64]:
    """Find the runs of every mask and lay them out: [masks, words]."""
    words = np.empty((len(masks), len(layout.weight)), dtype=np.uint64)
    for begin in range(0, len(masks), _AT_ONCE):
        bits = unpacked(masks[begin : begin + _AT_ONCE], edge=edge)
        never = np.zeros((len(bits), 1), dtype=np.uint8)
        runs = np.concatenate([*(runs_from(bits, slots=slots) for slots in (run, run + 1)), never], axis=1)
        packed = np.packbits(np.take(runs, layout.position, axis=1), axis=1, bitorder="little")
        words[begin : begin + _AT_ONCE] = np.ascontiguousarray(packed).view(np.uint64)
    return words


def _longest_run(mask: int, *, edge: int) -> int:
    """Measure in slots the longest run of set bits that touches the week."""
    longest, begins = 0, mask
    while longest <= edge and begins & (((1 << (SLOTS_PER_WEEK + longest)) - 1) << (edge - longest)):
        longest += 1
        begins &= mask >> longest
    return longest
