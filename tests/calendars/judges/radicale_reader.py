"""Reads calendars by the steps of a Radicale server that is given them, but for what it keeps."""

import vobject
from asked import Event, Told, answer_all
from radicale.item import check_and_sanitize_items, find_time_range, read_components

MOST_RECURRENCES = 10_000


def read(body: bytes) -> Told:
    """Read a calendar as a whole, or a message as the one item that it is about."""
    forget_clocks()
    components = read_components(body.decode())
    check_and_sanitize_items(
        components, MOST_RECURRENCES, is_collection=b"\r\nMETHOD:" not in body, tag="VCALENDAR"
    )
    (calendar,) = components
    calendar.validate(raiseException=True)
    items: dict[str, vobject.base.Component] = {}
    for each in calendar.contents.get("vevent", ()):
        items.setdefault(each.uid.value, vobject.iCalendar()).add(each)
    return {"events": [event(item, *find_time_range(item, "VEVENT")) for item in items.values()]}


def event(item: vobject.base.Component, starts: float, ends: float) -> Event:
    """Tell the one event of an item."""
    (told,) = item.contents["vevent"]
    words = (getattr(told, name, None) for name in ("summary", "description"))
    summary, description = ("" if each is None else str(each.value) for each in words)
    return (str(told.uid.value), starts, ends, summary, description)


def forget_clocks() -> None:
    """Have vobject go by this file's clocks: it would keep to the first of a name that it ever saw."""
    vobject.icalendar.__dict__["__tzidMap"].clear()
    vobject.icalendar.registerTzid("UTC", vobject.icalendar.utc)


if __name__ == "__main__":
    answer_all(read)
