import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from calendars.entries import EntryContent, Revision, revise
from calendars.ics import feed, vevent

Entry = Callable[..., EntryContent]
Written = Callable[[EntryContent], tuple[EntryContent, bytes]]

HEAD = (
    "BEGIN:VCALENDAR\r\n"
    "VERSION:2.0\r\n"
    "PRODID:-//Commonhour//Commonhour//EN\r\n"
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n"
    "X-PUBLISHED-TTL:PT1H\r\n"
    "X-WR-CALNAME:{name}\r\n"
    "X-WR-TIMEZONE:{zone}\r\n"
)


def lines_of(body: bytes) -> list[str]:
    """Unfold, as RFC 5545, 3.1 says."""
    assert body.endswith(b"\r\n")
    return body.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def test_an_event_says_all_that_its_content_does(
    entry: Entry, first_revision: Callable[[EntryContent], Revision]
) -> None:
    content = entry(
        description="Bring a pen; or two, please\nAnd a friend",
        location="Room 5",
        url="https://hour.example/m/7?a=1,2;b",
        conference="https://zoom.example/j/7?pwd=x",
    )
    assert lines_of(vevent(content=content, revision=first_revision(content))) == [
        "BEGIN:VEVENT",
        "UID:7d2f",
        "SEQUENCE:0",
        "DTSTAMP:20260901T120000Z",
        "LAST-MODIFIED:20260901T120000Z",
        "DTSTART;TZID=Europe/London:20261014T180000",
        "DTEND;TZID=Europe/London:20261014T190000",
        "STATUS:CONFIRMED",
        "SUMMARY:Gathering",
        "DESCRIPTION:Bring a pen\\; or two\\, please\\nAnd a friend",
        "LOCATION:Room 5",
        "URL:https://hour.example/m/7?a=1,2;b",
        "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:https://zoom.example/j/7?pwd=x",
        "END:VEVENT",
    ]


def test_an_event_says_no_more_than_it_knows(
    entry: Entry, first_revision: Callable[[EntryContent], Revision]
) -> None:
    content = entry(status="CANCELLED", time_zone="UTC")
    assert lines_of(vevent(content=content, revision=first_revision(content))) == [
        "BEGIN:VEVENT",
        "UID:7d2f",
        "SEQUENCE:0",
        "DTSTAMP:20260901T120000Z",
        "LAST-MODIFIED:20260901T120000Z",
        "DTSTART:20261014T170000Z",
        "DTEND:20261014T180000Z",
        "STATUS:CANCELLED",
        "SUMMARY:Gathering",
        "END:VEVENT",
    ]


@pytest.mark.parametrize(
    ("starts", "minutes", "begin", "end"),
    [
        ("2026-10-25T00:30", 60, ":20261025T003000Z", ":20261025T013000Z"),  # through the autumn change
        ("2026-10-24T23:30", 30, ":20261024T233000Z", ":20261025T000000Z"),  # to 01:00, shown twice
        ("2026-03-29T00:30", 30, ":20260329T003000Z", ":20260329T010000Z"),  # to the spring change
        (
            "2026-03-29T01:00",
            60,
            ";TZID=Europe/London:20260329T020000",
            ";TZID=Europe/London:20260329T030000",
        ),
    ],
)
def test_a_meeting_that_the_wall_clock_cannot_tell_is_written_in_utc(
    entry: Entry, written: Written, starts: str, minutes: int, begin: str, end: str
) -> None:
    at = datetime.fromisoformat(starts).replace(tzinfo=UTC)
    _, body = written(entry(starts=at, ends=at + timedelta(minutes=minutes)))
    assert lines_of(body)[5:7] == [f"DTSTART{begin}", f"DTEND{end}"]


def test_a_feed_without_entries_is_a_calendar_all_the_same() -> None:
    body = feed(name="Pathways, 2026", reader_zone="Asia/Beirut", entries=[])
    expected = HEAD.format(name="Pathways\\, 2026", zone="Asia/Beirut") + "END:VCALENDAR\r\n"
    assert body == expected.encode()


def test_a_feed_holds_the_clocks_it_needs_and_then_its_events_by_start_and_uid(
    entry: Entry, written: Written
) -> None:
    noon = datetime(2026, 12, 31, 12, tzinfo=UTC)
    entries = [
        written(entry(uid=uid, starts=starts, time_zone=time_zone))
        for uid, starts, time_zone in [
            ("c", noon, "Europe/Kyiv"),
            ("a", noon, "Africa/Nairobi"),
            ("d", noon - timedelta(days=1), "UTC"),
            ("b", datetime(2026, 12, 31, 22, 30, tzinfo=UTC), "Europe/Kyiv"),  # in 2027 in Kyiv
        ]
    ]
    body = feed(name="Hours", reader_zone="Africa/Lagos", entries=entries)
    told = [line for line in lines_of(body) if line.startswith(("TZID:", "UID:", "DTSTART:2027"))]
    assert told == [
        "TZID:Africa/Nairobi",
        "TZID:Europe/Kyiv",
        "DTSTART:20270328T030000",
        "DTSTART:20271031T040000",
        "UID:d",
        "UID:a",
        "UID:c",
        "UID:b",
    ]
    assert body == feed(name="Hours", reader_zone="Africa/Lagos", entries=entries[::-1])


