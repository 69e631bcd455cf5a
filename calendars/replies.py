"""Answers to invitations, as attendees' calendars mail them: METHOD:REPLY (RFC 5546, 3.2.3; RFC 6047).

What arrives was written by anybody. Of icalendar only the reader of lines is used: its reader of components keeps
every VTIMEZONE that it meets for as long as the process lives, and reads all later calendars by it.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast, get_args

from icalendar.parser import Contentline, Contentlines, Parameters

from calendars.cal_address import email_of
from calendars.zones import CalendarsError

Answer = Literal["ACCEPTED", "TENTATIVE", "DECLINED"]

MOST_OCTETS = 64 * 1024

_MOST_DEPTH = 8
_MOST_IN_UID = 255
_LARGEST_INTEGER = 2**31 - 1  # RFC 5545, 3.3.8
_YEARS = range(1970, 2200)

_FOLD = re.compile(rb"\r?\n[ \t]")
_NAME = re.compile(r"([A-Za-z0-9-]+)[;:]")
_INTEGER = re.compile(r"[0-9]{1,10}")
_UTC_TIME = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_BEGIN, _END = "BEGIN", "END"
_CALENDAR = ["VCALENDAR"]
_EVENT = ["VCALENDAR", "VEVENT"]
_NO_LINE = "One of the lines is no line of a calendar."
_OTHER_METHODS = {
    "REQUEST": "is an invitation",
    "CANCEL": "calls a meeting off",
    "COUNTER": "proposes another time",
    "REFRESH": "asks for the meeting anew",
}

_Properties = dict[str, list[Contentline]]


class NoReplyError(CalendarsError, ValueError):
    """A mail or a calendar holds no answer to an invitation that can be read.

    The message says why, for a person, and repeats nothing of what was read: it may go into a log.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What an attendee answered, to which revision of a meeting, and when (`dtstamp`, aware UTC).

    `attendee` is an e-mail address in lower case, as is `organizer`, whom they answer, where the calendar says one.
    It is only what the calendar says: whoever can write a mail can write any.
    """

    uid: str
    sequence: int
    attendee: str
    partstat: Answer
    dtstamp: datetime
    organizer: str | None = None

    def __post_init__(self) -> None:
        if self.dtstamp.utcoffset() is None:
            raise ValueError(f"a reply was given at an aware instant, not at {self.dtstamp!r}")


def read_reply(body: bytes) -> Reply:
    """Read the one answer of a calendar object; raises NoReplyError for all that is anything else.

    Only what makes the answer is looked at. ORGANIZER is not asked for, though RFC 5546 does: Exchange leaves it out.
    """
    calendar, events = _properties_of(_lines(body))
    method = _value(_one(calendar, "METHOD", of="calendar")).upper()
    if method != "REPLY":
        raise NoReplyError(f"The calendar {_OTHER_METHODS.get(method, 'is no answer to an invitation')}.")
    if len(events) != 1:
        raise NoReplyError(f"An answer is about one meeting; this calendar holds {len(events)}.")
    (event,) = events
    if "RECURRENCE-ID" in event:
        raise NoReplyError("The answer is about one date of a series, and there are no series here.")
    attendee, partstat = _attendee(_one(event, "ATTENDEE", of="answer"))
    return Reply(
        uid=_uid(_value(_one(event, "UID", of="answer"))),
        sequence=_integer(_value(_one(event, "SEQUENCE", of="answer"))) if "SEQUENCE" in event else 0,
        attendee=attendee,
        partstat=partstat,
        dtstamp=_instant(_value(_one(event, "DTSTAMP", of="answer"))),
        organizer=_organizer(event.get("ORGANIZER", [])),
    )


def _lines(body: bytes) -> Contentlines:
    if len(body) > MOST_OCTETS:
        raise NoReplyError(f"The calendar is larger than {MOST_OCTETS // 1024} KB.")
    try:
        text = _FOLD.sub(b"", body).decode("utf-8-sig")  # some fold within characters (RFC 5545, 3.1)
    except UnicodeDecodeError:
        raise NoReplyError("The calendar is not written in UTF-8.") from None
    if "\0" in text:
        raise NoReplyError("The calendar holds a NUL, which no text does.")
    return Contentlines.from_ical(text)


def _properties_of(lines: Contentlines) -> tuple[_Properties, list[_Properties]]:
    """Sort out the properties of the calendar itself and of each of its VEVENTs, by name; what is deeper is left."""
    calendar: _Properties = {}
    events: list[_Properties] = []
    for inside, name, line in _placed(lines):
        if inside == _CALENDAR:
            calendar.setdefault(name, []).append(line)
        elif inside == _EVENT:
            if name == _BEGIN:
                events.append({})
            events[-1].setdefault(name, []).append(line)
    return calendar, events


def _placed(lines: Contentlines) -> Iterator[tuple[list[str], str, Contentline]]:
    """Give each line but the ENDs with its name and the components it lies in, all of one whole VCALENDAR."""
    inside: list[str] = []
    ended = False
    for line in filter(None, lines):
        name = _name(line)
        if ended or (not inside and name != _BEGIN):
            raise NoReplyError("There is more in the file than one calendar.")
        if name == _END:
            if _component(line) != inside.pop():
                raise NoReplyError("The calendar's parts do not end as they began.")
            ended = not inside
            continue
        if name == _BEGIN:
            inside.append(_component(line))
            if inside[:1] != _CALENDAR or len(inside) > _MOST_DEPTH:
                raise NoReplyError("The calendar's parts do not lie in each other as they should.")
        yield inside, name, line
    if not ended:
        raise NoReplyError("The calendar is not there, or not whole.")


def _name(line: Contentline) -> str:
    found = _NAME.match(line)
    if found is None:
        raise NoReplyError(_NO_LINE)
    return found[1].upper()


def _component(line: Contentline) -> str:
    return line.partition(":")[2].strip().upper()


def _one(properties: _Properties, name: str, *, of: str) -> Contentline:
    found = properties.get(name, [])
    if len(found) != 1:
        raise NoReplyError(f"The {of} must have one {name}, and has {len(found)}.")
    return found[0]


def _read(line: Contentline) -> tuple[Parameters, str]:
    try:
        _, parameters, value = line.parts()
    except ValueError:
        raise NoReplyError(_NO_LINE) from None
    return parameters, value.strip()


def _value(line: Contentline) -> str:
    _, value = _read(line)
    return value


def _attendee(line: Contentline) -> tuple[str, Answer]:
    parameters, uri = _read(line)
    partstat = str(cast("Mapping[str, object]", parameters).get("PARTSTAT")).upper()
    if partstat not in get_args(Answer):
        raise NoReplyError("The answer is neither yes, nor maybe, nor no.")
    try:
        return email_of(uri), cast("Answer", partstat)
    except ValueError:
        raise NoReplyError("Who answers is not told by an e-mail address.") from None


def _organizer(lines: list[Contentline]) -> str | None:
    """Give the one organizer that is told by an e-mail address, if there is one."""
    with suppress(ValueError):  # also of what is no line at all
        (line,) = lines
        return email_of(_value(line))
    return None


def _uid(text: str) -> str:
    if not 0 < len(text) <= _MOST_IN_UID or not text.isprintable():
        raise NoReplyError("What the UID says names no meeting.")
    return text


def _integer(text: str) -> int:
    if _INTEGER.fullmatch(text) is None or int(text) > _LARGEST_INTEGER:
        raise NoReplyError("What the SEQUENCE says numbers no revision of a meeting.")
    return int(text)


def _instant(text: str) -> datetime:
    if _UTC_TIME.fullmatch(text):
        with suppress(ValueError):
            instant = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            if instant.year in _YEARS:
                return instant
    raise NoReplyError("What the DTSTAMP says is no instant at which anybody answered.")
