"""Asks a solver for as long as there is time, and as somebody waits; the gatherings' only door to the solvers."""

import ctypes
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache
from math import inf

from ortools.math_opt.core.python import solver as solvers
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
    """Solve with what is left of the budget; whoever leaves meanwhile interrupts it."""
    left = budget.left()
    # A solver understands no limit of nothing.
    limit = None if left == inf else timedelta(seconds=max(left, LEAST_SECONDS))
    limited = replace(parameters or mathopt.SolveParameters(), time_limit=limit)
    if budget.cancelled is None:
        return mathopt.solve(model, solver, params=limited)
    _hush_scip()
    interrupter = SolveInterrupter()
    return budget.attended(
        lambda: mathopt.solve(model, solver, params=limited, interrupter=interrupter),
        stop=interrupter.interrupt,
    )


@cache
def _hush_scip() -> None:
    """Have SCIP print no errors, once and for all in this process: MathOpt raises those that matter.

    Whenever it could be interrupted it prints that it cannot listen, and listens. The function is of SCIP's public C
    interface; where the library that MathOpt loads does not show it, the two lines are printed as before.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(solvers.__file__).SCIPmessageSetErrorPrinting(None, None)
