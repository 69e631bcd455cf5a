"""The integer programme of one session's months, and its relaxations.

    times[r]      in how many months the group meets at a start with the burdens of row r
    felt[p, b]    how many of its meetings weigh b for person p

Months that offer the same burdens are of one kind. The largest sum and the total ask only how often a kind's row is
taken, not in which of its months. Of all who are pressed only those matter who would bear too much without being
asked: people join the programme when an answer of it wrongs them, and what fewer people refute is refuted.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, inf

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from matcher.budget import Budget
from matcher.gatherings.asking import asked
from matcher.gatherings.burdens import facets
from matcher.gatherings.months import Task
from matcher.problem import BURDENS

NODE_LIMIT = 1_000
"""Branches that one search may open in a small programme."""

EFFORT = 20_000_000
"""Burdens times branches that one search may come to in a large one."""

FIRST = 30
"""How many of the hardest pressed are in the programme from the beginning."""

JOINING = 40
"""How many join it at once."""

ROUNDING = 1e-4
"""A solver's whole numbers, and its bounds on them, are only nearly so."""

Terms = dict[int, mathopt.Variable]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """How often to take each row, if a way was found, and whether it is the `best`; `refuted` if there is none.

    No way is worth less than `bound`.
    """

    taken: Counter[int] | None = None
    best: bool = False
    refuted: bool = False
    bound: int = 0


