"""My page: coach or members and why, groups, and meetings."""

from typing import Literal

from pydantic import ConfigDict, Field, JsonValue

from scheduler.access import Access
from scheduler.domain.answers import Answer
from scheduler.domain.people import Role
from scheduler.domain.scopes import Scope
from scheduler.queries.my_page import Companion, MyPage, my_page
from scheduler.web.api.operations import Room
from scheduler.web.api.shapes import Given, Instant

room = Room(
    tag="My page", about="What stands on the page of somebody whom you are: nobody else's can be read."
)

MY_PAGE: JsonValue = {
    "person": "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11",
    "name": "Mariam",
    "role": "member",
    "cohort": "cedar",
    "cohort_name": "Cedar circle",
    "locale": "uk",
    "time_zone": "Europe/Kyiv",
    "has_address": True,
    "availability_assumed": False,
    "free_minutes": 600,
    "interests": ["reading"],
    "away_until": None,
    "erased_at": None,
    "published": True,
    "waits_for_coach": False,
    "coaches": [
        {
            "person": "9d2b7c8e-52a4-4a0f-9b1e-6f4c3f1d2e22",
            "name": "Ruth",
            "shared_minutes": 180,
            "why": ["You both chose reading."],
        }
    ],
    "members": [],
    "groups": [{"name": "Stories", "section": 1, "facilitator": "Ruth", "leads": False, "people": 4}],
    "kept_seats": [],
    "upcoming": [
        {
            "id": "0d9f1c0e-8f2b-5a63-9d53-3d7c0e0f6a10",
            "title": "Gathering",
            "kind": "group",
            "starts": "2026-10-13T16:00:00Z",
            "minutes": 60,
            "time_zone": "America/New_York",
            "join_url": None,
            "links": [{"title": "Notes", "url": "https://notes.example.org/1"}],
            "cancelled": False,
            "clock_changed": False,
            "answer": "yes",
            "asked_anew": False,
        }
    ],
    "past": [],
    "norms": "We listen.",
    "links": [{"title": "Course", "url": "https://course.example.org/", "about": "To begin with"}],
}
"""An example."""


class CompanionGiven(Given):
    """Whom you meet in coaching, and why the two of you were matched."""

    person: str
    name: str
    shared_minutes: int = Field(description="Of each week, in the worst one.")
    why: tuple[str, ...]


class MyGroup(Given):
    """A workshop's group that you sit in or lead."""

    name: str
    section: int
    facilitator: str | None
    leads: bool
    people: int


class MyKeptSeat(Given):
    """A seat that is kept for you, until you take it or let it go."""

    workshop: str
    name: str
    section: int
    until: Instant


class MyLink(Given):
    """Notes or a resource of a meeting."""

    title: str
    url: str


class MyUpcoming(Given):
    """A meeting to come. An answer holds for the time it was given for: of one that has moved you are asked anew."""

    id: str
    title: str
    kind: Literal["coaching", "group"]
    starts: Instant
    minutes: int
    time_zone: str = Field(description="By whose clock it is held.")
    join_url: str | None
    links: tuple[MyLink, ...]
    cancelled: bool
    clock_changed: bool = Field(
        description="Your clock was put forward or back since the last one of its series."
    )
    answer: Answer | None
    asked_anew: bool


class MyPastListed(Given):
    """A meeting that you were at."""

    id: str
    title: str
    starts: Instant
    minutes: int
    asked: bool = Field(description="Whether you are asked now what it was worth.")


class MySharedLink(Given):
    """A course or a resource that the group shares."""

    title: str
    url: str
    about: str


class MyPageGiven(Given):
    """One's own page: the next twelve meetings, and the last six."""

    model_config = ConfigDict(json_schema_extra={"examples": [MY_PAGE]})

    person: str
    name: str
    role: Role
    cohort: str
    cohort_name: str
    locale: str | None
    time_zone: str
    has_address: bool = Field(description="Whether mail can be sent to you.")
    availability_assumed: bool = Field(description="Nobody said when you can: every day is assumed.")
    free_minutes: int = Field(description="Of each week.")
    interests: tuple[str, ...]
    away_until: Instant | None
    erased_at: Instant | None = Field(
        description="When all that is kept of you here is erased, by the rules; null: never."
    )
    published: bool
    waits_for_coach: bool
    coaches: tuple[CompanionGiven, ...]
    members: tuple[CompanionGiven, ...]
    groups: tuple[MyGroup, ...]
    kept_seats: tuple[MyKeptSeat, ...]
    upcoming: tuple[MyUpcoming, ...]
    past: tuple[MyPastListed, ...]
    norms: str = Field(description="What the group has agreed on, in its own words.")
    links: tuple[MySharedLink, ...]


@room.get("/me/<person>", scope=Scope.ME_READ)
def get_my_page(access: Access, *, person: str) -> MyPageGiven:
    """Read your own page: coach or members and why, groups, meetings."""
    scope = access.myself(person)
    page = my_page(scope)
    return MyPageGiven(
        person=page.person,
        name=page.name,
        role=scope.person.role,
        cohort=scope.cohort.id,
        cohort_name=page.cohort,
        locale=page.locale,
        time_zone=page.time_zone,
        has_address=page.has_address,
        availability_assumed=page.availability_assumed,
        free_minutes=page.free_minutes,
        interests=page.interests,
        away_until=page.away_until,
        erased_at=page.erased_at,
        published=page.published,
        waits_for_coach=page.waits_for_coach,
        coaches=tuple(map(_companion, page.coaches)),
        members=tuple(map(_companion, page.members)),
        groups=tuple(
            MyGroup(
                name=group.name,
                section=group.number,
                facilitator=group.facilitator,
                leads=group.leads,
                people=group.people,
            )
            for group in page.groups
        ),
        kept_seats=tuple(
            MyKeptSeat(workshop=seat.workshop, name=seat.name, section=seat.number, until=seat.until)
            for seat in page.kept
        ),
        upcoming=_upcoming(page),
        past=tuple(
            MyPastListed(
                id=each.uid, title=each.title, starts=each.starts, minutes=each.minutes, asked=each.asked
            )
            for each in page.past
        ),
        norms=page.norms.text,
        links=tuple(map(MySharedLink.model_validate, page.links)),
    )


def _companion(companion: Companion) -> CompanionGiven:
    return CompanionGiven(
        person=companion.id,
        name=companion.name,
        shared_minutes=companion.shared_minutes,
        why=companion.why,
    )


def _upcoming(page: MyPage) -> tuple[MyUpcoming, ...]:
    return tuple(
        MyUpcoming(
            id=each.uid,
            title=each.title,
            kind="coaching" if each.is_coaching else "group",
            starts=each.starts,
            minutes=each.minutes,
            time_zone=each.elsewhere or page.time_zone,
            join_url=each.join_url,
            links=tuple(map(MyLink.model_validate, each.links)),
            cancelled=each.cancelled,
            clock_changed=each.clock_changed,
            answer=each.answer,
            asked_anew=each.asked_anew,
        )
        for each in page.upcoming
    )
