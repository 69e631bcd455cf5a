"""The best mixture of starts, were months divisible, and what each person's burden is worth in it."""

from collections import Counter

import numpy as np
from ortools.math_opt.python import mathopt

from matcher.budget import Budget
from matcher.gatherings.asking import asked
from matcher.gatherings.burdens import Matrix
from matcher.gatherings.months import Task
from matcher.gatherings.programme import FIRST, JOINING, ROUNDING, Terms

SCALE = 1_000_000
"""The prices of a linear programme become whole numbers in these parts."""


def mixture(task: Task, taken: Counter[int], *, budget: Budget) -> Matrix:
    """Weigh people [people] by the prices of the best mixture of starts, were months divisible: see `floors`.

    Minimise worst, where for each kind: sum of times[r] over its rows = its months; for each person p that is asked:
    sum over r of rows[r, p] * times[r] + borne[p] <= worst. Begins with those who bear the most under `taken`.
    """
    model = mathopt.Model()
    worst = model.add_variable(lb=0)
    times: Terms = {}
    for rows, months in task.kinds.items():
        times |= {row: model.add_variable(lb=0) for row in rows}
        model.add_linear_constraint(mathopt.fast_sum([times[row] for row in rows]) == months)
    model.minimize(worst)
    rules: dict[int, mathopt.LinearConstraint] = {}
    weights = np.ones(len(task.borne), dtype=np.int64)
    sums = np.zeros(len(task.borne)) + task.borne + sum(n * task.rows[row] for row, n in taken.items())
    joining = sorted(task.pressed, key=lambda person: -sums[person])[:FIRST]
    while joining and not budget.spent():
        for person in joining:
            terms = [
                float(task.rows[row, person]) * one for row, one in times.items() if task.rows[row, person]
            ]
            rules[person] = model.add_linear_constraint(
                mathopt.fast_sum(terms) + int(task.borne[person]) <= worst
            )
        result = asked(model, mathopt.SolverType.GLOP, budget=budget)
        if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
            break
        prices = np.abs(result.dual_values(rules.values())) * SCALE
        if not prices.sum() >= 1:
            break
        weights[:] = 0
        weights[list(rules)] = np.round(prices).astype(np.int64)
        sums = task.borne + np.array(result.variable_values(times.values())) @ task.rows[list(times)]
        over = [p for p in task.pressed if p not in rules and sums[p] > result.objective_value() + ROUNDING]
        joining = sorted(over, key=lambda person: -sums[person])[:JOINING]
    return weights
