"""Frontiers of small random workshop groups against every plan there is, for every number of moves.

COMMONHOUR_ORACLE_EXAMPLES makes for so many times as many (`make fuzz`: 3,000).
"""

import os
from itertools import count
from random import Random
from time import monotonic

import pytest

from matcher.groups import frontier as frontiers
from matcher.groups.check import check_groups_frontier
from matcher.groups.frontier import frontier
from matcher.objective import groups_rank
from matcher.solution import UnkeepablePinsError
from tests.matcher.groups.all_frontiers import Reached, all_points, changed, could_be_held, forced

COUNT = 75 * int(os.environ.get("COMMONHOUR_ORACLE_EXAMPLES", "1"))


@pytest.mark.parametrize("pins", [False, True])
@pytest.mark.parametrize("tongues", [False, True])
def test_every_point_is_the_best_with_its_moves_and_no_other_is_missing(*, pins: bool, tongues: bool) -> None:
    for seed in range(COUNT):
        dice = Random(f"{pins} {tongues} {seed}")  # noqa: S311 - cases to repeat, not secrets
        problem, before, moved_before = changed(dice, pins=pins, tongues=tongues)
        expected = all_points(problem, before, moved_before=moved_before)
        try:
            found = frontier(problem, before, moved_before=moved_before, seed=seed % 3)
        except UnkeepablePinsError:
            assert expected == [], seed
            continue
        assert check_groups_frontier(problem, before, found) == (), seed
        assert found.forced == tuple(forced(problem, before)), seed
        assert found.complete, seed
        assert all(point.proven for point in found.points), seed
        assert [
            Reached(
                moves=point.moves,
                rank=groups_rank(point.solution.objective, served_first=problem.served_first),
                upset=(
                    sum(person in moved_before for person, _ in point.moved),
                    sum(not could_be_held(problem, before[index]) for _, index in point.forced_moved),
                    len(point.handed),
                ),
            )
            for point in found.points
        ] == expected, seed


@pytest.mark.parametrize(("effort", "readings"), [(0.0, None), (1e-5, None), (20.0, 10), (20.0, 30)])
def test_what_a_search_cut_short_calls_proven_is_so_and_its_bounds_hold(
    effort: float, readings: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frontiers, "EFFORT", effort)
    unproven = 0
    for seed in range(COUNT):
        dice = Random(f"True True {seed}")  # noqa: S311 - the same
        problem, before, moved_before = changed(dice, pins=True, tongues=True)
        expected = all_points(problem, before, moved_before=moved_before)
        if not expected:
            continue
        clock = monotonic if readings is None else map(float, count()).__next__
        found = frontier(problem, before, moved_before=moved_before, seconds=readings, clock=clock)
        assert check_groups_frontier(problem, before, found) == (), seed
        for point in found.points:
            reachable = [one for one in expected if one.moves <= point.moves]
            value, bound = (
                groups_rank(one, served_first=problem.served_first)
                for one in (point.solution.objective, point.solution.bound)
            )
            assert value <= reachable[-1].rank <= bound, seed
            if point.proven:
                assert (point.moves, value) == (reachable[-1].moves, reachable[-1].rank), seed
            unproven += not point.proven
        if found.complete:
            last = found.points[-1].solution.objective
            assert groups_rank(last, served_first=problem.served_first) == expected[-1].rank, seed
    assert unproven > 0
