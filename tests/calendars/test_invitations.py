"""What we mail to invite somebody, read by other people's readers as well as by the letter."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from calendars.cal_address import CalendarAddress
from calendars.entries import EntryContent, Link, Revision, revise
from calendars.invitations import Partstat, invitation, method_of
from calendars.replies import Reply, read_reply
from tests.calendars.judged import Judge, RefusedError, under_unknown_names

Ask = Callable[[str], Judge]
Entry = Callable[..., EntryContent]

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
ORGANIZER = CalendarAddress(name="Pathways", email="commonhour@example.org")
AMINA = CalendarAddress(name="Amina Haddad", email="amina@example.org")
ASKED = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION"
NAMES = (
    "Олена Шевченко-Григоренко з Кам'янця-Подільського та з Хмельницького",
    "أمينة حداد",
    " ".join(["Amina \N{WAVING HAND SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-5} Haddad"] * 4),
    'Amina "Mina" Haddad',
    "Haddad, Amina",
    "Amina; ROLE=CHAIR",
    "Amina: mailto:x@example.org",
    "Amina\nHaddad",
    'One ^ two ^^ "three", ^n four;\n^\'five: six',
    "50% O'Brien =?utf-8?q?=",
)

# Kyiv puts its clock back at 01:00 UTC on 25 October 2026, Beirut at 21:00 on the 24th, New York at 06:00 on
# 1 November: hours before, through and after, and one that the clock shows twice.
MEETINGS = [
    ("Europe/Kyiv", "2026-10-24T17:00"),
    ("Europe/Kyiv", "2026-10-25T00:15"),
    ("Europe/Kyiv", "2026-10-25T01:15"),
    ("Europe/Kyiv", "2026-10-25T17:00"),
    ("Asia/Beirut", "2026-10-24T20:45"),
    ("Asia/Beirut", "2026-10-25T17:00"),
    ("America/New_York", "2026-10-31T17:00"),
    ("America/New_York", "2026-11-01T05:30"),
    ("America/New_York", "2026-11-01T17:00"),
    ("UTC", "2026-10-25T17:00"),
]


def first(content: EntryContent) -> Revision:
    return revise(previous=None, content=content, now=NOW)


def invited(
    content: EntryContent,
    attendee: CalendarAddress = AMINA,
    *,
    organizer: CalendarAddress = ORGANIZER,
    rsvp: bool = True,
    partstat: Partstat = "NEEDS-ACTION",
) -> bytes:
    people = {"organizer": organizer, "attendee": attendee}
    return invitation(content=content, revision=first(content), rsvp=rsvp, partstat=partstat, **people)


def lines_of(body: bytes) -> list[str]:
    assert body.endswith(b"\r\n")
    return body.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def test_an_invitation_says_all_that_a_feed_does_and_who_invites_whom(entry: Entry) -> None:
    content = entry(
        time_zone="UTC",
        description="Bring a pen",
        location="Room 5",
        url="https://hour.example/m/7",
        conference="https://zoom.example/j/7",
        links=(Link(title="Notes", url="https://notes.example/7"),),
        alarms=(30,),
    )
    assert lines_of(invited(content)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Commonhour//Commonhour//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "UID:7d2f",
        "SEQUENCE:0",
        "DTSTAMP:20260901T120000Z",
        "LAST-MODIFIED:20260901T120000Z",
        "DTSTART:20261014T170000Z",
        "DTEND:20261014T180000Z",
        "STATUS:CONFIRMED",
        "SUMMARY:Gathering",
        "DESCRIPTION:Bring a pen\\n\\nNotes: https://notes.example/7",
        "LOCATION:Room 5",
        "URL:https://hour.example/m/7",
        "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:https://zoom.example/j/7",
        "ORGANIZER;CN=Pathways:mailto:commonhour@example.org",
        f"ATTENDEE;CN=Amina Haddad;{ASKED};RSVP=TRUE:mailto:amina@example.org",
        "BEGIN:VALARM",
        "UID:7d2f-30",
        "ACTION:DISPLAY",
        "DESCRIPTION:Gathering",
        "TRIGGER:-PT30M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_meeting_is_called_off_under_its_uid_with_a_higher_sequence_and_without_alarms(
    entry: Entry,
) -> None:
    content = entry(time_zone="UTC", alarms=(30,))
    cancelled = replace(content, status="CANCELLED")
    later = revise(previous=first(content), content=cancelled, now=NOW + timedelta(days=1))
    body = invitation(content=cancelled, revision=later, organizer=ORGANIZER, attendee=AMINA, rsvp=True)
    assert lines_of(body) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Commonhour//Commonhour//EN",
        "METHOD:CANCEL",
        "BEGIN:VEVENT",
        "UID:7d2f",
        "SEQUENCE:1",
        "DTSTAMP:20260902T120000Z",
        "LAST-MODIFIED:20260902T120000Z",
        "DTSTART:20261014T170000Z",
        "DTEND:20261014T180000Z",
        "STATUS:CANCELLED",
        "SUMMARY:Gathering",
        "ORGANIZER;CN=Pathways:mailto:commonhour@example.org",
        f"ATTENDEE;CN=Amina Haddad;{ASKED};RSVP=FALSE:mailto:amina@example.org",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_the_clock_of_the_meetings_zone_stands_in_the_invitation_as_in_a_feed(entry: Entry) -> None:
    told = [
        line for line in lines_of(invited(entry(time_zone="Europe/Kyiv"))) if "2026" in line or "TZ" in line
    ]
    assert told[:1] + told[-2:] == [
        "TZID:Europe/Kyiv",
        "DTSTART;TZID=Europe/Kyiv:20261014T200000",
        "DTEND;TZID=Europe/Kyiv:20261014T210000",
    ]


@pytest.mark.parametrize("status", ["CONFIRMED", "CANCELLED"])
def test_the_method_for_the_mails_header_is_that_of_the_body(entry: Entry, status: str) -> None:
    content = entry(status=status)
    assert f"METHOD:{method_of(content)}" in lines_of(invited(content))


def test_an_answer_that_still_holds_goes_along_and_is_not_asked_for_again(entry: Entry) -> None:
    body = invited(entry(), rsvp=False, partstat="ACCEPTED")
    (attendee,) = (line for line in lines_of(body) if line.startswith("ATTENDEE"))
    assert ";PARTSTAT=ACCEPTED;RSVP=FALSE:" in attendee


def test_nobody_is_named_who_has_no_name(entry: Entry) -> None:
    body = invited(entry(), replace(AMINA, name=""))
    assert [line for line in lines_of(body) if line.startswith("ATTENDEE")] == [
        f"ATTENDEE;{ASKED};RSVP=TRUE:mailto:amina@example.org"
    ]


def test_the_organizer_is_not_invited_in_any_case_of_letters(entry: Entry) -> None:
    with pytest.raises(ValueError, match="organizes a meeting"):
        invited(entry(), CalendarAddress(name="Amina", email="CommonHour@Example.ORG"))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]) | st.just("\n"), min_size=1))
def test_any_name_stands_in_lines_of_at_most_75_octets_and_is_told_by_quotes_and_carets(name: str) -> None:
    content = EntryContent(uid="u", starts=NOW, ends=NOW + timedelta(hours=1), time_zone="UTC", summary="S")
    body = invited(content, replace(AMINA, name=name))
    assert all(len(line) <= 75 and line.decode() for line in body.removesuffix(b"\r\n").split(b"\r\n"))
    assert body.count(b"ATTENDEE") == 1 + name.count("ATTENDEE")
    (line,) = (line for line in lines_of(body) if line.startswith("ATTENDEE"))
    quoted = re.match(r'ATTENDEE;CN=(?:"([^"]*)"|([^",;:]*));CUTYPE=', line)
    assert quoted is not None
    said = quoted[1] if quoted[1] is not None else quoted[2]
    assert re.sub(r"\^(.)", lambda caret: {"n": "\n", "'": '"', "^": "^"}[caret[1]], said) == name


@pytest.mark.parametrize("name", NAMES)
def test_every_reader_finds_who_invites_whom_under_any_name(entry: Entry, judge: Ask, name: str) -> None:
    attendee = CalendarAddress(name=name, email="a&b=c%d+e'f@example.org")
    body = invited(entry(), attendee, organizer=replace(ORGANIZER, name=name), partstat="TENTATIVE")
    meant = [
        ["organizer", name, None, None, "mailto:commonhour@example.org"],
        ["attendee", name, "TENTATIVE", "TRUE", "mailto:a%26b%3Dc%25d+e'f@example.org"],
    ]
    assert [judge(reader).people(body) for reader in ("ical.js", "libical")] == [meant, meant]
    (event,) = Calendar.from_ical(body).events
    assert [event[kind].params["CN"] for kind in ("ORGANIZER", "ATTENDEE")] == [name, name]


@pytest.mark.parametrize("status", ["CONFIRMED", "CANCELLED"])
@pytest.mark.parametrize(("time_zone", "starts"), MEETINGS)
def test_libical_finds_no_fault_and_all_readers_find_the_instants_that_were_meant(
    entry: Entry, judge: Ask, time_zone: str, starts: str, status: str
) -> None:
    content = entry(
        starts=datetime.fromisoformat(starts).replace(tzinfo=UTC),
        time_zone=time_zone,
        status=status,
        summary="Gathering",
        description=f"{NAMES[0]}, {NAMES[1]};\n{NAMES[2]}",
        conference="https://zoom.example/j/7?pwd=a,b;c",
        alarms=(10, 1440),
    )
    body = invited(content)
    meant = [(content.uid, content.starts, content.ends, content.summary, content.description)]
    for reader in ("libical", "ical.js", "khal"):
        assert judge(reader)(under_unknown_names(body)) == meant
    assert judge("Radicale")(body) == meant
    (event,) = Calendar.from_ical(body).events
    assert (event.start, event.end) == (content.starts, content.ends)


@pytest.mark.parametrize(
    ("status", "lacking"),
    [("CONFIRMED", "ORGANIZER"), ("CONFIRMED", "ATTENDEE"), ("CANCELLED", "ORGANIZER"), ("CANCELLED", "UID")],
)
def test_libical_does_find_fault_with_an_invitation_that_lacks_something(
    entry: Entry, judge: Ask, status: str, lacking: str
) -> None:
    body = invited(entry(status=status, time_zone="UTC")).replace(
        f"\r\n{lacking}".encode(), b"\r\nX-LEFT-OUT"
    )
    with pytest.raises(RefusedError):
        judge("libical")(body)


def test_an_answer_made_of_the_invitation_is_read_back(entry: Entry) -> None:
    """As Thunderbird and others do it: the same event, with the answer in place of the question."""
    body = invited(
        entry(time_zone="Europe/Kyiv", alarms=(10,)), replace(AMINA, email="A.Haddad+x=y@example.org")
    )
    answered = (
        body.replace(b"\r\n ", b"")
        .replace(b"METHOD:REQUEST", b"METHOD:REPLY")
        .replace(b"PARTSTAT=NEEDS-ACTION", b"PARTSTAT=ACCEPTED")
        .replace(b"DTSTAMP:20260901T120000Z", b"DTSTAMP:20260903T080000Z")
    )
    assert read_reply(answered) == Reply(
        uid="7d2f",
        sequence=0,
        attendee="a.haddad+x=y@example.org",
        partstat="ACCEPTED",
        dtstamp=datetime(2026, 9, 3, 8, tzinfo=UTC),
        organizer=ORGANIZER.email,
    )
