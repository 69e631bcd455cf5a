"""Mails that bring answers, in the shapes in which calendars send them, and mails that bring anything else."""

from base64 import encodebytes
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.imip import MOST_OCTETS_OF_MAIL, calendar_part, read_mail, sent_to
from calendars.replies import Answer, NoReplyError, Reply, read_reply

REPLIES = Path(__file__).parent / "replies"
UID = "6e35716b-a522-53ba-b8d6-f98ce1f8b930"
CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"
ANSWERS = (
    ("apple", "grace+teach@example.org", "DECLINED", 1, datetime(2026, 10, 4, 2, 3, 4, tzinfo=UTC)),
    ("davical", "ngozi@example.org", "ACCEPTED", 0, datetime(2026, 10, 7, tzinfo=UTC)),
    ("google", "olena.shevchenko@example.org", "ACCEPTED", 2, datetime(2026, 10, 2, 8, 15, 30, tzinfo=UTC)),
    ("nextcloud", "wanjiku@example.org", "DECLINED", 2, datetime(2026, 10, 6, 10, 11, 12, tzinfo=UTC)),
    ("outlook", "amina.haddad@example.org", "TENTATIVE", 0, datetime(2026, 10, 3, 17, 45, tzinfo=UTC)),
    ("thunderbird", "djordje@example.org", "ACCEPTED", 3, datetime(2026, 10, 5, 7, 8, tzinfo=UTC)),
)


def part(body: bytes, header: bytes = b"Content-Type: text/calendar; method=REPLY") -> bytes:
    return header + b"\r\n\r\n" + body


def mixed(*parts: bytes, kind: bytes = b"mixed", boundary: bytes = b"cut") -> bytes:
    bodies = b"".join(b"--" + boundary + b"\r\n" + each + b"\r\n" for each in parts)
    return part(
        bodies + b"--" + boundary + b"--\r\n", b"Content-Type: multipart/" + kind + b"; boundary=" + boundary
    )


def nested(depth: int) -> bytes:
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth))


def calendar_in(mail: bytes) -> bytes:
    return calendar_part(read_mail(mail)).strip()


def refusal(mail: bytes) -> str:
    with pytest.raises(NoReplyError) as refused:
        calendar_in(mail)
    return str(refused.value)


@pytest.mark.parametrize(("sender", "attendee", "partstat", "sequence", "dtstamp"), ANSWERS)
def test_the_answer_of_every_common_calendar_is_read_from_its_mail(
    sender: str, attendee: str, partstat: Answer, sequence: int, dtstamp: datetime
) -> None:
    mail = (REPLIES / f"{sender}.eml").read_bytes()
    meant = Reply(
        uid=UID,
        sequence=sequence,
        attendee=attendee,
        partstat=partstat,
        dtstamp=dtstamp,
        organizer=None if sender == "outlook" else "commonhour@example.org",
    )
    assert read_reply(calendar_part(read_mail(mail))) == meant
    assert read_reply(calendar_part(read_mail(mail.replace(b"\n", b"\r\n")))) == meant
    understood = BytesParser(policy=policy.default).parsebytes(mail)
    assert read_reply(calendar_part(understood)) == meant


def test_every_mail_that_is_kept_here_is_read() -> None:
    assert sorted(path.stem for path in REPLIES.iterdir()) == [sender for sender, *_ in ANSWERS]


def test_whom_a_mail_was_sent_to_is_what_its_writer_and_its_servers_say() -> None:
    mail = (
        b"X-Original-To: answers+ab@example.org\r\nDelivered-To: box@example.org\r\nFrom: a@example.org\r\n"
        b"To: =?utf-8?q?=C3=84?= <b@example.org>,\r\n c@example.org\r\nto: d\xff@example.org\r\n\r\nTo: e\r\n"
    )
    said = sent_to(read_mail(mail)).splitlines()
    assert said[0] == "=?utf-8?q?=C3=84?= <b@example.org>,"
    assert [line.strip()[:4] for line in said[1:]] == ["c@ex", "d\N{REPLACEMENT CHARACTER}@e", "box@", "answ"]


