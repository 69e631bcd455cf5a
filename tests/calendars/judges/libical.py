"""Reads calendars as libical does, which must find no fault with their properties nor with what their METHOD allows.

Runs under the system's Python, which has libical's bindings (Debian: gir1.2-ical-3.0, python3-gi).
"""

import re

import gi
from asked import Event, Told, answer_all

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 - the version must be asked for first

_HEAD = re.compile(rb"\r\nVERSION:2\.0\r\n")
_IN_EVENTS = re.compile(rb"\r\nBEGIN:VEVENT\r\n")


def read(body: bytes) -> Told:
    """Read a calendar; a feed, which has no METHOD, must also be right as a publication (RFC 5546, 3.2.1)."""
    if re.search(rb"\r\nMETHOD:", body) is None:
        published = _HEAD.sub(rb"\g<0>METHOD:PUBLISH\r\n", body)
        _sound(_IN_EVENTS.sub(rb"\g<0>ORGANIZER:mailto:organiser@hour.example\r\n", published))
    calendar = _sound(body)
    events: list[Event] = []
    people: list[list[str | None]] = []
    kind = ICalGLib.ComponentKind.VEVENT_COMPONENT
    event = calendar.get_first_component(kind)
    while event is not None:
        starts, ends = (
            time.as_timet_with_zone(time.get_timezone()) for time in (event.get_dtstart(), event.get_dtend())
        )
        events.append(
            (event.get_uid(), starts, ends, event.get_summary() or "", event.get_description() or "")
        )
        people += _people_of(event)
        event = calendar.get_next_component(kind)
    return {"events": events, "people": people}


def _people_of(event: ICalGLib.Component) -> list[list[str | None]]:
    """Tell what the event says of its organizer and attendees: kind, name, PARTSTAT, RSVP, address."""
    kinds = ICalGLib.PropertyKind
    people: list[list[str | None]] = []
    for kind in (kinds.ORGANIZER_PROPERTY, kinds.ATTENDEE_PROPERTY):
        person = event.get_first_property(kind)
        while person is not None:
            name = person.get_first_parameter(ICalGLib.ParameterKind.CN_PARAMETER)
            answer, asked = (person.get_parameter_as_string(said) for said in ("PARTSTAT", "RSVP"))
            address = person.get_value_as_string()
            people.append(
                [person.get_property_name().lower(), name and name.get_cn(), answer, asked, address]
            )
            person = event.get_next_property(kind)
    return people


def _sound(body: bytes) -> ICalGLib.Component:
    calendar = ICalGLib.Component.new_from_string(body.decode())
    if calendar is None:
        raise ValueError("no calendar")
    allowed = ICalGLib.restriction_check(calendar)
    if not allowed or calendar.count_errors():
        unfolded = calendar.as_ical_string().replace("\r\n ", "")
        raise ValueError(
            "; ".join(re.findall(r"\r\nX-LIC-ERROR[^:]*:(.*)\r", unfolded)) or "it breaks a restriction"
        )
    return calendar


answer_all(read)
