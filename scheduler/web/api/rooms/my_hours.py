"""My common hours: the weekly times that a coach and a member can keep, suggested, agreed on and ended."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue

from calendars.common_hours import CommonHour, Told
from scheduler.access import Access
from scheduler.commands.agreeing import end_hour, say_yes
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.queries.my_page import Companion, WeeklyHour, my_companions
from scheduler.web.api.clock_times import Clock, Day, clock_at, day_named, minute_at, number_of
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Line, Listed, Paging, Taken

room = Room(
    tag="My common hours",
    about="The hour that you and your coach, or a member of yours, meet at in every week: one of you suggests it, the "
    "other says yes, and either may end it.",
)

_HOUR: JsonValue = {
    "time_zone": "Europe/Kyiv",
    "day": "wed",
    "at": "18:00",
    "mine": [{"since": "2026-09-28", "day": "wed", "at": "18:00"}],
    "theirs": [],
}


class HourTold(Given):
    """What an hour is on somebody's clock from a day on."""

    since: date
    day: Day
    at: str


class WeeklyHourGiven(Given):
    """A weekly hour on your clock through the weeks, and on theirs once they have said yes to it.

    Then it is named by the clock it is kept by; until then, by what yours shows first.
    """

    time_zone: str
    day: Day
    at: str
    mine: tuple[HourTold, ...]
    theirs: tuple[HourTold, ...] = Field(description="Empty until they have said yes to it.")


class MyHoursGiven(Given):
    """Which hours you and somebody could keep, which waits for a yes, and which you have agreed on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "other": "9d2b7c8e-52a4-4a0f-9b1e-6f4c3f1d2e22",
                    "name": "Ruth",
                    "offered": [_HOUR],
                    "agreed": None,
                    "suggested_to_me": None,
                    "suggested_by_me": None,
                }
            ]
        }
    )

    other: str
    name: str
    offered: tuple[WeeklyHourGiven, ...]
    agreed: WeeklyHourGiven | None
    suggested_to_me: WeeklyHourGiven | None
    suggested_by_me: WeeklyHourGiven | None


class HourSaid(Taken):
    """An hour that you say yes to: one that is offered, or that the other one suggests."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"time_zone": "Europe/Kyiv", "day": "wed", "at": "18:00"}]}
    )

    time_zone: Annotated[Line, Field(max_length=100)]
    day: Day
    at: Clock


@room.get("/me/<person>/hours", scope=Scope.ME_READ)
def list_my_hours(access: Access, *, person: str, query: Paging) -> Listed[MyHoursGiven]:
    """List whom you meet in coaching, with the hours that the two of you could keep."""
    companions = my_companions(access.myself(person))
    return page_of(companions, query, key=lambda companion: companion.id, shown=_given)


@room.get("/me/<person>/hours/<other>", scope=Scope.ME_READ)
def get_my_hours(access: Access, *, person: str, other: str) -> MyHoursGiven:
    """Read which hours you and somebody could keep, and what you have agreed on."""
    for companion in my_companions(access.myself(person)):
        if companion.id == other:
            return _given(companion)
    raise NotFoundError


@room.put("/me/<person>/hours/<other>", scope=Scope.ME_WRITE, guards=get_my_hours)
def agree_on_hour(access: Access, *, person: str, other: str, body: HourSaid) -> MyHoursGiven:
    """Say yes to an hour with somebody: a suggestion, until they do too."""
    hour = CommonHour(time_zone=body.time_zone, day=number_of(body.day), start=minute_at(body.at))
    say_yes(access.myself(person), other=other, hour=hour)
    return get_my_hours(access, person=person, other=other)


@room.delete("/me/<person>/hours/<other>", scope=Scope.ME_WRITE, guards=get_my_hours)
def end_agreed_hour(access: Access, *, person: str, other: str) -> None:
    """End the hour with somebody, agreed on or suggested."""
    end_hour(access.myself(person), other=other)


def _given(companion: Companion) -> MyHoursGiven:
    return MyHoursGiven(
        other=companion.id,
        name=companion.name,
        offered=tuple(map(_hour, companion.hours)),
        agreed=companion.agreed and _hour(companion.agreed),
        suggested_to_me=companion.suggested_to_me and _hour(companion.suggested_to_me),
        suggested_by_me=companion.suggested_by_me and _hour(companion.suggested_by_me),
    )


def _hour(weekly: WeeklyHour) -> WeeklyHourGiven:
    return WeeklyHourGiven(
        time_zone=weekly.hour.time_zone,
        day=day_named(weekly.hour.day),
        at=clock_at(weekly.hour.start),
        mine=tuple(map(_told, weekly.mine)),
        theirs=tuple(map(_told, weekly.theirs)),
    )


def _told(told: Told) -> HourTold:
    return HourTold(since=told.since, day=day_named(told.day), at=clock_at(told.start))
