"""Hostile inputs made at random: spreadsheets, files of settings and mails, each of them mostly well formed."""

import csv
import io
import zipfile
from pathlib import Path

from hypothesis import strategies as st

from scheduler.roster.columns import COLUMNS
from tests.hostile.words import damaged, words
from tests.hostile.workbooks import BOMB, BOOK, OUTSIDE, SHARED, SHEET, packed, parts, row, shared, sheet

EXAMPLES = Path(__file__).parents[2] / "examples" / "ptp-2024"
EXAMPLE = (EXAMPLES / "cohort.toml").read_text(encoding="utf-8").splitlines()
MAILS = tuple(
    path.read_bytes() for path in sorted((Path(__file__).parents[1] / "calendars" / "replies").glob("*.eml"))
)
headers = st.one_of(
    st.sampled_from(
        (*COLUMNS, "Busy [Mon]", "Free [9:00-10:00]", "Your e-mail", "first name", "last name", "Timestamp")
    ),
    words,
)
tables = st.one_of(
    st.lists(headers, min_size=1, max_size=6).flatmap(
        lambda header: st.lists(st.lists(words, max_size=7), max_size=4).map(lambda rows: [header, *rows])
    ),
    st.lists(st.lists(words, min_size=13, max_size=13), min_size=1, max_size=3).map(
        lambda rows: [[*COLUMNS], *rows]
    ),
)


