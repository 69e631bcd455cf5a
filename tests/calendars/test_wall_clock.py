from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytz
from hypothesis import given
from hypothesis import strategies as st

from calendars.wall_clock import (
    Transition,
    is_told_by_wall_clock,
    occurrences,
    offset_at,
    to_utc,
    transitions,
)

IN_2026 = {
    "Europe/London": [("03-29T01:00", 0, 1), ("10-25T01:00", 1, 0)],
    "Europe/Kyiv": [("03-29T01:00", 2, 3), ("10-25T01:00", 3, 2)],
    "America/New_York": [("03-08T07:00", -5, -4), ("11-01T06:00", -4, -5)],
    "Asia/Beirut": [("03-28T22:00", 2, 3), ("10-24T21:00", 3, 2)],
    "Australia/Lord_Howe": [("04-04T15:00", 11, 10.5), ("10-03T15:30", 10.5, 11)],
    "Pacific/Chatham": [("04-04T14:00", 13.75, 12.75), ("09-26T14:00", 12.75, 13.75)],
    "Pacific/Auckland": [("04-04T14:00", 13, 12), ("09-26T14:00", 12, 13)],
    "America/Santiago": [("04-05T03:00", -3, -4), ("09-06T04:00", -4, -3)],
    "Africa/Casablanca": [("02-15T02:00", 1, 0), ("03-22T02:00", 0, 1), ("09-20T01:00", 1, 0)],
    "Asia/Kathmandu": [],
    "America/Phoenix": [],
    "Africa/Lagos": [],
}


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("time_zone", IN_2026)
def test_each_change_of_a_clock_in_2026_is_found_to_the_second(time_zone: str) -> None:
    expected = tuple(
        Transition(at=utc(f"2026-{at}"), before=timedelta(hours=before), after=timedelta(hours=after))
        for at, before, after in IN_2026[time_zone]
    )
    assert transitions(time_zone=time_zone, begin=utc("2026-01-01"), end=utc("2027-01-01")) == expected


def test_the_changes_of_every_zone_from_2001_to_2037_are_those_of_its_compiled_table() -> None:
    begin, end = utc("2001-01-01"), utc("2037-01-01")
    for time_zone in pytz.common_timezones:
        table = pytz.timezone(time_zone)
        instants = [at.replace(tzinfo=UTC) for at in getattr(table, "_utc_transition_times", [])]
        offsets = [info[0] for info in getattr(table, "_transition_info", [])]
        expected = tuple(
            Transition(at=at, before=before, after=after)
            for at, before, after in zip(instants[1:], offsets, offsets[1:], strict=False)
            if begin <= at < end and before != after
        )
        assert transitions(time_zone=time_zone, begin=begin, end=end) == expected, time_zone


def test_changes_are_known_after_the_tables_end() -> None:
    found = transitions(time_zone="Europe/Kyiv", begin=utc("2050-01-01"), end=utc("2051-01-01"))
    assert [change.at for change in found] == [utc("2050-03-27T01:00"), utc("2050-10-30T01:00")]


def test_a_change_at_the_beginning_is_in_and_one_at_the_end_is_out() -> None:
    spring, autumn = utc("2026-03-29T01:00"), utc("2026-10-25T01:00")
    found = transitions(time_zone="Europe/London", begin=spring, end=autumn)
    assert [change.at for change in found] == [spring]


def test_an_ordinary_reading_is_shown_once() -> None:
    reading = wall("2026-10-14T18:00")
    assert occurrences(wall=reading, time_zone="Europe/London") == (utc("2026-10-14T17:00"),)
    assert to_utc(wall=reading, time_zone="Europe/London") == utc("2026-10-14T17:00")


@pytest.mark.parametrize(
    ("time_zone", "skipped", "meant"),
    [
        ("Europe/London", "2026-03-29T01:30", "2026-03-29T01:30"),
        ("Europe/Kyiv", "2026-03-29T03:30", "2026-03-29T01:30"),
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30"),
        ("Asia/Beirut", "2026-03-29T00:30", "2026-03-28T22:30"),
        ("Africa/Casablanca", "2026-03-22T02:30", "2026-03-22T02:30"),  # Ramadan is over
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45"),
    ],
)
def test_a_reading_that_the_clock_skips_takes_the_offset_from_before(
    time_zone: str, skipped: str, meant: str
) -> None:
    assert occurrences(wall=wall(skipped), time_zone=time_zone) == ()
    assert to_utc(wall=wall(skipped), time_zone=time_zone) == utc(meant)


