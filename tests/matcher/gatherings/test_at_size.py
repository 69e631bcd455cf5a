"""Monthly sessions at every size: right when proven, bounded when not, and the same again every time."""

import os
import subprocess
import sys
from dataclasses import replace
from itertools import count, pairwise
from pathlib import Path
from random import Random
from threading import Event, Thread

import numpy as np
import pytest
from ortools.math_opt.python import mathopt

from benchmarks.sessions import Size, problem_of
from matcher.budget import Budget
from matcher.check import check_gatherings
from matcher.gatherings import placing, programme, search
from matcher.gatherings import solver as gatherings
from matcher.gatherings.floors import least_worst, surely_held
from matcher.gatherings.months import one_by_one, open_months, value_of
from matcher.problem import Gathering, GatheringsProblem
from matcher.solution import GatheringsObjective, GatheringsSolution, Progress
from tests.matcher.gatherings.cases import MONTH, at, by_trying_all, choices, drawn, order, taken, world

ROOT = Path(__file__).parents[3]
TIMES = int(os.environ.get("COMMONHOUR_ORACLE_EXAMPLES", "1"))
CASES = 150 * TIMES
HARD = Size(people=200, evenings=False, months=12, sessions=2, step=30, days=4, seconds=0)
LARGE = Size(people=1000, evenings=True, months=12, sessions=2, step=60, days=2, seconds=0)


def seeded(seed: object) -> Random:
    return Random(str(seed))  # noqa: S311 - cases to repeat, not secrets


def sound(problem: GatheringsProblem, solution: GatheringsSolution) -> bool:
    return check_gatherings(problem=problem, solution=solution) == ()


def no_more_than(bound: GatheringsObjective, value: GatheringsObjective) -> bool:
    return (bound.worst, bound.total) <= (value.worst, value.total)


