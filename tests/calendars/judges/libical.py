"""Reads a calendar from standard input as libical does and tells as JSON its complaints, events and their people.

Runs under the system's Python, which has libical's bindings (Debian: gir1.2-ical-3.0, python3-gi).
"""

import json
import sys

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 - the version must be asked for first


def main() -> None:
    """Judge one calendar."""
    calendar = ICalGLib.Component.new_from_string(sys.stdin.buffer.read().decode())
    sound = ICalGLib.restriction_check(calendar)
    events, people = [], []
    event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    while event is not None:
        instants = [
            time.as_timet_with_zone(time.get_timezone()) for time in (event.get_dtstart(), event.get_dtend())
        ]
        events.append([event.get_uid(), *instants, event.get_summary(), event.get_description()])
        people += people_of(event)
        event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    verdict = {"sound": sound, "errors": calendar.count_errors(), "events": events, "people": people}
    print(json.dumps(verdict))  # noqa: T201


def people_of(event: ICalGLib.Component) -> list[list[str | None]]:
    """Tell what the event says of its organizer and attendees: kind, name, PARTSTAT, RSVP, address."""
    kinds = ICalGLib.PropertyKind
    people = []
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


main()
