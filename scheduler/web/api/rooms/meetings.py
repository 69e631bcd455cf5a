"""Meetings of a cohort: when each is held and for whom, arranged anew, cancelled and restored."""

from datetime import date, datetime, time
from http import HTTPStatus
from typing import Annotated

from pydantic import ConfigDict, Field

from scheduler.access import COORDINATE, LOOK, Access
from scheduler.commands.meeting_rules import MOST_CHARACTERS, MOST_MINUTES
from scheduler.commands.meetings import (
    MOST_LINKS,
    cancel_meeting,
    describe_meeting,
    give_links,
    move_meeting,
    restore_meeting,
)
from scheduler.domain.meetings import Meeting, MeetingKind
from scheduler.domain.scopes import Scope
from scheduler.queries.meetings import MeetingRow, cohort_meetings, meeting_page
from scheduler.web.api.clock_times import Clock
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Instant, Line, Listed, Paging, Taken

room = Room(
    tag="Meetings",
    about="Each dated meeting of a cohort: of everybody, of a workshop's group, or added by hand. People are ids. The "
    "hours that a pair agrees on are the pair's own and not among them.",
)


class LinkSaid(Taken):
    """Notes or a resource, by its address on the web."""

    title: Annotated[Line, Field(max_length=MOST_CHARACTERS)] = ""
    url: Annotated[Line, Field(min_length=1)]


class LinkGiven(Given):
    """Notes or a resource, by its address on the web."""

    title: str
    url: str


class MeetingListed(Given):
    """A meeting as it is held."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0d9f1c0e-8f2b-5a63-9d53-3d7c0e0f6a10",
                    "kind": "section",
                    "of": "stories",
                    "section": 1,
                    "starts": "2026-10-22T16:00:00Z",
                    "minutes": 60,
                    "title": "Stories & songs",
                    "cancelled": False,
                    "over": False,
                }
            ]
        }
    )

    id: str
    kind: MeetingKind
    of: str = Field(description="The id of the session or the workshop; of an added meeting its own.")
    section: int | None
    starts: Instant
    minutes: int
    title: str
    cancelled: bool
    over: bool


class MeetingGiven(Given):
    """A meeting as it is held, for whom, and what of it is not as it was planned."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0d9f1c0e-8f2b-5a63-9d53-3d7c0e0f6a10",
                    "kind": "section",
                    "of": "stories",
                    "section": 1,
                    "audience": None,
                    "starts": "2026-10-22T16:00:00Z",
                    "minutes": 60,
                    "time_zone": "America/New_York",
                    "day": "2026-10-22",
                    "at": "12:00",
                    "title": "Stories & songs",
                    "join_url": "https://zoom.example.org/j/1",
                    "links": [{"title": "Notes", "url": "https://notes.example.org/1"}],
                    "leader": "9d2b7c8e-52a4-4a0f-9b1e-6f4c3f1d2e22",
                    "people": [
                        "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11",
                        "9d2b7c8e-52a4-4a0f-9b1e-6f4c3f1d2e22",
                    ],
                    "cancelled": False,
                    "moved": False,
                    "renamed": False,
                    "relinked": False,
                    "over": False,
                }
            ]
        }
    )

    id: str
    kind: MeetingKind
    of: str
    section: int | None
    audience: str | None = Field(description="Of a meeting that was added, for whom it is.")
    starts: Instant
    minutes: int
    time_zone: str = Field(description="By whose clock it is held.")
    day: date
    at: str = Field(description="When it begins by that clock.")
    title: str
    join_url: str | None
    links: tuple[LinkGiven, ...]
    leader: str | None
    people: tuple[str, ...] = Field(description="Who has it in their calendar.")
    cancelled: bool
    moved: bool
    renamed: bool
    relinked: bool
    over: bool


