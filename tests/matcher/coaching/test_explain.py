from collections.abc import Callable
from fractions import Fraction

import pytest

from matcher.coaching.explain import why_pair, why_unplaced
from matcher.coaching.solver import solve
from matcher.problem import SLOTS_PER_WEEK, Coach, CoachingProblem, Criterion, Member, Rule, WeekMasks
from matcher.scoring import PairScores
from matcher.solution import Reason

Hours = Callable[..., WeekMasks]
Members = Callable[..., Member]
Coaches = Callable[..., Coach]
Problems = Callable[..., CoachingProblem]

WEDNESDAY = 2 * 96


def pair_reasons(asked: CoachingProblem) -> tuple[Reason, ...]:
    return why_pair(problem=asked, scores=PairScores(asked), member=0, coach=0)


def unplaced_reasons(asked: CoachingProblem, *, member: int) -> tuple[Reason, ...]:
    scores = PairScores(asked)
    solution = solve(asked, scores=scores)
    assert solution.coach_of[member] is None
    return why_unplaced(problem=asked, scores=scores, solution=solution, member=member)


def test_a_pair_is_explained_by_its_topics_its_minutes_and_its_language(
    hours: Hours, member: Members, coach: Coaches, problem: Problems
) -> None:
    twice_then_once = hours((0, 8), (SLOTS_PER_WEEK, SLOTS_PER_WEEK + 4), weeks=2)
    asked = problem(
        members=[member(topics=[7, 3, 5], languages=[2], weeks=twice_then_once)],
        coaches=[coach(topics=[5, 3], languages=[2, 0], weeks=hours((0, 2 * SLOTS_PER_WEEK), weeks=2))],
    )
    params = {
        "score": 300 + 150 + 100,
        "shared_minutes": 60,
        "worst_week": 1,
        "most_minutes": 120,
        "topics": 3,
        "common_topics": 2,
        "best_rank": 2,
        "best_topic": 3,
        "language": 1,
        "must": 0,
    }
    assert pair_reasons(asked) == (Reason(code="pair", params=params),)


def test_a_pinned_pair_without_hours_or_language_warns_of_both(
    hours: Hours, member: Members, coach: Coaches, problem: Problems
) -> None:
    asked = problem(
        members=[member(weeks=hours((0, 3), (20, 22)))],
        coaches=[coach()],
        must=((0, 0),),
        language_required=True,
    )
    params = {
        "score": 300,
        "shared_minutes": 0,
        "worst_week": 0,
        "most_minutes": 0,
        "topics": 0,
        "common_topics": 0,
        "language": 0,
        "must": 1,
    }
    assert pair_reasons(asked) == (
        Reason(code="pair", params=params),
        Reason(code="must_no_shared_time", params={"minutes": 45, "week": 0}),
        Reason(code="must_no_common_language"),
    )


def test_a_pinned_pair_that_is_allowed_anyway_warns_of_nothing(
    member: Members, coach: Coaches, problem: Problems
) -> None:
    asked = problem(members=[member(languages=[0])], coaches=[coach(languages=[0])], must=((0, 0),))
    assert [reason.code for reason in pair_reasons(asked)] == ["pair"]


def test_a_pair_hears_of_each_criterion_and_a_pinned_one_of_those_it_was_to_meet(
    member: Members, coach: Coaches, problem: Problems
) -> None:
    asked = problem(
        members=[member()],
        coaches=[coach()],
        must=((0, 0),),
        criteria=tuple(
            Criterion(rule=rule, members=(frozenset(mine),), coaches=(frozenset(theirs),), weight=weight)
            for rule, mine, theirs, weight in (
                (Rule.OVERLAP, (4, 5, 6), (6, 4), Fraction(0)),
                (Rule.SAME, (), (1,), Fraction(0)),
                (Rule.SAME, (1,), (1,), None),
                (Rule.DIFFERENT, (1,), (1,), None),
                (Rule.SAME, (1,), (), None),
            )
        ),
    )
    _, *reasons = pair_reasons(asked)
    keys = ("criterion", "met", "of", "member_blank", "coach_blank")
    assert reasons == [
        *(
            Reason(code="criterion", params=dict(zip(keys, found, strict=True)))
            for found in ((0, 2, 3, 0, 0), (1, 1, 2, 1, 0), (2, 1, 1, 0, 0), (3, 0, 1, 0, 0), (4, 0, 1, 0, 1))
        ),
        Reason(code="must_no_criterion", params={"criterion": 3}),
        Reason(code="must_no_criterion", params={"criterion": 4}),
    ]


