"""What a file is for: a feed is subscribed to, a message asks one person to one meeting (RFC 5546; DESIGN 7)."""

from tests.calendars.checks.reading import Component, Faults, File, Property

METHODS = ("REQUEST", "CANCEL")


def a_feed_is_no_message(file: File) -> Faults:
    """Find a METHOD, an ATTENDEE or an ORGANIZER in a feed."""
    for each in file.properties:
        if each.name in {"METHOD", "ATTENDEE", "ORGANIZER"}:
            yield each.line, f"is a {each.name}, in a feed"


def a_message_asks_or_cancels(file: File) -> Faults:
    """Find a message that is not one of METHOD:REQUEST and METHOD:CANCEL."""
    methods = [each.value for each in file.calendar.all("METHOD")]
    if len(methods) != 1 or methods[0] not in METHODS:
        yield file.calendar.line, f"begins a message of the methods {methods}"


def a_message_is_about_one_event(file: File) -> Faults:
    """Find a message of no event, or of several."""
    events = file.components("VEVENT")
    if len(events) != 1:
        yield file.calendar.line, f"begins a message about {len(events)} events"


def a_message_is_from_one_address_to_another(file: File) -> Faults:
    """Find an event that has not one organiser and one attendee, or the same address for both."""
    for event in file.components("VEVENT"):
        sides = [[_address(each) for each in event.all(name)] for name in ("ORGANIZER", "ATTENDEE")]
        if [len(each) for each in sides] != [1, 1]:
            yield event.line, f"begins an event of {len(sides[0])} organisers and {len(sides[1])} attendees"
        elif sides[0] == sides[1]:
            yield event.line, "begins an event whose organiser is its attendee"


def a_message_cancels_what_it_says_is_cancelled(file: File) -> Faults:
    """Find STATUS:CANCELLED in a message that does not cancel, and one that cancels without it."""
    method = file.calendar.one("METHOD")
    for event in file.components("VEVENT"):
        if _is_cancelled(event) != (method is not None and method.value == "CANCEL"):
            yield (
                event.line,
                f"begins an event whose STATUS does not go with {method.value if method else 'no METHOD'}",
            )


def _address(of: Property) -> str:
    return of.value.lower().removeprefix("mailto:")


def _is_cancelled(event: Component) -> bool:
    status = event.one("STATUS")
    return status is not None and status.value == "CANCELLED"
