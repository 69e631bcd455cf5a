"""Workshop groups at every size: bounds that hold, plans that pass the check, and the same again every time."""

import os
import subprocess
import sys
from itertools import count, pairwise
from pathlib import Path
from random import Random
from time import monotonic

import numpy as np
import pytest

from benchmarks.workshop_groups import cohort
from matcher.budget import Budget
from matcher.check import check_groups
from matcher.groups import solver as groups
from matcher.groups.bound import GRAIN, bounds, relaxed, table
from matcher.groups.offers import Offers, offers
from matcher.groups.order import all_worth, order_of
from matcher.groups.programme import decided
from matcher.groups.search import bettered, gains, prices, rounded
from matcher.groups.seating import seated
from matcher.groups.tasks import Task
from matcher.objective import groups_rank
from matcher.problem import GroupsProblem
from matcher.solution import GroupsObjective, GroupsSolution, Progress
from tests.matcher.groups.cases import awkward, by_intervals, drawn, everybody, start, workshop

ROOT = Path(__file__).parents[3]
TIMES = int(os.environ.get("COMMONHOUR_ORACLE_EXAMPLES", "1"))
CASES = 150 * TIMES


def seeded(seed: object) -> Random:
    return Random(str(seed))  # noqa: S311 - cases to repeat, not secrets


def value_of(problem: GroupsProblem, objective: GroupsObjective) -> int:
    return (1 + all_worth(problem)) * problem.served_first * objective.served + objective.total


def sound(problem: GroupsProblem, solution: GroupsSolution) -> bool:
    return check_groups(problem=problem, solution=solution) == () and 0 <= solution.gap <= 1


def step_of(problem: GroupsProblem) -> int:
    return (1 + all_worth(problem)) * problem.served_first


@pytest.mark.parametrize("draw", [drawn, awkward])
def test_small_problems_are_solved_to_the_optimum_that_another_formulation_finds(draw: type[drawn]) -> None:
    for seed in range(CASES):
        problem = draw(seeded(seed))
        solution = groups.solve(problem)
        expected = by_intervals(problem)
        assert sound(problem, solution), seed
        assert solution.proven, seed
        assert value_of(problem, solution.objective) == value_of(problem, expected), seed


