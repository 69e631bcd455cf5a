"""Places the whole group's monthly sessions so that the bad hours are shared round, solved to proof (DESIGN 6).

    times[r]      in how many months the group meets at a start with the burdens of row r
    felt[p, b]    how many of its meetings weigh b for person p

Months that offer the same burdens are of one kind. The largest sum and the total ask only how often a kind's
row is taken, not in which of its months; the months differ again in the last step, the earliest starts.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations
from math import ceil

from ortools.math_opt.python import mathopt

from matcher.gatherings.burdens import BURDENS, facets, hardest_pressed
from matcher.gatherings.months import Task, one_by_one, open_months, value_of
from matcher.objective import gatherings_objective
from matcher.problem import GatheringsProblem
from matcher.solution import (
    GatheringsObjective,
    GatheringsSolution,
    Progress,
    Reason,
    Report,
    UnsatisfiableError,
)
from matcher.starts import overlaps

NODE_LIMIT = 1_000
"""Branches one search may open before it settles for the best it found."""

CLOCK = timedelta(seconds=20)
"""The last resort behind the limit in nodes, for a search of one capacity; what it stops is not called proven."""

ROUNDING = 1e-4
"""A solver's whole numbers, and its bounds on them, are only nearly so."""

Times = dict[int, mathopt.Variable]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """How often to take each row, what sums that gives, and the least that they could be."""

    times: Counter[int]
    value: GatheringsObjective
    bound: GatheringsObjective

    @property
    def proven(self) -> bool:
        return self.bound == self.value


def solve(problem: GatheringsProblem, *, seed: int = 0, report: Report | None = None) -> GatheringsSolution:
    """Place every session, each by the least largest sum of burden so far, the least total, the earliest starts.

    The fixed ones are placed first, as they stand; the others follow in order, none overlapping what is placed.
    When proven, the answer is the only optimum there is, whatever the seed. After a session whose search met its
    limit `proven` is False, and the bound is that session's, to which later ones can only add. The starts that one
    session offers in different months do not overlap (a meeting ends within its day); the checker looks, though.
    Raises UnsatisfiableError, `sessions_overlap`, for every two fixed sessions that overlap, naming the first of so
    many times.
    """
    _refuse_overlaps(problem)
    chosen = [
        [0 if gathering.fixed and month else None for month in gathering.months]
        for gathering in problem.gatherings
    ]
    bound: GatheringsObjective | None = None
    for g, gathering in enumerate(problem.gatherings):
        if not gathering.fixed:
            task = open_months(problem, chosen, gathering)
            found = _search(task, seed=seed)
            for month, start in _dated(task, found, seed=seed).items():
                chosen[g][month] = start
            bound = bound or (None if found.proven else found.bound)
            if report is not None:
                report(Progress(phase="gatherings", incumbent=found.value.worst, bound=found.bound.worst))
    objective = gatherings_objective(problem=problem, chosen=chosen)
    return GatheringsSolution(
        chosen=tuple(tuple(starts) for starts in chosen),
        objective=objective,
        bound=bound or objective,
        proven=bound is None,
    )


def _refuse_overlaps(problem: GatheringsProblem) -> None:
    fixed = [
        (g, m, month[0].interval)
        for g, gathering in enumerate(problem.gatherings)
        for m, month in enumerate(gathering.months)
        if gathering.fixed and month
    ]
    clashes: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for (g, m, one), (h, n, other) in combinations(fixed, 2):
        if overlaps(one, other):
            clashes.setdefault((g, h), []).append((m, n))
    reasons = tuple(
        Reason(
            code="sessions_overlap",
            params={"session": g, "month": m, "other": h, "other_month": n, "times": len(months)},
        )
        for (g, h), months in clashes.items()
        for m, n in months[:1]
    )
    if reasons:
        raise UnsatisfiableError(reasons)


def _search(task: Task, *, seed: int) -> _Found:
    """Find the least largest sum, and for it the least total, by trying one capacity after another.

    With the largest sum given as a capacity, what one person can bear is a small polytope whose facets are
    known, and capacities that are too small are refuted quickly.
    """
    taken, total = one_by_one(task), 0
    first = _least_conceivable(task)
    refuted = first - 1
    for capacity in range(first, value_of(task, taken).worst + 1):
        programme, times = _programme(task, capacity=capacity)
        programme.minimize(_total(task, times))
        result = _solve(programme, seed=seed, clock=CLOCK)
        if result.has_primal_feasible_solution():
            taken = _counts(result, times)
            total = ceil(result.termination.objective_bounds.dual_bound - ROUNDING)
            break
        if result.termination.reason == mathopt.TerminationReason.INFEASIBLE and refuted == capacity - 1:
            refuted = capacity
    value = value_of(task, taken)
    if refuted + 1 < value.worst:  # a smaller sum may be possible, at any total
        total = 0
    bound = GatheringsObjective(worst=min(value.worst, refuted + 1), total=min(value.total, total))
    return _Found(times=taken, value=value, bound=bound)


def _dated(task: Task, found: _Found, *, seed: int) -> dict[int, int]:
    """Give every month its start: the earliest in the first that the value allows, then in the second, and so on.

    A month whose earliest start is among those taken has it at once; for another the programme is asked, the
    months before it being fixed. What is not proven to be best is only dated, not asked about.
    """
    if found.proven:
        task = _within_reach(task, found.value)
    programme, times = _programme(task, capacity=found.value.worst)
    programme.add_linear_constraint(_total(task, times) <= found.value.total)
    taken, dated = found.times, Counter[int]()
    dates: dict[int, int] = {}
    for month, starts in sorted(task.months.items()):
        earliest = sorted(starts, key=starts.__getitem__)
        if found.proven and taken[earliest[0]] == dated[earliest[0]]:
            taken = _earlier(programme, times, earliest, dated, seed=seed) or taken
        row = next(row for row in earliest if taken[row] > dated[row])
        dated[row] += 1
        times[row].lower_bound = dated[row]
        dates[month] = starts[row]
    return dates


