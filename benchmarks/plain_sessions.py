"""The peer of monthly sessions: the textbook model of the problem as it comes, all people and starts, in CP-SAT.

One session after another, each in two questions: the least largest sum, then for it the least total.
"""

from dataclasses import dataclass
from time import monotonic

from ortools.sat.python import cp_model

from matcher.problem import Gathering, GatheringsProblem, GatheringStart
from matcher.solution import GatheringsObjective
from matcher.starts import overlaps

WORKERS = 2


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a solver found and proved; `bound` is that of the first session that is not proven."""

    objective: GatheringsObjective | None
    bound: GatheringsObjective
    proven: bool

    def __str__(self) -> str:
        if self.objective is None:
            return f"no plan, worst at least {self.bound.worst}"
        if self.proven:
            return f"worst {self.objective.worst}, total {self.objective.total}, proven"
        return (
            f"worst {self.objective.worst} (at least {self.bound.worst}), "
            f"total {self.objective.total} (at least {self.bound.total})"
        )


def plainly(problem: GatheringsProblem, *, seconds: float) -> Found:
    """Choose starts for all sessions, within the seconds; earlier starts are not asked for."""
    until = monotonic() + seconds
    borne, taken = [0] * problem.people, list[GatheringStart]()
    bound: GatheringsObjective | None = None
    for gathering in problem.gatherings:
        found, least = _session(gathering, borne=borne, taken=taken, until=until)
        bound = bound or least
        if found is None:
            return Found(objective=None, bound=bound or GatheringsObjective(worst=0, total=0), proven=False)
        taken += found
        borne = [sum(sums) for sums in zip(borne, *(start.burdens for start in found), strict=True)]
    objective = GatheringsObjective(worst=max(borne, default=0), total=sum(borne))
    return Found(objective=objective, bound=bound or objective, proven=bound is None)


def _session(
    gathering: Gathering, *, borne: list[int], taken: list[GatheringStart], until: float
) -> tuple[list[GatheringStart] | None, GatheringsObjective | None]:
    """Return the starts found, or None, and the bound unless both questions were answered to the end."""
    model = cp_model.CpModel()
    worst = model.new_int_var(max(borne, default=0), 10_000, "")
    picks: list[tuple[cp_model.IntVar, GatheringStart]] = []
    for month in gathering.months:
        free = [start for start in month if not any(overlaps(start.interval, one.interval) for one in taken)]
        mine = [(model.new_bool_var(""), start) for start in free]
        if mine:
            model.add_exactly_one(pick for pick, _ in mine)
        picks += mine
    for person, before in enumerate(borne):
        terms = [(pick, start.burdens[person]) for pick, start in picks if start.burdens[person]]
        model.add(
            cp_model.LinearExpr.weighted_sum(*map(list, zip(*terms, strict=True))) + before <= worst
            if terms
            else worst >= before
        )
    model.minimize(worst)
    solver = cp_model.CpSolver()
    first = _asked(solver, model, until=until)
    if first not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None, GatheringsObjective(worst=max(0, round(solver.best_objective_bound)), total=0)
    starts = [start for pick, start in picks if solver.boolean_value(pick)]
    if first == cp_model.FEASIBLE:
        return starts, GatheringsObjective(worst=round(solver.best_objective_bound), total=0)
    least = round(solver.objective_value)
    model.add(worst <= least)
    model.minimize(
        cp_model.LinearExpr.weighted_sum(
            [pick for pick, _ in picks], [sum(start.burdens) for _, start in picks]
        )
        + sum(borne)
    )
    for pick, _ in picks:
        model.add_hint(pick, solver.boolean_value(pick))
    second = _asked(solver, model, until=until)
    if second in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        starts = [start for pick, start in picks if solver.boolean_value(pick)]
    proven = second == cp_model.OPTIMAL
    total = max(0, round(solver.best_objective_bound))
    return starts, None if proven else GatheringsObjective(worst=least, total=total)


def _asked(solver: cp_model.CpSolver, model: cp_model.CpModel, *, until: float) -> cp_model.CpSolverStatus:
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = max(0.1, until - monotonic())
    return solver.solve(model)
