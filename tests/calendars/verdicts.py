"""What there is to say against a calendar: by our own check, by each judge that is here, and by how they differ."""

import re
from functools import cache
from hashlib import sha256

from tests.calendars import judged
from tests.calendars.byte_check import faults, hours
from tests.calendars.catching import Caught
from tests.calendars.checks.events import Hour

MOST_TOLD = 3
BY_THE_FILE = ("libical", "ical.js")
_PART = re.compile(rb"BEGIN:(VTIMEZONE|VEVENT)\r\n.*?END:\1\r\n", re.DOTALL)
_CLOCK = re.compile(rb"\r\nTZID:([^\r\n]*)")
_BY_CLOCK = re.compile(rb";TZID=([^:]*):")
_UUID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_REVISION = re.compile(rb"\r\n(DTSTAMP|LAST-MODIFIED|SEQUENCE):[0-9TZ]+(?=\r\n)")
_SOUND: set[bytes] = set()
_SHOWN: set[bytes] = set()


def verdict(caught: Caught, *, by_the_file: bool = False) -> list[str]:
    """Say all there is to say against what was caught; nothing, where it is sound, which is remembered.

    Our own check looks at every file, each judge at every part of one: a file whose parts it took before, each in some
    file, it is not shown. What is between the parts, such as a UID that two have, is for our own check to see. With
    `by_the_file` only those judges are asked who read a zone that they do not know as the file describes it.
    """
    against = _of_type(caught) if caught.message else []
    whole = sha256(b"%d%b" % (caught.message, caught.body)).digest()
    if whole in _SOUND:
        return against
    found = faults(caught.body, message=caught.message)
    new = parts(caught.body) - _SHOWN
    if new:
        meant = hours(caught.body)
        asked = [name for name in _here() if not by_the_file or name in BY_THE_FILE]
        found += [said for name in asked for said in _said_by(name, caught.body, meant)]
    if not found:
        _SOUND.add(whole)
        _SHOWN.update(new)
    return against + found


def parts(body: bytes) -> frozenset[bytes]:
    """Name each event, with the clocks that it goes by, and the rest; whatever their ids and revisions are."""
    plain = _REVISION.sub(rb"\r\n\1:0", _UUID.sub(b"", body))
    found = [each[0] for each in _PART.finditer(plain)]
    clocks = {told[1]: part for part in found if (told := _CLOCK.search(part))}
    named = [_PART.sub(b"", plain)]
    for part in found:
        by = sorted(set(_BY_CLOCK.findall(part)))
        named.append(b"".join((part, *(clocks.get(clock, b"") for clock in by))))
    return frozenset(sha256(each).digest() for each in named)


def differences(of: judged.Reading, meant: list[Hour], *, by: str) -> list[str]:
    """Say where a judge has another start or end than meant, or another event."""
    read = [(told.uid, told.starts, told.ends) for told in of]
    if sorted(read) == sorted(meant):
        return []
    more, fewer = (
        sorted(one - other)[:MOST_TOLD] for one, other in ((set(read), set(meant)), (set(meant), set(read)))
    )
    return [f"{by} reads {len(read)} events and among them {more}, not {len(meant)} and among them {fewer}"]


def _said_by(name: str, body: bytes, meant: list[Hour]) -> list[str]:
    try:
        return differences(judged.ALL[name](body), meant, by=name)
    except judged.RefusedError as error:
        return [f"{name} does not take it: {error}"]


@cache
def _here() -> tuple[str, ...]:
    return tuple(name for name, judge in judged.ALL.items() if judge.is_here())


def _of_type(caught: Caught) -> list[str]:
    """Say where a part of a mail is not of the type that it is said to be (RFC 6047, 2.4)."""
    told = re.search(rb"\r\nMETHOD:([^\r\n]*)", caught.body)
    method = told[1].decode(errors="replace") if told else ""
    against: list[str] = []
    if caught.charset.lower() != "utf-8":
        against.append(f"its charset is {caught.charset!r}")
    if caught.method != method:
        against.append(f"its type says {caught.method!r}, it says {method!r}")
    return against
