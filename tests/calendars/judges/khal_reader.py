"""Reads calendars as khal does when it imports them; where khal would warn of an event, it has refused the file."""

import logging

import pytz
from asked import Event, Told, answer_all
from icalendar import use_pytz
from khal.icalendar import cal_from_ics, expand, ics_from_list
from khal.khalendar.backend import check_for_errors, check_support
from khal.utils import to_unix_time


class Warnings(logging.Handler):
    """Keeps what khal would tell its user."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())


WARNINGS = Warnings()


def read(body: bytes) -> Told:
    """Read a calendar by the steps of `khal import`, but for what it keeps."""
    WARNINGS.told.clear()
    use_pytz()  # as khal does; it forgets the clocks of other files
    calendar = cal_from_ics(body.decode())
    events = calendar.walk("VEVENT")
    zones = {str(zone["TZID"]): zone for zone in calendar.walk("VTIMEZONE")}
    ics_from_list(events, zones, default_timezone=pytz.utc)  # makes them sane
    found: list[Event] = []
    for event in events:
        check_support(event, "", "")
        summary, description = (str(event.get(name, "")) for name in ("SUMMARY", "DESCRIPTION"))
        found += [
            (str(event["UID"]), to_unix_time(starts), to_unix_time(ends), summary, description)
            for starts, ends in expand(event) or ()
        ]
    for component in (calendar, *events):
        check_for_errors(component, "", "")
    if WARNINGS.told:
        raise ValueError("; ".join(WARNINGS.told))
    return {"events": found}


logging.getLogger("khal").addHandler(WARNINGS)
answer_all(read)
