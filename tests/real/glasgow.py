"""Students' bids for projects in Glasgow, as flows: student to project to the project's supervisor to the sink.

A project takes one student, a supervisor as many as it has capacity for. Who gets no project goes straight to the
sink. Nothing of the data is left out.

The costs' swings: a simple cycle of the residual network visits the sink once, so it takes at most one arc from a
student straight to the sink forth and one back, and the students placed change by at most 1. It visits every student at
most once, and there takes one bid for another, adds one or drops one: the bids met of a rank change by at most 1 a
student, and the sum of ranks by at most the worst rank.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.coaching.networks import Cost, Network
from tests.real.preflib import orders

RANKS = 5

Profile = tuple[int, ...]
"""How many students have a project of their first rank, of their second, and so on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bidding:
    """A year: the projects each student bids for, best first; each project's supervisor; each one's capacity."""

    wishes: tuple[tuple[int, ...], ...]
    supervisor_of: tuple[int, ...]
    capacity: tuple[int, ...]

    @property
    def bids(self) -> tuple[tuple[int, int, int], ...]:
        """Every bid: the student, the project and its rank, from 1."""
        return tuple(
            (student, project, rank)
            for student, wished in enumerate(self.wishes)
            for rank, project in enumerate(wished, 1)
        )


def read(folder: Path, *, year: int) -> Bidding:
    """Read a year's bids (.soi) and supervisors (.dat: their number, their capacity, their projects from 0)."""
    file = folder / "glasgow-projects" / f"00038-{year:08}"
    with file.with_suffix(".dat").open(encoding="utf-8", newline="") as rows:
        supervisors = list(csv.DictReader(rows))
    supervisor_of = {
        int(project): number
        for number, supervisor in enumerate(supervisors)
        for project in supervisor["Projects"].split()
    }
    return Bidding(
        wishes=orders(file.with_suffix(".soi")),
        supervisor_of=tuple(supervisor_of[project] for project in range(len(supervisor_of))),
        capacity=tuple(int(supervisor["Capacity"]) for supervisor in supervisors),
    )


def network(bidding: Bidding) -> Network:
    """Draw the arcs: the bids; student to sink; project to supervisor; supervisor to sink."""
    students, projects, supervisors = _sizes(bidding)
    student = np.arange(students)
    project = students + np.arange(projects)
    supervisor = students + projects + np.arange(supervisors)
    sink = students + projects + supervisors
    bids = np.array(bidding.bids)
    once = np.ones(len(bids) + students + projects, dtype=np.int64)
    return Network(
        supply=np.array([1] * students + [0] * (projects + supervisors) + [-students], dtype=np.int64),
        tails=np.concatenate([bids[:, 0], student, project, supervisor]).astype(np.int32),
        heads=np.concatenate(
            [
                project[bids[:, 1]],
                np.full(students, sink),
                supervisor[np.array(bidding.supervisor_of)],
                np.full(supervisors, sink),
            ]
        ).astype(np.int32),
        lower=np.zeros(len(once) + supervisors, dtype=np.int64),
        upper=np.concatenate([once, np.array(bidding.capacity, dtype=np.int64)]),
    )


def least_rank_sum(bidding: Bidding) -> tuple[Cost, ...]:
    """Order plans by the most students placed, then the least sum of ranks."""
    return (_unplaced(bidding), _of_ranks(bidding, costs=range(1, RANKS + 1)))


def generous(bidding: Bidding) -> tuple[Cost, ...]:
    """Order plans by the most students placed, then the fewest at the worst rank, at the next, down to the second."""
    worst_first = [_of_ranks(bidding, costs=_only(rank, 1)) for rank in range(RANKS, 1, -1)]
    return (_unplaced(bidding), *worst_first)


def greedy(bidding: Bidding) -> tuple[Cost, ...]:
    """Order plans by the most students placed, then the most at the first rank, at the second, and so on."""
    best_first = [_of_ranks(bidding, costs=_only(rank, -1)) for rank in range(1, RANKS)]
    return (_unplaced(bidding), *best_first)


def placed(bidding: Bidding, flow: NDArray[np.int64]) -> tuple[tuple[int, int, int], ...]:
    """Read the bids that are met off a flow."""
    return tuple(bid for bid, amount in zip(bidding.bids, flow.tolist(), strict=False) if amount)


def profile(bids: Sequence[tuple[int, int, int]]) -> Profile:
    """Count the bids met of each rank."""
    return tuple(sum(one == rank for _, _, one in bids) for rank in range(1, RANKS + 1))


def _sizes(bidding: Bidding) -> tuple[int, int, int]:
    return len(bidding.wishes), len(bidding.supervisor_of), len(bidding.capacity)


def _only(rank: int, cost: int) -> tuple[int, ...]:
    return tuple(cost if one == rank else 0 for one in range(1, RANKS + 1))


def _unplaced(bidding: Bidding) -> Cost:
    students, projects, supervisors = _sizes(bidding)
    bids = len(bidding.bids)
    of_arc = np.zeros(bids + students + projects + supervisors, dtype=np.int64)
    of_arc[bids : bids + students] = 1
    return Cost(of_arc=of_arc, swing=1)


def _of_ranks(bidding: Bidding, *, costs: Sequence[int]) -> Cost:
    students, projects, supervisors = _sizes(bidding)
    bids = [costs[rank - 1] for _, _, rank in bidding.bids]
    rest = [0] * (students + projects + supervisors)
    return Cost(of_arc=np.array(bids + rest, dtype=np.int64), swing=students * max(map(abs, costs)))
