"""Frontiers of small cohorts that have changed, each against every assignment there is, for every number of moves.

COMMONHOUR_ORACLE_EXAMPLES makes for so many times as many.
"""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from matcher.coaching.candidates import Candidates
from matcher.coaching.check import check_coaching_frontier
from matcher.coaching.frontier import frontier
from matcher.coaching.moves import CoachingFrontier
from matcher.objective import coaching_rank
from matcher.problem import CoachingProblem
from matcher.scoring import PairScores
from tests.matcher.coaching.tables import Table
from tests.matcher.coaching.test_small_instances import Draws, assignments, rank, written_down

COUNT = 800 * int(os.environ.get("COMMONHOUR_ORACLE_EXAMPLES", "1"))
AT_ONCE = 50

Point = tuple[int, tuple[int, ...], int]
"""Moves, what the plan is worth, and how many of those who move were moved before."""


def all_points(
    asked: CoachingProblem, table: Table, *, before: Sequence[int | None], spared: set[int]
) -> list[Point]:
    """Find the best assignment with at most so many moves, for each number, where it is better than with fewer."""
    pins = dict(asked.must)
    could_stay = [
        coach is not None
        and (pins[member] == coach if member in pins else bool(table.allowed[member, coach]))
        for member, coach in enumerate(before)
    ]
    best: dict[int, tuple[tuple[int, ...], int]] = {}
    for one in assignments(asked, table, forced=None):
        moving = {
            member for member, stays in enumerate(could_stay) if stays and one[member] != before[member]
        }
        found = rank(asked, table, one), -len(moving & spared)
        best[len(moving)] = max(best.get(len(moving), found), found)
    points: list[Point] = []
    for moves, (worth, again) in sorted(best.items()):
        if not points or worth > points[-1][1]:
            points.append((moves, worth, -again))
    return points


def points_of(found: CoachingFrontier, asked: CoachingProblem, *, spared: set[int]) -> list[Point]:
    return [
        (
            point.moves,
            coaching_rank(point.solution.objective, worst_first=asked.worst_first),
            len(spared & set(point.moved)),
        )
        for point in found.points
    ]


def drawn_before(asked: CoachingProblem, *, seed: int) -> tuple[list[int | None], set[int]]:
    """Draw whom each had, whatever is allowed by now and however many a coach takes; and who was moved before."""
    dice = random.Random(f"before {seed}")  # noqa: S311 - repeatable, not secret
    coaches = range(len(asked.coaches))
    before = [dice.choice([None, *coaches, *coaches]) for _ in asked.members]
    return before, {member for member, _ in enumerate(before) if dice.random() < 0.3}


def verify(asked: CoachingProblem, table: Table, *, scores: Table | PairScores, seed: int) -> None:
    before, spared = drawn_before(asked, seed=seed)
    found = frontier(asked, before=before, moved_before=spared, scores=scores)
    assert found.whole
    assert found.undecided == ()
    assert all(point.solution.proven for point in found.points)
    assert points_of(found, asked, spared=spared) == all_points(asked, table, before=before, spared=spared)
    assert check_coaching_frontier(asked, before=before, frontier=found, scores=scores) == ()


@pytest.mark.parametrize("begin", range(0, COUNT, AT_ONCE))
def test_every_point_is_the_best_with_its_moves_and_no_other_is_missing(
    random_problem: Draws, begin: int
) -> None:
    for seed in range(begin, begin + AT_ONCE):
        asked, table = random_problem(seed=11_000 + seed, members=2 + seed % 5, coaches=2 + seed % 3)
        verify(asked, table, scores=table, seed=seed)


