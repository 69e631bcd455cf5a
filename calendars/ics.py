"""Entries and feeds as iCalendar bytes (RFC 5545 and 7986; DESIGN 7, *Feeds*)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC

from calendars.content_lines import line, text_line, time_line, uri_line
from calendars.entries import EntryContent, Revision
from calendars.vtimezone import vtimezone
from calendars.wall_clock import is_told_by_wall_clock
from calendars.zones import zone

PRODID = b"-//Commonhour//Commonhour//EN"
REFRESH = b"PT1H"

_LOCAL_START = b"\r\nDTSTART;TZID="
_UTC_IDS = frozenset(("UTC", "Etc/UTC"))


def vevent(*, content: EntryContent, revision: Revision, participants: bytes = b"") -> bytes:
    """Write one VEVENT, to be kept and put into feeds as it is: the same content and revision, the same bytes.

    Times stand in the meeting's own zone, whose VTIMEZONE the feed holds; or in UTC where that zone's wall clock
    could be misread. `participants` are the lines ORGANIZER and ATTENDEE of an invitation.
    """
    told_by_wall_clock = content.time_zone not in _UTC_IDS and is_told_by_wall_clock(
        begin=content.starts, end=content.ends, time_zone=content.time_zone
    )
    written_in = zone(content.time_zone) if told_by_wall_clock else UTC
    lines = [
        b"BEGIN:VEVENT\r\n",
        text_line("UID", content.uid),
        line("SEQUENCE", str(revision.sequence).encode()),
        time_line("DTSTAMP", revision.dtstamp),
        time_line("LAST-MODIFIED", revision.last_modified),
        time_line("DTSTART", content.starts.astimezone(written_in)),
        time_line("DTEND", content.ends.astimezone(written_in)),
        line("STATUS", content.status.encode()),
        *([line("CLASS", b"PRIVATE")] if content.private else ()),
        *([text_line("CATEGORIES", content.category)] if content.category and not content.private else ()),
        text_line("SUMMARY", content.summary),
    ]
    described = [content.description] if content.description else []
    described += [f"{link.title}: {link.url}" if link.title else link.url for link in content.links]
    if described:
        lines.append(text_line("DESCRIPTION", "\n\n".join(described)))
    # Google shows neither URL nor CONFERENCE of a calendar that is subscribed to; everybody shows LOCATION.
    if place := content.location or content.conference:
        lines.append(text_line("LOCATION", place))
    if content.url:
        lines.append(uri_line("URL", content.url))
    if content.conference:
        lines.append(uri_line("CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO", content.conference))
    lines.append(participants)
    if content.status == "CONFIRMED":
        lines += [_valarm(minutes, content=content) for minutes in content.alarms]
    lines.append(b"END:VEVENT\r\n")
    return b"".join(lines)


def _valarm(minutes: int, *, content: EntryContent) -> bytes:
    """Write one reminder (RFC 5545, 3.6.6), known by the same UID for as long as it is wanted (RFC 9074)."""
    return b"".join(
        (
            b"BEGIN:VALARM\r\n",
            text_line("UID", f"{content.uid}-{minutes}"),
            line("ACTION", b"DISPLAY"),
            text_line("DESCRIPTION", content.summary),
            line("TRIGGER", b"-PT%dM" % minutes if minutes else b"PT0M"),
            b"END:VALARM\r\n",
        )
    )


def feed(*, name: str, reader_zone: str, entries: Sequence[tuple[EntryContent, bytes]]) -> bytes:
    """Put kept VEVENTs together into the calendar that a person subscribes to.

    `entries` pairs each content with its `vevent`, in any order. `name` is what the calendar is called in the
    reader's list, `reader_zone` the zone that they live in. There is no METHOD: a feed is no invitation.
    """
    head = (
        b"BEGIN:VCALENDAR\r\n",
        line("VERSION", b"2.0"),
        line("PRODID", PRODID),
        line("REFRESH-INTERVAL;VALUE=DURATION", REFRESH),
        line("X-PUBLISHED-TTL", REFRESH),
        text_line("X-WR-CALNAME", " ".join(name.split())),
        line("X-WR-TIMEZONE", zone(reader_zone).key.encode()),
    )
    bodies = [body for _, body in sorted(entries, key=lambda entry: (entry[0].starts, entry[0].uid))]
    return b"".join((*head, clocks(entries), *bodies, b"END:VCALENDAR\r\n"))


def clocks(entries: Sequence[tuple[EntryContent, bytes]]) -> bytes:
    """Write the VTIMEZONEs that the VEVENTs refer to, by name: each content is paired with its `vevent`."""
    return b"".join(
        vtimezone(time_zone=time_zone, first_year=min(years), last_year=max(years))
        for time_zone, years in sorted(_years_of_clocks(entries).items())
    )


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
