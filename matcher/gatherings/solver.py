"""Places the whole group's monthly sessions so that the bad hours are shared round (DESIGN 6).

Each session (`placing`) has a first plan at once, bettered a month at a time (`search`); prices and relaxations bound
what any plan must cost (`mixture`, `floors`, `programme`); the integer programme settles what is between them, as far
as its limits reach; and the months get the earliest starts that the value allows (`dates`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from time import monotonic

from matcher.budget import Budget
from matcher.gatherings.floors import least_total, least_worst, surely_held
from matcher.gatherings.months import Chosen, Task, free_of, open_months, placed
from matcher.gatherings.placing import Placing, place
from matcher.objective import gatherings_objective
from matcher.problem import GatheringsProblem
from matcher.solution import GatheringsObjective, GatheringsSolution, Reason, Report, UnsatisfiableError
from matcher.starts import overlaps

LAST_RESORT = 120.0
"""Seconds, where the caller gives none: the clock behind the limits; what it stops is not called proven."""


def solve(
    problem: GatheringsProblem,
    *,
    seed: int = 0,
    report: Report | None = None,
    seconds: float | None = None,
    cancelled: Callable[[], bool] | None = None,
    clock: Callable[[], float] = monotonic,
) -> GatheringsSolution:
    """Place every session, each by the least largest sum of burden so far, the least total, the earliest starts.

    The fixed ones are placed first, as they stand; the others follow in order, none overlapping what is placed, and
    share the seconds that are left evenly. When proven, the answer is the only optimum there is, whatever the seed.
    A search that meets its limit, the end of its `seconds`, or its caller's leave (`cancelled`, asked ten times a
    second) gives the best plan it found and a bound on the exact one. Value and bound
    may meet and `proven` be False: then a plan of the same worth may have earlier starts. Unless the clock or the
    caller stopped it, the same problem and seed give the same starts. `report` is told of every better plan and bound:
    of the largest sum until it is proven, then of the total. The starts that one session offers in different months
    do not overlap (a meeting ends within its day); the checker looks, though.
    Raises UnsatisfiableError, `sessions_overlap`, for every two fixed sessions that overlap, naming the first of so
    many times.
    """
    reasons = overlapping(problem)
    if reasons:
        raise UnsatisfiableError(reasons)
    until = clock() + (LAST_RESORT if seconds is None else seconds)
    chosen = [
        [0 if gathering.fixed and month else None for month in gathering.months]
        for gathering in problem.gatherings
    ]
    flexible = [g for g, gathering in enumerate(problem.gatherings) if not gathering.fixed]
    results: list[_Placed] = []
    for nth, g in enumerate(flexible):
        now = clock()
        share = Budget(clock=clock, until=now + (until - now) / (len(flexible) - nth), cancelled=cancelled)
        before = [list(starts) for starts in chosen]
        task = open_months(problem, chosen, problem.gatherings[g])
        placing = place(task, seed=seed, budget=share, report=report)
        results.append(_Placed(gathering=g, before=before, task=task, placing=placing))
        for month, row in placing.row_of.items():
            chosen[g][month] = task.months[month][row]
    objective = gatherings_objective(problem=problem, chosen=chosen)
    unproven = next((nth for nth, result in enumerate(results) if not result.placing.proven), None)
    return GatheringsSolution(
        chosen=tuple(tuple(starts) for starts in chosen),
        objective=objective,
        bound=objective if unproven is None else _bound(problem, results[unproven:]),
        proven=unproven is None,
    )


def overlapping(problem: GatheringsProblem) -> tuple[Reason, ...]:
    """Name every two fixed sessions that overlap: `sessions_overlap` {session, month, other, other_month, times}."""
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
    return tuple(
        Reason(
            code="sessions_overlap",
            params={"session": g, "month": m, "other": h, "other_month": n, "times": len(months)},
        )
        for (g, h), months in clashes.items()
        for m, n in months[:1]
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Placed:
    """One session's task and answer, and what was placed before it."""

    gathering: int
    before: Chosen
    task: Task
    placing: Placing


def _bound(problem: GatheringsProblem, results: Sequence[_Placed]) -> GatheringsObjective:
    """Bound what all sessions come to from below, when of the first of these it is not proven where it should be.

    The later ones can then be anywhere that is free of what was placed before the first; what each must add at
    least is added to its bound.
    """
    first, *later = results
    tasks, taken = [first.task], placed(problem, first.before)
    for result in later:
        earlier = [problem.gatherings[one.gathering] for one in results[: len(tasks)]]
        gathering = problem.gatherings[result.gathering]
        task = open_months(problem, first.before, gathering)
        free = tuple(tuple(month[index] for index in free_of(month, taken)) for month in gathering.months)
        held = surely_held(replace(gathering, months=free), earlier)
        tasks.append(replace(task, months={m: starts for m, starts in task.months.items() if m in held}))
    return GatheringsObjective(
        worst=max(
            first.placing.bound.worst,
            *(least_worst(tasks, weights=result.placing.weights) for result in results),
        ),
        total=first.placing.bound.total + sum(least_total(task) for task in tasks[1:]),
    )
