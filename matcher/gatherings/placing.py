"""Places one session: a plan at once, bettered and bounded stage by stage until they meet or a limit is met."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from matcher.budget import Budget
from matcher.gatherings.burdens import Matrix
from matcher.gatherings.dates import earliest
from matcher.gatherings.floors import least_total, least_worst
from matcher.gatherings.mixture import mixture
from matcher.gatherings.months import Task, dated, one_by_one
from matcher.gatherings.programme import Programme
from matcher.gatherings.search import Search
from matcher.gatherings.standing import Standing
from matcher.solution import GatheringsObjective, Report

SKETCH = 30
"""Steps of the search before the first bound: what is easy to better is bettered by then."""

ROUNDS = 10
"""Searches more, where the largest sum stays unproven."""

ALIKE = 6
"""How many plans as good as the best known are asked for, to learn what rows such plans take."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placing:
    """Each month's row, what any plan must come to, weights of people [people] that bound it, and what is proven."""

    row_of: dict[int, int]
    bound: GatheringsObjective
    weights: Matrix
    proven: bool


def place(task: Task, *, seed: int, budget: Budget, report: Report | None) -> Placing:
    """Find the least largest sum, the least total for it, and the earliest starts for both, as far as the budget goes.

    Proven when all three are: then no other plan is the answer, whatever the seed.
    """
    standing = Standing(task, one_by_one(task), report=report)
    work = _Work(
        task=task,
        budget=budget,
        standing=standing,
        search=Search(task, seed=seed),
        programme=Programme(task, standing.taken, seed=seed, budget=budget),
    )
    standing.bounded(
        worst=least_worst([task], weights=work.weights), total=int(task.borne.sum()) + least_total(task)
    )
    for stage in STAGES:
        if not standing.open or budget.spent():
            break
        stage(work)
    if standing.open:
        row_of, proven = dated(task, standing.taken), False
    else:
        dates = earliest(task, standing.taken, standing.value, programme=work.programme, budget=budget)
        row_of, proven = dates.row_of, dates.earliest
    return Placing(row_of=row_of, bound=standing.bound, weights=work.weights, proven=proven)


@dataclass(kw_only=True, slots=True)
class _Work:
    """What the stages of placing one session share."""

    task: Task
    budget: Budget
    standing: Standing
    search: Search
    programme: Programme
    weights: Matrix = field(init=False)
    saved_at: int | None = None
    """The largest sum for which the total was last brought down."""

    def __post_init__(self) -> None:
        self.weights = np.ones(len(self.task.borne), dtype=np.int64)

    def better(self, *, steps: int) -> bool:
        """Search for a smaller largest sum until none is found any more; say whether one was found."""
        found = False
        while self.standing.worst_open and not self.budget.spent():
            known = self.standing.value.worst
            for plan in self.search.bearable(self.standing.taken, capacity=known - 1, steps=steps):
                if plan is not None:
                    self.standing.found(plan)
                if self.budget.spent():
                    break
            if self.standing.value.worst == known:
                break
            found = True
        return found


def _sketch(work: _Work) -> None:
    """Better the first plan while that is easy."""
    work.better(steps=SKETCH)


def _weigh(work: _Work) -> None:
    """Bound the largest sum by the prices of the best mixture of starts."""
    work.weights = mixture(work.task, work.standing.taken, budget=work.budget)
    work.standing.bounded(worst=least_worst([work.task], weights=work.weights))


def _relax(work: _Work) -> None:
    """Refute every capacity that not even divisible months could keep to, near the best known first."""
    standing, stride = work.standing, 1
    possible = standing.value.worst
    while standing.bound.worst < possible and not work.budget.spent():
        capacity = max(standing.bound.worst, possible - stride)
        if work.programme.relaxed(capacity=capacity).refuted:
            standing.bounded(worst=capacity + 1)
            stride = max(1, (possible - capacity - 1) // 2)
        else:
            possible, stride = capacity, 2 * stride


def _better(work: _Work) -> None:
    """Look for a smaller largest sum for as long as a search goes."""
    work.better(steps=work.search.steps)


def _save(work: _Work) -> None:
    """Bound the total under the largest sum that is known, and bring it down."""
    standing, capacity = work.standing, work.standing.value.worst
    if work.saved_at == capacity:
        return
    work.saved_at = capacity
    standing.bounded(total=work.programme.relaxed(capacity=capacity).bound)
    for plan in work.search.thriftier(standing.taken, capacity=capacity, steps=work.search.steps):
        if plan is not None:
            standing.found(plan)
        if standing.bound.total == standing.value.total or work.budget.spent():
            return


def _refute(work: _Work) -> None:
    """Decide one capacity after another from the bound up, until one can be kept to or the search meets its limit."""
    standing = work.standing
    while standing.worst_open and not work.budget.spent():
        answer = work.programme.decided(capacity=standing.bound.worst)
        if answer.refuted:
            standing.bounded(worst=standing.bound.worst + 1)
        elif answer.taken is None or not standing.found(answer.taken):
            return


def _settle(work: _Work) -> None:
    """With the least largest sum proven, find all rows that a plan as good takes, and decide the total among them.

    If no plan as good takes other rows than those of the plans that are known, these few are all that the total, and
    later the dates, need ask about; else the total is decided among all.
    """
    standing = work.standing
    if standing.worst_open:
        return
    capacity, known = standing.value.worst, set(standing.taken)
    for _ in range(ALIKE):
        if work.budget.spent():
            return
        most = standing.value.total
        work.programme.relaxed(capacity=capacity, most=most)
        answer = work.programme.decided(capacity=capacity, most=most, besides=known)
        if answer.taken is None:
            if answer.refuted:
                work.programme.only(known)
            break
        standing.found(answer.taken)
        known |= set(answer.taken)
    while standing.open and not work.budget.spent():
        most = standing.value.total
        answer = work.programme.decided(capacity=capacity, most=most - 1)
        standing.bounded(total=most if answer.refuted else min(most, answer.bound))
        if answer.taken is None or not standing.found(answer.taken):
            return


def _wander(work: _Work) -> None:
    """Search on, each time from the best plan, where the largest sum stays unproven."""
    for _ in range(ROUNDS):
        if not work.standing.worst_open or work.budget.spent():
            return
        if work.better(steps=work.search.steps):
            _save(work)


Stage = Callable[[_Work], None]

STAGES: tuple[Stage, ...] = (_sketch, _weigh, _relax, _better, _save, _refute, _save, _settle, _wander)