def _earlier(
    programme: mathopt.Model, times: Times, earliest: Sequence[int], dated: Counter[int], *, seed: int
) -> Counter[int] | None:
    """Find how often to take each row so that a row as early as can be is taken once more than it is dated.

    Minimise the sum over r of place[r] * pick[r], where sum over r of pick[r] = 1 and, for each r,
    dated[r] + pick[r] <= times[r].
    """
    picks = {row: programme.add_binary_variable() for row in earliest}
    asked = [programme.add_linear_constraint(mathopt.fast_sum(picks.values()) == 1)]
    asked += [programme.add_linear_constraint(dated[row] + pick <= times[row]) for row, pick in picks.items()]
    programme.minimize(mathopt.fast_sum([place * pick for place, pick in enumerate(picks.values())]))
    result = _solve(programme, seed=seed)
    for constraint in asked:
        programme.delete_linear_constraint(constraint)
    for pick in picks.values():
        programme.delete_variable(pick)
    return _counts(result, times) if result.has_primal_feasible_solution() else None


def _programme(task: Task, *, capacity: int) -> tuple[mathopt.Model, Times]:
    """Say that every month has a start, and that nobody bears more than the capacity.

    For each kind: sum over its rows r of times[r] = its months. For each person p and burden b: felt[p, b] = sum of
    times[r] over the rows r that weigh b for p. For each facet of what the capacity leaves p: sum over b of
    coefficient[b] * felt[p, b] <= limit. (Branching on felt settles in seconds what branching on times cannot in
    minutes: a row more or less changes little, a bad night more or less a lot.)
    """
    programme = mathopt.Model()
    times: Times = {}
    for rows, months in task.kinds.items():
        times |= {row: programme.add_integer_variable(lb=0, ub=months) for row in rows}
        programme.add_linear_constraint(mathopt.fast_sum([times[row] for row in rows]) == months)
    burdens = task.rows[list(times)]
    for person in hardest_pressed(burdens, borne=task.borne):
        felt = {burden: programme.add_integer_variable(lb=0, ub=len(task.months)) for burden in BURDENS}
        weighing: dict[int, list[mathopt.Variable]] = defaultdict(list)
        for burden, variable in zip(burdens[:, person].tolist(), times.values(), strict=True):
            weighing[burden].append(variable)
        for burden, count in felt.items():
            programme.add_linear_constraint(mathopt.fast_sum(weighing[burden]) == count)
        for facet in facets(capacity=capacity - int(task.borne[person]), meetings=len(task.months)):
            terms = [facet.coefficients[burden] * count for burden, count in felt.items()]
            programme.add_linear_constraint(mathopt.fast_sum(terms) <= facet.limit)
    return programme, times


def _total(task: Task, times: Times) -> mathopt.LinearBase:
    """Everybody's burden: what is borne already, and the sum over r of rows[r]'s * times[r]."""
    weights = task.rows.sum(axis=1).tolist()
    return mathopt.fast_sum([weights[row] * variable for row, variable in times.items()]) + int(
        task.borne.sum()
    )


def _least_conceivable(task: Task) -> int:
    """Bound the largest sum from below: the best mixture of starts, were months divisible."""
    programme = mathopt.Model()
    worst = programme.add_variable(lb=int(task.borne.max(initial=0)))
    shares: Times = {}
    for rows, months in task.kinds.items():
        shares |= {row: programme.add_variable(lb=0) for row in rows}
        programme.add_linear_constraint(mathopt.fast_sum([shares[row] for row in rows]) == months)
    burdens = task.rows[list(shares)]
    for person in hardest_pressed(burdens, borne=task.borne):
        weighing = zip(burdens[:, person].tolist(), shares.values(), strict=True)
        terms = [burden * share for burden, share in weighing if burden]
        programme.add_linear_constraint(mathopt.fast_sum(terms) + int(task.borne[person]) <= worst)
    programme.minimize(worst)
    result = mathopt.solve(programme, mathopt.SolverType.GLOP)
    return ceil(result.objective_value() - ROUNDING)


def _within_reach(task: Task, value: GatheringsObjective) -> Task:
    """Leave out the rows that no plan of this value takes: those whose reduced cost lifts the total past it."""
    programme, times = _programme(task, capacity=value.worst)
    for variable in programme.variables():
        variable.integer = False
    programme.minimize(_total(task, times))
    result = mathopt.solve(programme, mathopt.SolverType.GLOP)
    allowance = value.total - result.objective_value() + ROUNDING
    kept = {row for row, variable in times.items() if result.reduced_costs(variable) <= allowance}
    months = {
        month: {row: start for row, start in starts.items() if row in kept}
        for month, starts in task.months.items()
    }
    return replace(task, months=months)


def _solve(programme: mathopt.Model, *, seed: int, clock: timedelta | None = None) -> mathopt.SolveResult:
    """Solve on one thread, with a limit in nodes before any of the clock. Values are whole, so 0.5 is no gap."""
    parameters = mathopt.SolveParameters(
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.5,
        node_limit=NODE_LIMIT,
        time_limit=clock,
        random_seed=seed,
        threads=1,
    )
    return mathopt.solve(programme, mathopt.SolverType.GSCIP, params=parameters)


def _counts(result: mathopt.SolveResult, times: Times) -> Counter[int]:
    return Counter({row: round(result.variable_values(variable)) for row, variable in times.items()})
