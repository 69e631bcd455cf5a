"""Entries and feeds as iCalendar bytes (RFC 5545 and 7986; DESIGN 7, *Feeds*): the only door to icalendar."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta

from icalendar import Calendar, Event, Parameters, vText

from calendars.entries import EntryContent, Revision
from calendars.vtimezone import vtimezone
from calendars.wall_clock import is_told_by_wall_clock
from calendars.zones import zone

PRODID = "-//Commonhour//Commonhour//EN"
REFRESH = timedelta(hours=1)

_CONFERENCE = Parameters({"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"]})
_LOCAL_START = b"\r\nDTSTART;TZID="
_CALENDAR_ENDS = b"END:VCALENDAR\r\n"
# Not in ICS texts: controls, and what some readers take for the end of a line. A line feed is escaped.
_LINE_SEPARATORS = "\u2028\u2029"
_UTC_IDS = frozenset(("UTC", "Etc/UTC"))


def vevent(*, content: EntryContent, revision: Revision) -> bytes:
    """Write one VEVENT, to be kept and put into feeds as it is: the same content and revision, the same bytes.

    Times stand in the meeting's own zone, whose VTIMEZONE the feed holds; or in UTC where that zone's wall clock
    could be misread.
    """
    told_by_wall_clock = content.time_zone not in _UTC_IDS and is_told_by_wall_clock(
        begin=content.starts, end=content.ends, time_zone=content.time_zone
    )
    written_in = zone(content.time_zone) if told_by_wall_clock else UTC
    event = Event()
    event.add("uid", content.uid)
    event.add("dtstart", content.starts.astimezone(written_in))
    event.add("dtend", content.ends.astimezone(written_in))
    event.add("summary", _text(content.summary))
    event.add("status", content.status)
    event.add("sequence", revision.sequence)
    event.add("dtstamp", revision.dtstamp)
    event.add("last-modified", revision.last_modified)
    if content.description:
        event.add("description", _text(content.description))
    if content.location:
        event.add("location", _text(content.location))
    if content.url:
        event.add("url", _uri(content.url))
    if content.conference:
        event.add("conference", _uri(content.conference), _CONFERENCE)
    return event.to_ical()


def feed(*, name: str, reader_zone: str, entries: Sequence[tuple[EntryContent, bytes]]) -> bytes:
    """Put kept VEVENTs together into the calendar that a person subscribes to.

    `entries` pairs each content with its `vevent`, in any order. `name` is what the calendar is called in the
    reader's list, `reader_zone` the zone that they live in. There is no METHOD: a feed is no invitation.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("refresh-interval", REFRESH, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    # As a text: what icalendar does not know by name it writes as it stands.
    calendar.add("x-wr-calname", vText(" ".join(_text(name).split())))
    calendar.add("x-wr-timezone", zone(reader_zone).key)
    head = calendar.to_ical().removesuffix(_CALENDAR_ENDS)
    clocks = [
        vtimezone(time_zone=time_zone, first_year=min(years), last_year=max(years))
        for time_zone, years in sorted(_years_of_clocks(entries).items())
    ]
    bodies = [body for _, body in sorted(entries, key=lambda entry: (entry[0].starts, entry[0].uid))]
    return b"".join((head, *clocks, *bodies, _CALENDAR_ENDS))


def _years_of_clocks(entries: Sequence[tuple[EntryContent, bytes]]) -> Mapping[str, set[int]]:
    """Collect for each zone that the VEVENTs refer to the local years in which they do."""
    years: defaultdict[str, set[int]] = defaultdict(set)
    for content, body in entries:
        if _LOCAL_START in body:
            local = zone(content.time_zone)
            years[content.time_zone].update(
                (content.starts.astimezone(local).year, content.ends.astimezone(local).year)
            )
    return years


def _text(text: str) -> str:
    """Bring a text to line feeds and characters that every reader takes for text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or not _is_control(c))


def _uri(uri: str) -> str:
    return "".join(c for c in uri if not (c.isspace() or _is_control(c)))


def _is_control(character: str) -> bool:
    # Cc are the controls (NUL, VT, U+0085), Cs the halves of characters, which UTF-8 cannot write.
    return character in _LINE_SEPARATORS or unicodedata.category(character) in ("Cc", "Cs")
