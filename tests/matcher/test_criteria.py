"""What criteria make of a pair: exact shares of what it is weighed by, and whether what is required lets it be."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.problem import Coach, CoachingProblem, Criterion, Member, Rule, Weights
from matcher.scoring import PairScores, score_pairs

Members = Callable[..., Member]
Coaches = Callable[..., Coach]
Problems = Callable[..., CoachingProblem]
Judged = Callable[..., CoachingProblem]

TENTH = Fraction(1, 10)
NO_TIME = Weights(interest=1 - TENTH, time=Fraction(0), language=Fraction(0))


def criterion(
    rule: Rule, members: Sequence[set[int]], coaches: Sequence[set[int]], weight: Fraction | None
) -> Criterion:
    return Criterion(
        rule=rule,
        members=tuple(map(frozenset, members)),
        coaches=tuple(map(frozenset, coaches)),
        weight=weight,
    )


@pytest.fixture(scope="session")
def judged(member: Members, coach: Coaches, problem: Problems) -> Judged:
    """Make as many members and coaches as criteria speak of, who have everything else alike."""

    def make(*criteria: Criterion, weights: Weights) -> CoachingProblem:
        return problem(
            members=[member(topics=[0], languages=[0])] * len(criteria[0].members),
            coaches=[coach(topics=[0], languages=[0])] * len(criteria[0].coaches),
            weights=weights,
            criteria=criteria,
        )

    return make


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule.SAME, [[1000, 900, 950], [950, 950, 950]]),
        (Rule.DIFFERENT, [[900, 1000, 950], [950, 950, 950]]),
        (Rule.OVERLAP, [[1000, 900, 950], [950, 950, 950]]),
    ],
)
def test_one_value_is_met_whole_or_not_at_all_and_half_where_either_has_none(
    judged: Judged, rule: Rule, expected: list[list[int]]
) -> None:
    one = criterion(rule, [{3}, set()], [{3}, {4}, set()], TENTH)
    table = score_pairs(judged(one, weights=NO_TIME))
    assert table.score.tolist() == expected
    assert table.allowed.all()


def test_an_overlap_is_met_by_the_share_of_the_member_s_values_that_the_coach_has(judged: Judged) -> None:
    one = criterion(Rule.OVERLAP, [{1, 2, 7}], [{1, 2, 3, 4}, {7}, {9}, {1, 2, 7}], TENTH)
    table = score_pairs(judged(one, weights=NO_TIME))
    assert table.score.tolist() == [[967, 933, 900, 1000]]
    (share,) = table.criteria
    assert (share.numerator.tolist(), share.denominator.tolist()) == ([[2, 1, 0, 3]], [[3, 3, 3, 3]])


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (Rule.SAME, [[True, False, False], [False, False, False]]),
        (Rule.DIFFERENT, [[False, True, False], [False, False, False]]),
        (Rule.OVERLAP, [[True, False, False], [False, False, False]]),
    ],
)
def test_what_is_required_counts_nothing_and_bars_whoever_does_not_meet_it_or_has_none(
    judged: Judged, rule: Rule, allowed: list[list[bool]]
) -> None:
    one = criterion(rule, [{3}, set()], [{3}, {4}, set()], None)
    table = score_pairs(judged(one, weights=replace(NO_TIME, interest=Fraction(1))))
    assert table.allowed.tolist() == allowed
    assert (table.score == 1000).all()


def test_a_required_overlap_needs_one_value_in_common(judged: Judged) -> None:
    one = criterion(Rule.OVERLAP, [{1, 2}], [{2, 3}, {3}, {1, 2}], None)
    table = score_pairs(judged(one, weights=replace(NO_TIME, interest=Fraction(1))))
    assert table.allowed.tolist() == [[True, False, True]]


def test_weights_of_twelve_decimals_are_exact_for_one_pair_as_for_many(judged: Judged) -> None:
    tiny = Fraction(1, 10**12)
    shares = Weights(interest=Fraction(1, 2) - tiny, time=Fraction(0), language=Fraction(1, 2) - 2 * tiny)
    thousands = [set(range(2000))], [set(range(1999)), set(range(2000))]
    asked = judged(criterion(Rule.OVERLAP, *thousands, 3 * tiny), weights=shares)
    pair = PairScores(asked).of(np.array(0), np.array(0))
    assert (int(pair.score), score_pairs(asked).score.tolist()) == (1000, [[1000, 1000]])


@pytest.mark.parametrize("weight", [TENTH, -TENTH, Fraction(2)])
def test_weights_that_with_the_criteria_s_are_no_shares_of_one_are_refused(
    judged: Judged, weight: Fraction
) -> None:
    one = criterion(Rule.SAME, [{1}], [{1}], weight)
    with pytest.raises(ValueError, match="weights are shares of 1, not"):
        judged(one, weights=replace(NO_TIME, interest=Fraction(1)))


def test_two_values_that_should_be_the_same_are_refused() -> None:
    with pytest.raises(ValueError, match="2 values cannot be told the same or different"):
        criterion(Rule.SAME, [{1, 2}], [{1}], TENTH)


def test_a_criterion_that_leaves_somebody_out_is_refused(judged: Judged) -> None:
    short, whole = (criterion(Rule.SAME, [{1}] * count, [{1}], None) for count in (1, 2))
    with pytest.raises(ValueError, match="does not tell of each of 2 members and 1 coaches"):
        judged(whole, short, weights=replace(NO_TIME, interest=Fraction(1)))


values = st.sets(st.integers(0, 5), max_size=4)


@given(
    mine=st.lists(values, min_size=1, max_size=4),
    theirs=st.lists(values, min_size=1, max_size=4),
    rules=st.lists(
        st.tuples(st.sampled_from(Rule), st.integers(1, 10**4) | st.none()), min_size=1, max_size=3
    ),
)
def test_every_score_is_the_sum_of_exact_shares_rounded_half_up(
    judged: Judged, mine: list[set[int]], theirs: list[set[int]], rules: list[tuple[Rule, int | None]]
) -> None:
    def told(rule: Rule, values: set[int]) -> set[int]:
        return values if rule is Rule.OVERLAP else set(sorted(values)[:1])

    weights = [None if weight is None else Fraction(weight, 10**5) for _, weight in rules]
    rest = 1 - sum(weight or 0 for weight in weights)
    criteria = [
        criterion(rule, [told(rule, one) for one in mine], [told(rule, one) for one in theirs], weight)
        for (rule, _), weight in zip(rules, weights, strict=True)
    ]
    table = score_pairs(judged(*criteria, weights=replace(NO_TIME, interest=rest)))
    for row, one in enumerate(mine):
        for column, other in enumerate(theirs):
            exact, allowed = rest, True
            for (rule, _), weight in zip(rules, weights, strict=True):
                met = share(rule, told(rule, one), told(rule, other))
                exact += (weight or 0) * (Fraction(1, 2) if met is None else met)
                allowed &= weight is not None or bool(met)
            assert table.score[row, column] == floor(1000 * exact + Fraction(1, 2))
            assert table.allowed[row, column] == allowed


def share(rule: Rule, mine: set[int], theirs: set[int]) -> Fraction | None:
    """Tell how much of a criterion is met; None where nobody knows."""
    if not mine or not theirs:
        return None
    if rule is Rule.SAME:
        return Fraction(mine == theirs)
    if rule is Rule.DIFFERENT:
        return Fraction(mine != theirs)
    return Fraction(len(mine & theirs), len(mine))
