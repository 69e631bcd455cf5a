"""What is a move, what is none, and what the points of a frontier say; each on the smallest cohort that shows it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from matcher.coaching.frontier import frontier
from matcher.coaching.moves import CoachingFrontier
from matcher.objective import coaching_rank
from matcher.problem import Coach, CoachingProblem, Member, Weights
from matcher.solution import UnsatisfiableError
from tests.matcher.coaching.tables import Table

Asked = Callable[..., CoachingProblem]
Plan = tuple[int | None, ...]


@pytest.fixture(scope="session")
def asked(
    member: Callable[..., Member], coach: Callable[..., Coach], problem: Callable[..., CoachingProblem]
) -> Asked:
    def make(*, members: int, takes: Sequence[tuple[int, int]], **rules: object) -> CoachingProblem:
        return problem(
            members=[member()] * members,
            coaches=[coach(takes=each) for each in takes],
            **({"worst_first": False} | rules),
        )

    return make


def plans(found: CoachingFrontier) -> list[tuple[int, Plan]]:
    assert all(len(point.moved) == point.moves for point in found.points)
    return [(point.moves, point.solution.coach_of) for point in found.points]


def test_a_plan_that_nothing_betters_is_the_only_point_and_moves_nobody(asked: Asked) -> None:
    found = frontier(asked(members=2, takes=[(0, 1), (0, 1)]), before=[1, 0], scores=Table([[5, 9], [9, 5]]))
    assert plans(found) == [(0, (1, 0))]
    assert (found.forced, found.undecided, found.whole) == ((), (), True)


def test_each_further_move_betters_the_plan_and_the_last_plan_is_the_best_there_is(asked: Asked) -> None:
    scores = Table([[500, 600], [500, 800], [500, 500]])
    found = frontier(asked(members=3, takes=[(0, 3), (0, 3)]), before=[0, 0, 0], scores=scores)
    assert plans(found) == [(0, (0, 0, 0)), (1, (0, 1, 0)), (2, (1, 1, 0))]
    assert [point.solution.objective.total for point in found.points] == [1500, 1800, 1900]
    assert [point.moved for point in found.points] == [(), (1,), (0, 1)]


def test_whoever_cannot_keep_their_coach_is_forced_and_no_move(asked: Asked) -> None:
    """Neither the pair that may no longer be nor the ban costs a move; nor does one who comes to have no coach."""
    scores = Table([[9, 5], [9, 5], [9, 5]], allowed=[[False, True], [True, True], [False, False]])
    scores.allowed[1, 0] = False
    found = frontier(
        asked(members=3, takes=[(0, 3), (0, 3)], never=((1, 0),)), before=[0, 0, 0], scores=scores
    )
    assert plans(found) == [(0, (1, 1, None))]
    assert found.forced == (0, 1, 2)


def test_a_first_coach_is_no_move(asked: Asked) -> None:
    found = frontier(
        asked(members=2, takes=[(0, 1), (0, 1)]), before=[0, None], scores=Table([[9, 9], [9, 9]])
    )
    assert plans(found) == [(0, (0, 1))]
    assert found.forced == ()


def test_whoever_must_be_with_somebody_else_is_forced_and_whoever_must_stay_stays(asked: Asked) -> None:
    scores = Table([[900, 0], [0, 900]], allowed=[[True, True], [False, True]])
    rules = asked(members=2, takes=[(0, 2), (0, 2)], must=((0, 1), (1, 0)))
    found = frontier(rules, before=[0, 0], scores=scores)
    assert plans(found) == [(0, (1, 0))]
    assert found.forced == (0,)


def test_a_coach_with_more_members_than_places_now_makes_the_fewest_moves_more_than_none(
    asked: Asked,
) -> None:
    scores = Table([[900, 100], [800, 120], [700, 100]])
    found = frontier(asked(members=3, takes=[(0, 1), (0, 1)]), before=[0, 0, 0], scores=scores)
    assert plans(found) == [(2, (0, 1, None))]
    assert found.forced == ()


def test_to_leave_somebody_without_a_coach_is_a_move_too(asked: Asked) -> None:
    """The newcomer's pair is worth more, but two are placed either way."""
    scores = Table([[100], [900]])
    found = frontier(asked(members=2, takes=[(0, 1)]), before=[0, None], scores=scores)
    assert plans(found) == [(0, (0, None)), (1, (None, 0))]


@pytest.mark.parametrize("again", [0, 1])
def test_of_plans_as_good_that_is_taken_which_spares_those_moved_before(asked: Asked, again: int) -> None:
    scores = Table([[500, 700], [500, 700]])
    found = frontier(
        asked(members=2, takes=[(0, 2), (0, 1)]), before=[0, 0], moved_before=[again], scores=scores
    )
    assert [point.moved for point in found.points] == [(), (1 - again,)]


def test_who_was_moved_before_is_moved_again_where_that_alone_is_better(asked: Asked) -> None:
    scores = Table([[500, 701], [500, 700]])
    found = frontier(asked(members=2, takes=[(0, 2), (0, 1)]), before=[0, 0], moved_before=[0], scores=scores)
    assert [point.moved for point in found.points] == [(), (0,)]


def test_two_who_can_only_change_places_make_two_moves_at_once(asked: Asked) -> None:
    scores = Table([[500, 900], [900, 500]])
    found = frontier(asked(members=2, takes=[(0, 1), (0, 1)]), before=[0, 1], scores=scores)
    assert plans(found) == [(0, (0, 1)), (2, (1, 0))]


