"""Reads a calendar from standard input as libical does and tells its complaints and each event's instants as JSON.

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
    events = []
    event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    while event is not None:
        instants = [
            time.as_timet_with_zone(time.get_timezone()) for time in (event.get_dtstart(), event.get_dtend())
        ]
        events.append([event.get_uid(), *instants, event.get_summary(), event.get_description()])
        event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    print(json.dumps({"sound": sound, "errors": calendar.count_errors(), "events": events}))  # noqa: T201


main()
