"""Rules of form: what a line is, what a value is, and what stands in what (RFC 5545, 3.1 to 3.6)."""

import re
from collections import Counter
from collections.abc import Mapping

from tests.calendars.checks.reading import Component, Faults, File, reading_of

PLACES: Mapping[str, frozenset[str]] = {
    "": frozenset(("VCALENDAR",)),
    "VCALENDAR": frozenset(("VTIMEZONE", "VEVENT")),
    "VTIMEZONE": frozenset(("STANDARD", "DAYLIGHT")),
    "VEVENT": frozenset(("VALARM",)),
}
TEXTS = frozenset(["SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "UID", "X-WR-CALNAME"])
LISTS_OF_VALUES = frozenset(["FEATURE", "DISPLAY", "MEMBER", "DELEGATED-TO", "DELEGATED-FROM"])
"""The parameters that may have several values, between commas."""
_TIME, _ADDRESS, _URI = (
    r"\d{8}T\d{6}Z?",
    r"(?i:mailto):[^\s@:;,]+@[^\s@:;,]+",
    r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\\]+",
)
_DURATION, _OFFSET = r"[+-]?P(\d+W|(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?)(?<=\d[WDHMS])", r"[+-]\d{4}(\d{2})?"
VALUES: Mapping[str, str] = {
    **dict.fromkeys(["DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED", "CREATED"], _TIME),
    **dict.fromkeys(["ORGANIZER", "ATTENDEE"], _ADDRESS),
    **dict.fromkeys(["URL", "CONFERENCE", "SOURCE"], _URI),
    **dict.fromkeys(["TRIGGER", "DURATION", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"], _DURATION),
    **dict.fromkeys(["TZOFFSETFROM", "TZOFFSETTO"], _OFFSET),
    "SEQUENCE": r"\d+",
    "STATUS": "TENTATIVE|CONFIRMED|CANCELLED",
}
"""What values of these names look like: nothing else is written."""
SEVERAL = frozenset(["ATTENDEE", "CONFERENCE", "ATTACH", "COMMENT", "CATEGORIES", "TZNAME"])
"""What may stand in a component more than once."""
_PARAMETER = re.compile(r'[A-Za-z0-9-]+=("[^"]*"|[^";:,]*)(,("[^"]*"|[^";:,]*))*')
_ESCAPED = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")


def each_line_is_a_property(file: File) -> Faults:
    """Find lines that have no name, no value, or a quote that does not end."""
    yield from file.unreadable
    if file.rows and file.rows[0].goes_on:
        yield 1, "goes on from nothing"


def parameters_with_separators_are_quoted(file: File) -> Faults:
    """Find a colon, semicolon or comma in a parameter that stands there by itself, or what else is no parameter."""
    for each in file.properties:
        for written in each.parameters:
            name, _, value = written.partition("=")
            several = "," in re.sub('"[^"]*"', "", value)
            if not _PARAMETER.fullmatch(written) or (several and name.upper() not in LISTS_OF_VALUES):
                yield each.line, f"has the parameter {written}"


def each_value_is_what_its_name_asks_for(file: File) -> Faults:
    """Find times, addresses, links, durations, offsets and numbers that are none."""
    for each in file.properties:
        if each.name in VALUES and not re.fullmatch(VALUES[each.name], each.value):
            yield each.line, f"has the value {each.value!r}"
        elif VALUES.get(each.name) == _TIME and reading_of(each.value.removesuffix("Z")) is None:
            yield each.line, f"tells the time {each.value}, which is none"


def texts_are_escaped(file: File) -> Faults:
    """Find a semicolon or comma that stands by itself in a text, and a backslash that escapes nothing."""
    for each in file.properties:
        if each.name in TEXTS and not _ESCAPED.fullmatch(each.value):
            yield each.line, f"has the text {each.value!r}"


def begin_and_end_nest(file: File) -> Faults:
    """Find what ends without a beginning, and what begins without an end."""
    yield from file.astray


def each_component_stands_where_it_may(file: File) -> Faults:
    """Find components in a wrong place, and all that is outside the one calendar."""
    for component in file.everything:
        for part in component.parts:
            if part.name not in PLACES.get(component.name, ()):
                yield part.line, f"begins {part.name}, in {component.name or 'the file'}"
    if len(file.root.parts) != 1:
        yield 1, f"begins a file of {len(file.root.parts)} components"
    for each in file.root.properties:
        yield each.line, "stands in no component"


def version_and_program_stand_once(file: File) -> Faults:
    """Find a calendar that does not say VERSION:2.0 and PRODID, each once."""
    versions = [each.value for each in file.calendar.all("VERSION")]
    if versions != ["2.0"]:
        yield file.calendar.line, f"begins a calendar of the versions {versions}"
    programs = [each.value for each in file.calendar.all("PRODID")]
    if len(programs) != 1 or not programs[0].strip():
        yield file.calendar.line, f"begins a calendar by the programs {programs}"


def nothing_is_said_twice(file: File) -> Faults:
    """Find a component that has two properties of a name that may be there once."""
    for component in file.everything:
        yield from _twice(component)


def nothing_recurs(file: File) -> Faults:
    """Find rules and lists of dates: each meeting is an event of its own, each change of a clock an observance."""
    for each in file.properties:
        if each.name in {"RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"}:
            yield each.line, f"is a {each.name}"


def _twice(component: Component) -> Faults:
    counted = Counter(each.name for each in component.properties)
    for each in component.properties:
        if counted.pop(each.name, 0) > 1 and each.name not in SEVERAL:
            yield each.line, f"is one of several {each.name}"
