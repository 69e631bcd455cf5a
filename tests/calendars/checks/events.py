"""Rules of events: what each says, and when it is (RFC 5545, 3.6.1; DESIGN 7)."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from tests.calendars.checks.clocks import clocks_of, instant_of
from tests.calendars.checks.reading import Component, Faults, File

REQUIRED = ("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND")
STAMPS = ("DTSTAMP", "LAST-MODIFIED", "CREATED")

Hour = tuple[str, datetime, datetime]
"""An event's UID, start and end."""


def each_event_says_what_it_must(file: File) -> Faults:
    """Find events without UID, SEQUENCE, DTSTAMP, DTSTART or DTEND."""
    for event in file.components("VEVENT"):
        for name in REQUIRED:
            if not any(each.value for each in event.all(name)):
                yield event.line, f"begins an event that has no {name}"


def each_event_has_a_uid_of_its_own(file: File) -> Faults:
    """Find events that have the UID of another."""
    counted = Counter(_uid(event) for event in file.components("VEVENT"))
    for event in file.components("VEVENT"):
        if counted[_uid(event)] > 1:
            yield event.line, f"begins one of several events with the UID {_uid(event)}"


def each_event_ends_after_it_starts(file: File) -> Faults:
    """Find events that end before or as they start, as instants."""
    for event, starts, ends in _timed(file):
        if ends <= starts:
            yield event.line, f"begins an event from {starts:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M} UTC"


def stamps_are_in_utc(file: File) -> Faults:
    """Find a DTSTAMP, LAST-MODIFIED or CREATED on another clock."""
    for component in file.everything:
        for each in component.all(*STAMPS):
            if not each.value.endswith("Z") or each.parameter("TZID") is not None:
                yield each.line, f"is a {each.name} that is not in UTC"


def hours_of(file: File) -> list[Hour]:
    """List the events by start and UID, at the instants that the file's own clocks give; without one, without it."""
    hours = [(_uid(event), starts, ends) for event, starts, ends in _timed(file)]
    return sorted(hours, key=lambda hour: (hour[1], hour[0]))


def _timed(file: File) -> Iterator[tuple[Component, datetime, datetime]]:
    clocks = clocks_of(file)
    for event in file.components("VEVENT"):
        told = [event.one(name) for name in ("DTSTART", "DTEND")]
        starts, ends = (None if each is None else instant_of(each, clocks=clocks) for each in told)
        if starts is not None and ends is not None:
            yield event, starts, ends


def _uid(event: Component) -> str:
    told = event.one("UID")
    return told.value if told else ""
