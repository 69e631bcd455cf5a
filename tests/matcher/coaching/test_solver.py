from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from ortools.sat.python import cp_model

import matcher.coaching.networks
from matcher.check import check_coaching
from matcher.coaching.solver import solve
from matcher.objective import coaching_objective, coaching_rank
from matcher.problem import Coach, CoachingProblem, Member, WeekMasks
from matcher.solution import CoachingObjective, CoachingSolution, Progress, Reason, UnsatisfiableError
from tests.matcher.coaching.tables import Table

Hours = Callable[..., WeekMasks]
Members = Callable[..., Member]
Coaches = Callable[..., Coach]
Problems = Callable[..., CoachingProblem]
Draws = Callable[..., tuple[CoachingProblem, Table]]


def bands(**counts: int) -> tuple[int, ...]:
    return tuple(counts.get(f"b{band}", 0) for band in range(10))


def test_placing_more_comes_before_everything_else(
    hours: Hours, member: Members, coach: Coaches, problem: Problems
) -> None:
    """The first member fits the first coach best, but is the only one who can go to the second."""
    morning, evening = (0, 8), (40, 48)
    asked = problem(
        members=[member(topics=[0], weeks=hours(morning, evening)), member(topics=[1], weeks=hours(morning))],
        coaches=[coach(topics=[0], weeks=hours(morning)), coach(topics=[5], weeks=hours(evening))],
    )
    solution = solve(asked)
    value = CoachingObjective(placed=2, shortfall=0, bands=bands(b3=2), total=600)
    assert solution == CoachingSolution(coach_of=(1, 0), objective=value, bound=value, proven=True)


def test_a_coach_s_minimum_comes_before_scores(member: Members, coach: Coaches, problem: Problems) -> None:
    asked = problem(
        members=[member(topics=[0])] * 3,
        coaches=[coach(topics=[0], takes=(0, 3)), coach(topics=[1], takes=(2, 3))],
    )
    value = CoachingObjective(placed=3, shortfall=0, bands=bands(b3=2, b9=1), total=1500)
    assert solve(asked).objective == value


@pytest.mark.parametrize(
    ("worst_first", "coach_of", "value"),
    [
        (True, (0, 1), CoachingObjective(placed=2, shortfall=0, bands=bands(b5=2), total=1000)),
        (False, (1, 0), CoachingObjective(placed=2, shortfall=0, bands=bands(b1=1, b9=1), total=1100)),
    ],
)
def test_worst_first_gives_up_total_to_lift_the_lowest_band(
    member: Members,
    coach: Coaches,
    problem: Problems,
    *,
    worst_first: bool,
    coach_of: tuple[int, int],
    value: CoachingObjective,
) -> None:
    table = Table([[500, 100], [1000, 500]])
    asked = problem(members=[member()] * 2, coaches=[coach()] * 2, worst_first=worst_first)
    assert solve(asked, scores=table) == CoachingSolution(
        coach_of=coach_of, objective=value, bound=value, proven=True
    )


def test_a_pinned_pair_is_placed_without_hours_or_language_and_uses_up_a_place(
    hours: Hours, member: Members, coach: Coaches, problem: Problems
) -> None:
    asked = problem(
        members=[member(languages=[0]), member(languages=[1])],
        coaches=[coach(languages=[1], weeks=hours())],
        must=((0, 0), (0, 0)),
        language_required=True,
    )
    value = CoachingObjective(placed=1, shortfall=0, bands=bands(b3=1), total=300)
    assert solve(asked) == CoachingSolution(coach_of=(0, None), objective=value, bound=value, proven=True)


def test_pins_that_contradict_are_refused_with_every_contradiction(
    member: Members, coach: Coaches, problem: Problems
) -> None:
    asked = problem(
        members=[member()] * 3,
        coaches=[coach(), coach(takes=(0, 9))],
        must=((2, 0), (0, 0), (1, 1), (0, 1)),
        never=((1, 1), (2, 1)),
    )
    with pytest.raises(UnsatisfiableError, match="must_never") as raised:
        solve(asked)
    assert raised.value.reasons == (
        Reason(code="must_never", params={"member": 1, "coach": 1}),
        Reason(code="must_twice", params={"member": 0, "pins": 2}),
        Reason(code="must_maximum", params={"coach": 0, "pinned": 2, "maximum": 1}),
    )


@pytest.mark.parametrize(("members", "coaches"), [(0, 0), (2, 0), (0, 2)])
def test_without_members_or_coaches_nobody_is_placed(
    member: Members, coach: Coaches, problem: Problems, members: int, coaches: int
) -> None:
    asked = problem(members=[member()] * members, coaches=[coach(takes=(1, 1))] * coaches)
    value = CoachingObjective(placed=0, shortfall=coaches, bands=bands(), total=0)
    assert solve(asked) == CoachingSolution(
        coach_of=(None,) * members, objective=value, bound=value, proven=True
    )


def test_ties_fall_the_same_way_under_every_seed_and_order_of_the_rules(
    member: Members, coach: Coaches, problem: Problems
) -> None:
    must, never = ((0, 3), (5, 1)), ((1, 1), (2, 0), (3, 2))

    def coach_of(must: tuple[tuple[int, int], ...], never: tuple[tuple[int, int], ...], seed: int) -> object:
        asked = problem(members=[member()] * 20, coaches=[coach(takes=(2, 6))] * 4, must=must, never=never)
        return solve(asked, seed=seed).coach_of

    first = coach_of(must, never, 0)
    assert [coach_of(must[::-1], never[::-1], seed) for seed in range(3)] == [first] * 3


