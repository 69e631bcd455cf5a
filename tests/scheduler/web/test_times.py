"""Dates and times as a reader sees them, across both clocks."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from calendars.common_hours import Told
from scheduler.web.times import (
    ago,
    city,
    clock,
    clock_there,
    day,
    duration,
    hours,
    language,
    long_day,
    month_day,
    short_day,
    weekly,
)


@pytest.fixture(autouse=True)
def _request() -> Iterator[None]:
    """Be asked for a page by somebody who says nothing of languages."""
    with Flask(__name__).test_request_context():
        yield


AUTUMN = datetime(2026, 10, 28, 22, 30, tzinfo=UTC)  # Kabul is past midnight; London has left summer time


def test_the_date_is_the_one_on_the_readers_wall() -> None:
    assert day(AUTUMN, "en_GB", "Europe/London") == "Wednesday, 28 October 2026"
    assert day(AUTUMN, "en_GB", "Asia/Kabul") == "Thursday, 29 October 2026"
    assert short_day(AUTUMN, "en_US", "Asia/Kabul") == "Oct 29, 2026"
    assert month_day(AUTUMN, "en_US", "Asia/Kabul") == "Oct 29"


def test_a_date_without_a_clock_is_itself() -> None:
    assert long_day(date(2026, 10, 5), "en_US") == "October 5, 2026"


def test_the_time_is_written_as_the_locale_writes_it() -> None:
    assert clock(AUTUMN, "en_GB", "Asia/Kabul") == "03:00"
    assert clock(AUTUMN, "en_US", "Asia/Kabul") == "3:00\N{NARROW NO-BREAK SPACE}AM"


def test_a_meeting_over_midnight_shows_both_ends() -> None:
    assert hours(AUTUMN, "en_GB", "Europe/London", 120) == "22:30\N{EN DASH}00:30"


def test_a_meeting_through_the_repeated_hour_shows_what_the_clock_shows() -> None:
    # London repeats 01:00 to 02:00 on 25 October 2026: an hour and a half from 01:00 summer time ends at 01:30.
    assert (
        hours(datetime(2026, 10, 25, 0, 0, tzinfo=UTC), "en_GB", "Europe/London", 90)
        == "01:00\N{EN DASH}01:30"
    )


def test_zones_durations_and_languages_have_names() -> None:
    assert city("America/New_York", "en_US") == "New York"
    assert duration(90, "en_US") == "1 hr 30 min"
    assert language("ti") == "Tigrinya"
    assert ago(AUTUMN, "en_US", datetime(2026, 10, 29, 1, 30, tzinfo=UTC)) == "3 hours ago"


def test_a_common_hour_names_the_date_of_each_change() -> None:
    told = (
        Told(since=date(2026, 10, 6), day=1, start=18 * 60),
        Told(since=date(2026, 10, 27), day=1, start=17 * 60 + 30),
    )
    assert weekly(told[:1], "en_US") == "Tuesday 6:00\N{NARROW NO-BREAK SPACE}PM"
    assert weekly(told, "en_GB") == "Tuesday 18:00, from 27 Oct 17:30"
    past_midnight = (told[0], Told(since=date(2026, 10, 28), day=2, start=0))
    assert weekly(past_midnight, "en_GB") == "Tuesday 18:00, from 28 Oct Wednesday 00:00"


@pytest.mark.parametrize(
    ("there", "said"),
    [("Europe/Kyiv", "Thu 12:30 AM"), ("America/New_York", "6:30 PM"), ("Europe/London", "10:30 PM")],
)
def test_another_clock_says_its_day_where_that_is_another(there, said) -> None:
    """On 28 October 2026 London and Kyiv have left summer time, and New York has not."""
    at = datetime(2026, 10, 28, 22, 30, tzinfo=UTC)
    assert clock_there(at, "en_US", "Europe/London", there).replace("\u202f", " ") == said
