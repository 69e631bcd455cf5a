"""Answers as they arrive, and everything else that may arrive in their place."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.replies import MOST_OCTETS, NoReplyError, Reply, read_reply

LINES = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "METHOD:REPLY",
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Kyiv",
    "BEGIN:STANDARD",
    "DTSTART:19701025T040000",
    "TZOFFSETFROM:+0300",
    "TZOFFSETTO:+0200",
    "END:STANDARD",
    "END:VTIMEZONE",
    "BEGIN:VEVENT",
    "UID:7d2f",
    "SEQUENCE:2",
    "DTSTAMP:20261002T081530Z",
    "DTSTART;TZID=Europe/Kyiv:20261014T200000",
    "ORGANIZER;CN=Pathways:mailto:commonhour@example.org",
    'ATTENDEE;CN="Haddad, Amina";PARTSTAT=ACCEPTED:mailto:Amina@Example.org',
    "COMMENT:Буде ще подруга\\, гаразд?",
    "BEGIN:VALARM",
    "ATTENDEE:mailto:other@example.org",
    "END:VALARM",
    "END:VEVENT",
    "END:VCALENDAR",
)
MEANT = Reply(
    uid="7d2f",
    sequence=2,
    attendee="amina@example.org",
    partstat="ACCEPTED",
    dtstamp=datetime(2026, 10, 2, 8, 15, 30, tzinfo=UTC),
    organizer="commonhour@example.org",
)


def reply(old: str = "", new: str = "") -> bytes:
    """Write an answer with one thing, found by a line's beginning, in place of another; a blank line is left out."""
    assert not old or any(line.startswith(old) for line in LINES)
    lines = [new + line.removeprefix(old) if old and line.startswith(old) else line for line in LINES]
    return "".join(f"{line}\r\n" for line in lines if line).encode()


def without(name: str) -> bytes:
    return re.sub(rf"(?m)^{name}[;:].*\r\n".encode(), b"", reply())


def refusal(body: bytes) -> str:
    with pytest.raises(NoReplyError) as refused:
        read_reply(body)
    return str(refused.value)


def test_an_answer_is_read_for_who_answers_what_to_which_revision_and_when() -> None:
    assert read_reply(reply()) == MEANT


@pytest.mark.parametrize(
    "body",
    [
        reply().replace(b"\r\n", b"\n"),
        b"\xef\xbb\xbf" + reply(),
        reply() + b"\r\n\r\n",
        reply("METHOD:", "method;x=y:").replace(b"REPLY", b"Reply"),
        reply("UID:", "uID:").replace(b"ATTENDEE;", b"Attendee;").replace(b"=ACCEPTED", b"=accepted"),
        re.sub(rb"(.)(?!\r?\n)", rb"\1\r\n ", reply(), flags=re.DOTALL),  # folds within characters
        without("DTSTART"),
    ],
    ids=["bare ends", "mark", "blank lines", "parameter", "cases", "folds", "no start"],
)
def test_how_a_calendar_is_written_does_not_matter(body: bytes) -> None:
    assert read_reply(body) == MEANT


@pytest.mark.parametrize(
    ("body", "organizer"),
    [
        (without("ORGANIZER"), None),
        (reply("ORGANIZER;", "ORGANIZER:mailto:a@example.org\r\nORGANIZER;"), None),
        (reply("ORGANIZER;CN=Pathways:", "ORGANIZER;CN=:http://"), None),
        (reply("ORGANIZER;CN=Pathways:", 'ORGANIZER;X="a"b":'), None),
        (
            reply("ORGANIZER;CN=Pathways:mailto:commonhour@", "ORGANIZER:MAILTO:Answers%2BAb7@"),
            "answers+ab7@example.org",
        ),
    ],
    ids=["none", "two", "no address", "no line", "cases"],
)
def test_whom_they_answer_is_read_where_it_is_told_and_may_be_left_out(
    body: bytes, organizer: str | None
) -> None:
    assert read_reply(body) == replace(MEANT, organizer=organizer)


def test_an_answer_without_a_sequence_is_to_the_first_revision() -> None:
    assert read_reply(without("SEQUENCE")).sequence == 0


