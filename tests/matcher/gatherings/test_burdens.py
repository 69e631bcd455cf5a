"""What may be left out of the search for session times may be left out, and what a capacity implies it implies."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.gatherings.burdens import BURDENS, Facet, facets, hardest_pressed, matrix, undominated
from matcher.problem import GatheringStart, Interval

PEOPLE = 3
ROW = st.lists(st.sampled_from((0, 1, 3, 10)), min_size=PEOPLE, max_size=PEOPLE).map(bytes)


def starts(rows: list[bytes]) -> tuple[GatheringStart, ...]:
    return tuple(
        GatheringStart(interval=Interval(begin=minute, end=minute + 60), burdens=row)
        for minute, row in enumerate(rows)
    )


def test_of_starts_that_burden_alike_the_earliest_is_kept() -> None:
    assert undominated(starts([b"\x01\x00", b"\x00\x03", b"\x01\x00"])) == (0, 1)


def test_a_start_worse_for_someone_and_better_for_nobody_is_left_out() -> None:
    assert undominated(starts([b"\x01\x03", b"\x01\x00", b"\x00\x01"])) == (1, 2)


def test_of_no_starts_none_is_kept() -> None:
    assert undominated(()) == ()


@given(rows=st.lists(ROW, max_size=8))
def test_whatever_is_left_out_has_one_kept_that_is_no_worse_for_anybody_and_lighter_or_earlier(
    rows: list[bytes],
) -> None:
    kept = undominated(starts(rows))
    for index, row in enumerate(rows):
        if index not in kept:
            assert any(
                all(theirs <= mine for theirs, mine in zip(rows[other], row, strict=True))
                and (rows[other] != row or other < index)
                for other in kept
            )


@given(rows=st.lists(ROW, min_size=1, max_size=5), borne=ROW)
def test_the_largest_sum_is_always_borne_by_one_of_the_hardest_pressed(
    rows: list[bytes], borne: bytes
) -> None:
    people = list(hardest_pressed(matrix(rows, people=PEOPLE), borne=np.array(list(borne))))
    for picked in product(rows, repeat=2):
        sums = matrix([borne, *picked], people=PEOPLE).sum(axis=0)
        assert sums.max() == sums[people].max()


def test_of_people_with_the_same_hours_the_first_is_pressed() -> None:
    assert hardest_pressed(matrix([b"\x03\x03\x01"], people=3), borne=np.array([0, 0, 2])) == (0, 2)


@given(capacity=st.integers(0, 60), meetings=st.integers(1, 6))
def test_a_facet_holds_for_all_that_a_person_can_bear(capacity: int, meetings: int) -> None:
    for times in product(range(meetings + 1), repeat=3):
        if sum(times) <= meetings:
            bearable = sum(burden * count for burden, count in zip(BURDENS, times, strict=True)) <= capacity
            kept = all(
                sum(facet.coefficients[burden] * count for burden, count in zip(BURDENS, times, strict=True))
                <= facet.limit
                for facet in facets(capacity=capacity, meetings=meetings)
            )
            assert kept == bearable


def test_thirty_five_allows_three_bad_nights_and_not_three_and_a_half() -> None:
    assert Facet(coefficients={1: 0, 3: 0, 10: 1}, limit=3) in facets(capacity=35, meetings=9)


@pytest.mark.parametrize("capacity", [3, 9])
def test_a_capacity_below_ten_allows_no_bad_night(capacity: int) -> None:
    assert Facet(coefficients={1: 0, 3: 0, 10: 1}, limit=0) in facets(capacity=capacity, meetings=9)
