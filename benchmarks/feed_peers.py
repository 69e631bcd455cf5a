"""The same meetings as other packages write them, each as its own documentation has it, with all it knows to write.

All read the zone data that we read, pytz's: icalendar through the standard library's `zoneinfo`, which
`calendars.zones` points there, and vobject through pytz itself, whose zones it knows by name. (Where nothing points
zoneinfo there and icalendar is given pytz's zones, its VTIMEZONE costs some fifteen times as much.) They write
different things: icalendar a VTIMEZONE of RDATEs from 1970 to 2038, vobject one of rules, and ics none at all, for it
writes each time in UTC.
"""

from datetime import datetime

import icalendar
import ics
import pytz
import vobject

from calendars.entries import EntryContent
from calendars.zones import zone

PRODUCT = "-//peer//EN"


def by_icalendar(contents: tuple[EntryContent, ...], now: datetime) -> bytes:
    """Write a calendar with `icalendar`, and the zones that it adds itself."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for content in contents:
        local = zone(content.time_zone)
        event = icalendar.Event()
        event.add("uid", content.uid)
        event.add("sequence", 0)
        event.add("dtstamp", now)
        event.add("last-modified", now)
        event.add("dtstart", content.starts.astimezone(local))
        event.add("dtend", content.ends.astimezone(local))
        event.add("status", content.status)
        event.add("summary", content.summary)
        event.add("description", content.description)
        event.add("url", content.url)
        event.add("conference", content.conference)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def by_vobject(contents: tuple[EntryContent, ...], now: datetime) -> bytes:
    """Write a calendar with `vobject`, which adds the zones."""
    calendar = vobject.iCalendar()
    for content in contents:
        local = pytz.timezone(content.time_zone)
        event = calendar.add("vevent")
        for name, value in (
            ("uid", content.uid),
            ("sequence", "0"),
            ("dtstamp", now.astimezone(vobject.icalendar.utc)),
            ("last-modified", now.astimezone(vobject.icalendar.utc)),
            ("dtstart", content.starts.astimezone(local)),
            ("dtend", content.ends.astimezone(local)),
            ("status", content.status),
            ("summary", content.summary),
            ("description", content.description),
            ("url", content.url),
            ("conference", content.conference),
        ):
            event.add(name).value = value
    return calendar.serialize().encode()


def by_ics(contents: tuple[EntryContent, ...], now: datetime) -> bytes:
    """Write a calendar with `ics`: every time in UTC, so there is no zone to add, and no CONFERENCE."""
    calendar = ics.Calendar(creator=PRODUCT)
    for content in contents:
        calendar.events.add(
            ics.Event(
                uid=content.uid,
                created=now,
                last_modified=now,
                begin=content.starts,
                end=content.ends,
                status=content.status,
                name=content.summary,
                description=content.description,
                url=content.url,
            )
        )
    return calendar.serialize().encode()