@pytest.mark.parametrize("draw", [drawn, awkward])
def test_the_search_without_the_whole_programme_never_claims_more_than_is_so(
    monkeypatch: pytest.MonkeyPatch, draw: type[drawn]
) -> None:
    monkeypatch.setattr(groups, "SMALL", -1)
    monkeypatch.setattr(groups, "ROUNDS", 2)
    unproven = 0
    for seed in range(CASES // 2):
        problem = draw(seeded(seed))
        solution, optimum = groups.solve(problem), value_of(problem, by_intervals(problem))
        assert sound(problem, solution), seed
        assert value_of(problem, solution.objective) <= optimum, seed
        if solution.proven:
            assert value_of(problem, solution.objective) == optimum, seed
        bound = groups_rank(solution.bound, served_first=problem.served_first)
        assert bound >= groups_rank(by_intervals(problem), served_first=problem.served_first), seed
        unproven += not solution.proven
    assert 0 < unproven < CASES // 4


def test_no_plan_is_worth_more_than_the_bound_whatever_the_prices() -> None:
    for seed in range(CASES):
        dice = seeded(seed)
        problem = drawn(dice)
        worths = table(offers(problem), step=step_of(problem))
        price = np.array([dice.randint(int(least), 1200 * GRAIN) for least in worths.floor])
        optimum = value_of(problem, by_intervals(problem))
        assert relaxed(worths, price).bound >= optimum * GRAIN, seed


def test_a_start_that_the_prices_rule_out_is_in_no_better_plan() -> None:
    ruled_out = 0
    for seed in range(CASES):
        problem = drawn(seeded(seed))
        offered = offers(problem)
        *_, last = bounds(table(offered, step=step_of(problem)), target=0, strides=60)
        for place in np.flatnonzero(last.forced < last.bound).tolist():
            ruled_out += 1
            w, s = int(offered.place_workshop[place]), int(offered.place_start[place])
            assert _forced(problem, w, s) <= last.forced[place] // GRAIN, (seed, w, s)
            break
    assert ruled_out > CASES // 10


def _forced(problem: GroupsProblem, w: int, s: int) -> int:
    """Find the best value of a plan that holds a section of workshop w at start s, by enumeration of the leads."""
    offered, step = offers(problem), step_of(problem)
    mine = [
        lead
        for lead in range(len(offered.lead_place))
        if (offered.place_workshop[offered.lead_place[lead]], offered.place_start[offered.lead_place[lead]])
        == (w, s)
    ]
    best = 0
    for lead in mine:
        others = tuple(other for other in range(len(offered.lead_place)) if other != lead)
        if not seated(offered, [lead], step=step).leads:
            continue
        task = Task(
            offers=offered,
            held=(lead,),
            open=others,
            known=seated(offered, [lead], step=step),
            order=order_of(problem),
        )
        best = max(best, decided(task, seed=0, effort=5.0, budget=Budget()).plan.value)
    return best


def _leads(offered: Offers, dice: Random) -> list[int]:
    """Draw leads that do not clash, no more of a workshop than it has sections."""
    held: list[int] = []
    for lead in dice.sample(range(len(offered.lead_place)), len(offered.lead_place)):
        w = offered.place_workshop[offered.lead_place[lead]]
        taken = sum(offered.place_workshop[offered.lead_place[other]] == w for other in held)
        if taken < offered.problem.workshops[w].sections and not any(
            offered.lead_clash[lead] >> other & 1 for other in held
        ):
            held.append(lead)
    return held


def test_the_flow_seats_as_well_as_the_programme_when_each_member_has_one_workshop() -> None:
    for seed in range(CASES):
        dice = seeded(seed)
        problem = drawn(dice)
        if problem.per_member > 1:
            continue
        offered, step = offers(problem), step_of(problem)
        plan = seated(offered, _leads(offered, dice), step=step)
        nothing = seated(offered, [], step=step)
        task = Task(offers=offered, held=plan.leads, open=(), known=nothing, order=order_of(problem))
        assert decided(task, seed=0, effort=5.0, budget=Budget()).plan.value == plan.value, seed


def test_a_section_more_adds_at_most_what_its_members_worth_exceeds_their_prices_by() -> None:
    looked = 0
    for seed in range(CASES):
        dice = seeded(seed)
        problem = drawn(dice)
        offered, step = offers(problem), step_of(problem)
        leads = _leads(offered, dice)
        if problem.per_member > 1 or not leads:
            continue
        base = seated(offered, leads[1:], step=step)
        if len(base.leads) < len(leads) - 1:
            continue
        there = seated(offered, [*base.leads, leads[0]], step=step)
        if leads[0] not in there.leads:
            continue
        most = gains(
            offered,
            workshop=int(offered.place_workshop[offered.lead_place[leads[0]]]),
            price=prices(offered, base, step=step),
            step=step,
        )
        if len(there.leads) == len(leads):
            looked += 1
            assert there.value <= base.value + most[leads[0]], seed
    assert looked > CASES // 10


@pytest.mark.parametrize("served_first", [True, False])
def test_a_better_plan_is_told_at_once_and_neither_values_nor_bounds_ever_get_worse(
    monkeypatch: pytest.MonkeyPatch, *, served_first: bool
) -> None:
    monkeypatch.setattr(groups, "EFFORT", 0.3)
    monkeypatch.setattr(groups, "ROUNDS", 3)
    told: list[Progress] = []
    problem = cohort(members=150, workshops=15, starts=30, served_first=served_first)
    solution = groups.solve(problem, report=told.append)
    assert sound(problem, solution)
    assert len(told) > 5
    assert {progress.phase for progress in told} == {"groups"}
    if not served_first:
        assert all(one.incumbent <= other.incumbent for one, other in pairwise(told))
        assert all(one.bound >= other.bound for one, other in pairwise(told))
        assert told[-1].incumbent == solution.objective.total
        assert told[-1].bound == solution.bound.total


@pytest.mark.parametrize("served_first", [True, False])
@pytest.mark.parametrize("calls", [0, 3, 40, 120])
def test_whoever_leaves_early_gets_the_best_so_far_with_its_bound(*, calls: int, served_first: bool) -> None:
    problem = cohort(members=300, workshops=25, starts=40, served_first=served_first)
    asked = count()
    told: list[Progress] = []
    solution = groups.solve(problem, cancelled=lambda: next(asked) >= calls, report=told.append)
    assert sound(problem, solution)
    assert not solution.proven
    assert next(asked) <= calls + 3
    if not served_first:
        assert solution.objective.total == max(one.incumbent for one in told if one.incumbent is not None)


def test_a_plan_that_the_clock_stopped_is_valid_and_not_called_proven() -> None:
    problem = cohort(members=300, workshops=25, starts=40)
    found = []
    for seconds in (0, 5, 200):
        ticks = count()
        solution = groups.solve(problem, seconds=seconds, clock=lambda ticks=ticks: float(next(ticks)))
        assert sound(problem, solution)
        assert not solution.proven
        found.append(solution.objective.total)
    assert found == sorted(found)


def test_whoever_leaves_in_the_middle_of_a_quiet_search_is_heard_within_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Everything is decided at once: a search with long silences, in one of which its caller leaves."""
    monkeypatch.setattr(groups, "SMALL", 1 << 30)
    monkeypatch.setattr(groups, "EFFORT", 1e9)
    problem = cohort(members=300, workshops=25, starts=40)
    told = [monotonic()]
    solution = groups.solve(
        problem,
        seconds=30,
        report=lambda _: told.append(monotonic()),
        cancelled=lambda: monotonic() >= told[-1] + 1.5,
    )
    assert 1.5 <= monotonic() - told[-1] < 2.5
    assert sound(problem, solution)
    assert not solution.proven


AGAIN = """
import sys
from dataclasses import replace
from benchmarks.workshop_groups import cohort
from matcher.groups import solver as groups
groups.SMALL, groups.ROUNDS = int(sys.argv[1]), 3
for served_first in (True, False):
    for per_member in (1, 2):
        drawn = cohort(members=60, workshops=6, starts=15, served_first=served_first, per_member=per_member)
        print(groups.solve(drawn))
        tongues = tuple((p % 7, p % 5) if p % 11 else () for p in range(drawn.people))
        pins = tuple((p, drawn.wishes[p][0]) for p in (3, 20))
        print(groups.solve(replace(drawn, languages=tongues, must=pins, never=((5, drawn.wishes[5][0]),))))
"""


@pytest.mark.parametrize("small", ["0", "4000"])
def test_hash_seeds_and_cores_change_nothing(small: str) -> None:
    def run(hash_seed: str, *before: str) -> str:
        return subprocess.run(
            [*before, sys.executable, "-c", AGAIN, small],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    first = run("0")
    assert run("1") == first
    assert run("2", "taskset", "-c", "0") == first


def test_a_thousand_people_all_alike_fill_what_there_is() -> None:
    problem = GroupsProblem(
        people=1002,
        workshops=tuple(
            workshop(
                *(start(minute * 90, everybody(1002)) for minute in range(20)),
                facilitators=(1000 + w,),
                size=(4, 12),
                sections=3,
            )
            for w in range(2)
        ),
        wishes=(*((0, 1) for _ in range(1000)), (), ()),
    )
    solution = groups.solve(problem)
    assert sound(problem, solution)
    assert solution.proven
    assert solution.objective == GroupsObjective(served=72, total=36 * 1000 + 36 * 700)


def test_a_thousand_members_are_within_a_hundredth_and_a_half_before_any_neighbourhood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(groups, "ROUNDS", 0)
    problem = cohort(members=1000, workshops=60, starts=40)
    solution = groups.solve(problem)
    assert sound(problem, solution)
    assert solution.gap <= 0.015


def test_bettering_ends_with_a_plan_no_worse_than_it_began() -> None:
    for seed in range(CASES // 5):
        problem = drawn(seeded(seed))
        offered, step = offers(problem), step_of(problem)
        first = next(bounds(table(offered, step=step), target=0, strides=0))
        begun = rounded(offered, first, step=step)
        values = [begun.value, *(plan.value for plan in bettered(offered, begun, step=step))]
        assert values == sorted(values), seed
