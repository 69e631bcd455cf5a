"""A frontier that is told wrongly is found out, whatever is wrong with it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from matcher.check import Violation
from matcher.coaching.check import check_coaching_frontier
from matcher.coaching.frontier import frontier
from matcher.coaching.moves import CoachingFrontier
from matcher.problem import Coach, CoachingProblem, Member

BEFORE = (0, 0, 0, 0)


@pytest.fixture
def asked(
    member: Callable[..., Member], coach: Callable[..., Coach], problem: Callable[..., CoachingProblem]
) -> CoachingProblem:
    """Two members have more in common with another coach than with theirs; one may be with theirs no more."""
    return problem(
        members=[member(topics=[1], languages=[0]), member(topics=[1]), member(topics=[0]), member()],
        coaches=[coach(topics=[0], takes=(0, 4)), coach(topics=[1], languages=[0], takes=(0, 4))],
        never=((3, 0),),
    )


@pytest.fixture
def found(asked: CoachingProblem) -> CoachingFrontier:
    return frontier(asked, before=BEFORE)


def judged(asked: CoachingProblem, found: CoachingFrontier) -> list[Violation]:
    return list(check_coaching_frontier(problem=asked, before=BEFORE, frontier=found))


def test_a_frontier_as_it_is_found_keeps_every_rule(asked: CoachingProblem, found: CoachingFrontier) -> None:
    assert [point.moved for point in found.points] == [(), (0,), (0, 1)]
    assert judged(asked, found) == []


def test_there_is_always_a_plan(asked: CoachingProblem, found: CoachingFrontier) -> None:
    assert judged(asked, replace(found, points=())) == [Violation(code="no_points")]


def test_those_who_cannot_stay_are_told(asked: CoachingProblem, found: CoachingFrontier) -> None:
    assert judged(asked, replace(found, forced=())) == [Violation(code="wrong_forced")]


def test_every_plan_keeps_the_rules(asked: CoachingProblem, found: CoachingFrontier) -> None:
    first, second, last = found.points
    broken = replace(second, solution=replace(second.solution, coach_of=(1, 0, 0, 0)))
    codes = [
        (one.code, one.params["point"]) for one in judged(asked, replace(found, points=(first, broken, last)))
    ]
    assert ("never_pair", 1) in codes


def test_a_plan_for_others_is_not_judged_further(asked: CoachingProblem, found: CoachingFrontier) -> None:
    first, *others = found.points
    broken = replace(first, solution=replace(first.solution, coach_of=()))
    assert judged(asked, replace(found, points=(broken, *others))) == [
        Violation(code="wrong_members", params={"point": 0, "members": 4, "entries": 0})
    ]


def test_those_who_move_are_told_and_counted(asked: CoachingProblem, found: CoachingFrontier) -> None:
    first, second, last = found.points
    wrong = replace(found, points=(first, replace(second, moved=(1,)), last))
    assert judged(asked, wrong) == [Violation(code="wrong_moved", params={"point": 1})]
    miscounted = replace(found, points=(first, second, replace(last, moves=3)))
    assert judged(asked, miscounted) == [
        Violation(code="wrong_moves", params={"point": 2, "moves": 3, "moved": 2})
    ]


def test_more_moves_are_made_only_for_a_better_plan(asked: CoachingProblem, found: CoachingFrontier) -> None:
    first, second, last = found.points
    assert judged(asked, replace(found, points=(first, second, second, last))) == [
        Violation(code="no_more_moves", params={"point": 2}),
        Violation(code="no_better", params={"point": 2}),
    ]
