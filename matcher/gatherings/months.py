"""One whole-group session to place: what its months offer, as rows of burdens; no solver in it (DESIGN 6)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from matcher.gatherings.burdens import Matrix, matrix, undominated
from matcher.problem import Gathering, GatheringsProblem
from matcher.solution import GatheringsObjective
from matcher.starts import overlaps


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One session to place.

    `rows[r, person]` are burdens, `months[m][r]` the start of month m that has those of row r (rows of different
    kinds of months are different rows), `borne[person]` what each bears already.
    """

    rows: Matrix
    months: dict[int, dict[int, int]]
    borne: Matrix

    @property
    def kinds(self) -> Counter[tuple[int, ...]]:
        """How many months there are of each kind, a kind being its rows."""
        return Counter(tuple(starts) for starts in self.months.values())


def open_months(
    problem: GatheringsProblem, chosen: Sequence[Sequence[int | None]], gathering: Gathering
) -> Task:
    """Set out what is left to choose: starts free of what is placed, less those that no optimum takes."""
    placed = [
        month[start]
        for other, starts in zip(problem.gatherings, chosen, strict=True)
        for month, start in zip(other.months, starts, strict=True)
        if start is not None
    ]
    rows: list[bytes] = []
    kinds: dict[tuple[bytes, ...], range] = {}
    months: dict[int, dict[int, int]] = {}
    for m, month in enumerate(gathering.months):
        free = [
            index
            for index, start in enumerate(month)
            if not any(overlaps(start.interval, taken.interval) for taken in placed)
        ]
        offered = {month[free[i]].burdens: free[i] for i in undominated([month[index] for index in free])}
        kind = tuple(sorted(offered))
        if kind not in kinds:
            kinds[kind] = range(len(rows), len(rows) + len(kind))
            rows.extend(kind)
        if offered:
            months[m] = {row: offered[burdens] for row, burdens in zip(kinds[kind], kind, strict=True)}
    return Task(
        rows=matrix(rows, people=problem.people),
        months=months,
        borne=matrix([start.burdens for start in placed], people=problem.people).sum(axis=0),
    )


def one_by_one(task: Task) -> Counter[int]:
    """Take for each month the row that leaves the least largest sum, then the least total: a plan to fall back on."""
    taken = Counter[int]()
    borne = task.borne
    for _, starts in sorted(task.months.items()):
        row = min(starts, key=lambda row: ((borne + task.rows[row]).max(initial=0), task.rows[row].sum()))
        taken[row] += 1
        borne = borne + task.rows[row]
    return taken


def value_of(task: Task, taken: Counter[int]) -> GatheringsObjective:
    """Sum what each person bears, with what is borne already, when each row is taken so often."""
    borne = task.borne + sum(count * task.rows[row] for row, count in taken.items())
    return GatheringsObjective(worst=int(borne.max(initial=0)), total=int(borne.sum()))
