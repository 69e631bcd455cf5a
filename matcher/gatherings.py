"""Places the whole group's monthly sessions so that the bad hours are shared round, solved to proof (DESIGN 6).

    times[k, i]   in how many months of kind k the group meets at start i

Months of a kind offer the same burdens, so the largest sum and the total ask only how often a start is taken,
not in which months; the months differ again in the last step, which seeks the earliest start in each.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

import numpy as np
from ortools.math_opt.python import mathopt

from matcher.burdens import Matrix, facets, hardest_pressed, undominated
from matcher.objective import gatherings_objective
from matcher.problem import Gathering, GatheringsProblem, Interval
from matcher.solution import (
    GatheringsObjective,
    GatheringsSolution,
    Progress,
    Reason,
    Report,
    UnsatisfiableError,
)
from matcher.starts import overlaps

NODE_LIMIT = 500
"""Branches one search may open before it settles for the best it found."""

ROUNDING = 1e-4
"""A solver's whole numbers are only nearly so."""

Choice = tuple[int | None, ...]
"""For each month the index of the start taken, None where it offers none."""

Times = dict[tuple[int, int], int]
"""How often a row of a kind is taken, for (kind, row), where it is at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kind:
    """Months that offer the same burdens: `rows[i, person]`; `starts[month][i]` is the start with row i's."""

    rows: Matrix
    starts: dict[int, tuple[int, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Task:
    """One session to place: the kinds of its months, and what each person bears already."""

    kinds: tuple[_Kind, ...]
    borne: Matrix
    seed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """A way to take the starts, with the largest sum and total it gives, and the least that these can be."""

    times: Times
    value: GatheringsObjective
    bound: GatheringsObjective


def solve(problem: GatheringsProblem, *, seed: int = 0, report: Report | None = None) -> GatheringsSolution:
    """Place every session, each by the least largest sum of burden so far, the least total, the earliest starts.

    The fixed ones are placed first, as they stand; the others follow in order, none overlapping what is placed.
    When proven, the answer is the only optimum there is, whatever the seed. A session whose search met its limit
    is the best found, `proven` is False and the bound is that session's, to which later ones can only add.
    Raises UnsatisfiableError, `sessions_overlap`, when two fixed starts overlap.
    """
    _refuse_overlaps(problem)
    chosen: dict[int, Choice] = {}
    placed: list[Interval] = []
    borne = np.zeros(problem.people, dtype=np.int64)
    bound: GatheringsObjective | None = None
    for g, gathering in sorted(enumerate(problem.gatherings), key=lambda pair: not pair[1].fixed):
        if gathering.fixed:
            chosen[g] = tuple(0 if month else None for month in gathering.months)
        else:
            task = _Task(kinds=_kinds(gathering, placed), borne=borne, seed=seed)
            found = _search(task)
            chosen[g] = _dated(task, found, months=len(gathering.months))
            if found.bound != found.value and bound is None:
                bound = found.bound
            if report is not None:
                report(Progress(phase="gatherings", incumbent=found.value.worst, bound=found.bound.worst))
        for month, start in zip(gathering.months, chosen[g], strict=True):
            if start is not None:
                placed.append(month[start].interval)
                borne = borne + np.frombuffer(month[start].burdens, dtype=np.uint8)
    choices = tuple(chosen[g] for g in range(len(problem.gatherings)))
    objective = gatherings_objective(problem=problem, chosen=choices)
    return GatheringsSolution(
        chosen=choices, objective=objective, bound=bound or objective, proven=bound is None
    )


def _refuse_overlaps(problem: GatheringsProblem) -> None:
    fixed = [
        (g, m, month[0].interval)
        for g, gathering in enumerate(problem.gatherings)
        for m, month in enumerate(gathering.months)
        if gathering.fixed and month
    ]
    reasons = tuple(
        Reason(code="sessions_overlap", params={"session": g, "month": m, "other": h, "other_month": n})
        for (g, m, one), (h, n, other) in combinations(fixed, 2)
        if overlaps(one, other)
    )
    if reasons:
        raise UnsatisfiableError(reasons)


def _kinds(gathering: Gathering, placed: Sequence[Interval]) -> tuple[_Kind, ...]:
    """Gather the months by what they offer, having left out what overlaps and what no optimum takes."""
    alike: dict[tuple[bytes, ...], dict[int, tuple[int, ...]]] = defaultdict(dict)
    for m, month in enumerate(gathering.months):
        free = [
            i for i, start in enumerate(month) if not any(overlaps(start.interval, taken) for taken in placed)
        ]
        if free:
            offered = [free[i] for i in undominated([month[i] for i in free])]
            offered.sort(key=lambda i: month[i].burdens)
            alike[tuple(month[i].burdens for i in offered)][m] = tuple(offered)
    return tuple(
        _Kind(rows=np.array([list(row) for row in rows], dtype=np.int64), starts=starts)
        for rows, starts in alike.items()
    )


def _search(task: _Task) -> _Found:
    """Find the least largest sum, and for it the least total, by trying one capacity after another.

    With the largest sum given as a capacity, what one person can bear is a small polytope whose facets are
    known, and capacities that are too small are refuted quickly.
    """
    months = {k: len(kind.starts) for k, kind in enumerate(task.kinds)}
    capacity = refuted = _least_conceivable(task, months) - 1
    while True:
        capacity += 1
        programme, times = _programme(task, months, capacity)
        programme.minimize(_total(task, times))
        result = mathopt.solve(programme, mathopt.SolverType.GSCIP, params=_parameters(task.seed))
        if result.has_primal_feasible_solution():
            break
        if result.termination.reason == mathopt.TerminationReason.INFEASIBLE and refuted == capacity - 1:
            refuted = capacity
    taken = _taken(result, times)
    value = _value(task, taken)
    least = int(task.borne.sum()) + ceil(result.termination.objective_bounds.dual_bound - ROUNDING)
    if refuted + 1 < value.worst:  # a smaller sum may be possible, at any total
        least = int(task.borne.sum())
    bound = GatheringsObjective(worst=min(value.worst, refuted + 1), total=min(value.total, least))
    return _Found(times=taken, value=value, bound=bound)


def _dated(task: _Task, found: _Found, *, months: int) -> Choice:
    """Give every month its start: the earliest in the first that the value allows, then in the second, and so on."""
    choice: list[int | None] = [None] * months
    left = {k: len(kind.starts) for k, kind in enumerate(task.kinds)}
    taken, borne, total = found.times, task.borne, found.value.total
    for month, k in sorted((month, k) for k, kind in enumerate(task.kinds) for month in kind.starts):
        kind = task.kinds[k]
        earliest = sorted(range(len(kind.rows)), key=kind.starts[month].__getitem__)
        if found.bound == found.value:
            now = _Task(kinds=task.kinds, borne=borne, seed=task.seed)
            taken = _earlier(
                now, left, taken, k, earliest, GatheringsObjective(worst=found.value.worst, total=total)
            )
        row = next(i for i in earliest if taken.get((k, i), 0))
        choice[month] = kind.starts[month][row]
        taken = {place: count - (place == (k, row)) for place, count in taken.items()}
        left[k] -= 1
        borne = borne + kind.rows[row]
    return tuple(choice)


def _earlier(
    task: _Task,
    left: dict[int, int],
    taken: Times,
    k: int,
    earliest: Sequence[int],
    value: GatheringsObjective,
) -> Times:
    """Find how often to take the starts so that the next month, of kind k, has its earliest that keeps the value."""
    if taken.get((k, earliest[0]), 0):
        return taken
    programme, times = _programme(task, left, value.worst)
    programme.add_linear_constraint(_total(task, times) <= value.total - int(task.borne.sum()))
    picks = [programme.add_binary_variable() for _ in earliest]
    programme.add_linear_constraint(mathopt.fast_sum(picks) == 1)
    for pick, i in zip(picks, earliest, strict=True):
        programme.add_linear_constraint(pick <= times[k, i])
    programme.minimize(mathopt.fast_sum([place * pick for place, pick in enumerate(picks)]))
    result = mathopt.solve(programme, mathopt.SolverType.GSCIP, params=_parameters(task.seed))
    return _taken(result, times) if result.has_primal_feasible_solution() else taken


def _programme(
    task: _Task, months: dict[int, int], capacity: int
) -> tuple[mathopt.Model, dict[tuple[int, int], mathopt.Variable]]:
    """For each k: sum over i of times[k, i] = months[k]; and no person bears more than the capacity."""
    programme = mathopt.Model()
    times = {
        (k, i): programme.add_integer_variable(lb=0, ub=months[k])
        for k, kind in enumerate(task.kinds)
        if months[k]
        for i in range(len(kind.rows))
    }
    for k, kind in enumerate(task.kinds):
        if months[k]:
            taken = mathopt.fast_sum([times[k, i] for i in range(len(kind.rows))])
            programme.add_linear_constraint(taken == months[k])
    variables = list(times.values())
    rows = np.vstack([kind.rows for k, kind in enumerate(task.kinds) if months[k]])
    for person in hardest_pressed(rows, borne=task.borne):
        for facet in facets(capacity=capacity - int(task.borne[person]), meetings=sum(months.values())):
            terms = [
                facet.coefficients[burden] * variable
                for burden, variable in zip(rows[:, person].tolist(), variables, strict=True)
                if burden
            ]
            programme.add_linear_constraint(mathopt.fast_sum(terms) <= facet.limit)
    return programme, times


def _least_conceivable(task: _Task, months: dict[int, int]) -> int:
    """Bound the largest sum from below: by what is borne already, and by the best mixture of starts."""
    heaviest = int(task.borne.max(initial=0))
    programme = mathopt.Model()
    worst = programme.add_variable(lb=heaviest)
    loads = [worst * -1 + int(borne) for borne in task.borne]
    for k, kind in enumerate(task.kinds):
        shares = [programme.add_variable(lb=0) for _ in kind.rows]
        programme.add_linear_constraint(mathopt.fast_sum(shares) == months[k])
        for person, column in enumerate(kind.rows.T.tolist()):
            loads[person] += mathopt.fast_sum(
                [burden * share for burden, share in zip(column, shares, strict=True) if burden]
            )
    for load in loads:
        programme.add_linear_constraint(load <= 0)
    programme.minimize(worst)
    result = mathopt.solve(programme, mathopt.SolverType.GLOP)
    return ceil(result.objective_value() - ROUNDING)


def _total(task: _Task, times: dict[tuple[int, int], mathopt.Variable]) -> mathopt.LinearBase:
    """Sum over k, i of everybody's burden at row i of kind k * times[k, i]."""
    weights = [kind.rows.sum(axis=1).tolist() for kind in task.kinds]
    return mathopt.fast_sum([weights[k][i] * variable for (k, i), variable in times.items()])


def _value(task: _Task, taken: Times) -> GatheringsObjective:
    borne = task.borne + sum(count * task.kinds[k].rows[i] for (k, i), count in taken.items())
    return GatheringsObjective(worst=int(borne.max(initial=0)), total=int(borne.sum()))


def _taken(result: mathopt.SolveResult, times: dict[tuple[int, int], mathopt.Variable]) -> Times:
    counts = {place: round(result.variable_values(variable)) for place, variable in times.items()}
    return {place: count for place, count in counts.items() if count}


def _parameters(seed: int) -> mathopt.SolveParameters:
    """One thread, and a limit in nodes: nothing depends on the machine. Values are whole, so 0.5 is no gap."""
    return mathopt.SolveParameters(
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.5,
        node_limit=NODE_LIMIT,
        random_seed=seed,
        threads=1,
    )
