"""Decides workshop groups by CP-SAT on one worker, which repeats itself, up to a limit in its deterministic time."""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

import numpy as np
from ortools.sat.python import cp_model

from matcher.budget import Budget
from matcher.groups.model import Model, model_of, value_of
from matcher.groups.seating import Seating, valued
from matcher.groups.staying import goal_of, reached, stays_of
from matcher.groups.tasks import Task
from matcher.problem import MatcherError
from matcher.solution import UndecidedError

ROUNDING = 1e-4
"""A bound on whole numbers is only nearly whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """The best plan found, the known one if none was better, and a value that no choice of the open leads exceeds.

    Without a bound, nothing is proven. Best is what the task aims at, the greatest value if it says nothing else.
    """

    plan: Seating
    bound: int | None


def decided(
    task: Task,
    *,
    seed: int,
    effort: float,
    budget: Budget,
    told: Callable[[Seating], object] | None = None,
    bounded: Callable[[int], object] | None = None,
) -> Decided:
    """Decide the open leads, and all seats at places held or open, as well as `effort` allows.

    `told` is called with every better plan, `bounded` with every better bound.
    """
    model, goal = _model_of(task)
    model.programme.maximize(goal)
    solver = _solver(seed=seed, budget=budget)
    solver.parameters.max_deterministic_time = effort
    watch = _Watch(model, solver, budget, told=told, bounded=bounded)
    solver.best_bound_callback = watch.on_bound
    status = budget.attended(lambda: solver.solve(model.programme, watch), stop=solver.stop_search)
    known = reached(task, task.known)
    plan = task.known if watch.plan is None or watch.worth <= known else watch.plan
    if status == cp_model.UNKNOWN:  # stopped too early to have a bound to state
        return Decided(plan=plan, bound=None)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        raise _fault(f"a task {solver.status_name(status)} of which a plan is known")
    return Decided(plan=plan, bound=_whole(solver.best_objective_bound))


def kept(task: Task, *, seed: int, budget: Budget) -> Seating | None:
    """Find any plan of the open leads that has a seat for every pin, or None where there is none.

    Raises UndecidedError when the time is up before either is known.
    """
    model, _ = _model_of(task)
    solver = _solver(seed=seed, budget=budget)
    watch = _Watch(model, solver, budget)
    solver.best_bound_callback = watch.on_bound
    status = budget.attended(lambda: solver.solve(model.programme, watch), stop=solver.stop_search)
    if watch.plan is not None or status == cp_model.INFEASIBLE:
        return watch.plan
    if status != cp_model.UNKNOWN:
        raise _fault(f"the keeping of pins {solver.status_name(status)}")
    raise UndecidedError("the time was up before it was known whether everybody can have the seat they must")


def _model_of(task: Task) -> tuple[Model, cp_model.LinearExpr]:
    """Make the model, and what is to be greatest in it."""
    model = model_of(task)
    if task.staying is None:
        return model, value_of(model)
    return model, goal_of(stays_of(model, task.staying))


def _fault(what: str) -> MatcherError:
    return MatcherError(
        f"workshop groups: the programme calls {what}. "
        "A rule of it is wrong, not the cohort: please report it with the cohort's size"
    )


def _solver(*, seed: int, budget: Budget) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2  # with fewer rows in its LP it proves next to nothing
    solver.parameters.cut_level = 0  # measured: the cuts cost more than they prove
    solver.parameters.cp_model_probing_level = 0  # the same
    solver.parameters.symmetry_level = 0  # the same
    solver.parameters.add_lp_constraints_lazily = False  # a quarter faster on examples/200
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = budget.left()
    solver.parameters.catch_sigint_signal = False  # whoever presses Ctrl-C means the whole solve
    return solver


class _Watch(cp_model.CpSolverSolutionCallback):
    """Tells what the solver finds and proves, and stops it when nobody waits for it any more."""

    def __init__(
        self,
        model: Model,
        solver: cp_model.CpSolver,
        budget: Budget,
        *,
        told: Callable[[Seating], object] | None = None,
        bounded: Callable[[int], object] | None = None,
    ) -> None:
        super().__init__()
        self._model, self._solver, self._budget = model, solver, budget
        self._told, self._bounded = told, bounded
        self.plan: Seating | None = None
        self.worth = 0

    def on_solution_callback(self) -> None:
        """Keep the plan if it is the best so far, by what it is worth and not by what the model says of it."""
        model = self._model
        leads = [lead for lead, one in model.leads.items() if self.boolean_value(one)]
        seats = [seat for seat, one in model.seats.items() if self.boolean_value(one)]
        task = model.task
        plan = valued(
            task.offers,
            sorted([*task.held, *leads]),
            np.array(sorted(seats), dtype=np.int64),
            step=task.order.step,
        )
        worth = reached(task, plan)
        if self.plan is None or worth > self.worth:
            self.plan, self.worth = plan, worth
            if self._told is not None:
                self._told(plan)
        self._stop_if_spent()

    def on_bound(self, bound: float) -> None:
        """Pass the bound on."""
        if self._bounded is not None:
            self._bounded(_whole(bound))
        self._stop_if_spent()

    def _stop_if_spent(self) -> None:
        if self._budget.spent():
            self._solver.stop_search()


def _whole(bound: float) -> int:
    return floor(bound + ROUNDING)
