from collections.abc import Callable
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.problem import Coach, CoachingProblem, Member, WeekMasks, Weights
from matcher.scoring import score_pairs

Hours = Callable[..., WeekMasks]
Members = Callable[..., Member]
Coaches = Callable[..., Coach]
Problems = Callable[..., CoachingProblem]

HOUR = 4


def test_the_parts_of_a_score_are_interest_time_and_language(
    hours: Hours, member: Members, coach: Coaches, problem: Problems
) -> None:
    asked = problem(
        members=[member(topics=[4, 0, 2], languages=[1]), member(languages=[0, 1])],
        coaches=[
            coach(topics=[4, 2, 9], languages=[1, 7], weeks=hours((0, HOUR))),
            coach(topics=[0], languages=[5], weeks=hours((0, 3 * HOUR))),
        ],
    )
    table = score_pairs(asked)
    # first member: 3 + 1 of 6 and 2 of 6; the second named no topic: one half with everyone
    assert table.interest_numerator.tolist() == [[4, 2], [1, 1]]
    assert table.interest_denominator.tolist() == [[6, 6], [2, 2]]
    assert table.shared_minutes.tolist() == [[60, 180], [60, 180]]
    assert table.common_language.tolist() == [[True, False], [True, False]]
    assert table.score.tolist() == [[400 + 150 + 100, 200 + 300], [300 + 150 + 100, 300 + 300]]
    assert table.allowed.tolist() == [[True, True], [True, True]]
    assert table.worst_week.tolist() == [[0, 0], [0, 0]]


def test_no_shared_time_a_ban_and_a_missing_required_language_forbid_a_pair_and_a_pin_does_not_allow_it(
    hours: Hours, member: Members, coach: Coaches, problem: Problems
) -> None:
    asked = problem(
        members=[member(languages=[0])],
        coaches=[
            coach(languages=[0], weeks=hours((0, HOUR - 1))),
            coach(languages=[0]),
            coach(languages=[1]),
            coach(languages=[0, 1]),
        ],
        language_required=True,
        never=((0, 1),),
        must=((0, 2),),
    )
    table = score_pairs(asked)
    assert table.allowed.tolist() == [[False, False, False, True]]
    assert table.score.tolist() == [[400, 700, 600, 700]]  # the score is there all the same


def test_a_half_is_rounded_up(member: Members, coach: Coaches, problem: Problems) -> None:
    shares = Weights(interest=Fraction(1, 1000), time=Fraction(0), language=Fraction(999, 1000))
    table = score_pairs(problem(members=[member()], coaches=[coach()], weights=shares))
    assert table.score.tolist() == [[1]]


def test_without_anyone_there_is_an_empty_table(member: Members, problem: Problems) -> None:
    assert score_pairs(problem(members=[], coaches=[])).score.shape == (0, 0)
    assert score_pairs(problem(members=[member()], coaches=[])).score.shape == (1, 0)


@pytest.mark.parametrize(
    "shares",
    [(Fraction(1, 2), Fraction(1, 4), Fraction(1, 5)), (Fraction(3, 2), Fraction(-1, 2), Fraction(0))],
)
def test_weights_that_are_no_shares_of_one_are_refused(
    problem: Problems, shares: tuple[Fraction, Fraction, Fraction]
) -> None:
    weights = Weights(interest=shares[0], time=shares[1], language=shares[2])
    with pytest.raises(ValueError, match="weights are shares of 1, not"):
        problem(members=[], coaches=[], weights=weights)


def test_a_target_of_no_minutes_is_refused(problem: Problems) -> None:
    with pytest.raises(ValueError, match="a target of 0 minutes"):
        problem(members=[], coaches=[], target_minutes=0)


@pytest.mark.parametrize("rule", ["must", "never"])
@pytest.mark.parametrize("pair", [(1, 0), (0, 1), (-1, 0), (0, -1)])
def test_a_pair_of_people_who_are_not_there_is_refused(
    member: Members, coach: Coaches, problem: Problems, rule: str, pair: tuple[int, int]
) -> None:
    with pytest.raises(ValueError, match=f"no pair of member {pair[0]} and coach {pair[1]}"):
        problem(members=[member()], coaches=[coach()], **{rule: (pair,)})


@pytest.mark.parametrize("takes", [(-1, 1), (2, 1)])
def test_a_coach_who_takes_a_minimum_above_the_maximum_is_refused(
    coach: Coaches, takes: tuple[int, int]
) -> None:
    with pytest.raises(ValueError, match="a coach cannot take from"):
        coach(takes=takes)


def shares(decimals: int) -> st.SearchStrategy[Weights]:
    """Draw three decimals, as written, that sum to 1."""
    whole = 10**decimals
    cuts = st.tuples(st.integers(0, whole), st.integers(0, whole)).map(sorted)
    return cuts.map(
        lambda at: Weights(
            interest=Fraction(at[0], whole),
            time=Fraction(at[1] - at[0], whole),
            language=Fraction(whole - at[1], whole),
        )
    )


topics = st.lists(st.integers(0, 9), unique=True, max_size=9)
thirds = Weights(interest=Fraction("0.333"), time=Fraction("0.333"), language=Fraction("0.334"))


@given(
    weights=st.just(thirds) | shares(1) | shares(3) | shares(40),
    target=st.integers(1, 3000),
    of_members=st.lists(st.tuples(topics, st.sets(st.integers(0, 3))), max_size=4),
    of_coaches=st.lists(st.tuples(topics, st.sets(st.integers(0, 3)), st.integers(0, 600)), max_size=4),
)
def test_every_score_is_the_fraction_rounded_half_up_however_long_the_weights_decimals(
    hours: Hours,
    member: Members,
    coach: Coaches,
    problem: Problems,
    weights: Weights,
    target: int,
    of_members: list[tuple[list[int], set[int]]],
    of_coaches: list[tuple[list[int], set[int], int]],
) -> None:
    asked = problem(
        members=[member(topics=likes, languages=speaks) for likes, speaks in of_members],
        coaches=[
            coach(topics=helps, languages=speaks, weeks=hours((0, slots)))
            for helps, speaks, slots in of_coaches
        ],
        weights=weights,
        target_minutes=target,
    )
    expected = [
        [
            floor(
                1000 * pair_value(weights, likes, helps, target, slots, len(mine & theirs)) + Fraction(1, 2)
            )
            for helps, theirs, slots in of_coaches
        ]
        for likes, mine in of_members
    ]
    assert score_pairs(asked).score.tolist() == expected


def pair_value(
    weights: Weights, likes: list[int], helps: list[int], target: int, slots: int, languages: int
) -> Fraction:
    worth = range(len(likes), 0, -1)
    interest = Fraction(1, 2)
    if likes:
        met = sum(weight for topic, weight in zip(likes, worth, strict=True) if topic in helps)
        interest = Fraction(met, sum(worth))
    minutes = slots * 15 if slots >= 4 else 0
    time = min(Fraction(1), Fraction(minutes, target))
    return weights.interest * interest + weights.time * time + weights.language * (languages > 0)
