from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from matcher.check import Violation, check_coaching
from matcher.coaching.solver import solve
from matcher.objective import coaching_rank
from matcher.problem import Coach, CoachingProblem, Criterion, Member, Rule, WeekMasks
from matcher.solution import CoachingObjective, CoachingSolution

Hours = Callable[..., WeekMasks]
Members = Callable[..., Member]
Coaches = Callable[..., Coach]
Problems = Callable[..., CoachingProblem]

NOTHING = CoachingObjective(placed=0, shortfall=0, bands=(0,) * 10, total=0)


@pytest.fixture
def asked(hours: Hours, member: Members, coach: Coaches, problem: Problems) -> CoachingProblem:
    """Three members; a coach for two, one who is never there, one for one."""
    return problem(
        members=[member(languages=[0]), member(languages=[0]), member(languages=[1])],
        coaches=[
            coach(languages=[0], takes=(1, 2)),
            coach(languages=[0], weeks=hours()),
            coach(languages=[0]),
        ],
        language_required=True,
        must=((2, 2),),
        never=((1, 0),),
    )


def judged(asked: CoachingProblem, *coach_of: int | None) -> set[Violation | str]:
    """Judge an assignment alone, leaving out what it says of itself."""
    solution = CoachingSolution(coach_of=coach_of, objective=NOTHING, bound=NOTHING, proven=True)
    said = {"wrong_objective", "wrong_proof", "bound_passed"}
    return [found for found in check_coaching(problem=asked, solution=solution) if found.code not in said]


def test_the_optimum_keeps_every_rule(asked: CoachingProblem) -> None:
    solution = solve(asked)
    assert solution.coach_of == (0, None, 2)
    assert check_coaching(problem=asked, solution=solution) == ()


def test_an_answer_of_another_length_is_not_judged_further(asked: CoachingProblem) -> None:
    assert judged(asked, 0) == [Violation(code="wrong_members", params={"members": 3, "entries": 1})]


@pytest.mark.parametrize("stranger", [-1, 3])
def test_a_coach_who_does_not_exist_is_named(asked: CoachingProblem, stranger: int) -> None:
    named = [Violation(code="no_such_coach", params={"member": 1, "coach": stranger})]
    assert judged(asked, 1, stranger, None) == named


def test_a_pair_that_does_not_meet_what_is_required_is_named_but_for_a_pinned_one(
    asked: CoachingProblem,
) -> None:
    schools = Criterion(
        rule=Rule.SAME,
        members=(frozenset({1}), frozenset(), frozenset({1})),
        coaches=(frozenset({1}), frozenset({1}), frozenset({2})),
        weight=None,
    )
    weighed = replace(schools, weight=Fraction(0))
    required = replace(asked, never=(), criteria=(weighed, schools))
    named = Violation(code="criterion_not_met", params={"member": 1, "coach": 0, "criterion": 1})
    assert judged(required, 0, 0, 2) == [named]


def test_a_forbidden_pair_is_named(asked: CoachingProblem) -> None:
    assert judged(asked, 0, 0, 2) == [Violation(code="never_pair", params={"member": 1, "coach": 0})]


def test_a_pair_without_shared_time_is_named(asked: CoachingProblem) -> None:
    assert judged(asked, 1, None, 2) == [Violation(code="no_shared_time", params={"member": 0, "coach": 1})]


def test_a_pair_without_the_required_language_and_a_pin_not_kept_are_named(asked: CoachingProblem) -> None:
    assert judged(asked, None, None, 0) == [
        Violation(code="no_common_language", params={"member": 2, "coach": 0}),
        Violation(code="must_not_kept", params={"member": 2, "coach": 2}),
    ]


def test_a_coach_over_the_maximum_is_named(asked: CoachingProblem) -> None:
    assert judged(asked, 2, None, 2) == [
        Violation(code="over_maximum", params={"coach": 2, "load": 2, "maximum": 1})
    ]


def test_an_objective_that_is_not_the_recomputed_one_is_named(asked: CoachingProblem) -> None:
    solution = solve(asked)
    flattered = replace(solution.objective, total=solution.objective.total + 1)
    told = replace(solution, objective=flattered, bound=flattered)
    assert check_coaching(problem=asked, solution=told) == (Violation(code="wrong_objective"),)


def test_proven_without_a_bound_that_meets_the_value_is_named_and_so_is_the_contrary(
    asked: CoachingProblem,
) -> None:
    solution = solve(asked)
    above = replace(solution.objective, placed=3)
    named = (Violation(code="wrong_proof"),)
    assert check_coaching(problem=asked, solution=replace(solution, bound=above)) == named
    assert check_coaching(problem=asked, solution=replace(solution, proven=False)) == named
    assert check_coaching(problem=asked, solution=replace(solution, bound=above, proven=False)) == ()


def test_a_bound_that_the_value_passes_is_named(asked: CoachingProblem) -> None:
    solution = solve(asked)
    below = replace(solution.objective, shortfall=1)
    assert check_coaching(problem=asked, solution=replace(solution, bound=below, proven=False)) == (
        Violation(code="bound_passed"),
    )


def test_fewer_in_a_low_band_rank_above_a_higher_total_only_when_the_worst_come_first() -> None:
    fair = CoachingObjective(placed=2, shortfall=0, bands=(0, 0, 2, *(0,) * 7), total=400)
    rich = CoachingObjective(placed=2, shortfall=0, bands=(0, 1, *(0,) * 7, 1), total=1000)
    assert coaching_rank(fair, worst_first=True) > coaching_rank(rich, worst_first=True)
    assert coaching_rank(fair, worst_first=False) < coaching_rank(rich, worst_first=False)
