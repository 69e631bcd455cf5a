"""One whole-group session to place: what its months offer, as rows of burdens; no solver in it (DESIGN 6)."""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.gatherings.burdens import Matrix, hardest_pressed, matrix, undominated
from matcher.problem import Gathering, GatheringsProblem, GatheringStart
from matcher.solution import GatheringsObjective
from matcher.starts import overlaps

Chosen = Sequence[Sequence[int | None]]
"""For each gathering and month the start it has, or None."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One session to place.

    `rows[r, person]` are burdens, `months[m][r]` the start of month m that has those of row r (rows of different
    kinds of months are different rows, and those of one kind follow one another), `borne[person]` what each bears
    already, `pressed` the people whose sums decide the largest one.
    """

    rows: Matrix
    months: dict[int, dict[int, int]]
    borne: Matrix
    pressed: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many burdens decide the largest sum."""
        return len(self.rows) * len(self.pressed)

    @property
    def kinds(self) -> Counter[tuple[int, ...]]:
        """How many months there are of each kind, a kind being its rows."""
        return Counter(tuple(starts) for starts in self.months.values())


def placed(problem: GatheringsProblem, chosen: Chosen) -> list[GatheringStart]:
    """List the starts that are chosen."""
    return [
        month[start]
        for gathering, starts in zip(problem.gatherings, chosen, strict=True)
        for month, start in zip(gathering.months, starts, strict=True)
        if start is not None
    ]


def free_of(month: Sequence[GatheringStart], taken: Sequence[GatheringStart]) -> list[int]:
    """List the indices of the starts of a month that overlap none of those that are taken."""
    return [
        index
        for index, start in enumerate(month)
        if not any(overlaps(start.interval, one.interval) for one in taken)
    ]


def open_months(problem: GatheringsProblem, chosen: Chosen, gathering: Gathering) -> Task:
    """Set out what is left to choose: starts free of what is placed, less those that no optimum takes.

    A row of burdens that several starts of a month have is its earliest one's.
    """
    taken = placed(problem, chosen)
    rows: list[bytes] = []
    kinds: dict[frozenset[bytes], range] = {}
    kept: dict[frozenset[bytes], frozenset[bytes]] = {}
    months: dict[int, dict[int, int]] = {}
    for m, month in enumerate(gathering.months):
        offered: dict[bytes, int] = {}
        for index in free_of(month, taken):
            offered.setdefault(month[index].burdens, index)
        different = frozenset(offered)
        if different not in kept:
            kept[different] = undominated(different)
        kind = kept[different]
        if kind not in kinds:
            kinds[kind] = range(len(rows), len(rows) + len(kind))
            rows.extend(sorted(kind))
        if kind:
            months[m] = {row: offered[rows[row]] for row in kinds[kind]}
    burdens = matrix(rows, people=problem.people)
    borne = matrix([start.burdens for start in taken], people=problem.people).sum(axis=0)
    return Task(rows=burdens, months=months, borne=borne, pressed=hardest_pressed(burdens, borne=borne))


def one_by_one(task: Task) -> Counter[int]:
    """Take for each month the row that leaves the least largest sum, then the least total: a plan to begin with."""
    taken = Counter[int]()
    borne, totals = task.borne, task.rows.sum(axis=1)
    for starts in task.months.values():
        rows = np.array(list(starts))
        worst = (borne + task.rows[rows]).max(axis=1, initial=0)
        row = int(rows[np.lexsort((totals[rows], worst))[0]])
        taken[row] += 1
        borne = borne + task.rows[row]
    return taken


def dated(task: Task, left: Counter[int], *, given: Container[int] = ()) -> dict[int, int]:
    """Give each month but those that are given one the row with the earliest start of those left for it, in order."""
    left = Counter(left)
    row_of: dict[int, int] = {}
    for month, starts in task.months.items():
        if month not in given:
            row_of[month] = min((row for row in starts if left[row] > 0), key=starts.__getitem__)
            left[row_of[month]] -= 1
    return row_of


def value_of(task: Task, taken: Counter[int]) -> GatheringsObjective:
    """Sum what each person bears, with what is borne already, when each row is taken so often."""
    borne = task.borne + sum(count * task.rows[row] for row, count in taken.items())
    return GatheringsObjective(worst=int(borne.max(initial=0)), total=int(borne.sum()))