def test_a_calendar_that_comes_twice_is_one_whatever_its_line_ends() -> None:
    twice = mixed(part(CALENDAR), part(CALENDAR.replace(b"\r\n", b"\n")))
    assert calendar_in(twice) == CALENDAR.strip()


def test_of_calendars_that_differ_none_is_taken() -> None:
    assert refusal(mixed(part(CALENDAR), part(CALENDAR.replace(b"REPLY", b"REQUEST")))) == (
        "The mail brings several calendars."
    )
    assert refusal(mixed(*[part(CALENDAR)] * 9)) == "The mail brings several calendars."


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\r\n\r\n",
        CALENDAR,
        b"Subject: Yes\r\n\r\nI will come.",
        part(CALENDAR, b"Content-Type: application/ics; name=invite.ics"),
        part(CALENDAR, b"Content-Type: text/calendars"),
        part(CALENDAR, b"Content-Type: multipart/mixed"),
        part(part(CALENDAR), b"Content-Type: message/rfc822"),
        mixed(b"\r\nSee below.", part(part(CALENDAR), b"Content-Type: message/rfc822")),
        mixed(part(part(CALENDAR), b"X: y"), kind=b"digest"),
    ],
    ids=[
        "empty",
        "blank",
        "no mail",
        "words",
        "ics",
        "other type",
        "no parts",
        "mail",
        "forwarded",
        "digest",
    ],
)
def test_a_mail_without_a_calendar_of_its_own_brings_none(mail: bytes) -> None:
    assert refusal(mail) == "The mail brings no calendar."


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: TEXT/Calendar",
        b"content-type: text/calendar; charset",
        b"Content-Type: text/calendar; charset=",
        b'Content-Type: text/calendar; charset="utf-8',
        b"Content-Type: text/calendar; charset=x-unknown",
        b"Content-Type: text/calendar; charset=iso-8859-99",
        b"Content-Type: text/calendar; charset=base64",
        b"Content-Type: text/calendar; charset=us-ascii",
        b"Content-Type: text/calendar; charset*=x''%ff",
        b"Content-Type: text/calendar; charset*0*=a; charset*2=b",
        b"Content-Type: text/calendar; \xff\xfe=\x00",
        b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: x-none",
        b"Content-Type: text/calendar\r\nContent-Type: text/plain",
    ],
)
def test_a_calendar_under_a_broken_header_is_found(header: bytes) -> None:
    assert calendar_in(part(CALENDAR, header)) == CALENDAR.strip()


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-5", "windows-1251", "koi8-u", "utf-16", "UTF-16LE"])
def test_a_calendar_in_another_character_set_is_given_in_utf_8(charset: str) -> None:
    text = "BEGIN:VCALENDAR\nCOMMENT:Буде ще подруга\nEND:VCALENDAR"
    header = f"Content-Type: text/calendar; charset={charset}\r\nContent-Transfer-Encoding: base64"
    assert calendar_in(part(encodebytes(text.encode(charset)), header.encode())) == text.encode()


def test_what_is_not_in_the_character_set_that_it_names_is_left_to_the_reader() -> None:
    header = b"Content-Type: text/calendar; charset=euc-jp"
    assert calendar_in(part(b"\xff\xfe", header)) == b"\xff\xfe"


@pytest.mark.parametrize(
    "mail",
    [
        mixed(part(CALENDAR)).removesuffix(b"--cut--\r\n"),
        mixed(mixed(part(CALENDAR)), b"\r\n"),
    ],
    ids=["not ended", "one boundary for two"],
)
def test_a_calendar_in_broken_parts_is_found(mail: bytes) -> None:
    assert calendar_in(mail) == CALENDAR.strip()


def test_a_header_that_the_standard_library_stumbles_over_is_refused() -> None:
    header = b"Content-Type: text/calendar; charset*=a\x00b''x"  # ValueError: embedded null character
    assert refusal(part(CALENDAR, header)) == "The mail is broken: what it brings cannot be told."


