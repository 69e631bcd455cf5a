"""When a cohort's people are erased: as the rules say, but never before what they were told, nor unwarned."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.zones import zone
from scheduler.domain.cohorts import Cohort
from scheduler.domain.retention import LEAST_NOTICE, NOTICE, Erasure, erasure_of, ref_of

HOME = zone("America/New_York")
ASKED = datetime(2027, 3, 16, tzinfo=HOME).astimezone(UTC)
"""As the 135th day after the last one ends, by a clock that was put forward meanwhile."""


def home(*reading: int) -> datetime:
    return datetime(*reading, tzinfo=HOME).astimezone(UTC)


@pytest.fixture
def cohort(make_cohort) -> Cohort:
    return make_cohort(home_time_zone=HOME.key, erase_after_days=135)  # it ends on 31 October 2026


def test_without_a_number_of_days_nobody_is_erased(make_cohort) -> None:
    assert erasure_of(make_cohort(), told=None, now=ASKED) is None
    assert erasure_of(make_cohort(), told=ASKED, now=ASKED) is None


@pytest.mark.parametrize(
    ("now", "at"),
    [
        pytest.param(home(2026, 1, 1), ASKED, id="long before"),
        pytest.param(ASKED - LEAST_NOTICE, ASKED, id="just in time"),
        pytest.param(ASKED - LEAST_NOTICE + timedelta(seconds=1), home(2027, 3, 17), id="a moment too late"),
        pytest.param(home(2027, 3, 15, 12), home(2027, 3, 30), id="the day before"),
        pytest.param(home(2030, 10, 25, 23, 59), home(2030, 11, 9), id="years too late"),
    ],
)
def test_it_is_as_a_day_ends_at_home_and_two_weeks_from_now_at_the_soonest(cohort, now, at) -> None:
    expected = Erasure(at=at, told_at=ASKED - NOTICE, is_told=False)
    assert erasure_of(cohort, told=None, now=now) == expected


def test_what_people_were_told_stands_unless_the_rules_say_later(cohort) -> None:
    told = home(2027, 3, 30)
    stands = Erasure(at=told, told_at=told - NOTICE, is_told=True)
    for days in (30, 135, 149):
        for now in (told - NOTICE, told, told + timedelta(days=900)):
            rules = replace(cohort, erase_after_days=days)
            assert erasure_of(rules, told=told, now=now) == stands
    later = erasure_of(replace(cohort, erase_after_days=150), told=told, now=told - NOTICE)
    assert later == Erasure(at=home(2027, 3, 31), told_at=home(2027, 3, 31) - NOTICE, is_told=False)


@given(days=st.integers(30, 3650), late=st.timedeltas(timedelta(days=-40), timedelta(days=9000)))
def test_nobody_is_erased_with_less_than_the_least_notice_or_before_the_rules_say(
    make_cohort, days, late
) -> None:
    cohort = make_cohort(home_time_zone=HOME.key, erase_after_days=days)
    asked = erasure_of(cohort, told=None, now=datetime(2026, 1, 1, tzinfo=UTC)).at
    now = asked + late
    found = erasure_of(cohort, told=None, now=now)
    assert asked <= found.at
    assert found.at >= now + LEAST_NOTICE
    assert found.at == asked or found.at <= now + LEAST_NOTICE + timedelta(hours=25)
    assert (found.told_at <= now) == (late >= -NOTICE)


def test_letters_know_an_erasure_by_its_instant() -> None:
    assert ref_of(ASKED) == "2027-03-16T04:00Z"
    assert ref_of(ASKED.astimezone(HOME)) == ref_of(ASKED)
