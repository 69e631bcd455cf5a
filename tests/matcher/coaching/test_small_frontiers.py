"""Cohorts that changed since their last plan, small and made at random: the whole frontier against every plan there is.

COMMONHOUR_ORACLE_EXAMPLES makes for so many times as many (`make fuzz`: 10,000).
"""

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from matcher.coaching.check import check_coaching_frontier
from matcher.coaching.frontier import frontier
from matcher.coaching.moves import CoachingFrontier
from matcher.coaching.solver import solve
from matcher.objective import coaching_rank
from matcher.problem import CoachingProblem
from tests.matcher.coaching.all_frontiers import Changed, Points, all_points, bounded_points, changes
from tests.matcher.coaching.tables import Table
from tests.matcher.coaching.test_small_instances import written_down

TIMES = int(os.environ.get("COMMONHOUR_ORACLE_EXAMPLES", "1"))


def many(examples: int) -> settings:
    return settings(
        max_examples=examples * TIMES,
        derandomize=TIMES == 1,
        deadline=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much),
    )


Draws = Callable[..., tuple[CoachingProblem, Table]]
Crowds = Callable[..., CoachingProblem]
SEEDS = st.integers(0, 10**6)


@many(400)
@given(seed=SEEDS, members=st.integers(2, 5), coaches=st.integers(2, 3), data=st.data())
def test_each_point_is_the_best_of_all_plans_of_as_many_moves(
    random_problem: Draws, seed: int, members: int, coaches: int, data: st.DataObject
) -> None:
    asked, table = random_problem(seed=seed, members=members, coaches=coaches)
    had = st.none() | st.integers(0, coaches - 1)
    changed = Changed(
        asked=asked,
        before=data.draw(st.tuples(*[had] * members)),
        moved_before=data.draw(st.frozensets(st.integers(0, members - 1))),
    )
    found = frontier(asked, before=changed.before, moved_before=changed.moved_before, scores=table)
    assert points(found, changed) == all_points(
        asked, table, before=changed.before, spared=changed.moved_before
    )


@pytest.mark.parametrize("part", range(3))
@many(200)
@given(seed=SEEDS, members=st.integers(2, 5), coaches=st.integers(2, 3), data=st.data())
def test_so_it_is_after_any_change_where_hours_topics_and_criteria_make_the_scores(
    crowd: Crowds, part: int, seed: int, members: int, coaches: int, data: st.DataObject
) -> None:
    changed = since_the_last_plan(crowd, seed=3 * seed + part, members=members, coaches=coaches, data=data)
    table = written_down(changed.asked)
    found = frontier(changed.asked, before=changed.before, moved_before=changed.moved_before)
    assert points(found, changed) == all_points(
        changed.asked, table, before=changed.before, spared=changed.moved_before
    )
    assert check_coaching_frontier(problem=changed.asked, before=changed.before, frontier=found) == ()


@many(40)
@given(seed=SEEDS, members=st.integers(6, 12), coaches=st.integers(2, 5), data=st.data())
def test_each_point_of_a_cohort_too_large_to_try_all_is_what_bounded_moves_allow(
    crowd: Crowds, seed: int, members: int, coaches: int, data: st.DataObject
) -> None:
    """Pairs are left out to begin with: what prices ask for, some of it at a time, must be enough."""
    changed = since_the_last_plan(crowd, seed=seed, members=members, coaches=coaches, data=data)
    most = data.draw(st.none() | st.integers(1, 3))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("matcher.coaching.candidates._ADDED", data.draw(st.sampled_from([1, 8])))
        found = frontier(
            changed.asked, before=changed.before, moved_before=changed.moved_before, most=most, list_all=0
        )
    known = bounded_points(
        changed.asked, written_down(changed.asked), before=changed.before, spared=changed.moved_before
    )
    assert points(found, changed) == known[:most]
    assert found.whole == (most is None or len(known) <= most)


def since_the_last_plan(
    crowd: Crowds, *, seed: int, members: int, coaches: int, data: st.DataObject
) -> Changed:
    last, others = (crowd(seed=one, members=members, coaches=coaches) for one in (seed, -seed - 1))
    return data.draw(changes(last=last, others=others, plan=solve(last).coach_of))


def points(found: CoachingFrontier, changed: Changed) -> Points:
    assert found.undecided == ()
    assert all(point.solution.proven for point in found.points)
    return [
        (
            point.moves,
            coaching_rank(point.solution.objective, worst_first=changed.asked.worst_first),
            len(changed.moved_before & set(point.moved)),
        )
        for point in found.points
    ]
