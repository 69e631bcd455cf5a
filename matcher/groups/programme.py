"""Workshop groups as an integer programme, the strong formulation, for some leads to be decided and others held.

    leads[l] = 1   lead l (a workshop, a start and a facilitator) is held
    seats[x] = 1   seat x (a member, a workshop and a start) is taken

Sections of one workshop that start together differ only in who leads them, so a seat need not name its section.
Solved by CP-SAT on one worker, which repeats itself, under a limit in its own deterministic time.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from math import floor

import numpy as np
from ortools.sat.python import cp_model

from matcher.budget import Budget
from matcher.groups.offers import Offers
from matcher.groups.seating import Seating, valued
from matcher.problem import GroupsProblem, MatcherError
from matcher.starts import at_once

ROUNDING = 1e-4
"""A bound on whole numbers is only nearly whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """Which leads are held anyway and which are to be decided, from a plan that is known."""

    offers: Offers
    held: tuple[int, ...]
    open: tuple[int, ...]
    known: Seating
    step: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """The best plan found, the known one if none was better, and a value that no choice of the open leads exceeds.

    Without a bound, nothing is proven.
    """

    plan: Seating
    bound: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Model:
    """What is to be decided, by lead and by seat, and how many sections are held at each place."""

    task: Task
    programme: cp_model.CpModel
    leads: dict[int, cp_model.IntVar]
    seats: dict[int, cp_model.IntVar]
    leads_at: dict[int, list[cp_model.IntVar]]
    held_at: dict[int, int]
    seats_at: dict[int, list[int]]

    @property
    def problem(self) -> GroupsProblem:
        return self.task.offers.problem


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
    model = _model(task)
    for rule in RULES:
        rule(model)
    model.programme.maximize(_value(model))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2  # with fewer rows in its LP it proves next to nothing
    solver.parameters.cut_level = 0  # measured: the cuts cost more than they prove
    solver.parameters.cp_model_probing_level = 0  # the same
    solver.parameters.symmetry_level = 0  # the same
    solver.parameters.add_lp_constraints_lazily = False  # a quarter faster on examples/200
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = effort
    solver.parameters.max_time_in_seconds = budget.left()
    watch = _Watch(model, solver, budget, told=told, bounded=bounded)
    solver.best_bound_callback = watch.on_bound
    status = budget.attended(lambda: solver.solve(model.programme, watch), stop=solver.stop_search)
    plan = task.known if watch.plan is None or watch.plan.value <= task.known.value else watch.plan
    if status == cp_model.UNKNOWN:  # stopped too early to have a bound to state
        return Decided(plan=plan, bound=None)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        raise MatcherError(
            f"workshop groups: the programme calls a task {solver.status_name(status)} of which a plan is known. "
            "A rule of it is wrong, not the cohort: please report it with the cohort's size"
        )
    return Decided(plan=plan, bound=_whole(solver.best_objective_bound))


class _Watch(cp_model.CpSolverSolutionCallback):
    """Tells what the solver finds and proves, and stops it when nobody waits for it any more."""

    def __init__(
        self,
        model: "_Model",
        solver: cp_model.CpSolver,
        budget: Budget,
        *,
        told: Callable[[Seating], object] | None,
        bounded: Callable[[int], object] | None,
    ) -> None:
        super().__init__()
        self._model, self._solver, self._budget = model, solver, budget
        self._told, self._bounded = told, bounded
        self.plan: Seating | None = None

    def on_solution_callback(self) -> None:
        """Keep the plan if it is the best so far, by what it is worth and not by what the model says of it."""
        model = self._model
        leads = [lead for lead, one in model.leads.items() if self.boolean_value(one)]
        seats = [seat for seat, one in model.seats.items() if self.boolean_value(one)]
        plan = valued(
            model.task.offers,
            sorted([*model.task.held, *leads]),
            np.array(sorted(seats), dtype=np.int64),
            step=model.task.step,
        )
        if self.plan is None or plan.value > self.plan.value:
            self.plan = plan
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


def _model(task: Task) -> _Model:
    """Make the variables, hinting at the plan that is known; who leads what is held has no seat meanwhile."""
    offers, programme = task.offers, cp_model.CpModel()
    leads_at: defaultdict[int, list[cp_model.IntVar]] = defaultdict(list)
    held_at: defaultdict[int, int] = defaultdict(int)
    chosen, sitting = set(task.known.leads), set(task.known.seats.tolist())
    leads: dict[int, cp_model.IntVar] = {}
    for lead in task.open:
        leads[lead] = programme.new_bool_var("")
        programme.add_hint(leads[lead], lead in chosen)
        leads_at[int(offers.lead_place[lead])].append(leads[lead])
    for lead in task.held:
        held_at[int(offers.lead_place[lead])] += 1
    barred = {int(seat) for lead in task.held for seat in offers.lead_taken[lead]}
    seats: dict[int, cp_model.IntVar] = {}
    seats_at: dict[int, list[int]] = {}
    for place in sorted({*leads_at, *held_at}):
        where = offers.seats_of(place)
        seats_at[place] = [seat for seat in range(where.start, where.stop) if seat not in barred]
        for seat in seats_at[place]:
            seats[seat] = programme.new_bool_var("")
            programme.add_hint(seats[seat], seat in sitting)
    return _Model(
        task=task,
        programme=programme,
        leads=leads,
        seats=seats,
        leads_at=dict(leads_at),
        held_at=dict(held_at),
        seats_at=seats_at,
    )


