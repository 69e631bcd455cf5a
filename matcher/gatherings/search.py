"""Betters a plan of one session's months, a month at a time: what nobody can bear presses harder the longer it stands.

A search that remembers (tabu) and learns (weights): each step takes the start that leaves the least excess over the
capacity, whether better than before or not, and every person still over it counts for more from then on.
"""

from collections import Counter
from collections.abc import Iterator
from random import Random

import numpy as np
from numpy.typing import NDArray

from matcher.gatherings.months import Task
from matcher.problem import BURDENS

REST = 5, 12
"""For how many steps, from and to, a start that was given up is not taken again in that place."""

STEPS = 100, 4_000
"""How many steps one search takes, at least and at most."""

SWEEP = 1_500_000_000
"""Burdens that a search may look at once it has taken the least steps."""

Numbers = NDArray[np.int64]

_BARRED = np.iinfo(np.int64).max


class Search:
    """One task's places (a place is one of a kind's months) and what its rows weigh for those hardest pressed."""

    def __init__(self, task: Task, *, seed: int) -> None:
        people = list(task.pressed)
        self._dice = Random(seed)  # noqa: S311 - to be repeated, not to be secret
        self._kinds = [np.array(rows) for rows, months in task.kinds.items() for _ in range(months)]
        self._weighs = np.ascontiguousarray(task.rows[:, people].T)
        self._totals = task.rows.sum(axis=1)
        self._borne = task.borne[people]
        looked_at = sum(len(kind) for kind in self._kinds) * max(1, len(people))
        self.steps = min(STEPS[1], max(STEPS[0], SWEEP // max(1, looked_at)))

    def bearable(self, taken: Counter[int], *, capacity: int, steps: int) -> Iterator[Counter[int] | None]:
        """Yield after each step nothing, or at last a plan in which nobody bears more than the capacity."""
        for here in self._walk(taken, capacity=capacity, steps=steps, thrifty=False):
            if here is None:
                yield None
            else:
                yield here
                return

    def thriftier(self, taken: Counter[int], *, capacity: int, steps: int) -> Iterator[Counter[int] | None]:
        """Yield after each step nothing, or a plan of a total less than ever in which nobody bears more than that."""
        least = self._total(taken)
        for here in self._walk(taken, capacity=capacity, steps=steps, thrifty=True):
            if here is not None and self._total(here) < least:
                least = self._total(here)
                yield here
            else:
                yield None

    def _total(self, taken: Counter[int]) -> int:
        return sum(int(self._totals[row]) * count for row, count in taken.items())

    def _walk(
        self, taken: Counter[int], *, capacity: int, steps: int, thrifty: bool
    ) -> Iterator[Counter[int] | None]:
        """Take one step after another; yield the plan wherever nobody is over the capacity, else None."""
        left = Counter(taken)
        plan = [self._next(kind, left) for kind in self._kinds]
        sums = self._borne + self._weighs[:, plan].sum(axis=1)
        worth = int(self._totals.max(initial=1)) if thrifty else 1
        weights = np.full(len(sums), worth)
        rest: dict[tuple[int, int], int] = {}
        for step in range(steps):
            place, row = self._best_step(plan, sums - capacity, weights, rest, step=step, thrifty=thrifty)
            if place < 0:
                return
            rest[place, plan[place]] = step + self._dice.randint(*REST)
            sums = sums + self._weighs[:, row] - self._weighs[:, plan[place]]
            plan[place] = row
            over = sums > capacity
            if over.any():
                weights[over] += worth
                yield None
            else:
                weights = np.maximum(1, weights // 2) if thrifty else weights
                yield Counter(plan)

    def _best_step(
        self,
        plan: list[int],
        over: Numbers,
        weights: Numbers,
        rest: dict[tuple[int, int], int],
        *,
        step: int,
        thrifty: bool,
    ) -> tuple[int, int]:
        """Find the place and another row for it that leave the least weighed excess; (-1, -1) if there is none."""
        best, found = None, (-1, -1)
        near = np.flatnonzero(over + BURDENS[-1] > 0)  # nobody else can come to be over it
        weighs, press = self._weighs[near], weights[near]
        tried = set[tuple[int, int]]()
        for place, kind in enumerate(self._kinds):
            if (int(kind[0]), plan[place]) in tried:
                continue  # a month of the same kind with the same start
            tried.add((int(kind[0]), plan[place]))
            base = over[near] - weighs[:, plan[place]]
            excess = press @ np.maximum(weighs[:, kind[0] : kind[-1] + 1] + base[:, None], 0)
            if thrifty:
                excess = excess + self._totals[kind] - self._totals[plan[place]]
            excess[plan[place] - kind[0]] = _BARRED
            for (where, row), until in rest.items():
                if where == place and until > step:
                    excess[row - kind[0]] = _BARRED
            least = int(excess.argmin())
            if excess[least] < _BARRED and (best is None or excess[least] < best):
                best, found = int(excess[least]), (place, int(kind[least]))
        return found

    def _next(self, kind: Numbers, left: Counter[int]) -> int:
        row = next(int(row) for row in kind if left[int(row)])
        left[row] -= 1
        return row
