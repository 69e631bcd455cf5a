"""Lines of iCalendar: values and parameters cleaned and escaped, long lines folded (RFC 5545, 3.1 to 3.3)."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import vText

_MOST_OCTETS = 75
_FOLLOWING = 0b10  # how each octet of a character after its first begins in UTF-8
_CONTINUES = b"\r\n "
_ENDS = b"\r\n"

_LINE_ENDS = re.compile(r"\r\n?")
# What some readers choke on, or take for the end of a line: control characters, U+2028 and U+2029, and halves of
# characters, which UTF-8 cannot write. A line feed and a tab are text.
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NOT_AS_IT_IS = re.compile(rf"[\\;,\n]|{_UNREADABLE.pattern}")
_NOT_IN_URIS = re.compile(rf"\s|{_UNREADABLE.pattern}")
# Only , ; and : must be quoted; but careless readers strip the spaces around = and stumble over more.
_NEEDS_NO_QUOTES = re.compile(r"[\w .'-]*")
_CARETS = str.maketrans({"^": "^^", '"': "^'", "\n": "^n"})


def text_line(name: str, text: str) -> bytes:
    """Write a property of type TEXT; what readers choke on is left out, and any end of line is a line feed."""
    if not _NOT_AS_IT_IS.search(text):
        return line(name, text.encode())
    return line(name, vText(_readable(text)).to_ical())


def uri_line(name: str, uri: str) -> bytes:
    """Write a property of type URI, which is not escaped; spaces and what readers choke on are left out."""
    return line(name, _NOT_IN_URIS.sub("", uri).encode())


def time_line(name: str, instant: datetime) -> bytes:
    """Write a property of type DATE-TIME: in UTC, or with the TZID of the aware instant's ZoneInfo."""
    if isinstance(instant.tzinfo, ZoneInfo):
        return line(f"{name};TZID={instant.tzinfo.key}", _basic(instant))
    return line(name, _basic(instant.astimezone(UTC)) + b"Z")


def parameter(name: str, text: str) -> str:
    """Write a parameter, to stand behind a property's name: in quotes unless it is plain (RFC 5545, 3.2).

    What cannot stand within quotes is told by carets (RFC 6868).
    """
    value = _readable(text).translate(_CARETS)
    return f";{name}={value}" if _NEEDS_NO_QUOTES.fullmatch(value) else f';{name}="{value}"'


def line(name: str, value: bytes) -> bytes:
    """Write a property, with parameters in its name and its value as it stands, in lines of at most 75 octets."""
    rest = name.encode() + b":" + value
    if len(rest) <= _MOST_OCTETS:
        return rest + _ENDS
    pieces: list[bytes] = []
    room = _MOST_OCTETS
    while len(rest) > room:
        cut = room
        while _is_inside_a_character(rest[cut]):
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
        room = _MOST_OCTETS - 1  # the space that continues a line counts
    return _CONTINUES.join((*pieces, rest)) + _ENDS


def is_readable(text: str) -> bool:
    """Tell whether a text holds nothing that readers choke on; a line feed and a tab they know."""
    return _UNREADABLE.search(text) is None


def _readable(text: str) -> str:
    return _UNREADABLE.sub("", _LINE_ENDS.sub("\n", text))


def _basic(at: datetime) -> bytes:
    """Write a clock's reading in ISO 8601's basic format; in a quarter of strftime's time."""
    return b"%04d%02d%02dT%02d%02d%02d" % (at.year, at.month, at.day, at.hour, at.minute, at.second)


def _is_inside_a_character(octet: int) -> bool:
    return octet >> 6 == _FOLLOWING
