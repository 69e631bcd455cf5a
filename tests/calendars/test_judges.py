"""Other people's readers of iCalendar must find in our feeds the instants that we meant."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import pytest

from calendars.entries import EntryContent
from calendars.ics import feed
from calendars.wall_clock import transitions
from tests.calendars.judged import Read, Reading, under_unknown_names

Judge = Callable[[str, bool], None]
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


def meant(contents: list[EntryContent]) -> Reading:
    return sorted(
        ((c.uid, c.starts, c.ends, c.summary.strip(), c.description) for c in contents),
        key=lambda reading: (reading[1], reading[0]),
    )


def stripped(reading: Reading) -> Reading:
    return [(uid, starts, ends, summary.strip(), text) for uid, starts, ends, summary, text in reading]


@pytest.mark.parametrize("rename", [bytes, under_unknown_names], ids=["own zones", "our zones"])
def test_ical_js_reads_every_instant_as_it_was_meant(
    ical_js: Read, written: Written, contents: list[EntryContent], rename: Callable[[bytes], bytes]
) -> None:
    body = feed(name="Hours", reader_zone="Africa/Lagos", entries=[written(content) for content in contents])
    assert stripped(ical_js(rename(body))) == meant(contents)


@pytest.mark.parametrize("rename", [bytes, under_unknown_names], ids=["own zones", "our zones"])
def test_libical_finds_no_fault_and_reads_every_instant_as_it_was_meant(
    libical: Read, written: Written, contents: list[EntryContent], rename: Callable[[bytes], bytes]
) -> None:
    body = feed(name="Hours", reader_zone="Africa/Lagos", entries=[written(content) for content in contents])
    assert stripped(libical(rename(body))) == meant(contents)


def test_libical_finds_no_fault_when_it_judges_a_feed_as_strictly_as_a_publication(
    libical: Read, written: Written, contents: list[EntryContent]
) -> None:
    body = feed(
        name="Hours", reader_zone="Africa/Lagos", entries=[written(content) for content in contents[:9]]
    )
    published = body.replace(b"VERSION:2.0\r\n", b"VERSION:2.0\r\nMETHOD:PUBLISH\r\n").replace(
        b"\r\nUID:", b"\r\nORGANIZER:mailto:organiser@hour.example\r\nUID:"
    )
    assert len(libical(published)) == 9
    with pytest.raises(AssertionError):
        libical(published.replace(b"DTSTAMP:", b"X-DTSTAMP:"))


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


def test_khal_imports_every_event_at_its_instant(
    judge: Judge, written: Written, contents: list[EntryContent], tmp_path: Path
) -> None:
    judge("khal", find_spec("khal") is not None)
    khal = shutil.which("khal") or Path(sys.executable).parent / "khal"
    config, calendar, source = tmp_path / "config", tmp_path / "calendar", tmp_path / "feed.ics"
    config.write_text(
        f"[calendars]\n[[hours]]\npath = {calendar}\n"
        "[locale]\nlocal_timezone = UTC\ndefault_timezone = UTC\n"
        "timeformat = %H:%M\ndateformat = %d.%m.\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %d.%m. %H:%M\nlongdatetimeformat = %Y-%m-%dT%H:%M\n"
        f"[sqlite]\npath = {tmp_path / 'khal.db'}\n"
    )
    calendar.mkdir()
    some = [content for content in contents if content.starts.year == 2026][::12]
    source.write_bytes(feed(name="Hours", reader_zone="UTC", entries=[written(content) for content in some]))
    command = [khal, "-c", config]
    subprocess.run([*command, "import", "--batch", "-a", "hours", source], check=True, capture_output=True)
    listed = subprocess.run(
        [*command, "list", "--notstarted", "--day-format", "", "--format", "{uid}|{start-long}|{end-long}",
         "2026-01-01", "366d"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout  # fmt: skip
    assert set(listed.splitlines()) == {
        f"{c.uid}|{c.starts:%Y-%m-%dT%H:%M}|{c.ends:%Y-%m-%dT%H:%M}" for c in some
    }


def test_radicale_takes_a_feed_and_refuses_a_spoilt_one(
    judge: Judge, written: Written, contents: list[EntryContent], tmp_path: Path
) -> None:
    judge("radicale", find_spec("radicale") is not None)
    from radicale import Application, config  # noqa: PLC0415 - a judge may be missing

    settings = config.load()
    settings.update(
        {
            "storage": {"filesystem_folder": str(tmp_path)},
            "auth": {"type": "none"},
            "rights": {"type": "authenticated"},
            "logging": {"level": "critical"},
        },
        "test",
        privileged=True,
    )
    application = Application(settings)

    def answer(method: str, path: str, body: bytes = b"") -> str:
        answered: list[str] = []
        request: dict[str, object] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "text/calendar; charset=utf-8",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        setup_testing_defaults(request)
        b"".join(application(request, lambda status, _headers: answered.append(status)))
        return answered[0]

    body = feed(name="Hours", reader_zone="UTC", entries=[written(content) for content in contents[:50]])
    assert answer("MKCOL", "/reader/") == "201 Created"
    assert answer("PUT", "/reader/hours/", body) == "201 Created"
    assert answer("PUT", "/reader/spoilt/", body.replace(b"DTSTART;", b"DTSTRT;")) == "400 Bad Request"