def test_whoever_is_kept_out_by_what_is_required_hears_of_which_and_whose_cell_is_blank(
    member: Members, coach: Coaches, problem: Problems
) -> None:
    schools = Criterion(
        rule=Rule.SAME,
        members=(frozenset({1}), frozenset()),
        coaches=tuple(map(frozenset, [{1}, {1}, {2}, (), ()])),
        weight=None,
    )
    tongues = Criterion(
        rule=Rule.DIFFERENT,
        members=(frozenset({1}),) * 2,
        coaches=(frozenset({1}), frozenset({2}), *[frozenset({2})] * 3),
        weight=None,
    )
    asked = problem(
        members=[member()] * 2,
        coaches=[coach(), coach(takes=(0, 0)), *[coach()] * 3],
        criteria=(schools, tongues),
    )
    assert unplaced_reasons(asked, member=0) == (
        Reason(code="criterion_coach_blank", params={"criterion": 0, "coach": 3}),
        Reason(code="criterion_coach_blank", params={"criterion": 0, "coach": 4}),
        Reason(code="criterion_required", params={"criterion": 0, "coaches": 1}),
        Reason(code="criterion_required", params={"criterion": 1, "coaches": 1}),
        Reason(code="coaches_full", params={"coaches": 1, "coach": 1, "maximum": 0}),
    )
    assert unplaced_reasons(asked, member=1) == (
        Reason(code="criterion_member_blank", params={"criterion": 0, "coaches": 5}),
    )


def test_without_coaches_that_is_the_reason(member: Members, problem: Problems) -> None:
    assert unplaced_reasons(problem(members=[member()], coaches=[]), member=0) == (Reason(code="no_coaches"),)


def test_a_member_left_without_an_hour_in_october_hears_who_came_nearest_and_in_which_week(
    hours: Hours, member: Members, coach: Coaches, problem: Problems
) -> None:
    """London goes back on 25 October 2026, New York on 1 November; weeks from 19 October, Wednesdays.

    Member, London 18:00-19:00: 17:00 UTC, then 18:00. Coaches, New York 13:00-14:00 and 13:00-14:45: from 17:00
    UTC, in the third week from 18:00. In the week of 26 October the second alone shares some of the hour.
    """
    london, first, second = (
        hours(
            *(
                (week * SLOTS_PER_WEEK + WEDNESDAY + begin, week * SLOTS_PER_WEEK + WEDNESDAY + begin + slots)
                for week, begin in enumerate(begins)
            ),
            weeks=3,
        )
        for slots, begins in ((4, (68, 72, 72)), (4, (68, 68, 72)), (7, (68, 68, 72)))
    )
    asked = problem(members=[member(weeks=london)], coaches=[coach(weeks=first), coach(weeks=second)])
    params = {"coaches": 2, "coach": 1, "minutes": 45, "week": 1}
    assert unplaced_reasons(asked, member=0) == (Reason(code="no_shared_time", params=params),)


def test_every_coach_is_spoken_for_once_by_the_first_reason_that_holds(
    hours: Hours, member: Members, coach: Coaches, problem: Problems
) -> None:
    """Forbidden comes before hours, hours before language, language before seats."""
    asked = problem(
        members=[member(languages=[0]), member(languages=[0])],
        coaches=[
            coach(languages=[0], weeks=hours((0, 2))),
            coach(languages=[1], weeks=hours((0, 2))),
            coach(languages=[0], weeks=hours((0, 3), (9, 10))),
            coach(languages=[1]),
            coach(languages=[1]),
            coach(languages=[0], takes=(0, 1)),
            coach(languages=[0], takes=(0, 0)),
        ],
        must=((0, 5),),
        never=((1, 0),),
        language_required=True,
    )
    assert unplaced_reasons(asked, member=1) == (
        Reason(code="never", params={"coach": 0}),
        Reason(code="no_shared_time", params={"coaches": 2, "coach": 2, "minutes": 45, "week": 0}),
        Reason(code="language_required", params={"coaches": 2}),
        Reason(code="coaches_full", params={"coaches": 2, "coach": 5, "maximum": 1}),
    )


def test_a_draft_that_leaves_a_seat_free_says_so(member: Members, coach: Coaches, problem: Problems) -> None:
    asked = problem(members=[member()] * 2, coaches=[coach(takes=(0, 3))])
    scores = PairScores(asked)
    solution = solve(asked, scores=scores)
    edited = type(solution)(
        coach_of=(0, None), objective=solution.objective, bound=solution.bound, proven=False
    )
    assert why_unplaced(problem=asked, scores=scores, solution=edited, member=1) == (
        Reason(code="seat_free", params={"coach": 0, "load": 1, "maximum": 3}),
    )


@pytest.mark.parametrize("seed", range(20))
def test_the_reasons_for_anyone_left_out_cover_all_coaches(
    hours: Hours,
    member: Members,
    coach: Coaches,
    problem: Problems,
    seed: int,
) -> None:
    drawn = (hours((seed * at, seed * at + 5), (at * 7, at * 7 + 6)) for at in range(40))
    asked = problem(
        members=[member(languages=[at % 3], weeks=next(drawn)) for at in range(12)],
        coaches=[coach(languages=[at % 2], weeks=next(drawn), takes=(0, at % 3)) for at in range(6)],
        language_required=True,
        never=tuple((at, at % 6) for at in range(12)),
    )
    scores = PairScores(asked)
    solution = solve(asked, scores=scores)
    left_out = [row for row, to in enumerate(solution.coach_of) if to is None]
    assert left_out
    for one in left_out:
        reasons = why_unplaced(problem=asked, scores=scores, solution=solution, member=one)
        assert sum(reason.params.get("coaches", 1) for reason in reasons) == 6
        assert "seat_free" not in {reason.code for reason in reasons}
