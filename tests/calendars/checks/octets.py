"""Rules of octets: lines, folds and characters (RFC 5545, 3.1)."""

import re

from tests.calendars.checks.reading import BYTE_ORDER_MARK, Faults, File

MOST_OCTETS = 75
CRLF = b"\r\n"
_INSIDE_A_CHARACTER = re.compile(rb"[\x80-\xbf]")
# All but the tab, and what Unicode takes for the end of a line.
_UNREADABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


def each_line_ends_with_cr_and_lf(file: File) -> Faults:
    """Find lines that end with one of them alone, and a last line that does not end."""
    for row in file.rows:
        if row.ending != CRLF:
            yield row.number, f"ends with {row.ending!r}"
    if not file.rows:
        yield 1, "is not there"


def no_line_is_longer_than_75_octets(file: File) -> Faults:
    """Find lines of more octets than that, what ends them not counted."""
    for row in file.rows:
        if len(row.octets) > MOST_OCTETS:
            yield row.number, f"has {len(row.octets)} octets"


def no_fold_is_inside_a_character(file: File) -> Faults:
    """Find lines that go on with the rest of a character."""
    for row in file.rows:
        if row.goes_on and _INSIDE_A_CHARACTER.match(row.octets, 1):
            yield row.number, "begins inside a character"


def it_is_utf_8(file: File) -> Faults:
    """Find lines that are, unfolded, no UTF-8."""
    for line in file.lines:
        try:
            line.octets.decode()
        except UnicodeDecodeError as error:
            yield line.number, f"is no UTF-8 at its octet {error.start}"


def it_has_no_byte_order_mark(file: File) -> Faults:
    """Find one at the beginning."""
    if file.body.startswith(BYTE_ORDER_MARK):
        yield 1, "begins with a byte order mark"


def no_character_controls_anything(file: File) -> Faults:
    """Find control characters, and those of Unicode that end a line, in what is unfolded."""
    for line in file.lines:
        for found in _UNREADABLE.findall(line.text):
            yield line.number, f"holds the character {found!r}"
