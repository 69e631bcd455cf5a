"""Hostile inputs that somebody thought of: each under its name, and as large as it may come in."""

import io
import zipfile
from base64 import encodebytes
from collections.abc import Callable, Mapping

from scheduler.roster.columns import COLUMNS
from scheduler.roster.sheet import MAX_BYTES
from tests.hostile.words import UNITS
from tests.hostile.workbooks import BOMB, OUTSIDE, SHARED, SHEET, packed, row, shared, sheet

TEN_MB = 10_000_000
HEADER = ",".join(COLUMNS)
GOOD = {"name": "Amina", "email": "amina@example.org", "role": "member", "time_zone": "Europe/Kyiv"}


def _filled(column: str, cell: str) -> bytes:
    """A roster of as many rows as come in, each of them good but for one cell."""
    line = ",".join('"' + {**GOOD, column: cell}.get(name, "").replace('"', '""') + '"' for name in COLUMNS)
    data = f"{HEADER}\n{line}\n".encode()
    each = line.encode() + b"\n"
    return data + each * ((MAX_BYTES - len(data)) // len(each))


def _repeated(column: str, unit: str, size: int) -> Callable[[], bytes]:
    return lambda: _filled(column, unit * (size // len(unit.encode())))


def _utf_8(text: str) -> bytes:
    return text.encode()


def _lying_size() -> bytes:
    """A workbook whose directory says that a part is small, which is not."""
    book = bytearray(packed({SHEET: sheet(row(1, "a") * 500_000)}))
    at = book.rindex(b"PK\x01\x02", 0, book.rindex(SHEET.encode()))
    book[at + 24 : at + 28] = (1_000).to_bytes(4, "little")
    return bytes(book)


def _nested_zip() -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("zeros", b"0" * TEN_MB)
    return packed({SHEET: inner.getvalue()})


def _mixed(*parts: bytes) -> bytes:
    return b"Content-Type: multipart/mixed; boundary=cut\r\n\r\n" + b"".join(
        b"--cut\r\n" + part + b"\r\n" for part in parts
    )


def _calendar(middle: bytes) -> bytes:
    return (
        b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n"
        + middle
        + b"END:VCALENDAR\r\n"
    )


CELLS: Mapping[str, Callable[[], bytes]] = {
    f"5 MB of {column}, {size:,} bytes of {unit!r} in each": _repeated(column, unit, size)
    for size in (30_000, MAX_BYTES - 1_000)
    for unit in UNITS
    for column in ("email", "availability", "time_zone", "languages", "interests", "name", "capacity", "role")
}
"""Files of as much as comes in, one column of which holds nothing but what repeats."""
SHEETS: Mapping[str, Callable[[], bytes]] = {
    "a cell of 10 MB": lambda: b"name,email\nA," + b"a" * TEN_MB,
    "a header of 5 MB": lambda: b"n" * (MAX_BYTES - 20) + b",email\nA,a",
    "nothing but commas": lambda: b"," * MAX_BYTES,
    "nothing but line ends": lambda: b"\n" * MAX_BYTES,
    "nothing but quotes": lambda: b'"' * MAX_BYTES,
    "a quote that never closes": lambda: b'name,email\n"' + b"a,b\n" * (MAX_BYTES // 5),
    "50,000 rows of problems": lambda: _utf_8(HEADER + "\n" + "?,?,?,?,?\n" * 50_000),
    "50,000 addresses that are one": lambda: _utf_8(HEADER + "\n" + ",A,a@x.org,member,UTC\n" * 50_000),
    "50,000 zones that nobody knows": lambda: _utf_8(
        HEADER + "\n" + "".join(f",A,a{n}@x.org,member,Kyev {n}\n" for n in range(50_000))
    ),
    "500 columns of one form": lambda: _utf_8(
        ",".join(f"Availability [{n}]" for n in range(500)) + "\n" + ",".join(["Mon"] * 500) + "\n"
    ),
    "500 columns that look like one another": lambda: _utf_8(
        ",".join(f"{'e-mail ' * 20}{n}" for n in range(500)) + "\nx\n"
    ),
    "a zip bomb": lambda: packed({SHEET: b" " * 20 * TEN_MB}),
    "a zip bomb of less than is unpacked": lambda: packed({SHEET: b" " * 29_000_000}),
    "a zip bomb within": _nested_zip,
    "a size that is not so": _lying_size,
    "10,000 parts": lambda: packed({f"xl/{n}.xml": b"" for n in range(10_000)}),
    "an entity bomb": lambda: packed({SHEET: sheet(row(1, "a"), before=BOMB, around="&i;")}),
    "an entity bomb in a text": lambda: packed({SHARED: shared("&i;", before=BOMB)}),
    "an entity of a file": lambda: packed({SHARED: shared("&i;", before=OUTSIDE)}),
    "an entity bomb in UTF-16": lambda: packed(
        {SHARED: shared("&i;", before=BOMB).decode().replace("?><", "?>\n<").encode("utf-16")}
    ),
    "an entity of quadratic size": lambda: packed(
        {SHEET: sheet("&a;" * 100_000, before=f"<!DOCTYPE x [<!ENTITY a '{'a' * 100_000}'>]>")}
    ),
    "a cell of 10 MB in a workbook": lambda: packed(
        {SHEET: sheet(row(1, "name", "x") + row(2, "".join(map(str, range(1_600_000)))))}
    ),
    "a text shared by a million cells": lambda: packed(
        {
            SHEET: sheet("".join(f'<row r="{n}"><c t="s"><v>0</v></c></row>' for n in range(1, 40_000))),
            SHARED: shared("".join(map(str, range(5_000)))),
        }
    ),
    "a million rows that are blank": lambda: packed(
        {SHEET: sheet("".join(f'<row r="{n}"/>' for n in range(1, 1_000_000)))}
    ),
    "a million texts": lambda: packed({SHARED: shared(*map(str, range(1_000_000)))}),
    "cells nested 100,000 deep": lambda: packed({SHEET: sheet("<row>" * 100_000)}),
    "a million cells in one row": lambda: packed(
        {SHEET: sheet('<row r="1">' + "".join(f"<c><v>{n}</v></c>" for n in range(800_000)) + "</row>")}
    ),
    "an attribute of 10 MB": lambda: packed(
        {SHEET: sheet(f'<row r="{"".join(map(str, range(1_600_000)))}"/>')}
    ),
    "a number of a million digits": lambda: packed(
        {SHEET: sheet('<row r="1"><c t="n"><v>' + "".join(map(str, range(200_000))) + "</v></c></row>")}
    ),
    "a date beyond all dates": lambda: packed(
        {SHEET: sheet('<row r="1"><c t="d"><v>99999-99-99</v></c><c s="1"><v>1e300</v></c></row>')}
    ),
}
TOMLS: Mapping[str, Callable[[], bytes]] = {
    "brackets 500,000 deep": lambda: b"a = " + b"[" * 500_000,
    "tables 100,000 deep": lambda: b"a = " + b"{a=" * 100_000,
    "a key of 100,000 parts": lambda: b"a." * 100_000 + b"a = 1",
    "a table of 100,000 parts": lambda: b"[" + b"a." * 100_000 + b"a]",
    "a quoted key of 100,000 parts": lambda: b'"a" . ' * 100_000 + b"a = 1",
    "a table of a long name and many keys": lambda: (
        b"[" + b"a" * 400_000 + b"]\n" + b"".join(b"k%d = 1\n" % n for n in range(40_000))
    ),
    "100,000 keys": lambda: b"".join(b"k%d = 1\n" % n for n in range(70_000)),
    "100,000 tables": lambda: b"".join(b"[t%d]\n" % n for n in range(90_000)),
    "100,000 workshops": lambda: b'[cohort]\nname = "a"\n' + b'[[workshop]]\nid = "a"\n' * 40_000,
    "1,000 sessions, each of an unknown key": lambda: b"".join(
        b"[[session]]\nnmae = %d\n" % n for n in range(40_000)
    ),
    "a number of 900,000 digits": lambda: b"a = " + b"9" * 900_000,
    "a number of 900,000 decimals": lambda: b"[coaching.weights]\ntime = 0." + b"3" * 900_000,
    "an exponent": lambda: b"[coaching.weights]\ntime = 1e-999999999\ninterest = 1e999999999",
    "a text of 900,000 letters": lambda: b'[cohort]\nname = "' + b"a" * 900_000 + b'"',
    "a text of marks": lambda: _utf_8('[cohort]\nname = "' + "\u0301\u0323" * 200_000 + '"'),
    "100,000 topics": lambda: b"[cohort]\ntopics = [" + b",".join(b'"t%d"' % n for n in range(90_000)) + b"]",
    "a list of pairs": lambda: b"[coaching]\nmust = [" + b'["a","b"],' * 90_000 + b"]",
    "lines that are left open": lambda: b'a = """' + b"\\\n" * 450_000,
    "a date of no year": lambda: b"[cohort]\nstarts = 0000-01-01\nends = 9999-12-31",
    "ten thousand years": lambda: b"[cohort]\nstarts = 0001-01-01\nends = 9999-12-31",
}
MAILS: Mapping[str, Callable[[], bytes]] = {
    "1,000 parts within each other": lambda: b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1_000)
    ),
    "15 parts within each other, of 2 MB": lambda: (
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(15))
        + (b"a" * 60 + b"\n") * 30_000
    ),
    "a mail within a mail, 15 times": lambda: b"Content-Type: message/rfc822\n\n" * 15 + _calendar(b""),
    "a header of 2 MB": lambda: b"To: " + b"a" * 2_000_000 + b"\r\n\r\n",
    "a header of 30,000 lines": lambda: b"To: a\r\n" + b" b@example.org,\r\n" * 30_000 + b"\r\n",
    "30,000 headers": lambda: b"To: a@example.org\r\n" * 30_000 + b"\r\n",
    "2 MB of base64": lambda: (
        b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(b"A" * 1_400_000)
    ),
    "2 MB of base64 in one line": lambda: (
        b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"QUFB" * 500_000
    ),
    "base64 of nothing but padding": lambda: (
        b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"=" * 1_900_000
    ),
    "quoted-printable of 2 MB": lambda: (
        b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + b"=3D" * 600_000
    ),
    "uuencode of 2 MB": lambda: (
        b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 666 a\nM"
        + b"A" * 60
        + b"\n" * 30_000
    ),
    "10 calendars": lambda: _mixed(*[_calendar(b"") for _ in range(10)]),
    "10,000 parts": lambda: _mixed(*[b"\r\na" for _ in range(9_000)]),
    "5,000 events": lambda: _calendar(b"BEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\n" * 1_700),
    "1,000 components within each other": lambda: _calendar(b"BEGIN:A\r\n" * 1_000),
    "a rule for each second": lambda: _calendar(
        b"BEGIN:VEVENT\r\nRRULE:FREQ=SECONDLY;COUNT=999999999999\r\nUID:a\r\nEND:VEVENT\r\n"
    ),
    "a zone of a thousand rules": lambda: _calendar(
        b"BEGIN:VTIMEZONE\r\nTZID:Europe/Kyiv\r\n"
        + b"BEGIN:STANDARD\r\nTZOFFSETTO:+9999\r\nEND:STANDARD\r\n" * 1_000
        + b"END:VTIMEZONE\r\n"
    ),
    "60 KB of parameters": lambda: _calendar(
        b"BEGIN:VEVENT\r\nATTENDEE" + b";A=B" * 15_000 + b":a\r\nEND:VEVENT\r\n"
    ),
    "60 KB of quotes": lambda: _calendar(
        b"BEGIN:VEVENT\r\nATTENDEE;A=" + b'"' * 60_000 + b":a\r\nEND:VEVENT\r\n"
    ),
    "60 KB of folds": lambda: _calendar(b"BEGIN:VEVENT\r\nUID:" + b"\r\n a" * 15_000 + b"\r\nEND:VEVENT\r\n"),
    "60 KB of backslashes": lambda: _calendar(
        b"BEGIN:VEVENT\r\nUID:" + b"\\" * 60_000 + b"\r\nEND:VEVENT\r\n"
    ),
    "an address of 60 KB": lambda: _calendar(
        b"BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260101T000000Z\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:"
        + b"a." * 30_000
        + b"@example.org\r\nEND:VEVENT\r\n"
    ),
    "receivers that look like tags": lambda: (
        b"To: " + b"commonhour+" * 150_000 + b"\r\n\r\n" + _calendar(b"")
    ),
    **{
        f"a calendar in {charset}": lambda charset=charset: (
            b"Content-Type: text/calendar; charset="
            + charset.encode()
            + b"\r\n\r\n"
            + b"+AAA-\x1b$B\xff" * 90_000
        )
        for charset in (
            "utf-7",
            "utf-16",
            "iso-2022-jp",
            "gb18030",
            "idna",
            "punycode",
            "zlib",
            "rot13",
            "unicode_escape",
        )
    },
}
