"""The peer of workshop groups: the textbook model of the problem as it comes, all starts, in CP-SAT on two workers."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations

from ortools.sat.python import cp_model

from matcher.objective import wish_worth
from matcher.problem import GroupsProblem
from matcher.starts import meets_while

WORKERS = 2
Place = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a solver found: the served and the total, with the bound and gap of the first that is not proven."""

    served: int
    total: int
    bound: int
    gap: float

    def __str__(self) -> str:
        return f"served {self.served}, total {self.total}, bound {self.bound}, gap {self.gap:.2%}"


@dataclass(frozen=True, kw_only=True)
class _Model:
    programme: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    leads: defaultdict[Place, list[cp_model.IntVar]] = field(default_factory=lambda: defaultdict(list))
    seats: defaultdict[Place, list[cp_model.IntVar]] = field(default_factory=lambda: defaultdict(list))
    of_member: defaultdict[int, list[cp_model.IntVar]] = field(default_factory=lambda: defaultdict(list))
    diary: defaultdict[int, list[tuple[Place, cp_model.IntVar]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    worth: list[cp_model.LinearExprT] = field(default_factory=list)


def plainly(problem: GroupsProblem, *, seconds: float) -> Found:
    """Maximise the worth, or one weighted sum where serving comes first; for one workshop a member."""
    model = _Model()
    _lead(problem, model)
    _sit(problem, model)
    _keep_sizes(problem, model)
    for ones in model.of_member.values():
        model.programme.add(sum(ones) <= 1)
    for diary in model.diary.values():
        for ((w, s), one), ((v, t), other) in combinations(diary, 2):
            if meets_while(problem.workshops[w].starts[s].meetings, problem.workshops[v].starts[t].meetings):
                model.programme.add(one + other <= 1)
    step = 1 + 1000 * len(problem.wishes) if problem.served_first else 0
    served = [one for ones in model.of_member.values() for one in ones]
    model.programme.maximize(step * sum(served) + sum(model.worth))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = seconds
    if solver.solve(model.programme) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Found(served=0, total=0, bound=0, gap=1.0)
    value, bound = round(solver.objective_value), round(solver.best_objective_bound)
    if not step:
        seated = sum(solver.value(one) for one in served)
        return Found(served=seated, total=value, bound=bound, gap=1 - value / bound if bound else 0.0)
    most_served = bound // step > value // step
    now, limit = (value // step, bound // step) if most_served else (value % step, bound % step)
    return Found(served=value // step, total=value % step, bound=limit, gap=1 - now / limit if limit else 0.0)


def _lead(problem: GroupsProblem, model: _Model) -> None:
    for w, workshop in enumerate(problem.workshops):
        for s, start in enumerate(workshop.starts):
            for person in workshop.facilitators:
                if start.available >> person & 1 and not meets_while(start.meetings, problem.busy):
                    one = model.programme.new_bool_var("")
                    model.leads[w, s].append(one)
                    model.diary[person].append(((w, s), one))
        mine = [one for s in range(len(workshop.starts)) for one in model.leads.get((w, s), ())]
        model.programme.add(sum(mine) <= workshop.sections)


def _sit(problem: GroupsProblem, model: _Model) -> None:
    for person, wished in enumerate(problem.wishes):
        for rank, w in enumerate(wished, start=1):
            for s, start in enumerate(problem.workshops[w].starts):
                if (w, s) in model.leads and start.available >> person & 1:
                    one = model.programme.new_bool_var("")
                    model.programme.add(one <= sum(model.leads[w, s]))
                    model.seats[w, s].append(one)
                    model.of_member[person].append(one)
                    model.worth.append(wish_worth(rank=rank) * one)
                    if person in model.diary:
                        model.diary[person].append(((w, s), one))


def _keep_sizes(problem: GroupsProblem, model: _Model) -> None:
    for place, leads in model.leads.items():
        workshop, taken = problem.workshops[place[0]], sum(model.seats[place])
        model.programme.add(taken >= workshop.minimum * sum(leads))
        model.programme.add(taken <= workshop.maximum * sum(leads))