class MeetingChanged(Taken):
    """What is to be another about a meeting; what is left out stays as it is."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"day": "2026-10-23", "at": "12:30", "minutes": 45}]}
    )

    day: date | None = Field(default=None, description="By the meeting's own clock.")
    at: Clock | None = Field(default=None, description="By the meeting's own clock.")
    minutes: int | None = Field(default=None, ge=1, le=MOST_MINUTES)
    title: Annotated[Line, Field(max_length=MOST_CHARACTERS)] | None = None
    join_url: Line | None = Field(default=None, description="Empty for none.")
    links: tuple[LinkSaid, ...] | None = Field(
        default=None, max_length=MOST_LINKS, description="In the place of all that it leads to now."
    )


@room.get("/cohorts/<cohort>/meetings", scope=Scope.MEETINGS_READ)
def list_meetings(access: Access, *, cohort: str, query: Paging) -> Listed[MeetingListed]:
    """List the meetings of a cohort by their starts; there are none before the first release."""
    rows = cohort_meetings(access.cohort(cohort, need=LOOK))
    return page_of(rows, query, key=lambda row: row.meeting.uid, shown=_listed)


@room.get("/cohorts/<cohort>/meetings/<meeting>", scope=Scope.MEETINGS_READ)
def get_meeting(access: Access, *, cohort: str, meeting: str) -> MeetingGiven:
    """Read a meeting."""
    page = meeting_page(access.cohort(cohort, need=LOOK), meeting=meeting)
    row, held = page.row, page.row.meeting
    return MeetingGiven(
        id=held.uid,
        kind=held.kind,
        of=held.ref,
        section=held.section,
        audience=None if held.audience is None else held.audience.key,
        starts=held.starts,
        minutes=held.minutes,
        time_zone=held.time_zone,
        day=page.wall.date(),
        at=f"{page.wall:%H:%M}",
        title=held.title,
        join_url=held.join_url,
        links=tuple(map(LinkGiven.model_validate, held.links)),
        leader=held.leader,
        people=held.people,
        cancelled=held.cancelled,
        moved=row.moved,
        renamed=row.renamed,
        relinked=row.relinked,
        over=row.over,
    )


@room.patch("/cohorts/<cohort>/meetings/<meeting>", scope=Scope.MEETINGS_WRITE, guards=get_meeting)
def change_meeting(access: Access, *, cohort: str, meeting: str, body: MeetingChanged) -> MeetingGiven:
    """Move a meeting, call it otherwise, or have it lead elsewhere; calendars follow, and letters wait for approval."""
    scope = access.cohort(cohort, need=COORDINATE)
    page = meeting_page(scope, meeting=meeting)
    held = page.row.meeting
    if not body.day is body.at is body.minutes is None:
        move_meeting(
            scope,
            meeting=meeting,
            wall=_wall(page.wall, day=body.day, at=body.at),
            minutes=body.minutes or held.minutes,
        )
    if body.title is not None or body.join_url is not None:
        described = _described(held, body)
        describe_meeting(scope, meeting=meeting, title=described[0], join_url=described[1])
    if body.links is not None:
        give_links(
            scope, meeting=meeting, links=[(link.title.strip(), link.url.strip()) for link in body.links]
        )
    return get_meeting(access, cohort=cohort, meeting=meeting)


@room.post(
    "/cohorts/<cohort>/meetings/<meeting>/cancel", scope=Scope.MEETINGS_WRITE, status=HTTPStatus.NO_CONTENT
)
def cancel_one_meeting(access: Access, *, cohort: str, meeting: str) -> None:
    """Have a meeting not held."""
    cancel_meeting(access.cohort(cohort, need=COORDINATE), meeting=meeting)


@room.post(
    "/cohorts/<cohort>/meetings/<meeting>/restore", scope=Scope.MEETINGS_WRITE, status=HTTPStatus.NO_CONTENT
)
def restore_one_meeting(access: Access, *, cohort: str, meeting: str) -> None:
    """Have a cancelled meeting held after all."""
    restore_meeting(access.cohort(cohort, need=COORDINATE), meeting=meeting)


def _listed(row: MeetingRow) -> MeetingListed:
    held = row.meeting
    return MeetingListed(
        id=held.uid,
        kind=held.kind,
        of=held.ref,
        section=held.section,
        starts=held.starts,
        minutes=held.minutes,
        title=held.title,
        cancelled=held.cancelled,
        over=row.over,
    )


def _wall(wall: datetime, *, day: date | None, at: str | None) -> datetime:
    """Return what the meeting's own clock is to show."""
    return datetime.combine(day or wall.date(), wall.time() if at is None else time.fromisoformat(at))


def _described(held: Meeting, body: MeetingChanged) -> tuple[str, str]:
    """Return what a meeting is to be called, and where it is to be joined."""
    title = held.title if body.title is None else body.title.strip()
    return title, (held.join_url or "") if body.join_url is None else body.join_url.strip()