@pytest.mark.parametrize("answer", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_an_answer_is_yes_maybe_or_no(answer: str) -> None:
    assert read_reply(reply().replace(b"=ACCEPTED", f"={answer}".encode())).partstat == answer


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not there, or not whole"),
        (reply()[:-40], "not there, or not whole"),
        (reply() + reply(), "more in the file than one calendar"),
        (b"METHOD:REPLY\r\n" + reply(), "more in the file than one calendar"),
        (reply() + b"END:VCALENDAR\r\n", "more in the file than one calendar"),
        (reply("BEGIN:VCALENDAR", "BEGIN:VCARD"), "lie in each other"),
        (b"BEGIN:VCALENDAR\r\n" * 9, "lie in each other"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 4000, "lie in each other"),
        (reply("END:VALARM", "END:VEVENT"), "do not end as they began"),
        (reply("COMMENT:", "Hello!"), "no line of a calendar"),
        (reply("COMMENT:", "COM MENT:"), "no line of a calendar"),
        (reply("ATTENDEE;", "ATTENDEE;X;"), "no line of a calendar"),
        (reply("ATTENDEE;", 'ATTENDEE;X="a"b";'), "no line of a calendar"),
        (reply().replace(b"ATTENDEE;", b"ATTENDEE;X=\x07;"), "no line of a calendar"),
        (reply("METHOD:REPLY", ""), "must have one METHOD, and has 0"),
        (reply("METHOD:REPLY", "METHOD:REPLY\r\nMETHOD:REPLY"), "must have one METHOD, and has 2"),
        (reply("METHOD:REPLY", "METHOD:REQUEST"), "is an invitation"),
        (reply("METHOD:REPLY", "METHOD:CANCEL"), "calls a meeting off"),
        (reply("METHOD:REPLY", "METHOD:COUNTER"), "proposes another time"),
        (reply("METHOD:REPLY", "METHOD:REFRESH"), "asks for the meeting anew"),
        (reply("METHOD:REPLY", "METHOD:X"), "is no answer to an invitation"),
        (reply().replace(b":VEVENT", b":VTODO"), "this calendar holds 0"),
        (reply("END:VEVENT", "END:VEVENT\r\nBEGIN:VEVENT\r\nEND:VEVENT"), "this calendar holds 2"),
        (reply("UID:", "RECURRENCE-ID:20261014T170000Z\r\nUID:"), "one date of a series"),
        (without("UID"), "must have one UID, and has 0"),
        (reply("UID:7d2f", "UID:"), "names no meeting"),
        (reply("UID:7d2f", "UID:7\\n2f"), "names no meeting"),
        (reply("UID:", f"UID:{'7' * 255}"), "names no meeting"),
        (reply("SEQUENCE:", "SEQUENCE:-"), "numbers no revision"),
        (reply("SEQUENCE:2", "SEQUENCE:2147483648"), "numbers no revision"),
        (reply("SEQUENCE:", f"SEQUENCE:{'9' * 5000}"), "numbers no revision"),
        (reply("SEQUENCE:2", "SEQUENCE:1_0"), "numbers no revision"),
        (reply("SEQUENCE:2", "SEQUENCE:٢"), "numbers no revision"),
        (without("DTSTAMP"), "must have one DTSTAMP, and has 0"),
        (reply("DTSTAMP:20261002T081530Z", "DTSTAMP:20261002T081530"), "no instant"),
        (reply("DTSTAMP:20261002T081530Z", "DTSTAMP:20261002"), "no instant"),
        (reply("DTSTAMP:20261002", "DTSTAMP:20261302"), "no instant"),
        (reply("DTSTAMP:2026", "DTSTAMP:0000"), "no instant"),
        (reply("DTSTAMP:2026", "DTSTAMP:0001"), "no instant"),
        (reply("DTSTAMP:2026", "DTSTAMP:9999"), "no instant"),
        (reply("ATTENDEE;", "X-ATTENDEE;"), "must have one ATTENDEE, and has 0"),
        (reply("ATTENDEE;", "ATTENDEE:mailto:b@example.org\r\nATTENDEE;"), "one ATTENDEE, and has 2"),
        (reply().replace(b";PARTSTAT=ACCEPTED", b""), "neither yes, nor maybe, nor no"),
        (reply().replace(b"=ACCEPTED", b"=NEEDS-ACTION"), "neither yes, nor maybe, nor no"),
        (reply().replace(b"=ACCEPTED", b"=DELEGATED"), "neither yes, nor maybe, nor no"),
        (reply().replace(b"=ACCEPTED", b"=ACCEPTED,DECLINED"), "neither yes, nor maybe, nor no"),
        (reply().replace(b"mailto:Amina@Example.org", b"invalid:nomail"), "not told by an e-mail address"),
        (reply("COMMENT:", f"COMMENT:{'a' * MOST_OCTETS}"), "larger than 64 KB"),
        (reply().replace("Буде".encode(), b"\xd0"), "not written in UTF-8"),
        (reply().decode().encode("utf-16"), "not written in UTF-8"),
        (reply("COMMENT:", "COMMENT:\0"), "a NUL"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_in_words(body: bytes, why: str) -> None:
    assert why in refusal(body)


def test_an_answer_given_at_no_aware_instant_cannot_be_built() -> None:
    naive = datetime(2026, 10, 2)  # noqa: DTZ001
    with pytest.raises(ValueError, match="at an aware instant"):
        Reply(uid="7d2f", sequence=0, attendee="amina@example.org", partstat="ACCEPTED", dtstamp=naive)


def outcome(body: bytes) -> Reply | None:
    """Read what may be an answer; whatever it raises but NoReplyError fails the test."""
    try:
        return read_reply(body)
    except NoReplyError:
        return None


@given(st.binary(max_size=2000) | st.text(max_size=500).map(str.encode))
def test_any_bytes_are_an_answer_or_none(body: bytes) -> None:
    assert outcome(body) is None
    outcome(reply("COMMENT:", "").replace(b"\r\nBEGIN:VALARM", body + b"\r\nBEGIN:VALARM"))


@given(st.data())
def test_an_answer_that_was_changed_anywhere_is_an_answer_or_none(data: st.DataObject) -> None:
    body = bytearray(reply())
    for _ in range(data.draw(st.integers(1, 6))):
        begin = data.draw(st.integers(0, len(body)))
        end = min(len(body), begin + data.draw(st.integers(0, 8)))
        piece = st.sampled_from(
            [b"\r\n", b":", b";", b'"', b"\\", b"^", b"BEGIN:", b"END:", b"\x00", b"\xff", b"9" * 99]
        )
        body[begin:end] = data.draw(piece | st.binary(max_size=8))
    found = outcome(bytes(body))
    assert found is None or isinstance(found, Reply)


def corpus() -> Iterator[Path]:
    """Give the calendars that other projects test themselves with, good ones and broken ones."""
    yield from Path(icalendar.__file__).parent.rglob("*.ics")
    if (more := find_spec("recurring_ical_events")) is not None and more.origin is not None:
        yield from Path(more.origin).parent.rglob("*.ics")


def test_every_calendar_that_others_test_with_is_an_answer_or_none() -> None:
    bodies = [path.read_bytes() for path in corpus()]
    assert len(bodies) >= 150
    for body in bodies:
        assert outcome(body) is None
        answered = re.sub(rb"(?m)^METHOD:.*\r?\n", b"", body)
        answered = answered.replace(b"BEGIN:VCALENDAR", b"BEGIN:VCALENDAR\r\nMETHOD:REPLY", 1)
        outcome(re.sub(rb"(?m)^END:VEVENT", LINES[17].encode() + b"\r\nEND:VEVENT", answered, count=1))


@pytest.mark.parametrize(
    "piece", [";A=b", ';A="b"', ";A=\\;", ";A=" + "," * 99, ";A=" + "^n" * 99, ";", " ", "\r"]
)
def test_an_answer_as_long_as_it_may_be_is_read_within_a_second(piece: str) -> None:
    body = reply("ATTENDEE;", "ATTENDEE" + piece * ((MOST_OCTETS - 1000) // len(piece)) + ";")
    begun = perf_counter()
    outcome(body)
    assert perf_counter() - begun < 2  # measured 0.2; the machine may be busy