def test_a_feed_holds_no_clock_that_no_event_is_written_in(entry: Entry, written: Written) -> None:
    through_the_change = entry(starts=datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    body = feed(name="Hours", reader_zone="Europe/London", entries=[written(through_the_change)])
    assert b"VTIMEZONE" not in body


def test_a_feed_is_no_invitation_and_names_nobody(entry: Entry, written: Written) -> None:
    body = feed(name="Hours", reader_zone="Africa/Lagos", entries=[written(entry())])
    names = {line.partition(":")[0].partition(";")[0] for line in lines_of(body)}
    assert names.isdisjoint({"METHOD", "ATTENDEE", "ORGANIZER", "RRULE", "RDATE", "RECURRENCE-ID"})


@pytest.mark.parametrize(
    "character", ["\0", "\v", "\f", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ud800"]
)
def test_a_character_that_breaks_readers_is_left_out(entry: Entry, written: Written, character: str) -> None:
    spoilt = f"A{character}B"
    content = entry(
        summary=spoilt,
        description=spoilt,
        location=spoilt,
        url=f"https://a.b/{spoilt}",
        conference=f"x:{spoilt}",
    )
    plain = entry(summary="AB", description="AB", location="AB", url="https://a.b/AB", conference="x:AB")
    assert written(content)[1] == written(plain)[1]


def test_the_name_of_a_calendar_is_one_line() -> None:
    body = feed(name=" Hours\r\nof\u2028Amal\x00 ", reader_zone="UTC", entries=[])
    assert lines_of(body)[5] == "X-WR-CALNAME:Hours of Amal"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_end_of_line_in_a_text_is_one_line_feed(entry: Entry, written: Written, ending: str) -> None:
    _, body = written(entry(description=f"One{ending}two\tthree"))
    assert "DESCRIPTION:One\\ntwo\tthree" in lines_of(body)


def test_a_link_cannot_begin_a_line_of_its_own(entry: Entry, written: Written) -> None:
    _, body = written(entry(url="https://a.b/ \r\nATTENDEE:mailto:x@y.z"))
    assert "URL:https://a.b/ATTENDEE:mailto:x@y.z" in lines_of(body)


texts = st.text(max_size=300)


@given(summary=texts, description=texts, name=texts)
def test_any_text_is_folded_in_lines_of_at_most_75_octets_that_end_in_crlf_and_is_read_back(
    summary: str, description: str, name: str
) -> None:
    starts = datetime(2026, 10, 14, 17, tzinfo=UTC)
    content = EntryContent(
        uid="7d2f",
        starts=starts,
        ends=starts + timedelta(hours=1),
        time_zone="Asia/Kathmandu",
        summary=summary,
        description=description,
    )
    kept = vevent(content=content, revision=revise(previous=None, content=content, now=starts))
    body = feed(name=name, reader_zone="Asia/Kathmandu", entries=[(content, kept)])
    *lines, rest = body.split(b"\r\n")
    assert rest == b""
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()  # no character is cut in two
    one_line = readable(" ".join(name.split()))
    escaped = one_line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"X-WR-CALNAME:{escaped}" in lines_of(body)
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert isinstance(event, Event)
    assert str(event["SUMMARY"]) == readable(summary)
    assert str(event.get("DESCRIPTION", "")) == readable(description)


def readable(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    lost = ("Cc", "Cs", "Zl", "Zp")
    return "".join(c for c in lines if c in "\n\t" or category(c) not in lost)


def test_the_same_content_is_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    script = tmp_path / "write.py"
    script.write_text(
        "import sys\n"
        "from datetime import UTC, datetime, timedelta\n"
        "from calendars.entries import EntryContent, revise\n"
        "from calendars.ics import feed, vevent\n"
        "at = datetime(2026, 10, 14, 17, tzinfo=UTC)\n"
        "zones = ('Europe/Kyiv', 'Asia/Beirut', 'America/New_York', 'Africa/Casablanca')\n"
        "contents = [\n"
        "    EntryContent(uid=str(n), starts=at, ends=at + timedelta(hours=1), time_zone=zone, summary='S',\n"
        "                 conference='https://z.example/1') for n, zone in enumerate(zones)\n"
        "]\n"
        "kept = [(c, vevent(content=c, revision=revise(previous=None, content=c, now=at))) for c in contents]\n"
        "sys.stdout.buffer.write(feed(name='N', reader_zone='UTC', entries=kept))\n"
    )
    root = Path(__file__).parents[2]
    bodies = {
        subprocess.run(
            [sys.executable, script],
            check=True,
            capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "TZ": time_zone},
        ).stdout
        for seed, time_zone in (("0", "UTC"), ("1", "Asia/Kabul"), ("4242", "America/New_York"))
    }
    assert len(bodies) == 1
    assert next(iter(bodies)).count(b"BEGIN:VEVENT") == 4


def test_a_feed_of_fifty_kept_events_takes_about_a_millisecond(entry: Entry, written: Written) -> None:
    zones = ("Europe/Kyiv", "Asia/Beirut", "America/New_York", "Africa/Nairobi")
    entries = [
        written(entry(uid=str(n), starts=entry().starts + timedelta(weeks=n), time_zone=zones[n % 4]))
        for n in range(50)
    ]
    seconds: list[float] = []
    for _ in range(9):
        begun = perf_counter()
        feed(name="Hours", reader_zone="Africa/Lagos", entries=entries)
        seconds.append(perf_counter() - begun)
    assert min(seconds) < 0.004  # measured 0.0002; the machine may be busy