@pytest.mark.parametrize(
    ("mail", "why"),
    [
        (part(CALENDAR) + b"x" * MOST_OCTETS_OF_MAIL, "too large"),
        (part(b"\n" * 50_000), "too large"),
        (part(CALENDAR, b"Content-Type: text/calendar" + b"; a=b" * 1000), "too tangled"),
        (part(CALENDAR, b"X: y\r\nContent-Transfer-Encoding: 8bit" + b";\r\n a" * 1000), "too tangled"),
        (nested(999), "too tangled"),
        (b"Content-Type: message/rfc822\n\n" * 999, "too tangled"),
    ],
    ids=["octets", "lines", "long header", "folded header", "parts in each other", "mails in each other"],
)  # fmt: skip
def test_a_mail_that_would_take_long_to_read_is_refused(mail: bytes, why: str) -> None:
    assert why in refusal(mail)


@pytest.mark.parametrize(
    "mail",
    [
        mixed(*[b""] * 13_000),
        mixed(*[b"Content-Type: text/calendar" + b";" * 2000] * 900),
        nested(16) + b"--\n" * 39_000,
        part(b"=" * 2_000_000, b"Content-Type: text/calendar\nContent-Transfer-Encoding: quoted-printable"),
    ],
    ids=["many parts", "many calendars", "many lines deep within", "much to decode"],
)
def test_a_mail_as_tangled_as_it_may_be_is_read_within_a_second_or_two(mail: bytes) -> None:
    begun = perf_counter()
    outcome(mail)
    assert perf_counter() - begun < 6  # measured 0.9; the machine may be busy


def outcome(mail: bytes) -> bytes | None:
    """Take a mail apart; whatever that raises but NoReplyError fails the test."""
    try:
        return calendar_in(mail)
    except NoReplyError:
        return None


HEADERS = st.sampled_from(
    [b"Content-Type", b"Content-Transfer-Encoding", b"Content-Disposition", b"MIME-Version"]
)
SAID = st.lists(
    st.sampled_from(
        [b"text/calendar", b"multipart/mixed", b"message/rfc822", b"message/partial", b"base64", b"quoted-printable",
         b"x-uuencode", b"; charset=", b"; charset*0*=", b"utf-8", b"utf-16", b"utf-7", b"; boundary=", b"cut", b'"',
         b"(", b"\\", b"''", b"%ff", b"=?utf-8?b?", b"?=", b"\r\n ", b"\xff", b"\x00", b";", b"=", b" ", b"--", b"\r"]
    ) | st.binary(max_size=6),
    max_size=8,
).map(b"".join)  # fmt: skip
PARTS = st.lists(st.tuples(HEADERS, SAID), max_size=4).map(
    lambda headers: b"".join(name + b": " + value + b"\r\n" for name, value in headers)
)


@given(
    st.lists(
        st.tuples(PARTS, st.sampled_from([b"--cut\r\n", CALENDAR, b"=\xff=3", b"begin 6 x\n!", b""])),
        max_size=5,
    )
)
def test_any_mail_brings_a_calendar_or_is_refused(parts: list[tuple[bytes, bytes]]) -> None:
    bodies = [headers + b"\r\n" + body for headers, body in parts]
    for mail in (b"".join(bodies), mixed(*bodies)):
        found = outcome(mail)
        assert found is None or isinstance(found, bytes)


@given(st.sampled_from(sorted(REPLIES.iterdir())), st.data())
def test_a_mail_that_was_changed_anywhere_brings_a_calendar_or_is_refused(
    path: Path, data: st.DataObject
) -> None:
    mail = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        begin = data.draw(st.integers(0, len(mail)))
        mail[begin : begin + data.draw(st.integers(0, 40))] = data.draw(SAID)
    found = outcome(bytes(mail))
    if found is not None:
        try:
            read_reply(found)
        except NoReplyError:
            return