def test_what_lies_between_two_flows_is_a_point_too(asked: Asked) -> None:
    """Three who change places in a ring gain more a move than two do, so no price of a move has those two alone."""
    ring = [[500, 800, 0], [700, 500, 800], [800, 0, 500]]
    found = frontier(asked(members=3, takes=[(0, 1)] * 3), before=[0, 1, 2], scores=Table(ring))
    assert plans(found) == [(0, (0, 1, 2)), (2, (1, 0, 2)), (3, (1, 2, 0))]
    assert found.undecided == ()


def test_what_cannot_be_decided_between_two_flows_is_told(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matcher.coaching.between.EFFORT", 0.0)
    ring = [[500, 800, 0], [700, 500, 800], [800, 0, 500]]
    found = frontier(asked(members=3, takes=[(0, 1)] * 3), before=[0, 1, 2], scores=Table(ring))
    assert plans(found) == [(0, (0, 1, 2)), (3, (1, 2, 0))]
    assert found.undecided == (1, 2)


def test_a_move_that_only_fills_a_minimum_comes_before_any_for_the_score(asked: Asked) -> None:
    scores = Table([[900, 100, 1000], [900, 200, 1000]])
    found = frontier(asked(members=2, takes=[(0, 2), (1, 2), (0, 1)]), before=[0, 0], scores=scores)
    assert plans(found) == [(0, (0, 0)), (1, (0, 1)), (2, (2, 1))]


def test_the_lowest_band_counts_first_where_the_worst_off_do(asked: Asked) -> None:
    scores = Table([[90, 110, 0], [400, 0, 990]])
    fair = asked(members=2, takes=[(0, 2)] * 3, worst_first=True)
    assert plans(frontier(fair, before=[0, 0], scores=scores))[1] == (1, (1, 0))
    plain = replace(fair, worst_first=False)
    assert plans(frontier(plain, before=[0, 0], scores=scores))[1] == (1, (0, 2))


@pytest.mark.parametrize("most", [1, 2, 3])
def test_as_many_points_as_are_enough_are_found_and_whether_these_are_all(asked: Asked, most: int) -> None:
    scores = Table([[500, 600], [500, 800], [500, 500]])
    found = frontier(asked(members=3, takes=[(0, 3), (0, 3)]), before=[0, 0, 0], scores=scores, most=most)
    assert [point.moves for point in found.points] == list(range(most))
    assert found.whole is (most == 3)


def test_a_contradiction_is_named_as_it_is_to_whoever_solves(asked: Asked) -> None:
    torn = asked(members=1, takes=[(0, 1)], must=((0, 0),), never=((0, 0),))
    with pytest.raises(UnsatisfiableError, match="must_never"):
        frontier(torn, before=[0], scores=Table([[1]]))


def test_where_everybody_could_stay_no_other_pair_is_listed_to_begin_with_and_all_come_in_that_help(
    crowd: Callable[..., CoachingProblem],
) -> None:
    drawn = crowd(seed=6, members=40, coaches=20)
    everybody = replace(drawn, must=(), never=(), worst_first=False)
    first = frontier(everybody, before=[None] * 40, list_all=0).points[-1].solution.coach_of
    before = [first[member - 1] for member in range(40)]
    listed, whole = (frontier(everybody, before=before, list_all=most) for most in (0, 250_000))
    ranks = [
        [(point.moves, coaching_rank(point.solution.objective, worst_first=False)) for point in found.points]
        for found in (listed, whole)
    ]
    assert ranks[0] == ranks[1]
    assert len(whole.points) > 5


def test_a_further_move_that_only_spares_somebody_is_not_made(asked: Asked) -> None:
    """Member 0 to coach 1 is worth as much as member 1 to coach 1 and member 2 to coach 0."""
    may = [[False, True, False, True], [True, True, False, False], [True, False, True, False]]
    scores = Table([[0, 700, 0, 500], [500, 600, 0, 0], [600, 0, 500, 0]], allowed=may)
    found = frontier(asked(members=3, takes=[(0, 1)] * 4), before=[3, 0, 2], moved_before=[0], scores=scores)
    assert [point.moved for point in found.points] == [(), (0,)]


@pytest.mark.parametrize("again", [0, 1])
def test_somebody_is_spared_by_later_points_too(asked: Asked, again: int) -> None:
    scores = Table([[500, 0, 600], [500, 0, 600], [500, 800, 750]])
    found = frontier(
        asked(members=3, takes=[(0, 3), (0, 1), (0, 1)]),
        before=[0, 0, 0],
        moved_before=[again],
        scores=scores,
    )
    assert [point.moved for point in found.points] == [(), (2,), (1 - again, 2)]


def test_what_lies_between_two_flows_may_need_pairs_that_no_flow_does(
    member: Callable[..., Member],
    coach: Callable[..., Coach],
    problem: Callable[..., CoachingProblem],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The ring again: that the second takes the first one's place is good for no flow, and so not listed at first."""
    monkeypatch.setattr("matcher.coaching.candidates._ADDED", 1)
    alone = Weights(interest=Fraction(1), time=Fraction(0), language=Fraction(0))
    ring = problem(
        members=[member(topics=[4 * one + nth for nth in range(4)]) for one in range(3)],  # worth 400 to 100
        coaches=[
            coach(topics=[2, 1 + 4, 0 + 4, 8, 9, 11]),
            coach(topics=[0, 1, 3, 4 + 2]),
            coach(topics=[4, 5, 7, 8 + 2]),
        ],
        weights=alone,
    )
    listed, whole = (frontier(ring, before=[0, 1, 2], list_all=most) for most in (0, 250_000))
    assert plans(whole) == [(0, (0, 1, 2)), (2, (1, 0, 2)), (3, (1, 2, 0))]
    assert plans(listed) == plans(whole)
