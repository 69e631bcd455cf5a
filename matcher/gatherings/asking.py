"""Asks a solver for as long as there is time, and as somebody waits; the gatherings' only door to the solvers."""

from dataclasses import replace
from datetime import timedelta
from math import inf

from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter

from matcher.budget import Budget

LEAST_SECONDS = 1e-3


def asked(
    model: mathopt.Model,
    solver: mathopt.SolverType,
    *,
    budget: Budget,
    parameters: mathopt.SolveParameters | None = None,
) -> mathopt.SolveResult:
    """Solve with what is left of the budget; whoever leaves meanwhile interrupts it.

    SCIP says on standard error, whenever it could be, that it cannot listen; it listens.
    """
    left = budget.left()
    # A solver understands no limit of nothing.
    limit = None if left == inf else timedelta(seconds=max(left, LEAST_SECONDS))
    limited = replace(parameters or mathopt.SolveParameters(), time_limit=limit)
    if budget.cancelled is None:
        return mathopt.solve(model, solver, params=limited)
    interrupter = SolveInterrupter()
    return budget.attended(
        lambda: mathopt.solve(model, solver, params=limited, interrupter=interrupter),
        stop=interrupter.interrupt,
    )
