"""One meeting for one attendee, to be sent by mail: iTIP objects (RFC 5546, 3.2; RFC 6047; DESIGN 7, *Invitations*)."""

from typing import Literal

from calendars.cal_address import CalendarAddress
from calendars.content_lines import line, parameter
from calendars.entries import EntryContent, Revision
from calendars.ics import PRODID, clocks, vevent

Method = Literal["REQUEST", "CANCEL"]
Partstat = Literal["NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED"]


def method_of(content: EntryContent) -> Method:
    """Tell what its invitation does; the MIME type must say the same as `method=` (RFC 6047, 2.4)."""
    return "CANCEL" if content.status == "CANCELLED" else "REQUEST"


def invitation(
    *,
    content: EntryContent,
    revision: Revision,
    organizer: CalendarAddress,
    attendee: CalendarAddress,
    rsvp: bool,
    partstat: Partstat = "NEEDS-ACTION",
) -> bytes:
    """Write the calendar object that invites `attendee` or, for a content that is cancelled, calls the meeting off.

    `rsvp` asks for an answer, which a cancellation never does; `partstat` is the answer that they gave already and
    that still holds. Times and texts are told as in a feed; RFC 5546 allows alarms in a REQUEST (3.2.2) and none in a
    CANCEL (3.2.5), and `vevent` writes none into what is cancelled. Raises ValueError where `organizer` and
    `attendee` are one address: Outlook throws that away.
    """
    if organizer.is_reached_like(attendee):
        raise ValueError("who organizes a meeting cannot be invited to it by mail")
    method = method_of(content)
    asks = rsvp and method == "REQUEST"
    said_of_attendee = (
        _common_name(attendee),
        ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT",
        parameter("PARTSTAT", partstat),
        parameter("RSVP", "TRUE" if asks else "FALSE"),
    )
    participants = (
        line(f"ORGANIZER{_common_name(organizer)}", organizer.uri.encode()),
        line(f"ATTENDEE{''.join(said_of_attendee)}", attendee.uri.encode()),
    )
    event = vevent(content=content, revision=revision, participants=b"".join(participants))
    return b"".join(
        (
            b"BEGIN:VCALENDAR\r\n",
            line("VERSION", b"2.0"),
            line("PRODID", PRODID),
            line("METHOD", method.encode()),
            clocks([(content, event)]),
            event,
            b"END:VCALENDAR\r\n",
        )
    )


def _common_name(address: CalendarAddress) -> str:
    return parameter("CN", address.name) if address.name else ""
