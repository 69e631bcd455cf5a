"""Meetings added by hand: for whom one can be, what it would do, and added."""

from datetime import date, time
from typing import Annotated

from pydantic import ConfigDict, Field

from scheduler.access import COORDINATE, Access
from scheduler.commands.adding_meetings import AskedMeeting, add_meeting
from scheduler.commands.meeting_rules import MOST_CHARACTERS, MOST_MINUTES
from scheduler.domain.audiences import Audience, Whom
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.queries.adding_meetings import meeting_to_add, possible_audiences
from scheduler.web.api.clock_times import Clock
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Instant, Line, Listed, Made, Paging, Taken
from scheduler.web.api.urls import url_of

room = Room(
    tag="Adding meetings", about="A meeting that no run planned, added by hand; then it is as any other."
)


class AudienceListed(Given):
    """For whom a meeting can be; of a group its workshop and its number."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"key": "group 1 stories", "whom": "group", "workshop": "stories", "section": 1}]
        }
    )

    key: str
    whom: Whom
    workshop: str | None
    section: int | None


class MeetingAdded(Taken):
    """A meeting to be added."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Questions",
                    "audience": "everybody",
                    "day": "2026-10-20",
                    "at": "18:00",
                    "minutes": 60,
                    "join_url": "",
                }
            ]
        }
    )

    title: Annotated[Line, Field(max_length=MOST_CHARACTERS)]
    audience: Line = Field(description="The key of one that there is.")
    day: date = Field(description="By the home clock of the cohort.")
    at: Clock = Field(description="By the home clock of the cohort.")
    minutes: int = Field(ge=1, le=MOST_MINUTES)
    join_url: Line = Field(default="", description="Empty for none.")


class MeetingLookedAt(Given):
    """What adding a meeting would do."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "starts": "2026-10-20T22:00:00Z",
                    "time_zone": "America/New_York",
                    "people": ["1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11"],
                    "busy": [],
                    "unreachable": [],
                }
            ]
        }
    )

    starts: Instant
    time_zone: str
    people: tuple[str, ...] = Field(description="Who would have it in their calendar.")
    busy: tuple[str, ...] = Field(description="Who of them is in another meeting then.")
    unreachable: tuple[str, ...] = Field(
        description="Who of them has no e-mail address, and is to be told by somebody."
    )


@room.get("/cohorts/<cohort>/audiences", scope=Scope.MEETINGS_READ)
def list_audiences(access: Access, *, cohort: str, query: Paging) -> Listed[AudienceListed]:
    """List for whom a meeting can be added; there is nobody before the first release."""
    scope = access.cohort(cohort, need=COORDINATE)
    every = () if scope.standing_plan() is None else possible_audiences(scope)
    return page_of(every, query, key=lambda audience: audience.key, shown=_audience)


@room.get("/cohorts/<cohort>/meetings/look", scope=Scope.MEETINGS_READ)
def look_at_meeting(access: Access, *, cohort: str, query: MeetingAdded) -> MeetingLookedAt:
    """Look at what adding a meeting would do; the same is wrong with it as when it is added."""
    scope = access.cohort(cohort, need=COORDINATE)
    if scope.standing_plan() is None:
        raise NotFoundError
    found = meeting_to_add(scope, asked=_asked(query))
    return MeetingLookedAt(
        starts=found.meeting.starts,
        time_zone=found.meeting.time_zone,
        people=tuple(person.id for person in found.people),
        busy=tuple(person.id for person in found.people if person.id in found.busy),
        unreachable=tuple(person.id for person in found.people if not person.email),
    )


@room.post("/cohorts/<cohort>/meetings", scope=Scope.MEETINGS_WRITE)
def add_one_meeting(access: Access, *, cohort: str, body: MeetingAdded) -> Made:
    """Add a meeting: it comes into the calendars of those it is for, and letters wait for approval."""
    meeting = add_meeting(access.cohort(cohort, need=COORDINATE), asked=_asked(body))
    return Made(id=meeting, url=url_of("get_meeting", cohort=cohort, meeting=meeting))


def _audience(audience: Audience) -> AudienceListed:
    is_group = audience.whom is Whom.GROUP
    return AudienceListed(
        key=audience.key,
        whom=audience.whom,
        workshop=audience.workshop if is_group else None,
        section=audience.section if is_group else None,
    )


def _asked(said: MeetingAdded) -> AskedMeeting:
    return AskedMeeting(
        title=said.title.strip(),
        day=said.day,
        at=time.fromisoformat(said.at),
        minutes=said.minutes,
        join_url=said.join_url.strip(),
        audience=said.audience,
    )
