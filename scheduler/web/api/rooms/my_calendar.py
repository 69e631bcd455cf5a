"""My calendar: its secret link, the file itself, and how meetings come to one."""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, JsonValue

from scheduler.access import Access
from scheduler.commands.feeds import rotate_feed
from scheduler.commands.inviting import prefer
from scheduler.domain.preferences import ALARMS, REMINDERS, Channel
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.queries.my_page import my_page
from scheduler.web.api.operations import Room
from scheduler.web.api.shapes import CalendarFile, Given, Made, Taken
from scheduler.web.api.urls import url_of
from scheduler.web.subscribing import Subscribing, link_of
from scheduler.web.visit import house

room = Room(
    tag="My calendar",
    about="Your own calendar: the secret link that calendar programs subscribe to, and how meetings come to you.",
)


class CalendarLink(Given):
    """A secret link, as it is, and as the programs want it that it is handed to."""

    plain: str
    webcal: str
    google: str
    outlook: str
    office: str


class GroupCalendar(Given):
    """The calendar of a group that you sit in or lead, where that is shared."""

    name: str
    section: int
    link: CalendarLink


_LINK: JsonValue = {
    "plain": "https://commonhour.example.org/feeds/SECRET.ics",
    "webcal": "webcal://commonhour.example.org/feeds/SECRET.ics",
    "google": "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fcommonhour.example.org%2Ffeeds%2FSECRET.ics",
    "outlook": "https://outlook.live.com/calendar/0/addfromweb?url=SECRET",
    "office": "https://outlook.office.com/calendar/0/addfromweb?url=SECRET",
}


class MyCalendarGiven(Given):
    """Your calendar. Whoever has its link can read it: throw it away if somebody else does."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"link": _LINK, "groups": [{"name": "Stories", "section": 1, "link": _LINK}]},
            ]
        }
    )

    link: CalendarLink | None = Field(description="Null while it is closed: renewed, it is open again.")
    groups: tuple[GroupCalendar, ...]


def _offered(those: tuple[int, ...]) -> Callable[[tuple[int, ...]], tuple[int, ...]]:
    def check(chosen: tuple[int, ...]) -> tuple[int, ...]:
        if not set(chosen) <= set(those):
            raise ValueError(f"choose among {', '.join(map(str, those))} minutes")
        return tuple(sorted(set(chosen), reverse=True))

    return check


Alarms = Annotated[
    tuple[int, ...],
    AfterValidator(_offered(ALARMS)),
    Field(
        max_length=len(ALARMS),
        description=f"Minutes before a meeting at which your calendar is to ring, of {ALARMS}.",
    ),
]
Reminders = Annotated[
    tuple[int, ...],
    AfterValidator(_offered(REMINDERS)),
    Field(
        max_length=len(REMINDERS),
        description=f"Minutes before a meeting at which a mail reminds of it, of {REMINDERS}.",
    ),
]
_PREFERENCES: JsonValue = {
    "channel": "auto",
    "mails": True,
    "alarms": [1440, 30],
    "reminders": [1440],
    "discreet": None,
}


class PreferencesGiven(Given):
    """How meetings come to you."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PREFERENCES]})

    channel: Channel
    mails: bool
    alarms: tuple[int, ...]
    reminders: tuple[int, ...]
    discreet: bool | None


class PreferencesSaid(Taken):
    """How meetings are to come to you."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PREFERENCES]})

    channel: Channel = Field(
        description="By the calendar alone, by invitations in the mail, or these until the calendar is subscribed to."
    )
    mails: bool = Field(description="Whether any mail is wanted.")
    alarms: Alarms
    reminders: Reminders
    discreet: bool | None = Field(
        description="Whether the calendar says neither what is meant nor with whom; null: as the cohort has it."
    )


@room.get("/me/<person>/feed", scope=Scope.ME_READ)
def get_my_feed(access: Access, *, person: str) -> MyCalendarGiven:
    """Read the secret link of your calendar, and those of your groups' calendars."""
    page, settings = my_page(access.myself(person)), house().settings
    if page.feed is None:
        raise NotFoundError
    return MyCalendarGiven(
        link=_link(link_of(page.feed, calendar=page.cohort, settings=settings)),
        groups=tuple(
            GroupCalendar(name=group.name, section=group.number, link=link)
            for group in page.groups
            if (link := _link(link_of(group.feed, calendar=group.name, settings=settings))) is not None
        ),
    )


@room.post("/me/<person>/feed/renew", scope=Scope.ME_WRITE)
def renew_my_feed(access: Access, *, person: str) -> Made:
    """Throw the link of your calendar away, and have a new one made; a closed calendar is open again."""
    feed = access.myself(person).feed()
    if feed is None:
        raise NotFoundError
    rotate_feed(access.tx, feed=feed, feed_key=house().settings.feed_key)
    return Made(id=feed.id, url=url_of("get_my_feed", person=person))


@room.get("/me/<person>/calendar", scope=Scope.ME_READ)
def get_my_calendar(access: Access, *, person: str) -> CalendarFile:
    """Read your calendar itself, as its link serves it; there is none while it is closed."""
    feed = access.myself(person).feed()
    if feed is None or feed.revoked:
        raise NotFoundError
    return CalendarFile(content=feed.body)


@room.get("/me/<person>/preferences", scope=Scope.ME_READ)
def get_my_preferences(access: Access, *, person: str) -> PreferencesGiven:
    """Read how meetings come to you."""
    chose = access.tx.preferences.of(access.myself(person).person.id)
    return PreferencesGiven(
        channel=chose.channel,
        mails=chose.mails,
        alarms=chose.alarms,
        reminders=chose.reminders,
        discreet=chose.discreet,
    )


@room.put("/me/<person>/preferences", scope=Scope.ME_WRITE, guards=get_my_preferences)
def put_my_preferences(access: Access, *, person: str, body: PreferencesSaid) -> PreferencesGiven:
    """Have meetings come to you so."""
    prefer(
        access.myself(person),
        channel=body.channel,
        mails=body.mails,
        alarms=body.alarms,
        reminders=body.reminders,
        discreet=body.discreet,
    )
    return get_my_preferences(access, person=person)


def _link(ways: Subscribing | None) -> CalendarLink | None:
    return None if ways is None else CalendarLink.model_validate(ways)