class Programme:
    """Every month has a start, and nobody bears more than a capacity that is said anew with every question.

    For each kind: sum over its rows r of times[r] = its months. For each person p and burden b: felt[p, b] = sum of
    times[r] over the rows r that weigh b for p. For each facet of what the capacity leaves p: sum over b of
    coefficient[b] * felt[p, b] <= limit. (Branching on felt settles in seconds what branching on times cannot in
    minutes: a row more or less changes little, a bad night more or less a lot.)
    """

    def __init__(self, task: Task, taken: Counter[int], *, seed: int, budget: Budget) -> None:
        """Begin with those who bear the most under the plan `taken`."""
        self._task, self._seed, self._budget = task, seed, budget
        self._model = mathopt.Model()
        self._times: Terms = {}
        for rows, months in task.kinds.items():
            self._times |= {row: self._model.add_integer_variable(lb=0, ub=len(task.months)) for row in rows}
            self._model.add_linear_constraint(mathopt.fast_sum([self._times[row] for row in rows]) == months)
        weighs = task.rows.sum(axis=1).tolist()
        self._total = mathopt.fast_sum([weighs[row] * one for row, one in self._times.items()]) + int(
            task.borne.sum()
        )
        self._felt: dict[int, Terms] = {}
        self._capacity = -1
        self._limits: list[mathopt.LinearConstraint] = []
        sums = task.borne + sum(count * task.rows[row] for row, count in taken.items())
        self._join(sorted(task.pressed, key=lambda person: -sums[person])[:FIRST])

    def relaxed(self, *, capacity: int, most: int | None = None) -> Answer:
        """Bound the total, were months divisible. With `most`, rows that no plan of such a total takes are shut out."""
        self._allow(capacity)
        self._model.minimize(self._total)
        while True:
            result = self._divided()
            if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
                return Answer(refuted=result.termination.reason == mathopt.TerminationReason.INFEASIBLE)
            wronged = self._wronged(self._shares(result))
            if not wronged or self._budget.spent():
                break
            self._join(wronged)
        if most is not None:
            allowance = most - result.objective_value() + ROUNDING
            for one in self._times.values():
                if result.reduced_costs(one) > allowance:
                    one.upper_bound = 0
        return Answer(bound=ceil(result.objective_value() - ROUNDING))

    def decided(
        self, *, capacity: int, most: int | None = None, besides: Collection[int] | None = None
    ) -> Answer:
        """Look for any plan, or, with `most`, for one of the least total, which is no more than that.

        With `besides`, only plans count that take a row which is not one of these.
        """
        self._allow(capacity)
        limits: list[mathopt.LinearConstraint] = []
        if most is not None:
            limits.append(self._model.add_linear_constraint(self._total <= most))
        if besides is not None:
            others = [one for row, one in self._times.items() if row not in besides]
            limits.append(self._model.add_linear_constraint(mathopt.fast_sum(others) >= 1))
        self._model.minimize(0 if most is None else self._total)
        answer = self._settled()
        for limit in limits:
            self._model.delete_linear_constraint(limit)
        return answer

    def only(self, rows: Collection[int]) -> None:
        """Ask from now on, as long as the capacity stays, only for plans that take these rows."""
        for row, one in self._times.items():
            if row not in rows:
                one.upper_bound = 0

    def keep_to(self, *, most: int) -> None:
        """Ask from now on only for plans of such a total."""
        self._model.add_linear_constraint(self._total <= most)

    def keep(self, row: int, *, least: int) -> None:
        """Ask from now on only for plans that take the row so often or more."""
        self._times[row].lower_bound = least

    def no_more(self, row: int, *, most: int) -> None:
        """Ask from now on only for plans that take the row so often or less."""
        self._times[row].upper_bound = most

    def earlier(self, rows: Sequence[int], *, kept: Counter[int]) -> Answer:
        """Find a plan that takes one of these rows once more than it is kept: the first of them that any plan can.

        Minimise the sum over r of place[r] * pick[r], where sum over r of pick[r] = 1 and, for each r,
        kept[r] + pick[r] <= times[r].
        """
        picks = {
            row: self._model.add_binary_variable() for row in rows if self._times[row].upper_bound > kept[row]
        }
        if not picks:
            return Answer(refuted=True)
        asked = [self._model.add_linear_constraint(mathopt.fast_sum(picks.values()) == 1)]
        asked += [
            self._model.add_linear_constraint(kept[row] + pick <= self._times[row])
            for row, pick in picks.items()
        ]
        self._model.minimize(mathopt.fast_sum([place * pick for place, pick in enumerate(picks.values())]))
        answer = self._settled()
        for constraint in asked:
            self._model.delete_linear_constraint(constraint)
        for pick in picks.values():
            self._model.delete_variable(pick)
        return answer

    def _join(self, people: Iterable[int]) -> None:
        rows = np.array(list(self._times), dtype=np.int64)
        for person in people:
            weighing = self._task.rows[rows, person]
            self._felt[person] = {}
            for burden in BURDENS:
                count = self._model.add_integer_variable(lb=0, ub=len(self._task.months))
                those = [self._times[row] for row in rows[weighing == burden].tolist()]
                self._model.add_linear_constraint(mathopt.fast_sum(those) == count)
                self._felt[person][burden] = count
            if self._capacity >= 0:
                self._limit(person)

    def _allow(self, capacity: int) -> None:
        if capacity == self._capacity:
            return
        for limit in self._limits:
            self._model.delete_linear_constraint(limit)
        self._limits = []
        self._capacity = capacity
        for one in self._times.values():
            one.upper_bound = len(self._task.months)
        for person in self._felt:
            self._limit(person)

    def _limit(self, person: int) -> None:
        left = self._capacity - int(self._task.borne[person])
        for facet in facets(capacity=left, meetings=len(self._task.months)):
            terms = [facet.coefficients[burden] * count for burden, count in self._felt[person].items()]
            self._limits.append(self._model.add_linear_constraint(mathopt.fast_sum(terms) <= facet.limit))

    def _wronged(self, times: NDArray[np.float64]) -> list[int]:
        """List those not yet asked who would bear too much if rows were taken so often, the most wronged first."""
        others = np.array(
            [person for person in self._task.pressed if person not in self._felt], dtype=np.int64
        )
        taken = np.flatnonzero(times)
        weighs = self._task.rows[np.ix_(taken, others)]
        felt = {burden: times[taken] @ (weighs == burden) for burden in BURDENS}
        excess = np.zeros(len(others))
        left = self._capacity - self._task.borne[others]
        for capacity in np.unique(left).tolist():
            those = left == capacity
            for facet in facets(capacity=capacity, meetings=len(self._task.months)):
                borne = sum(facet.coefficients[burden] * felt[burden][those] for burden in BURDENS)
                excess[those] = np.maximum(excess[those], (borne - facet.limit) / max(1, facet.limit))
        worst = np.argsort(-excess, kind="stable")[:JOINING]
        return others[worst[excess[worst] > ROUNDING]].tolist()

    def _settled(self) -> Answer:
        """Ask the solver, and again with whomever its answer wrongs, until it wrongs nobody or gives up."""
        while True:
            result = self._whole()
            if not result.has_primal_feasible_solution():
                refuted = result.termination.reason == mathopt.TerminationReason.INFEASIBLE
                return Answer(refuted=refuted, bound=_bound(result))
            wronged = self._wronged(np.round(self._shares(result)))
            if not wronged:
                times = np.round(self._shares(result)).astype(np.int64)
                taken = Counter({row: int(times[row]) for row in np.flatnonzero(times).tolist()})
                best = result.termination.reason == mathopt.TerminationReason.OPTIMAL
                return Answer(taken=taken, best=best, bound=_bound(result))
            if self._budget.spent():
                return Answer(bound=_bound(result))
            self._join(wronged)

    def _divided(self) -> mathopt.SolveResult:
        variables = list(self._model.variables())
        for variable in variables:
            variable.integer = False
        result = asked(self._model, mathopt.SolverType.GLOP, budget=self._budget)
        for variable in variables:
            variable.integer = True
        return result

    def _whole(self) -> mathopt.SolveResult:
        """Solve on one thread, with a limit in nodes before any of the clock. Values are whole, so 0.5 is no gap."""
        size = len(self._times) * len(self._felt)
        parameters = mathopt.SolveParameters(
            relative_gap_tolerance=0.0,
            absolute_gap_tolerance=0.5,
            node_limit=min(NODE_LIMIT, 1 + EFFORT // (1 + size)),
            random_seed=self._seed,
            threads=1,
        )
        return asked(self._model, mathopt.SolverType.GSCIP, budget=self._budget, parameters=parameters)

    def _shares(self, result: mathopt.SolveResult) -> NDArray[np.float64]:
        """Read how often each row is taken [rows]."""
        times = np.zeros(len(self._task.rows))
        times[list(self._times)] = result.variable_values(self._times.values())
        return times


def _bound(result: mathopt.SolveResult) -> int:
    bound = result.termination.objective_bounds.dual_bound
    return 0 if bound in {inf, -inf} else max(0, ceil(bound - ROUNDING))
