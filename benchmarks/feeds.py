"""A feed of fifty entries: from kept bytes, rendered anew, and by icalendar with the zones it adds itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from benchmarks.measuring import Result, measure
from calendars.entries import EntryContent, revise
from calendars.ics import feed, vevent
from calendars.zones import zone

NOW = datetime(2026, 9, 1, tzinfo=UTC)
ZONE = "America/New_York"
CONTENTS = tuple(
    EntryContent(
        uid=f"{n}",
        starts=datetime(2026, 9, 2, 22, tzinfo=UTC) + timedelta(weeks=n),
        ends=datetime(2026, 9, 2, 23, tzinfo=UTC) + timedelta(weeks=n),
        time_zone=ZONE,
        summary="Monthly gathering",
        description="18:00 to 19:00 in New York",
        url="https://example.org/j",
    )
    for n in range(50)
)
KEPT = [
    (content, vevent(content=content, revision=revise(previous=None, content=content, now=NOW)))
    for content in CONTENTS
]


def results() -> Iterator[Result]:
    """Time a feed of fifty entries."""
    yield measure("feed of 50 entries, cold", _cold, peer="icalendar", theirs=_icalendar)
    yield measure("feed of 50 entries, from kept bytes", _warm, peer="icalendar", theirs=_icalendar)


def _cold() -> bytes:
    entries = [
        (content, vevent(content=content, revision=revise(previous=None, content=content, now=NOW)))
        for content in CONTENTS
    ]
    return feed(name="Cohort", reader_zone=ZONE, entries=entries)


def _warm() -> bytes:
    return feed(name="Cohort", reader_zone=ZONE, entries=KEPT)


def _icalendar() -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//peer//")
    calendar.add("version", "2.0")
    for content in CONTENTS:
        event = Event()
        event.add("uid", content.uid)
        event.add("dtstamp", NOW)
        event.add("dtstart", content.starts.astimezone(zone(ZONE)))
        event.add("dtend", content.ends.astimezone(zone(ZONE)))
        event.add("summary", content.summary)
        event.add("description", content.description)
        event.add("url", content.url)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()
