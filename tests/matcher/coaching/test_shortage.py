"""What keeps somebody from being placed is a minimal conflict: verified by placing people without it."""

from collections.abc import Callable, Collection

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from matcher.coaching.shortage import Shortage, Shortages
from matcher.coaching.solver import solve
from matcher.problem import Coach, CoachingProblem, Member
from tests.matcher.coaching.obstacles import obstacles
from tests.matcher.coaching.tables import Table

Draws = Callable[..., tuple[CoachingProblem, Table]]


def test_three_who_can_only_go_to_two_coaches_of_one_place_each_are_one_too_many(
    member: Callable[..., Member], coach: Callable[..., Coach], problem: Callable[..., CoachingProblem]
) -> None:
    """The third could go to the third coach, and does: they are not in it."""
    table = Table([[500] * 3] * 4, allowed=[[True, True, False]] * 3 + [[True, False, True]])
    asked = problem(members=[member()] * 4, coaches=[coach()] * 3)
    found = Shortages(problem=asked, scores=table, coach_of=(0, 1, None, 2)).of(2)
    assert found == Shortage(members=(2, 0, 1), coaches=(0, 1), pinned=())


def test_whoever_could_be_placed_by_moving_others_lacks_nothing(
    member: Callable[..., Member], coach: Callable[..., Coach], problem: Callable[..., CoachingProblem]
) -> None:
    table = Table([[500] * 2] * 2, allowed=[[True, True], [True, False]])
    asked = problem(members=[member()] * 2, coaches=[coach()] * 2)
    assert Shortages(problem=asked, scores=table, coach_of=(0, None)).of(1) is None


def test_a_pin_in_the_way_is_named_and_the_pinned_one_s_bans_are_not(
    member: Callable[..., Member], coach: Callable[..., Coach], problem: Callable[..., CoachingProblem]
) -> None:
    table = Table([[500] * 2] * 2, allowed=[[True, True], [True, False]])
    asked = problem(members=[member()] * 2, coaches=[coach()] * 2, must=((0, 0),))
    found = Shortages(problem=asked, scores=table, coach_of=(0, None)).of(1)
    assert found == Shortage(members=(1, 0), coaches=(0,), pinned=(0,))
    assert set(obstacles(asked, found)) == {("maximum", 0, 1), ("ban", 1, 1), ("pin", 0, 0)}


@pytest.mark.parametrize("seed", range(60))
def test_dropping_any_one_obstacle_places_all_and_dropping_none_does_not(
    random_problem: Draws, seed: int
) -> None:
    asked, table = random_problem(seed=seed, members=4 + seed % 6, coaches=2 + seed % 3)
    coach_of = solve(asked, scores=table).coach_of
    for member in [one for one, coach in enumerate(coach_of) if coach is None]:
        found = Shortages(problem=asked, scores=table, coach_of=coach_of).of(member)
        assert found is not None
        placed = [one for one, coach in enumerate(coach_of) if coach is not None or one == member]
        in_the_way = set(obstacles(asked, found))
        assert not any(kind == "ban" and table.allowed[one, coach] for kind, one, coach in in_the_way)
        assert not can_be_placed(asked, placed, in_the_way)
        for obstacle in in_the_way:
            assert can_be_placed(asked, placed, in_the_way - {obstacle})


def can_be_placed(
    asked: CoachingProblem, members: list[int], in_the_way: Collection[tuple[str, int, int]]
) -> bool:
    """Tell whether all these members find a place where nothing else is in the way: as many places as may be needed."""
    coaches = range(len(asked.coaches))
    maximum = {coach: places for kind, coach, places in in_the_way if kind == "maximum"}
    places = [coach for coach in coaches for _ in range(maximum.get(coach, len(members)))]
    refused = {(member, coach) for kind, member, coach in in_the_way if kind == "ban"}
    for kind, member, to in in_the_way:
        if kind == "pin":
            refused |= {(member, coach) for coach in coaches if coach != to}
    cost = np.array([[(member, coach) in refused for coach in places] for member in members], dtype=float)
    if len(places) < len(members):
        return False
    rows, columns = linear_sum_assignment(cost)
    return bool(cost[rows, columns].sum() == 0)
