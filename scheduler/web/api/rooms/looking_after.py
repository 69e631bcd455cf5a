"""Looking after a cohort: whether it is ready to be matched, what needs attention since, and who is free when."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from scheduler.access import LOOK, Access
from scheduler.domain.scopes import Scope
from scheduler.queries.attention import attention
from scheduler.queries.readiness import readiness
from scheduler.queries.whose_hours import (
    Both,
    Hour,
    day_looked_at,
    day_table,
    shared_week,
    zone_looked_from,
)
from scheduler.web.api.operations import Room
from scheduler.web.api.rooms.import_shapes import ProblemGiven
from scheduler.web.api.shapes import Given, Instant, Line

room = Room(
    tag="Looking after",
    about="What is to be seen to before a cohort is matched, and midway; and the hours of its people.",
)
_MARIAM, _RUTH = "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11", "9d2b7c8e-52a4-4a0f-9b1e-6f4c3f1d2e22"


class MatterGiven(Given):
    """One thing to look after, in words, and whom it concerns."""

    kind: str = Field(
        description="apart, alone, unled, night, cannot_come, few, over, new, unseated, less, away, left or waiting."
    )
    what: str
    people: tuple[str, ...] = Field(description="By their ids.")
    since: date | None = Field(description="It will matter from this date on; null: it does already.")
    until: date | None = Field(description="It passes by itself on this date.")


class AttentionGiven(Given):
    """What needs attention since the last release, the most pressing first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "published": True,
                    "matters": [
                        {
                            "kind": "apart",
                            "what": "Mariam and Ruth Abernathy share no hour from 26 October on.",
                            "people": [_MARIAM, _RUTH],
                            "since": "2026-10-26",
                            "until": None,
                        }
                    ],
                }
            ]
        }
    )

    published: bool = Field(description="There is a release: before there is one, nothing needs attention.")
    matters: tuple[MatterGiven, ...]


class DemandGiven(Given):
    """How many members wish for a workshop."""

    name: str
    wishes: int
    least: int = Field(description="How many a group of it needs.")
    seats: int
    has_leader: bool


class ReadinessGiven(Given):
    """What had better be known before matching; people by their names."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "members": 40,
                    "coaches": 12,
                    "places": 44,
                    "no_hour": ["Fereshta Noori"],
                    "no_language": [],
                    "no_interests": [],
                    "assumed": ["Mariam"],
                    "unreachable": [],
                    "workshops": [
                        {"name": "Stories", "wishes": 9, "least": 4, "seats": 12, "has_leader": True}
                    ],
                    "missing": [],
                    "days": 81,
                    "days_over": 0,
                    "unlinked": ["Gathering"],
                }
            ]
        }
    )

    members: int
    coaches: int
    places: int = Field(description="How many members the coaches take together.")
    no_hour: tuple[str, ...] | None = Field(
        description="Who shares no hour with any coach in every week; null where they are too many to look."
    )
    no_language: tuple[str, ...] = Field(description="Whose language nobody of the other side speaks.")
    no_interests: tuple[str, ...]
    assumed: tuple[str, ...] = Field(description="Whose hours nobody has said.")
    unreachable: tuple[str, ...] = Field(description="Who has no e-mail address.")
    workshops: tuple[DemandGiven, ...]
    missing: tuple[ProblemGiven, ...] = Field(description="Whom the rules name, and who is not there.")
    days: int = Field(description="How long the cohort is.")
    days_over: int
    unlinked: tuple[str, ...] = Field(description="Sessions and workshops without a link to join.")


class HoursAsked(BaseModel):
    """Which day to look at, and from where."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: date | None = Field(
        default=None, description="From 1990 to 2099; none: today, or the cohort's nearest day."
    )
    place: Line = Field(
        default="", max_length=100, description="A zone, a city or a country; none: the cohort's."
    )


class DayOf(Given):
    """The day of one person, or of everyone in a zone where there are too many."""

    person: str | None
    time_zone: str
    people: int
    hours: tuple[Hour, ...] = Field(description="Each hour as they have it, by the starts of the day.")
    free: tuple[int, ...] = Field(description="How many of them are free in it.")


class DayGiven(Given):
    """Everybody's hours on one day of a zone."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "day": "2026-10-13",
                    "time_zone": "America/New_York",
                    "starts": ["2026-10-13T04:00:00Z", "2026-10-13T05:00:00Z"],
                    "rows": [
                        {
                            "person": _MARIAM,
                            "time_zone": "Europe/Kyiv",
                            "people": 1,
                            "hours": ["margin", "free"],
                            "free": [0, 1],
                        }
                    ],
                    "people": 1,
                    "free": [0, 1],
                }
            ]
        }
    )

    day: date
    time_zone: str
    starts: tuple[Instant, ...] = Field(description="Of its hours: 23 or 25 where the clock changes.")
    rows: tuple[DayOf, ...] = Field(description="Easternmost people first.")
    people: int
    free: tuple[int, ...] = Field(description="How many are free for the whole of each hour.")


class SharedWeekGiven(Given):
    """The week of a coach and a member in a zone."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "monday": "2026-10-12",
                    "time_zone": "America/New_York",
                    "days": [["both", "coach", None, "member", "neither"]],
                    "minutes": 180,
                }
            ]
        }
    )

    monday: date
    time_zone: str
    days: tuple[tuple[Both | None, ...], ...] = Field(
        description="Days by the hours of the zone's clock, from 0; null is an hour that is skipped."
    )
    minutes: int = Field(description="What they share in their worst week of the cohort.")


@room.get("/cohorts/<cohort>/attention", scope=Scope.PEOPLE_READ)
def get_attention(access: Access, *, cohort: str) -> AttentionGiven:
    """Read what needs attention since the last release."""
    found = attention(access.cohort(cohort, need=LOOK))
    return AttentionGiven(
        published=found.published,
        matters=tuple(
            MatterGiven(
                kind=matter.kind,
                what=matter.what,
                people=matter.ids,
                since=matter.since,
                until=matter.until,
            )
            for matter in found.matters
        ),
    )


@room.get("/cohorts/<cohort>/readiness", scope=Scope.PEOPLE_READ)
def get_readiness(access: Access, *, cohort: str) -> ReadinessGiven:
    """Read who would be left out whatever a run does, and what was only assumed."""
    return ReadinessGiven.model_validate(readiness(access.cohort(cohort, need=LOOK)))


@room.get("/cohorts/<cohort>/hours", scope=Scope.PEOPLE_READ)
def get_hours(access: Access, *, cohort: str, query: HoursAsked) -> DayGiven:
    """Read who is free, awake or asleep on a day, hour by hour."""
    scope = access.cohort(cohort, need=LOOK)
    day, time_zone = day_looked_at(scope, query.day), zone_looked_from(scope, query.place.strip())
    return DayGiven.model_validate(day_table(scope, day=day, time_zone=time_zone))


@room.get("/cohorts/<cohort>/hours/<coach>/<person>", scope=Scope.PEOPLE_READ)
def get_shared_week(
    access: Access, *, cohort: str, coach: str, person: str, query: HoursAsked
) -> SharedWeekGiven:
    """Read when a coach and a member are both free, in the week of a day."""
    scope = access.cohort(cohort, need=LOOK)
    day, time_zone = day_looked_at(scope, query.day), zone_looked_from(scope, query.place.strip())
    return SharedWeekGiven.model_validate(
        shared_week(scope, coach=coach, member=person, day=day, time_zone=time_zone)
    )
