"""The orders of the bidding by CP-SAT, one component after another, each held while the next is made least."""

from collections import defaultdict
from collections.abc import Callable

from ortools.sat.python import cp_model

from tests.real.glasgow import RANKS, Bidding, Profile, profile

Component = Callable[[int], int]
"""What a bid that is met costs, by its rank."""

LEAST_RANK_SUM: tuple[Component, ...] = (lambda _: -1, lambda rank: rank)
GENEROUS: tuple[Component, ...] = (
    lambda _: -1,
    *(lambda rank, worst=worst: int(rank == worst) for worst in range(RANKS, 1, -1)),
)
GREEDY: tuple[Component, ...] = (
    lambda _: -1,
    *(lambda rank, best=best: -int(rank == best) for best in range(1, RANKS)),
)


def best(bidding: Bidding, order: tuple[Component, ...]) -> Profile:
    """Return the profile of a plan that is proven the best by the order."""
    model = cp_model.CpModel()
    met = {bid: model.new_bool_var("") for bid in bidding.bids}
    of_student, of_project, of_supervisor = (defaultdict[int, list[cp_model.IntVar]](list) for _ in range(3))
    for (student, project, _), variable in met.items():
        of_student[student].append(variable)
        of_project[project].append(variable)
        of_supervisor[bidding.supervisor_of[project]].append(variable)
    for alternatives in (*of_student.values(), *of_project.values()):
        model.add_at_most_one(alternatives)
    for supervisor, supervised in of_supervisor.items():
        model.add(sum(supervised) <= bidding.capacity[supervisor])
    solver = cp_model.CpSolver()
    for component in order:
        total = sum(component(rank) * variable for (_, _, rank), variable in met.items())
        model.minimize(total)
        if solver.solve(model) != cp_model.OPTIMAL:
            raise AssertionError(f"not proven: {solver.status_name()}")
        model.add(total == round(solver.objective_value))
    return profile([bid for bid, variable in met.items() if solver.boolean_value(variable)])