def _a_workshop_has_so_many_sections(model: _Model) -> None:
    """For each w: sum of leads[l] at its starts <= sections[w] - those held."""
    offers = model.task.offers
    taken: defaultdict[int, list[cp_model.IntVar]] = defaultdict(list)
    for lead, one in model.leads.items():
        taken[int(offers.place_workshop[offers.lead_place[lead]])].append(one)
    held = [int(offers.place_workshop[offers.lead_place[lead]]) for lead in model.task.held]
    for w, ones in taken.items():
        model.programme.add(sum(ones) <= model.problem.workshops[w].sections - held.count(w))


def _a_section_is_neither_too_small_nor_too_large(model: _Model) -> None:
    """For each place: minimum * sections there <= sum of its seats <= maximum * sections there."""
    offers = model.task.offers
    for place, seats in model.seats_at.items():
        held = sum(model.leads_at.get(place, [])) + model.held_at.get(place, 0)
        taken = sum(model.seats[seat] for seat in seats)
        model.programme.add(taken >= int(offers.minimum[place]) * held)
        model.programme.add(taken <= int(offers.maximum[place]) * held)


def _a_seat_needs_a_section(model: _Model) -> None:
    """For each seat: seats[x] <= sum of leads at its place; the sizes imply it, but bound far less."""
    for place, seats in model.seats_at.items():
        if place not in model.held_at:
            for seat in seats:
                model.programme.add_bool_or(*model.leads_at[place], ~model.seats[seat])


def _a_member_is_in_so_many_workshops(model: _Model) -> None:
    """For each p: sum of seats of p <= per_member."""
    for seats in _by_member(model).values():
        if model.problem.per_member == 1:
            model.programme.add_at_most_one(model.seats[seat] for seat in seats)
        else:
            model.programme.add(sum(model.seats[seat] for seat in seats) <= model.problem.per_member)


def _a_member_has_one_seat_in_a_workshop(model: _Model) -> None:
    """For each p, w: sum of seats of p in w <= 1; with per_member 1 the rule above says it already."""
    if model.problem.per_member == 1:
        return
    offers = model.task.offers
    taken: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for seat in model.seats:
        taken[int(offers.seat_person[seat]), int(offers.place_workshop[offers.seat_place[seat]])].append(seat)
    for seats in taken.values():
        model.programme.add_at_most_one(model.seats[seat] for seat in seats)


def _nobody_is_in_two_meetings_at_once(model: _Model) -> None:
    """For each p, and each instant at which a meeting begins: leads and seats of p that meet then sum to <= 1.

    Of two meetings that overlap one begins within the other, so these instants see every overlap. Whoever leads
    nothing and has at most one seat is never in two places.
    """
    offers = model.task.offers
    mine: defaultdict[int, list[tuple[int, cp_model.IntVar]]] = defaultdict(list)
    for lead, one in model.leads.items():
        mine[int(offers.lead_person[lead])].append((int(offers.lead_place[lead]), one))
    leading = set(mine)
    for seat, one in model.seats.items():
        person = int(offers.seat_person[seat])
        if model.problem.per_member > 1 or person in leading:
            mine[person].append((int(offers.seat_place[seat]), one))
    meetings = {place: offers.meetings(place) for place in {*model.seats_at, *model.leads_at}}
    for ones in mine.values():
        for together in at_once([meetings[place] for place, _ in ones]):
            model.programme.add_at_most_one(ones[index][1] for index in together)


def _no_lead_clashes_with_one_that_is_held(model: _Model) -> None:
    """For each lead whose facilitator leads something held meanwhile: leads[l] = 0."""
    for lead, one in model.leads.items():
        if any(model.task.offers.lead_clash[lead] >> held & 1 for held in model.task.held):
            model.programme.add(one == 0)


RULES: tuple[Callable[[_Model], None], ...] = (
    _a_workshop_has_so_many_sections,
    _a_section_is_neither_too_small_nor_too_large,
    _a_seat_needs_a_section,
    _a_member_is_in_so_many_workshops,
    _a_member_has_one_seat_in_a_workshop,
    _nobody_is_in_two_meetings_at_once,
    _no_lead_clashes_with_one_that_is_held,
)


def _by_member(model: _Model) -> dict[int, list[int]]:
    taken: defaultdict[int, list[int]] = defaultdict(list)
    for seat in model.seats:
        taken[int(model.task.offers.seat_person[seat])].append(seat)
    return taken


def _served(model: _Model) -> list[cp_model.IntVar]:
    """For each p, min(1, seats of p); with per_member 1 the seats themselves."""
    if model.problem.per_member == 1:
        return list(model.seats.values())
    served: list[cp_model.IntVar] = []
    for seats in _by_member(model).values():
        one = model.programme.new_bool_var("")
        model.programme.add_bool_or(*(model.seats[seat] for seat in seats), ~one)
        served.append(one)
    return served


def _value(model: _Model) -> cp_model.LinearExpr:
    """Step * the sum over p of served + the sum over the seats taken of what each is worth."""
    served = _served(model) if model.task.step else []
    worth = model.task.offers.seat_worth[list(model.seats)].tolist()
    return cp_model.LinearExpr.weighted_sum(
        [*served, *model.seats.values()], [*(model.task.step for _ in served), *worth]
    )
