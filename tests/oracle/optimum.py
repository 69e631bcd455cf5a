"""A lexicographic optimum, one goal after the other, by CP-SAT with a single worker."""

from ortools.sat.python import cp_model

Goal = tuple[str, cp_model.LinearExprT]


def lexicographic(model: cp_model.CpModel, goals: list[Goal]) -> tuple[int, ...] | None:
    """Give the best value of each ("most" or "least", expression), all before it at their best; None: none is."""
    values: list[int] = []
    for sense, goal in goals:
        if sense == "most":
            model.maximize(goal)
        else:
            model.minimize(goal)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            return None
        assert status == cp_model.OPTIMAL, solver.status_name(status)
        values.append(round(solver.objective_value))
        model.add(goal == values[-1])
    return tuple(values)