@pytest.mark.parametrize("asked_at_first", [0, 1, 30])
def test_few_people_asked_at_first_change_no_answer(
    monkeypatch: pytest.MonkeyPatch, asked_at_first: int
) -> None:
    monkeypatch.setattr(programme, "FIRST", asked_at_first)
    monkeypatch.setattr(programme, "JOINING", 1)
    for seed in range(CASES // 3):
        problem = drawn(seeded(seed))
        assert gatherings.solve(problem) == by_trying_all(problem), seed


def test_what_the_search_leaves_the_programme_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "SKETCH", 0)
    monkeypatch.setattr(search, "STEPS", (0, 0))
    monkeypatch.setattr(placing, "ALIKE", 0)
    for seed in range(CASES // 3):
        problem = drawn(seeded(seed))
        assert gatherings.solve(problem) == by_trying_all(problem), seed


def test_without_the_programme_no_more_is_claimed_than_is_so(monkeypatch: pytest.MonkeyPatch) -> None:
    stages = tuple(stage for stage in placing.STAGES if stage.__name__ not in {"_refute", "_settle"})
    monkeypatch.setattr(placing, "STAGES", stages)
    monkeypatch.setattr(search, "STEPS", (0, 2))
    monkeypatch.setattr(placing, "SKETCH", 0)
    unproven = 0
    for seed in range(2 * CASES):
        problem = drawn(seeded(seed))
        solution, optimum = gatherings.solve(problem), by_trying_all(problem)
        assert sound(problem, solution), seed
        assert no_more_than(solution.bound, optimum.objective), seed
        assert solution.bound.worst <= solution.objective.worst, seed
        assert not solution.proven or solution == optimum, seed
        unproven += not solution.proven
    assert CASES // 20 < unproven < CASES


@pytest.mark.parametrize("calls", range(0, 60, 4))
def test_whoever_leaves_early_gets_a_plan_and_a_bound_that_holds(calls: int) -> None:
    for seed in range(CASES // 30):
        problem, asked = drawn(seeded(seed)), count()
        solution = gatherings.solve(problem, cancelled=lambda asked=asked: next(asked) >= calls)
        optimum = by_trying_all(problem)
        assert sound(problem, solution), seed
        assert no_more_than(solution.bound, optimum.objective), seed
        assert not solution.proven or solution == optimum, seed


def test_no_weights_bound_the_largest_sum_by_more_than_it_can_be() -> None:
    for seed in range(CASES):
        dice = seeded(seed)
        problem = drawn(dice)
        gathering = problem.gatherings[-1]
        task = open_months(problem, [[None] * 3 for _ in problem.gatherings], gathering)
        weights = np.array([dice.randint(0, 9) for _ in range(problem.people)]) + (problem.people == 1)
        weights[0] += 1
        least = min(order(choice, gathering, [])[0] for choice in choices(gathering, []))
        assert least_worst([task], weights=weights) <= least, seed


def test_a_month_is_surely_held_when_no_earlier_meetings_could_take_all_of_its_starts() -> None:
    later = Gathering(months=((at(0, 0), at(120, 0)), (at(MONTH, 0), at(MONTH + 60, 0)), ()))
    earlier = Gathering(months=((at(30, 0),), (at(MONTH + 30, 0),), ()))
    assert surely_held(later, []) == {0, 1}
    assert surely_held(later, [earlier]) == {0}
    assert surely_held(later, [earlier, earlier]) == frozenset()


def test_a_month_of_which_what_stands_leaves_no_start_counts_for_nothing_in_a_bound() -> None:
    """The fixed meeting takes the later session's first start, and either of the first session's its second."""
    problem = GatheringsProblem(
        people=2,
        gatherings=(
            Gathering(months=((at(0, 0, 0),),), fixed=True),
            Gathering(months=((at(300, 1, 0), at(360, 0, 1)),)),
            Gathering(months=((at(0, 10, 10), at(330, 10, 10)),)),
        ),
    )
    hurried = gatherings.solve(problem, seconds=0)
    assert sound(problem, hurried)
    assert no_more_than(hurried.bound, by_trying_all(problem).objective)


def test_however_little_time_there_is_a_bound_holds() -> None:
    for seed in range(CASES):
        problem = drawn(seeded(seed))
        hurried = gatherings.solve(problem, seconds=0)
        assert sound(problem, hurried), seed
        assert no_more_than(hurried.bound, by_trying_all(problem).objective), seed


def test_months_that_are_surely_held_are_held_wherever_the_earlier_sessions_are() -> None:
    looked = 0
    for seed in range(CASES):
        problem = drawn(seeded(seed))
        *earlier, last = (replace(gathering, fixed=False) for gathering in problem.gatherings)
        held = surely_held(last, earlier)
        if len(earlier) == 1 and held:
            looked += 1
            for choice in choices(earlier[0], []):
                placed = taken(earlier[0], choice)
                assert all(one[m] is not None for one in choices(last, placed) for m in held), seed
    assert looked > CASES // 10


@pytest.mark.parametrize("seed", range(3))
def test_a_search_finds_no_plan_that_is_not_one(seed: int) -> None:
    problem = world(seed=seed, people=20, starts=24, months=6)
    task = open_months(problem, [[None] * 6], problem.gatherings[0])
    first = one_by_one(task)
    worst = value_of(task, first).worst
    looking = search.Search(task, seed=seed)
    found = [plan for plan in looking.bearable(first, capacity=worst - 1, steps=200) if plan is not None]
    assert len(found) == 1
    totals = [value_of(task, first).total]
    for plan in (*found, *looking.thriftier(first, capacity=worst, steps=200)):
        if plan is not None:
            assert {rows: sum(plan[row] for row in rows) for rows in task.kinds} == dict(task.kinds)
            assert value_of(task, plan).worst <= worst
            totals.append(value_of(task, plan).total)
    assert value_of(task, found[0]).worst < worst
    assert [totals[0], *totals[2:]] == sorted({totals[0], *totals[2:]}, reverse=True)


def test_a_capacity_is_refuted_just_when_nobody_can_keep_to_it() -> None:
    for seed in range(CASES // 3):
        problem = drawn(seeded(seed))
        gathering = problem.gatherings[-1]
        task = open_months(problem, [[None] * 3 for _ in problem.gatherings], gathering)
        least = min(order(choice, gathering, [])[:2] for choice in choices(gathering, []))
        asked = programme.Programme(task, one_by_one(task), seed=0, budget=Budget())
        assert asked.decided(capacity=least[0]).taken is not None, seed
        if least[0]:
            assert asked.decided(capacity=least[0] - 1).refuted, seed
        bound = asked.relaxed(capacity=least[0]).bound
        assert bound <= least[1], seed
        assert asked.decided(capacity=least[0], most=least[1] - 1).refuted, seed
        assert value_of(task, asked.decided(capacity=least[0], most=least[1]).taken or one_by_one(task)) == (
            GatheringsObjective(worst=least[0], total=least[1])
        ), seed


def test_a_question_without_time_for_an_answer_refutes_and_bounds_nothing() -> None:
    problem = replace(problem_of(HARD), gatherings=problem_of(HARD).gatherings[:1])
    task = open_months(problem, [[None] * 12], problem.gatherings[0])
    over = Budget(clock=lambda: 1.0, until=0.0)
    asked = programme.Programme(task, one_by_one(task), seed=0, budget=over)
    assert asked.relaxed(capacity=100) == programme.Answer()
    assert asked.decided(capacity=0).taken is None


def test_a_search_that_meets_its_limit_says_so_and_gives_a_bound_that_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = world(seed=2, people=30, starts=24, months=7)
    proven = gatherings.solve(problem)
    assert proven.proven
    monkeypatch.setattr(programme, "NODE_LIMIT", 0)
    monkeypatch.setattr(search, "STEPS", (1, 1))
    stopped = gatherings.solve(problem)
    assert not stopped.proven
    assert sound(problem, stopped)
    assert no_more_than(stopped.bound, proven.objective)
    assert no_more_than(proven.objective, stopped.objective)
    assert stopped == gatherings.solve(problem)


def test_where_only_the_earliest_starts_are_unproven_value_and_bound_meet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(programme.Programme, "earlier", lambda *_, **__: programme.Answer())
    month = (at(0, 0, 3), at(120, 3, 0))
    later = (at(MONTH, 0, 3), at(MONTH + 120, 3, 0))
    problem = GatheringsProblem(people=2, gatherings=(Gathering(months=(month, later)),))
    solution = gatherings.solve(problem)
    assert sound(problem, solution)
    assert solution.bound == solution.objective == GatheringsObjective(worst=3, total=6)
    assert not solution.proven


def test_no_time_at_all_still_gives_a_plan_with_its_bound() -> None:
    problem = problem_of(HARD)
    solution = gatherings.solve(problem, seconds=0)
    assert sound(problem, solution)
    assert not solution.proven
    assert 0 < solution.bound.worst < solution.objective.worst


def test_more_time_makes_no_plan_worse_nor_a_bound_looser() -> None:
    problem = replace(problem_of(HARD), gatherings=problem_of(HARD).gatherings[:1])
    found: list[GatheringsSolution] = []
    for calls in (0, 20, 100):
        asked = count()
        found.append(
            gatherings.solve(problem, cancelled=lambda asked=asked, calls=calls: next(asked) >= calls)
        )
        assert sound(problem, found[-1])
    assert all(no_more_than(one.objective, other.objective) for other, one in pairwise(found))
    assert all(no_more_than(one.bound, other.bound) for one, other in pairwise(found))


def test_a_clock_that_runs_out_stops_the_search() -> None:
    problem, ticks = problem_of(HARD), count()
    solution = gatherings.solve(problem, seconds=40, clock=lambda: float(next(ticks)))
    assert sound(problem, solution)
    assert not solution.proven
    assert next(ticks) < 200


def test_whoever_leaves_in_the_middle_of_a_question_interrupts_it_without_a_word(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Left alone, this one takes seconds until it is refuted."""
    answers: list[mathopt.SolveResult] = []
    asked = mathopt.solve

    def watched(*arguments: object, **more: object) -> mathopt.SolveResult:
        begun.set()
        answers.append(asked(*arguments, **more))
        return answers[-1]

    problem = replace(problem_of(HARD), gatherings=problem_of(HARD).gatherings[:1])
    task, begun, leaves = open_months(problem, [[None] * 12], problem.gatherings[0]), Event(), Event()
    budget = Budget(cancelled=leaves.is_set)
    programmed = programme.Programme(task, one_by_one(task), seed=0, budget=budget)
    monkeypatch.setattr(mathopt, "solve", watched)
    monkeypatch.setattr(programme, "NODE_LIMIT", 1 << 30)
    monkeypatch.setattr(programme, "EFFORT", 1 << 50)
    leaver = Thread(target=lambda: (begun.wait(), leaves.set()))
    leaver.start()
    answer = programmed.decided(capacity=least_worst([task], weights=np.ones(problem.people, dtype=np.int64)))
    leaver.join()
    assert (answer.taken, answer.refuted) == (None, False)
    assert [one.termination.limit for one in answers] == [mathopt.Limit.INTERRUPTED]
    assert capfd.readouterr().err == ""


def test_a_better_plan_is_told_at_once_and_neither_values_nor_bounds_get_worse() -> None:
    told: list[Progress] = []
    problem = world(seed=5, people=40, starts=24, months=8)
    solution = gatherings.solve(problem, report=told.append)
    assert solution.proven
    assert {one.of for one in told} == {"worst", "total"}
    for component, value in (("worst", solution.objective.worst), ("total", solution.objective.total)):
        of_it = [one for one in told if one.of == component]
        assert of_it[-1].incumbent == of_it[-1].bound == value
        assert all(one.incumbent >= other.incumbent for one, other in pairwise(of_it))
        assert all(one.bound <= other.bound for one, other in pairwise(of_it))


AGAIN = """
from dataclasses import replace
from benchmarks.sessions import Size, problem_of
from matcher.gatherings import placing, programme, search, solver
from tests.matcher.gatherings.cases import world
programme.NODE_LIMIT, search.STEPS, placing.ROUNDS = 3, (100, 100), 1
print(solver.solve(world(seed=1, people=12, starts=24, months=5)))
size = Size(people=55, evenings=False, months=9, sessions=1, step=120, days=2, seconds=0)
print(solver.solve(problem_of(size)))
"""


def test_hash_seeds_and_cores_change_nothing() -> None:
    def run(hash_seed: str, *before: str) -> str:
        return subprocess.run(
            [*before, sys.executable, "-c", AGAIN],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    first = run("0")
    assert "proven=True" in first
    assert "proven=False" in first
    assert run("1") == first
    assert run("2", "taskset", "-c", "0") == first


def test_a_thousand_people_over_a_dozen_zones_are_proven() -> None:
    problem = problem_of(LARGE)
    solution = gatherings.solve(problem)
    assert sound(problem, solution)
    assert solution.proven
    assert solution == gatherings.solve(problem, seed=7)


def test_a_thousand_people_all_alike_are_as_one() -> None:
    problem = world(seed=3, people=1, starts=24, months=9)
    thousand = GatheringsProblem(
        people=1000,
        gatherings=tuple(
            Gathering(
                months=tuple(
                    tuple(replace(start, burdens=start.burdens * 1000) for start in month)
                    for month in gathering.months
                )
            )
            for gathering in problem.gatherings
        ),
    )
    one, all_of_them = gatherings.solve(problem), gatherings.solve(thousand)
    assert all_of_them.proven
    assert all_of_them.chosen == one.chosen
    assert all_of_them.objective == GatheringsObjective(
        worst=one.objective.worst, total=1000 * one.objective.total
    )


@pytest.mark.parametrize("burden", [0, 10])
def test_where_every_start_is_alike_for_all_each_month_has_its_first(burden: int) -> None:
    months = tuple(
        tuple(at(m * MONTH + 60 * s, *[burden] * 100) for s in range(40)) if m != 2 else () for m in range(6)
    )
    problem = GatheringsProblem(people=100, gatherings=(Gathering(months=months), Gathering(months=months)))
    solution = gatherings.solve(problem)
    assert sound(problem, solution)
    assert solution.proven
    assert solution.chosen == ((0, 0, None, 0, 0, 0), (1, 1, None, 1, 1, 1))