@pytest.mark.parametrize(
    ("time_zone", "repeated", "first", "second"),
    [
        ("Europe/London", "2026-10-25T01:30", "2026-10-25T00:30", "2026-10-25T01:30"),
        ("Europe/Kyiv", "2026-10-25T03:30", "2026-10-25T00:30", "2026-10-25T01:30"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30", "2026-11-01T06:30"),
        ("Asia/Beirut", "2026-10-24T23:30", "2026-10-24T20:30", "2026-10-24T21:30"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45", "2026-04-04T15:15"),
        ("Africa/Casablanca", "2026-02-15T02:30", "2026-02-15T01:30", "2026-02-15T02:30"),  # Ramadan begins
        ("Africa/Casablanca", "2026-09-20T01:30", "2026-09-20T00:30", "2026-09-20T01:30"),  # for good
    ],
)
def test_a_reading_that_the_clock_shows_twice_means_the_first(
    time_zone: str, repeated: str, first: str, second: str
) -> None:
    assert occurrences(wall=wall(repeated), time_zone=time_zone) == (utc(first), utc(second))
    assert to_utc(wall=wall(repeated), time_zone=time_zone) == utc(first)


@pytest.mark.parametrize(
    ("time_zone", "instants"),
    [
        ("Europe/London", ["02-10 18:00", "03-03 18:00", "04-07 17:00", "10-06 17:00", "11-03 18:00"]),
        ("Africa/Casablanca", ["02-10 17:00", "03-03 18:00", "04-07 17:00", "10-06 18:00", "11-03 18:00"]),
        ("Europe/Kyiv", ["02-10 16:00", "03-03 16:00", "04-07 15:00", "10-06 15:00", "11-03 16:00"]),
        ("Asia/Beirut", ["02-10 16:00", "03-03 16:00", "04-07 15:00", "10-06 15:00", "11-03 16:00"]),
        ("America/Phoenix", ["02-11 01:00", "03-04 01:00", "04-08 01:00", "10-07 01:00", "11-04 01:00"]),
        ("Asia/Kathmandu", ["02-10 12:15", "03-03 12:15", "04-07 12:15", "10-06 12:15", "11-03 12:15"]),
    ],
)
def test_six_in_the_evening_through_2026_by_name(time_zone: str, instants: list[str]) -> None:
    """Ramadan lies from 18 February to 19 March: Casablanca's clock goes back for it, and in September for good."""
    days = ("02-10", "03-03", "04-07", "10-06", "11-03")
    meant = [to_utc(wall=wall(f"2026-{day}T18:00"), time_zone=time_zone) for day in days]
    assert [f"{instant:%m-%d %H:%M}" for instant in meant] == instants


@pytest.mark.parametrize("time_zone", ["America/Phoenix", "Asia/Kathmandu", "Asia/Kabul", "Africa/Nairobi"])
def test_a_clock_that_never_changes_shows_each_reading_once(time_zone: str) -> None:
    hours = [wall("2026-01-01T00:30") + timedelta(hours=hour) for hour in range(365 * 24)]
    assert {len(occurrences(wall=hour, time_zone=time_zone)) for hour in hours} == {1}


@given(
    time_zone=st.sampled_from([*IN_2026, "Asia/Kabul", "Europe/Dublin"]),
    minute=st.integers(0, 2 * 365 * 24 * 60),
)
def test_every_instant_is_among_those_that_its_own_reading_means(time_zone: str, minute: int) -> None:
    instant = utc("2026-01-01") + timedelta(minutes=minute)
    reading = instant.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
    assert instant in occurrences(wall=reading, time_zone=time_zone)
    assert instant + offset_at(instant=instant, time_zone=time_zone) == reading.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("begin", "end", "told"),
    [
        ("2026-10-24T22:00", "2026-10-24T23:00", True),  # well before the autumn change at 01:00 UTC
        ("2026-10-24T23:15", "2026-10-25T00:15", False),  # its end, 01:15, will be shown again
        ("2026-10-25T00:30", "2026-10-25T01:30", False),  # the change lies inside
        ("2026-10-25T01:00", "2026-10-25T02:00", False),  # its beginning, 01:00, was shown before
        ("2026-10-25T02:00", "2026-10-25T03:00", True),  # wholly after
        ("2026-03-29T00:00", "2026-03-29T01:00", False),  # the spring change is its end
        ("2026-03-29T01:00", "2026-03-29T02:00", True),  # the spring change is its beginning
        ("2026-10-24T22:00", "2026-10-25T03:00", False),  # both readings are plain, the hours between are not
    ],
)
def test_the_wall_clock_tells_a_meeting_unless_it_can_be_misread(begin: str, end: str, *, told: bool) -> None:
    assert is_told_by_wall_clock(begin=utc(begin), end=utc(end), time_zone="Europe/London") is told


def test_in_every_zone_a_reading_that_is_shown_twice_or_a_change_between_is_found_however_far_it_was_put() -> (
    None
):
    """Samoa put its clock by a whole day at the end of 2011."""
    hour = timedelta(hours=1)
    for time_zone in pytz.common_timezones:
        for change in transitions(time_zone=time_zone, begin=utc("2011-06-01"), end=utc("2012-06-01")):
            for hours in (-49, -25, -24, -2, -1, 0, 1, 2, 24, 25, 49):
                begin = change.at + hours * hour
                end = begin + hour
                shown = [
                    occurrences(
                        wall=(at + offset_at(instant=at, time_zone=time_zone)).replace(tzinfo=None),
                        time_zone=time_zone,
                    )
                    for at in (begin, end)
                ]
                told = shown == [(begin,), (end,)] and not begin < change.at <= end
                assert is_told_by_wall_clock(begin=begin, end=end, time_zone=time_zone) is told, (
                    time_zone,
                    begin,
                )
