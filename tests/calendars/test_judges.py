"""Other people's readers of iCalendar must find in our feeds the instants that we meant."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from calendars.entries import EntryContent
from calendars.ics import feed
from calendars.wall_clock import transitions
from tests.calendars import judged
from tests.calendars.byte_check import faults, hours
from tests.calendars.judged import Told, under_unknown_names

Need = Callable[..., None]
Written = Callable[[EntryContent], tuple[EntryContent, bytes]]

ZONES = (
    "Europe/London",
    "Europe/Kyiv",
    "Europe/Belgrade",
    "Europe/Dublin",
    "America/New_York",
    "America/Phoenix",
    "America/Santiago",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Africa/Nairobi",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Kabul",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
)
# Texts with what breaks careless writers: separators, folds inside characters, right-to-left script.
SUMMARY = "Welcome, all; \\o/ \N{WAVING HAND SIGN} " + "Освітній розвиток дітей " * 5
DESCRIPTION = "أهلاً وسهلاً\nFirst, bring a pen; then a friend" * 4


@pytest.fixture
def contents() -> list[EntryContent]:
    """In every zone, hours in winter and summer and some around each change of its clock."""
    return list(meetings())


def meetings() -> Iterator[EntryContent]:
    begin, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    for time_zone in ZONES:
        changes = [change.at for change in transitions(time_zone=time_zone, begin=begin, end=end)]
        ordinary = [begin.replace(month=month, hour=17) for month in (1, 4, 7, 10, 12)]
        around = [at + timedelta(minutes=60 * hours + 15) for at in changes for hours in range(-30, 31, 3)]
        close = [at + timedelta(minutes=minutes) for at in changes for minutes in range(-150, 151, 30)]
        for starts in sorted({*ordinary, *around, *close}):
            yield EntryContent(
                uid=f"{time_zone} {starts:%Y%m%dT%H%M}",
                starts=starts,
                ends=starts + timedelta(minutes=45),
                time_zone=time_zone,
                summary=SUMMARY,
                description=DESCRIPTION,
                conference="https://zoom.example/j/1?pwd=a,b;c",
            )


def meant(contents: list[EntryContent]) -> judged.Reading:
    """Tell what contents say, as a judge does; judges differ on the space at the end of a summary."""
    told = [Told(c.uid, c.starts, c.ends, c.summary.strip(), c.description) for c in contents]
    return sorted(told, key=lambda event: (event.starts, event.uid))


def stripped(reading: judged.Reading) -> judged.Reading:
    return [told._replace(summary=told.summary.strip()) for told in reading]


@pytest.mark.parametrize(
    ("name", "every", "rename"),
    [
        pytest.param("libical", 1, bytes, id="libical, zones by their names"),
        pytest.param("libical", 1, under_unknown_names, id="libical, zones by their clocks"),
        pytest.param("ical.js", 1, bytes, id="ical.js, zones by their names"),
        pytest.param("ical.js", 1, under_unknown_names, id="ical.js, zones by their clocks"),
        pytest.param("khal", 5, bytes, id="khal, zones by their names"),
        pytest.param("khal", 5, under_unknown_names, id="khal, zones by their clocks"),
        pytest.param("Radicale", 5, bytes, id="Radicale, zones by their names"),
    ],
)
def test_a_judge_reads_every_word_and_instant_as_it_was_meant(
    judge: Callable[[str], judged.Judge],
    written: Written,
    contents: list[EntryContent],
    name: str,
    every: int,
    rename: Callable[[bytes], bytes],
) -> None:
    some = contents[::every]
    body = feed(name="Hours", reader_zone="Africa/Lagos", entries=[written(content) for content in some])
    assert stripped(judge(name)(rename(body))) == meant(some)


def test_our_own_check_finds_no_fault_and_the_instants_that_were_meant(
    written: Written, contents: list[EntryContent]
) -> None:
    body = feed(name="Hours", reader_zone="Africa/Lagos", entries=[written(content) for content in contents])
    assert faults(body) == []
    assert hours(body) == [told[:3] for told in meant(contents)]


def test_radicales_server_keeps_every_word_and_instant(
    need: Need, written: Written, contents: list[EntryContent]
) -> None:
    need("Radicale", there=judged.RADICALE.is_here())
    body = feed(name="Hours", reader_zone="UTC", entries=[written(content) for content in contents[:50]])
    assert stripped(judged.RADICALES_SERVER(body)) == meant(contents[:50])


def test_most_hours_are_written_on_the_wall_clock_and_those_it_cannot_tell_in_utc(
    written: Written, contents: list[EntryContent]
) -> None:
    in_utc = {c.uid for c in contents if b"DTSTART;TZID=" not in written(c)[1]}
    assert {uid for uid in in_utc if uid.startswith("Europe/London 2026")} == {
        "Europe/London 20260329T0030",  # ends after 01:00, when the clock is put forward
        "Europe/London 20261024T2330",  # ends at 01:15 of the 25th, which is shown twice
        "Europe/London 20261025T0000",
        "Europe/London 20261025T0030",
        "Europe/London 20261025T0100",
        "Europe/London 20261025T0115",
        "Europe/London 20261025T0130",
    }
    assert not any(uid.startswith(("America/Phoenix", "Asia/Kathmandu")) for uid in in_utc)
