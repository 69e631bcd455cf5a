"""What is said of two clocks in a week, beside the changes themselves."""

from datetime import date

import pytest

from calendars.availability import Weeks, weeks_between
from scheduler.reasons.clock_changes import clocks_in_week

SCHOOL_YEAR = weeks_between(starts=date(2024, 9, 2), ends=date(2025, 5, 30))


def week_of(monday: date, weeks: Weeks = SCHOOL_YEAR) -> int:
    return (monday - weeks.first_monday).days // 7


@pytest.mark.parametrize(
    ("monday", "said"),
    [
        (date(2024, 10, 14), None),
        (date(2024, 10, 21), None),  # Europe changes on this week's last day
        (date(2024, 10, 28), "when London's clock has changed and New York's has not yet"),
        (date(2024, 11, 4), None),  # New York changed on 3 November
        (date(2025, 1, 6), None),
        (date(2025, 3, 10), "when New York's clock has changed and London's has not yet"),
        (date(2025, 3, 24), "when New York's clock has changed and London's has not yet"),
        (date(2025, 3, 31), None),  # London changed on 30 March
    ],
)
def test_between_the_changes_of_europe_and_the_united_states_one_clock_has_changed(
    monday: date, said: str | None
) -> None:
    zones = ("Europe/London", "America/New_York")
    told = {
        clocks_in_week(zones=pair, weeks=SCHOOL_YEAR, week=week_of(monday)) for pair in (zones, zones[::-1])
    }
    assert told == {said}


@pytest.mark.parametrize(
    ("monday", "said"),
    [
        (date(2024, 10, 28), "before New York's clock changes"),
        (date(2024, 11, 4), "after New York's clock has changed"),
        (date(2025, 2, 3), "after New York's clock has changed"),
        (date(2025, 3, 10), "after New York's clock has changed"),
    ],
)
def test_beside_a_clock_that_never_changes_only_the_other_is_spoken_of(monday: date, said: str) -> None:
    zones = ("Africa/Nairobi", "America/New_York")
    assert clocks_in_week(zones=zones, weeks=SCHOOL_YEAR, week=week_of(monday)) == said


def test_lord_howes_half_hour_is_a_change_like_another() -> None:
    """Lord Howe goes half an hour forward on 6 October 2024."""
    zones = ("Australia/Lord_Howe", "Asia/Tokyo")
    assert clocks_in_week(zones=zones, weeks=SCHOOL_YEAR, week=week_of(date(2024, 10, 7))) == (
        "after Lord Howe's clock has changed"
    )


@pytest.mark.parametrize(
    "zones",
    [
        ("Europe/London", "Europe/Belgrade"),  # change at the same instant
        ("Africa/Nairobi", "America/Phoenix"),  # never change
        ("America/New_York", "America/New_York"),
    ],
)
def test_nothing_is_said_of_clocks_that_keep_step(zones: tuple[str, str]) -> None:
    told = {clocks_in_week(zones=zones, weeks=SCHOOL_YEAR, week=week) for week in range(SCHOOL_YEAR.count)}
    assert told == {None}


def test_new_york_and_chicago_change_an_hour_apart_which_no_week_shows() -> None:
    zones = ("America/New_York", "America/Chicago")
    assert clocks_in_week(zones=zones, weeks=SCHOOL_YEAR, week=week_of(date(2024, 11, 4))) is None


def test_a_change_before_the_first_week_counts_while_the_others_is_due() -> None:
    """A cohort that starts between New York's change on 9 and London's on 30 March 2025."""
    weeks = weeks_between(starts=date(2025, 3, 17), ends=date(2025, 4, 30))
    zones = ("Europe/London", "America/New_York")
    assert clocks_in_week(zones=zones, weeks=weeks, week=0) == (
        "when New York's clock has changed and London's has not yet"
    )


def test_a_change_before_the_first_week_is_no_news_to_the_cohort() -> None:
    """New York changed on 9 March 2025, before this cohort, and changes again on 2 November, within it."""
    weeks = weeks_between(starts=date(2025, 3, 17), ends=date(2025, 11, 30))
    zones = ("Africa/Nairobi", "America/New_York")
    assert clocks_in_week(zones=zones, weeks=weeks, week=0) == "before New York's clock changes"


def test_a_change_after_the_last_week_is_none_of_the_cohorts() -> None:
    """Tehran and London changed in the autumn of 2022; in spring only London did, as Tehran gave it up."""
    weeks = weeks_between(starts=date(2022, 9, 1), ends=date(2023, 2, 28))
    zones = ("Asia/Tehran", "Europe/London")
    assert clocks_in_week(zones=zones, weeks=weeks, week=week_of(date(2023, 1, 9), weeks)) is None
