"""My details: when one can, where one lives, what one cares for."""

from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue

from calendars.availability import MINUTES_PER_DAY, Window
from calendars.week_grid import quarters_of, windows_of
from calendars.zones import resolve
from scheduler.access import Access
from scheduler.commands.correcting import MOST_INTERESTS, say_hours, say_interests, say_place
from scheduler.domain.scopes import Scope
from scheduler.queries.my_details import what_moves
from scheduler.web.api.clock_times import (
    Day,
    EndOfQuarterHour,
    QuarterHour,
    clock_at,
    day_named,
    minute_at,
    number_of,
)
from scheduler.web.api.operations import Room
from scheduler.web.api.problems import BAD_INPUT, ProblemError
from scheduler.web.api.shapes import Given, Instant, Line, Taken

room = Room(
    tag="My details",
    about="What you correct of yourself: when you can, where you live, what you care for.",
)

MOST_WINDOWS = 7 * 24 * 2
"""So many stretches of quarter hours, apart from each other, a week holds."""
LONGEST_PLACE = 100
_WINDOW: JsonValue = {"day": "mon", "starts": "18:00", "ends": "21:00"}


class HoursSaid(Taken):
    """A stretch of your wall clock in every week: the end is after midnight where it is not after the start."""

    day: Day
    starts: QuarterHour
    ends: EndOfQuarterHour


class HoursGiven(Given):
    """A stretch of your wall clock in every week."""

    day: Day
    starts: str
    ends: str


class AvailabilityGiven(Given):
    """When you can."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"time_zone": "Europe/Kyiv", "assumed": False, "windows": [_WINDOW]}]}
    )

    time_zone: str
    assumed: bool = Field(description="Nobody said so: every day is assumed.")
    windows: tuple[HoursGiven, ...]


class AvailabilitySaid(Taken):
    """When you can, from now on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"windows": [_WINDOW]}]})

    windows: tuple[HoursSaid, ...] = Field(max_length=MOST_WINDOWS)


class PlaceGiven(Given):
    """By which clock you live."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"time_zone": "Europe/Kyiv"}]})

    time_zone: str


class PlaceSaid(Taken):
    """By which clock you live from now on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"time_zone": "Europe/Warsaw"}]})

    time_zone: Annotated[
        Line,
        Field(
            min_length=1, max_length=LONGEST_PLACE, description="An IANA id, or a place that has one clock."
        ),
    ]


class PlaceAsked(Taken):
    """A place that you may move to."""

    place: Annotated[
        Line, Field(min_length=1, max_length=LONGEST_PLACE, description="A city, a country or an IANA id.")
    ]


class MeetingThere(Given):
    """A meeting to come; it stays when it is, and stands at another hour of your clock."""

    title: str
    starts: Instant
    minutes: int


class SharedThere(Given):
    """What you share each week with whom you meet in coaching, in minutes."""

    name: str
    before: int
    after: int


class PlaceLookedUp(Given):
    """Which clock a place goes by, and what a move there would mean; several `candidates` where it is not certain."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "time_zone": "Europe/Warsaw",
                    "candidates": ["Europe/Warsaw"],
                    "meetings": [{"title": "Gathering", "starts": "2026-10-13T16:00:00Z", "minutes": 60}],
                    "shared": [{"name": "Ruth", "before": 180, "after": 120}],
                }
            ]
        }
    )

    time_zone: str | None
    candidates: tuple[str, ...]
    meetings: tuple[MeetingThere, ...]
    shared: tuple[SharedThere, ...]


class InterestsGiven(Given):
    """What you care for, best first, of the topics of your cohort."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"interests": ["reading"], "topics": ["reading", "play"]}]}
    )

    interests: tuple[str, ...]
    topics: tuple[str, ...]


class InterestsSaid(Taken):
    """What you care for from now on, best first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"interests": ["play", "reading"]}]})

    interests: tuple[Line, ...] = Field(max_length=MOST_INTERESTS)


@room.get("/me/<person>/availability", scope=Scope.ME_READ)
def get_my_availability(access: Access, *, person: str) -> AvailabilityGiven:
    """Read when you can."""
    me = access.myself(person).person
    return AvailabilityGiven(
        time_zone=me.time_zone,
        assumed=me.availability_assumed,
        windows=tuple(
            HoursGiven(day=day_named(window.day), starts=clock_at(window.start), ends=clock_at(window.end))
            for window in me.availability
        ),
    )


@room.put("/me/<person>/availability", scope=Scope.ME_WRITE, guards=get_my_availability)
def put_my_availability(access: Access, *, person: str, body: AvailabilitySaid) -> AvailabilityGiven:
    """Say when you can; stretches that meet become one."""
    windows = windows_of(quarters_of(map(_window, body.windows)))
    say_hours(access.myself(person), windows=windows)
    return get_my_availability(access, person=person)


@room.get("/me/<person>/place", scope=Scope.ME_READ)
def get_my_place(access: Access, *, person: str) -> PlaceGiven:
    """Read by which clock you live."""
    return PlaceGiven(time_zone=access.myself(person).person.time_zone)


@room.put("/me/<person>/place", scope=Scope.ME_WRITE, guards=get_my_place)
def put_my_place(access: Access, *, person: str, body: PlaceSaid) -> PlaceGiven:
    """Say by which clock you live; no meeting moves."""
    scope, found = access.myself(person), resolve(body.time_zone)
    if found.time_zone is None or not found.certain:
        meant = " or ".join(found.candidates) or "another name"
        raise ProblemError(BAD_INPUT, f"It is not certain which clock that is: say {meant}.")
    say_place(scope, time_zone=found.time_zone)
    return get_my_place(access, person=person)


@room.get("/me/<person>/place/look", scope=Scope.ME_READ)
def look_up_place(access: Access, *, person: str, query: PlaceAsked) -> PlaceLookedUp:
    """Look up which clock a place goes by, and what a move there would mean to your meetings."""
    scope, found = access.myself(person), resolve(query.place)
    if found.time_zone is None or not found.certain:
        return PlaceLookedUp(time_zone=None, candidates=found.candidates, meetings=(), shared=())
    move = what_moves(scope, time_zone=found.time_zone)
    return PlaceLookedUp(
        time_zone=found.time_zone,
        candidates=found.candidates,
        meetings=tuple(map(MeetingThere.model_validate, move.meetings)),
        shared=tuple(map(SharedThere.model_validate, move.shared)),
    )


@room.get("/me/<person>/interests", scope=Scope.ME_READ)
def get_my_interests(access: Access, *, person: str) -> InterestsGiven:
    """Read what you care for, and what there is to choose from."""
    scope = access.myself(person)
    return InterestsGiven(interests=scope.person.interests, topics=scope.cohort.topics)


@room.put("/me/<person>/interests", scope=Scope.ME_WRITE, guards=get_my_interests)
def put_my_interests(access: Access, *, person: str, body: InterestsSaid) -> InterestsGiven:
    """Say what you care for, best first."""
    say_interests(access.myself(person), interests=body.interests)
    return get_my_interests(access, person=person)


def _window(said: HoursSaid) -> Window:
    start, end = minute_at(said.starts), minute_at(said.ends)
    return Window(day=number_of(said.day), start=start, end=end if end > start else end + MINUTES_PER_DAY)
