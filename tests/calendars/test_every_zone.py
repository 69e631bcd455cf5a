"""In every zone that people live in, other people's readers find the instants that the zone data gives.

They read our VTIMEZONEs under names that they do not know, so that nothing of their own data helps or harms them.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import pytz

from calendars.entries import EntryContent
from calendars.ics import feed
from calendars.wall_clock import is_told_by_wall_clock, offset_at, transitions
from tests.calendars.judged import Judge, under_unknown_names

Ask = Callable[[str], Judge]
Written = Callable[[EntryContent], tuple[EntryContent, bytes]]

READERS = ("ical.js", "libical")
WINDOWS = {
    "the past": (datetime(2019, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)),
    "this year": (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
    "next year": (datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)),
    "over 2037": (datetime(2037, 7, 1, tzinfo=UTC), datetime(2038, 7, 1, tzinfo=UTC)),
    "one instant": (datetime(2026, 11, 26, 16, 45, tzinfo=UTC),) * 2,
}
QUARTER = timedelta(minutes=15)
AROUND = (-181, -61, -31, -16, 0, 1, 31, 61, 181)
"""Minutes from a change of the clock at which meetings begin; they last a quarter of an hour."""


def instants(time_zone: str, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Give the first, an hour of each month, and those around each change of the zone's clock."""
    yield begin
    months = (end.year - begin.year) * 12 + end.month - begin.month
    for month in range(begin.month - 1, begin.month - 1 + months):
        yield begin.replace(year=begin.year + month // 12, month=month % 12 + 1, day=15, hour=16)
    for change in transitions(time_zone=time_zone, begin=begin, end=end):
        yield from (change.at + timedelta(minutes=minutes) for minutes in AROUND)


def meeting(time_zone: str, starts: datetime) -> EntryContent:
    return EntryContent(
        uid=f"{time_zone} {starts:%Y%m%dT%H%M}",
        starts=starts,
        ends=starts + QUARTER,
        time_zone=time_zone,
        summary="Gathering",
    )


Told = tuple[str, datetime, datetime]


def read_and_meant(read: Judge, entries: list[tuple[EntryContent, bytes]]) -> tuple[list[Told], list[Told]]:
    body = feed(name="Hours", reader_zone="UTC", entries=entries)
    found = sorted(told[:3] for told in read(under_unknown_names(body)))
    return found, sorted((content.uid, content.starts, content.ends) for content, _ in entries)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("window", WINDOWS)
def test_every_zone_reads_as_its_data_says(judge: Ask, written: Written, reader: str, window: str) -> None:
    read = judge(reader)
    entries = [
        written(meeting(time_zone, starts))
        for time_zone in pytz.common_timezones
        for starts in sorted({*instants(time_zone, *WINDOWS[window])})
    ]
    on_the_wall_clock = {content.time_zone for content, body in entries if b"DTSTART;TZID=" in body}
    assert on_the_wall_clock == {*pytz.common_timezones} - {"UTC"}
    found, meant = read_and_meant(read, entries)
    assert found == meant


@pytest.mark.parametrize("reader", READERS)
def test_readers_differ_on_an_hour_that_is_shown_twice_so_none_is_written_on_the_wall_clock(
    judge: Ask, written: Written, reader: str
) -> None:
    """RFC 5545, 3.3.5 has it mean the first; such meetings are written in UTC, which leaves nothing to mean."""
    read = judge(reader)
    twice = [datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (5, 6)]
    contents = [meeting("America/New_York", starts) for starts in twice]
    assert not any(
        is_told_by_wall_clock(begin=each.starts, end=each.ends, time_zone=each.time_zone) for each in contents
    )
    found, meant = read_and_meant(read, [written(content) for content in contents])
    assert found == meant


def test_six_in_the_evening_in_london_as_new_york_and_kabul_read_it() -> None:
    """Between London's change and New York's they are an hour closer; Kabul has no summer time."""
    instants = [
        datetime(2026, 10, 14, 17, tzinfo=UTC),
        datetime(2026, 10, 28, 18, tzinfo=UTC),
        datetime(2026, 11, 4, 18, tzinfo=UTC),
    ]
    read = {
        time_zone: [
            f"{instant + offset_at(instant=instant, time_zone=time_zone):%d %H:%M}" for instant in instants
        ]
        for time_zone in ("Europe/London", "America/New_York", "Asia/Kabul")
    }
    assert read == {
        "Europe/London": ["14 18:00", "28 18:00", "04 18:00"],
        "America/New_York": ["14 13:00", "28 14:00", "04 13:00"],
        "Asia/Kabul": ["14 21:30", "28 22:30", "04 22:30"],
    }