@st.composite
def csv_files(draw: st.DrawFn) -> bytes:
    """Tables with hostile cells, in several encodings and with several separators, then cut or changed."""
    out = io.StringIO()
    mark = draw(st.sampled_from((",", ",", ",", ",", ";", "\t", "|")))
    csv.writer(out, delimiter=mark).writerows(draw(tables))
    encoding = draw(st.sampled_from(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252")))
    return damaged(draw, out.getvalue().encode(encoding, "replace"))


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    """Workbooks with hostile cells, entities, sizes that are not so and parts that are not whole."""
    changes: dict[str, bytes | None] = {}
    rare = draw(st.integers(0, 4)) == 0
    rows = [
        row(
            draw(st.sampled_from((number, 1, -1, 99_999_999_999, "x"))) if rare else number,
            *map(_of_xml, cells),
        )
        for number, cells in enumerate(draw(tables), start=1)
    ]
    head = draw(st.sampled_from(("", "", "", "", BOMB, OUTSIDE, "<!DOCTYPE x>")))
    claims = ('<dimension ref="A1:XFD1048576"/>', "", '<dimension ref="x"/>', "&i;" if head else "")
    changes[SHEET] = sheet("".join(rows), before=head, around=draw(st.sampled_from(claims)))
    if draw(st.integers(0, 3)) == 0:
        changes[SHARED] = shared("&i;", draw(words).replace("&", ""), before=head)
    if rare:
        name = draw(st.sampled_from((SHEET, SHARED, BOOK, *parts())))
        changes[name] = draw(
            st.one_of(st.none(), st.binary(max_size=30), st.just(damaged(draw, parts().get(name, b""))))
        )
    method = draw(st.sampled_from((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)))
    book = packed(changes, method=method)
    return damaged(draw, book) if rare else book


def _of_xml(cell: str) -> str:
    return "".join(sign for sign in cell if sign >= " " and sign < "\ufffe")


KEYS = (
    "name",
    "starts",
    "ends",
    "home_time_zone",
    "locale",
    "topics",
    "capacity",
    "meeting_minutes",
    "target_minutes",
    "weights",
    "language",
    "fairness",
    "must",
    "never",
    "id",
    "minutes",
    "at",
    "choose",
    "join_url",
    "per_member",
    "served_first",
    "topic",
    "facilitators",
    "size",
    "sections",
    "window",
    "weekdays",
    "from",
    "to",
    "step_minutes",
    "meetings",
    "interest",
    "time",
    "criteria",
    "column",
    "columns",
    "values",
    "role",
)
TABLES = (
    "[cohort]",
    "[coaching]",
    "[coaching.weights]",
    "[[session]]",
    "[workshops]",
    "[[workshop]]",
    "[columns]",
    "[values.role]",
    "[[criterion]]",
    "[[cohort]]",
    "[a.b.c]",
)
VALUES = (
    "1",
    "-1",
    "0.5",
    '"x"',
    "true",
    "[]",
    "[1,2]",
    "{}",
    "2026-09-01",
    "09:00:00",
    "2026-09-01T00:00:00Z",
    "nan",
    "inf",
    "-0.0",
    "1e400",
    "0xffffffffffffffffffff",
    '[["a","b"]]',
    "[2026-09-01]",
    "[2026-09-01,2026-10-01]",
    '"Europe/Kyiv"',
    "[1,4]",
    '{from="18:00",to="18:00",weekdays=["Mon"]}',
    '"en"',
    '"preferred"',
    '"second Tuesday 18:00"',
    '[["M1","C1"]]',
    "1e-400",
    "9223372036854775808",
    "1979-05-27T07:32:00-99:00",
)


@st.composite
def toml_files(draw: st.DrawFn) -> bytes:
    """Lines of TOML with keys of ours and values of all kinds, nested deep at times; then cut or changed."""
    quoted = words.map(lambda word: '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"')
    deep = st.builds(
        lambda mark, times: mark * times,
        st.sampled_from(("[", "{a=", "a.", '"')),
        st.sampled_from((9, 500, 9_000)),
    )
    value = st.one_of(st.sampled_from(VALUES), st.sampled_from(VALUES), quoted, deep)
    line = st.one_of(
        st.sampled_from(TABLES),
        st.builds("{} = {}".format, st.sampled_from(KEYS), value),
        st.builds("{} = {}".format, quoted, value),
    )
    own = draw(st.sampled_from(([], EXAMPLE, EXAMPLE))).copy()
    for put in draw(st.lists(line, max_size=20 if not own else 2)):
        at = draw(st.integers(0, len(own)))
        own[at : at + draw(st.integers(0, 1))] = [put]
    return damaged(draw, "\n".join(own).encode("utf-8", "replace"))


PROPERTIES = (
    "BEGIN:VEVENT",
    "END:VEVENT",
    "BEGIN:VCALENDAR",
    "END:VCALENDAR",
    "BEGIN:VTIMEZONE",
    "END:VTIMEZONE",
    "METHOD:REPLY",
    "METHOD:REQUEST",
    "RRULE:FREQ=SECONDLY;COUNT=999999999",
    "EXRULE:FREQ=SECONDLY",
    "RDATE:" + "20260101T000000Z," * 50,
    "RECURRENCE-ID:20260101T000000Z",
    "TZURL:http://127.0.0.1/",
    "TZID:../../etc/passwd",
    "DTSTART;TZID=/nowhere:20260101T000000",
    "TZOFFSETTO:+9999",
    "SEQUENCE:99999999999999999999",
    "SEQUENCE:-1",
    "UID:",
    "UID:7d2f",
    "DTSTAMP:20260230T999999Z",
    "DTSTAMP:20261002T081530Z",
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:amina@example.org",
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.org%0d%0aBcc:b@x.org",
    "ATTENDEE;PARTSTAT=" + '"' * 99,
    "ORGANIZER:mailto:commonhour+aaaaaaaaaaaaaaaaaaaaaaaa@example.org",
    "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "QUFB" * 99,
)
HEADERS = (
    "Content-Type: text/calendar; method=REPLY",
    "Content-Type: text/calendar; charset=utf-7",
    "Content-Type: text/calendar; charset=zip",
    "Content-Type: text/calendar; charset*=a'b'%ff",
    "Content-Type: multipart/mixed; boundary=cut",
    "Content-Type: multipart/mixed",
    "Content-Type: message/rfc822",
    "Content-Transfer-Encoding: base64",
    "Content-Transfer-Encoding: quoted-printable",
    "Content-Transfer-Encoding: uuencode",
    "To: commonhour+aaaaaaaaaaaaaaaaaaaaaaaa@example.org",
    "To: =?utf-7?b?" + "QUFB" * 99 + "?=",
    "--cut",
    "--cut--",
    "",
    "",
)


@st.composite
def mails(draw: st.DrawFn) -> bytes:
    """Mails of what a calendar sends with lines put in and left out, and mails made of lines alone."""
    lines = st.one_of(
        st.sampled_from(PROPERTIES),
        st.sampled_from(HEADERS),
        st.builds(
            "{}:{}".format, st.sampled_from(("X-A", "SUMMARY", "To", "UID", "Content-Type", " ")), words
        ),
    )
    put = [line.encode("utf-8", "replace") for line in draw(st.lists(lines, max_size=12))]
    mail = draw(st.one_of(st.sampled_from(MAILS), st.just(b"")))
    own = mail.splitlines()
    for line in put:
        own.insert(draw(st.integers(0, len(own))), line)
    if own and draw(st.booleans()):
        del own[draw(st.integers(0, len(own) - 1))]
    return damaged(draw, draw(st.sampled_from((b"\r\n", b"\n", b"\r"))).join(own))
