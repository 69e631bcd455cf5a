"""Forms workshop groups: an integer programme over starts, facilitators and seats, solved to proof (DESIGN 6).

    leads[w, s, f] = 1   facilitator f leads a section of workshop w at start s
    seats[p, w, s] = 1   member p has a seat in workshop w at start s

Sections of one workshop that start together differ only in who leads them, so a seat need not name its section.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import floor

from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2

from matcher.objective import groups_objective, wish_worth
from matcher.problem import GroupsProblem
from matcher.solution import GroupsObjective, GroupsSolution, Progress, Report, Section
from matcher.starts import leaders, undominated

NODE_LIMIT = 1_000
"""Branches a search may open before it gives the best found with its proven gap."""

CLOCK = timedelta(seconds=20)
"""The last resort behind the limit in nodes; what it stops is not called proven."""

CHOSEN = 0.5
"""A solver's 0 and 1 are only nearly so."""

ROUNDING = 1e-4
"""So is its bound on whole numbers."""

Place = tuple[int, int]
"""A workshop and one of its starts, by index."""


Constraint = mathopt.BoundedLinearExpression | mathopt.UpperBoundedLinearExpression


@dataclass(frozen=True, kw_only=True, slots=True)
class _Model:
    """What is to be decided, by workshop, start and person, and by the place it is decided for."""

    problem: GroupsProblem
    leads: dict[Place, dict[int, mathopt.Variable]]
    seats: dict[Place, dict[int, mathopt.Variable]]


Rule = Callable[[_Model], Iterator[Constraint]]


def solve(problem: GroupsProblem, *, seed: int = 0, report: Report | None = None) -> GroupsSolution:
    """Hold the sections that serve the most members, then the most worth (worth alone without `served_first`).

    `proven` when the bound meets the value; a search that meets its limit gives the best it found, the bound it
    proved and the gap between them. Unless the clock stopped it, the same problem and seed give the same sections.
    """
    programme = mathopt.Model()
    model = _model(problem, programme)
    for rule in RULES:
        for constraint in rule(model):
            programme.add_linear_constraint(constraint)
    step = 1 + _all_worth(problem) if problem.served_first else 0
    programme.maximize(step * _served(model, programme) + _worth(model))
    result = mathopt.solve(programme, mathopt.SolverType.HIGHS, params=_parameters(seed))
    solution = _judged(
        problem,
        sections=_sections(model, _chosen(result)),
        bound=result.termination.objective_bounds.dual_bound,
        step=step,
    )
    if report is not None:
        report(Progress(phase="groups", incumbent=solution.objective.total, bound=solution.bound.total))
    return solution


def _model(problem: GroupsProblem, programme: mathopt.Model) -> _Model:
    leads: dict[Place, dict[int, mathopt.Variable]] = {}
    seats: dict[Place, dict[int, mathopt.Variable]] = {}
    for w, (workshop, needed) in enumerate(zip(problem.workshops, undominated(problem), strict=True)):
        wishing = [person for person, wished in enumerate(problem.wishes) if w in wished]
        for s in needed:
            start = workshop.starts[s]
            leads[w, s] = {f: programme.add_binary_variable() for f in leaders(workshop, start=start)}
            seats[w, s] = {p: programme.add_binary_variable() for p in wishing if start.available >> p & 1}
    return _Model(problem=problem, leads=leads, seats=seats)


def _a_workshop_has_so_many_sections(model: _Model) -> Iterator[Constraint]:
    """For each w: sum over s, f of leads[w, s, f] <= sections[w]."""
    held: dict[int, list[mathopt.Variable]] = defaultdict(list)
    for (w, _), leading in model.leads.items():
        held[w].extend(leading.values())
    for w, sections in held.items():
        yield mathopt.fast_sum(sections) <= model.problem.workshops[w].sections


def _a_section_is_neither_too_small_nor_too_large(model: _Model) -> Iterator[Constraint]:
    """For each w, s: minimum[w] * sum of leads[w, s, f] <= sum of seats[p, w, s] <= maximum[w] * the same."""
    for (w, s), leading in model.leads.items():
        workshop = model.problem.workshops[w]
        held, taken = mathopt.fast_sum(leading.values()), mathopt.fast_sum(model.seats[w, s].values())
        yield max(1, workshop.minimum) * held <= taken
        yield taken <= workshop.maximum * held


def _a_seat_needs_a_section(model: _Model) -> Iterator[Constraint]:
    """For each p, w, s: seats[p, w, s] <= sum of leads[w, s, f]; the sizes imply it, but bound far less."""
    for place, seats in model.seats.items():
        held = mathopt.fast_sum(model.leads[place].values())
        for seat in seats.values():
            yield seat <= held


def _a_member_is_in_so_many_workshops(model: _Model) -> Iterator[Constraint]:
    """For each p: sum over w, s of seats[p, w, s] <= per_member."""
    for seats in _by_member(model).values():
        yield mathopt.fast_sum(seats) <= model.problem.per_member


def _a_member_has_one_seat_in_a_workshop(model: _Model) -> Iterator[Constraint]:
    """For each p, w: sum over s of seats[p, w, s] <= 1; with per_member 1 the rule above says it already."""
    if model.problem.per_member == 1:
        return
    taken: dict[tuple[int, int], list[mathopt.Variable]] = defaultdict(list)
    for (w, _), seats in model.seats.items():
        for p, seat in seats.items():
            taken[p, w].append(seat)
    for seats in taken.values():
        yield mathopt.fast_sum(seats) <= 1