def test_progress_tells_the_proven_number_of_placed_after_each_step(
    member: Members, coach: Coaches, problem: Problems
) -> None:
    told: list[Progress] = []
    solve(problem(members=[member()] * 3, coaches=[coach(takes=(0, 2))]), report=told.append)
    assert told == [Progress(phase="coaching", of="placed", incumbent=2, bound=2)]


@pytest.mark.parametrize("seed", range(120))
def test_no_assignment_at_all_ranks_above_the_answer(random_problem: Draws, seed: int) -> None:
    asked, table = random_problem(seed=seed, members=2 + seed % 4, coaches=2 + seed % 2)
    best = max(
        coaching_rank(
            coaching_objective(problem=asked, scores=table, coach_of=coach_of), worst_first=asked.worst_first
        )
        for coach_of in every_assignment(asked, table)
    )
    solution = solve(asked, scores=table)
    assert coaching_rank(solution.objective, worst_first=asked.worst_first) == best
    assert solution.coach_of in set(every_assignment(asked, table))
    assert (solution.proven, solution.bound) == (True, solution.objective)


@pytest.mark.parametrize("seed", range(40))
def test_a_constraint_solver_finds_the_same_optimum(random_problem: Draws, seed: int) -> None:
    asked, table = random_problem(seed=1000 + seed, members=14, coaches=5)
    assert solve(asked, scores=table).objective == optimum_by_constraints(asked, table)


@pytest.mark.parametrize("seed", range(10))
def test_the_optimum_does_not_depend_on_how_many_costs_a_step_holds(
    random_problem: Draws, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    asked, table = random_problem(seed=2000 + seed, members=60, coaches=15)
    few: list[Progress] = []
    many: list[Progress] = []
    together = solve(asked, scores=table, report=few.append)
    monkeypatch.setattr(matcher.coaching.networks, "_COST_LIMIT", 2**17)
    apart = solve(asked, scores=table, report=many.append)
    assert apart.objective == together.objective
    assert len(many) > len(few)


@pytest.mark.parametrize("seed", range(5))
def test_every_answer_passes_the_check(
    hours: Hours, member: Members, coach: Coaches, problem: Problems, seed: int
) -> None:
    rng = np.random.default_rng(seed)

    def drawn() -> WeekMasks:
        return hours(*((int(at), int(at) + 6) for at in rng.integers(0, 600, size=8)), weeks=1)

    asked = problem(
        members=[
            member(topics=rng.permutation(6)[:3].tolist(), languages=[int(rng.integers(3))], weeks=drawn())
            for _ in range(12)
        ],
        coaches=[
            coach(topics=rng.permutation(6)[:3].tolist(), languages=[0, 1], weeks=drawn(), takes=(1, 3))
            for _ in range(4)
        ],
        language_required=True,
        never=((0, 0),),
        must=((1, 2),),
    )
    solution = solve(asked)
    assert check_coaching(problem=asked, solution=solution) == ()
    assert 0 < solution.objective.placed < 13


def every_assignment(asked: CoachingProblem, table: Table) -> list[tuple[int | None, ...]]:
    """List every assignment that keeps the pairs, the pins and the maxima."""
    pins = dict(asked.must)
    choices = [
        [pins[row]] if row in pins else [None, *np.flatnonzero(table.allowed[row]).tolist()]
        for row in range(len(asked.members))
    ]
    return [
        coach_of
        for coach_of in product(*choices)
        if all(coach_of.count(to) <= coach.maximum for to, coach in enumerate(asked.coaches))
    ]


def optimum_by_constraints(asked: CoachingProblem, table: Table) -> CoachingObjective:
    """Optimise one component after the other, each held at its best before the next."""
    model = cp_model.CpModel()
    members, coaches = range(len(asked.members)), range(len(asked.coaches))
    pairs = {
        (row, to): model.new_bool_var(f"{row} to {to}")
        for row in members
        for to in coaches
        if table.allowed[row, to] or (row, to) in asked.must
    }
    for row in members:
        model.add(sum(of for (one, _), of in pairs.items() if one == row) <= 1)
    for pair in asked.must:
        model.add(pairs[pair] == 1)
    short = []
    for to, coach in enumerate(asked.coaches):
        load = sum(of for (_, other), of in pairs.items() if other == to)
        model.add(load <= coach.maximum)
        short.append(model.new_int_var(0, coach.minimum, f"{to} short"))
        model.add(short[-1] >= coach.minimum - load)
    in_band = [
        sum(of for pair, of in pairs.items() if min(9, int(table.score[pair]) // 100) == band)
        for band in range(10)
    ]
    total = sum(int(table.score[pair]) * of for pair, of in pairs.items())
    order = [-sum(pairs.values()), sum(short), *(in_band if asked.worst_first else ()), -total]
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    for component in order:
        model.minimize(component)
        assert solver.solve(model) == cp_model.OPTIMAL
        model.add(component == round(solver.objective_value))
    return CoachingObjective(
        placed=solver.value(sum(pairs.values())),
        shortfall=solver.value(sum(short)),
        bands=tuple(solver.value(count) for count in in_band),
        total=solver.value(total),
    )
