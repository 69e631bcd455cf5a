"""What may be left out of the search for session times may be left out, and what a capacity implies it implies."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.gatherings.burdens import BURDENS, Facet, facets, hardest_pressed, matrix, undominated

PEOPLE = 3
ROW = st.lists(st.sampled_from((0, 1, 3, 10)), min_size=PEOPLE, max_size=PEOPLE).map(bytes)


def test_a_row_worse_for_someone_and_better_for_nobody_is_left_out() -> None:
    assert undominated([b"\x01\x03", b"\x01\x00", b"\x00\x01", b"\x01\x00"]) == {b"\x01\x00", b"\x00\x01"}


def test_of_no_rows_none_is_kept() -> None:
    assert undominated([]) == frozenset()


@given(rows=st.lists(ROW, max_size=8))
def test_whatever_is_left_out_has_one_kept_that_is_no_worse_for_anybody_and_of_those_kept_none_has(
    rows: list[bytes],
) -> None:
    kept = undominated(rows)
    assert kept <= set(rows)
    for row in rows:
        no_worse = [one for one in kept if all(theirs <= mine for theirs, mine in zip(one, row, strict=True))]
        assert no_worse == [row] if row in kept else no_worse


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