def _nobody_is_in_two_meetings_at_once(model: _Model) -> Iterator[Constraint]:
    """For each p, and each instant at which a meeting begins: leads and seats of p that meet then sum to <= 1.

    Of two meetings that overlap one begins within the other, so these instants see every overlap. Whoever leads
    nothing and has at most one seat is never in two places.
    """
    leading = {f for leads in model.leads.values() for f in leads}
    places: dict[int, list[tuple[Place, mathopt.Variable]]] = defaultdict(list)
    for roles in (model.leads, model.seats):
        for place, people in roles.items():
            for p, variable in people.items():
                if model.problem.per_member > 1 or p in leading:
                    places[p].append((place, variable))
    for mine in places.values():
        for together in _at_once(model.problem, [place for place, _ in mine]):
            yield mathopt.fast_sum([mine[index][1] for index in together]) <= 1


RULES: tuple[Rule, ...] = (
    _a_workshop_has_so_many_sections,
    _a_section_is_neither_too_small_nor_too_large,
    _a_seat_needs_a_section,
    _a_member_is_in_so_many_workshops,
    _a_member_has_one_seat_in_a_workshop,
    _nobody_is_in_two_meetings_at_once,
)


def _by_member(model: _Model) -> dict[int, list[mathopt.Variable]]:
    taken: dict[int, list[mathopt.Variable]] = defaultdict(list)
    for seats in model.seats.values():
        for p, seat in seats.items():
            taken[p].append(seat)
    return taken


def _at_once(problem: GroupsProblem, places: Sequence[Place]) -> list[list[int]]:
    """List the largest sets of places, as indices into `places`, that meet at one instant; of two or more each."""
    meetings = [problem.workshops[w].starts[s].meetings for w, s in places]
    sets = {
        sum(
            1 << index
            for index, row in enumerate(meetings)
            if any(meeting.begin <= instant < meeting.end for meeting in row)
        )
        for instant in {meeting.begin for row in meetings for meeting in row}
    }
    largest = [
        one
        for one in sets
        if one.bit_count() > 1 and not any(one < other and one & other == one for other in sets)
    ]
    return [[index for index in range(len(places)) if one >> index & 1] for one in sorted(largest)]


def _served(model: _Model, programme: mathopt.Model) -> mathopt.LinearBase:
    """Sum over p of min(1, seats of p)."""
    taken = _by_member(model)
    if model.problem.per_member == 1:
        return mathopt.fast_sum([seat for seats in taken.values() for seat in seats])
    served = [programme.add_variable(lb=0, ub=1) for _ in taken]
    for one, seats in zip(served, taken.values(), strict=True):
        programme.add_linear_constraint(one <= mathopt.fast_sum(seats))
    return mathopt.fast_sum(served)


def _worth(model: _Model) -> mathopt.LinearBase:
    """Sum over p, w, s of wish_worth(the rank of w among p's wishes) * seats[p, w, s]."""
    return mathopt.fast_sum(
        [
            wish_worth(rank=model.problem.wishes[p].index(w) + 1) * seat
            for (w, _), seats in model.seats.items()
            for p, seat in seats.items()
        ]
    )


def _all_worth(problem: GroupsProblem) -> int:
    """Sum the worth if everybody had their dearest wishes: no total is larger."""
    return sum(
        wish_worth(rank=rank)
        for wished in problem.wishes
        for rank in range(1, 1 + min(len(wished), problem.per_member))
    )


def _parameters(seed: int) -> mathopt.SolveParameters:
    """One thread, and a limit in nodes before that of the clock. Values are whole, so 0.5 is no gap."""
    return mathopt.SolveParameters(
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.5,
        node_limit=NODE_LIMIT,
        time_limit=CLOCK,
        random_seed=seed,
        highs=highs_pb2.HighsOptionsProto(string_options={"parallel": "off"}),
    )


def _chosen(result: mathopt.SolveResult) -> set[mathopt.Variable]:
    """Find the variables that are 1; none, when the search was stopped before it found a plan: none is one too."""
    if not result.has_primal_feasible_solution():
        return set()
    return {variable for variable, value in result.variable_values().items() if value > CHOSEN}


def _sections(model: _Model, chosen: set[mathopt.Variable]) -> tuple[Section, ...]:
    """Read the sections held; those of a workshop that start together share their members out evenly."""
    sections: list[Section] = []
    for (w, s), leads in model.leads.items():
        leading = sorted(f for f, lead in leads.items() if lead in chosen)
        seated = sorted(p for p, seat in model.seats[w, s].items() if seat in chosen)
        for nth, f in enumerate(leading):
            begin, end = (len(seated) * cut // len(leading) for cut in (nth, nth + 1))
            sections.append(Section(workshop=w, start=s, facilitator=f, members=tuple(seated[begin:end])))
    return tuple(sections)


def _judged(
    problem: GroupsProblem, *, sections: tuple[Section, ...], bound: float, step: int
) -> GroupsSolution:
    """State what the sections are worth and what the solver's bound on step * served + total proves of it."""
    objective = groups_objective(problem=problem, sections=sections)
    wishing, dearest = sum(1 for wished in problem.wishes if wished), _all_worth(problem)
    value = step * objective.served + objective.total
    limit = max(value, floor(min(bound + ROUNDING, step * wishing + dearest)))
    if limit == value:
        return GroupsSolution(sections=sections, objective=objective, bound=objective, gap=0.0, proven=True)
    served = min(limit // step, wishing) if step else wishing
    more_served = step > 0 and served > objective.served
    total = dearest if more_served else min(limit - step * served, dearest)
    return GroupsSolution(
        sections=sections,
        objective=objective,
        bound=GroupsObjective(served=served, total=total),
        gap=1 - objective.served / served if more_served else 1 - objective.total / total,
        proven=False,
    )