@pytest.mark.parametrize("begin", range(0, COUNT // 4, AT_ONCE))
def test_so_it_is_where_hours_topics_and_criteria_make_the_scores(
    crowd: Callable[..., CoachingProblem], begin: int
) -> None:
    for seed in range(begin, begin + AT_ONCE):
        asked = crowd(seed=13_000 + seed, members=2 + seed % 5, coaches=2 + seed % 3)
        verify(asked, written_down(asked), scores=PairScores(asked), seed=seed)


@pytest.mark.parametrize("seed", [3, 5, 8, 9, 13])
@pytest.mark.parametrize("worst_first", [False, True])
def test_pairs_that_were_left_out_at_first_are_found_when_a_point_needs_them(
    crowd: Callable[..., CoachingProblem], *, worst_first: bool, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = replace(crowd(seed=seed, members=60, coaches=15), worst_first=worst_first)
    before, spared = drawn_before(asked, seed=1)
    listed = frontier(asked, before=before, moved_before=spared)

    def few(*given: object, **named: object) -> Candidates:
        return Candidates(*given, **named, list_all=0)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr("matcher.coaching.frontier.Candidates", few)
    found = frontier(asked, before=before, moved_before=spared)
    assert len(found.points) > 10
    assert points_of(found, asked, spared=spared) == points_of(listed, asked, spared=spared)


@pytest.fixture
def full(problem, member, coach) -> Callable[..., CoachingProblem]:
    """Ask of as many coaches, each with room for one, and as many members."""

    def ask(count: int, **more: object) -> CoachingProblem:
        return problem(
            members=[member()] * count, coaches=[coach(takes=(0, 1))] * count, worst_first=False, **more
        )

    return ask


def moves_and_totals(found: CoachingFrontier) -> list[tuple[int, int]]:
    return [(point.moves, point.solution.objective.total) for point in found.points]


def test_two_who_can_only_change_places_make_one_step_of_two(full) -> None:
    found = frontier(full(2), before=[0, 1], scores=Table([[100, 900], [900, 100]]))
    assert moves_and_totals(found) == [(0, 200), (2, 1800)]


def test_what_the_flows_step_over_is_found(full) -> None:
    """Three who go round gain more for each move than two who change places, who come first all the same."""
    table = Table([[100, 150, 500], [500, 100, 0], [0, 500, 100]])
    found = frontier(full(3), before=[0, 1, 2], scores=table)
    assert moves_and_totals(found) == [(0, 300), (2, 750), (3, 1500)]


def test_whoever_has_lost_their_coach_is_no_move_nor_is_whoever_had_none(full) -> None:
    found = frontier(full(2), before=[None, None], scores=Table([[500, 600], [600, 500]]))
    assert (found.forced, moves_and_totals(found)) == ((), [(0, 1200)])


def test_a_pair_that_may_not_be_any_more_is_forced(full) -> None:
    table = Table([[500, 600], [600, 500]], allowed=[[False, True], [True, True]])
    found = frontier(full(2), before=[0, None], scores=table)
    assert (found.forced, moves_and_totals(found)) == ((0,), [(0, 1200)])


def test_whoever_must_be_elsewhere_is_forced(full) -> None:
    found = frontier(full(2, must=((0, 1),)), before=[0, None], scores=Table([[500, 600], [600, 500]]))
    assert (found.forced, moves_and_totals(found)) == ((0,), [(0, 1200)])


def test_a_coach_who_takes_fewer_than_they_have_makes_the_least_there_is(problem, member, coach) -> None:
    asked = problem(
        members=[member()] * 3,
        coaches=[coach(takes=(0, 1)), coach(takes=(0, 3))],
        worst_first=False,
    )
    found = frontier(asked, before=[0, 0, 0], scores=Table([[500, 100], [400, 100], [300, 100]]))
    assert moves_and_totals(found) == [(2, 700)]


def test_of_equals_whoever_was_moved_before_is_spared(problem, member, coach) -> None:
    asked = problem(
        members=[member()] * 2, coaches=[coach(takes=(0, 1)), coach(takes=(0, 2))], worst_first=False
    )
    table = Table([[500, 400], [500, 400]])
    for spared, moves in ((0, 1), (1, 0)):
        found = frontier(asked, before=[0, 0], moved_before=[spared], scores=table)
        assert [point.moved for point in found.points] == [(moves,)]


def test_as_many_points_as_are_enough_are_those_of_the_fewest_moves(random_problem: Draws) -> None:
    asked, table = random_problem(seed=11_003, members=6, coaches=4)
    before, _ = drawn_before(asked, seed=3)
    whole = frontier(asked, before=before, scores=table)
    assert len(whole.points) > 2
    first = frontier(asked, before=before, most=2, scores=table)
    assert (first.points, first.whole) == (whole.points[:2], False)


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("wrong_forced", lambda found: replace(found, forced=(1,))),
        ("no_better", lambda found: replace(found, points=found.points[:1] * 2)),
        ("no_more_moves", lambda found: replace(found, points=found.points[::-1])),
        ("wrong_moved", lambda found: replace(found, points=(replace(found.points[0], moved=(0,)),))),
        ("wrong_count", lambda found: replace(found, points=(replace(found.points[0], moves=3),))),
    ],
)
def test_the_checker_finds_what_is_wrong(full, code, spoil) -> None:
    table = Table([[100, 900], [900, 100]])
    found = frontier(full(2), before=[0, 1], scores=table)
    assert check_coaching_frontier(full(2), before=[0, 1], frontier=found, scores=table) == ()
    violations = check_coaching_frontier(full(2), before=[0, 1], frontier=spoil(found), scores=table)
    assert code in [violation.code for violation in violations]
