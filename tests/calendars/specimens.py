"""A sound feed, and a sound message of each method, for tests that break them."""

from datetime import UTC, datetime

from calendars.cal_address import CalendarAddress
from calendars.entries import EntryContent, Revision, revise
from calendars.ics import feed, vevent
from calendars.invitations import invitation

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
LONG = "Вчимо, вчимось; слухаємо \\o/ \N{WAVING HAND SIGN}\n" * 3
SUMMER = EntryContent(
    uid="7a1c0f5e-0000-4000-8000-000000000001",
    starts=datetime(2026, 10, 14, 17, tzinfo=UTC),
    ends=datetime(2026, 10, 14, 18, tzinfo=UTC),
    time_zone="Europe/London",
    summary="Gathering, all of us",
    description=LONG,
    location="Room 5; upstairs",
    url="https://hour.example/m/7?a=1,2;b",
    conference="https://zoom.example/j/7?pwd=x",
    alarms=(60,),
)
WINTER = EntryContent(
    uid="7a1c0f5e-0000-4000-8000-000000000002",
    starts=datetime(2026, 11, 11, 16, tzinfo=UTC),
    ends=datetime(2026, 11, 11, 17, tzinfo=UTC),
    time_zone="Europe/Kyiv",
    summary="Stories",
)
THROUGH_THE_CHANGE = EntryContent(
    uid="7a1c0f5e-0000-4000-8000-000000000003",
    starts=datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    ends=datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    time_zone="Europe/London",
    summary="Night watch",
)
CALLED_OFF = EntryContent(
    uid="7a1c0f5e-0000-4000-8000-000000000004",
    starts=datetime(2026, 11, 18, 17, tzinfo=UTC),
    ends=datetime(2026, 11, 18, 18, tzinfo=UTC),
    time_zone="Europe/London",
    summary="Stories",
    status="CANCELLED",
)


def sound_feed() -> bytes:
    """Write a feed with hours in summer and winter, one in UTC, and one that was cancelled."""
    contents = (SUMMER, WINTER, THROUGH_THE_CHANGE, CALLED_OFF)
    return feed(
        name="Hours, ours", reader_zone="Africa/Lagos", entries=[(each, _kept(each)) for each in contents]
    )


def sound_request() -> bytes:
    """Write a message that asks one person to one meeting."""
    return _message(WINTER)


def sound_cancel() -> bytes:
    """Write a message that cancels one person's meeting."""
    return _message(CALLED_OFF)


def _kept(content: EntryContent) -> bytes:
    return vevent(content=content, revision=_first(content))


def _message(content: EntryContent) -> bytes:
    return invitation(
        content=content,
        revision=_first(content),
        organizer=CalendarAddress(name="Pathways, 2026", email="commonhour@hour.example"),
        attendee=CalendarAddress(name="Amina Haddad", email="amina@reader.example"),
        rsvp=True,
    )


def _first(content: EntryContent) -> Revision:
    return revise(previous=None, content=content, now=NOW)
