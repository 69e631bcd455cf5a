"""Frontiers of small random workshop groups against every plan there is, for every number of moves.

COMMONHOUR_ORACLE_EXAMPLES makes for so many times as many (`make fuzz`: 3,000).
"""

import os
from random import Random

import pytest

from matcher.groups.frontier import frontier
from matcher.objective import groups_rank
from matcher.solution import UnkeepablePinsError
from tests.matcher.groups.all_frontiers import Reached, all_points, changed

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
        assert found.complete, seed
        assert all(point.proven for point in found.points), seed
        assert [
            Reached(
                moves=point.moves,
                rank=groups_rank(point.solution.objective, served_first=problem.served_first),
                again=sum(person in moved_before for person, _ in point.moved),
            )
            for point in found.points
        ] == expected, seed
