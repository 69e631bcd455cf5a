"""The programme of a cohort as its rules have it: its sessions, and its workshops."""

from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field

from scheduler.access import LOOK, Access
from scheduler.domain.cohorts import Choice, MonthlyAt, Session, Workshop
from scheduler.domain.scopes import Scope
from scheduler.web.api.clock_times import Day, clock_at, day_named
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Listed, Paging

room = Room(
    tag="Programme",
    about="The sessions and the workshops that the rules of a cohort name; when they are held is for a plan to say.",
)


class MonthlyGiven(Given):
    """A day of each month by the home clock: the first to the fourth, or the last of its kind (-1)."""

    ordinal: Literal[1, 2, 3, 4, -1]
    day: Day
    at: str


class ChoiceGiven(Given):
    """Starts offered by the home clock: on these days, from `opens` on, every so many minutes, over by `closes`."""

    days: tuple[Day, ...]
    opens: str
    closes: str
    step_minutes: int


class SessionListed(Given):
    """A monthly meeting of everybody: on a day that is fixed (`at`), or that a plan chooses."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "gathering",
                    "name": "Gathering",
                    "minutes": 60,
                    "at": {"ordinal": 2, "day": "tue", "at": "12:00"},
                    "choose": None,
                    "join_url": None,
                }
            ]
        }
    )

    id: str
    name: str
    minutes: int
    at: MonthlyGiven | None
    choose: ChoiceGiven | None
    join_url: str | None


class WorkshopListed(Given):
    """A workshop that members may wish for."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "stories",
                    "name": "Stories & songs",
                    "topic": "reading",
                    "facilitators": ["9d2b7c8e-52a4-4a0f-9b1e-6f4c3f1d2e22"],
                    "minutes": 60,
                    "smallest": 1,
                    "largest": 4,
                    "sections": 1,
                    "first_day": "2026-10-22",
                    "last_day": "2026-10-22",
                    "choose": {"days": ["thu"], "opens": "12:00", "closes": "13:00", "step_minutes": 60},
                    "meetings": 2,
                    "join_url": "https://zoom.example.org/j/1",
                }
            ]
        }
    )

    id: str
    name: str
    topic: str
    facilitators: tuple[str, ...] = Field(description="By the ids of those who are in the cohort.")
    minutes: int
    smallest: int
    largest: int
    sections: int = Field(description="At most so many groups.")
    first_day: date = Field(description="From this day on the first meeting may be.")
    last_day: date = Field(description="By this day the first meeting is.")
    choose: ChoiceGiven
    meetings: int
    join_url: str | None


@room.get("/cohorts/<cohort>/sessions", scope=Scope.COHORTS_READ)
def list_sessions(access: Access, *, cohort: str, query: Paging) -> Listed[SessionListed]:
    """List the monthly meetings of everybody, in the order of the rules."""
    every = access.cohort(cohort, need=LOOK).cohort.sessions
    return page_of(every, query, key=lambda session: session.id, shown=_session)


@room.get("/cohorts/<cohort>/workshops", scope=Scope.COHORTS_READ)
def list_workshops(access: Access, *, cohort: str, query: Paging) -> Listed[WorkshopListed]:
    """List the workshops, in the order of the rules."""
    scope = access.cohort(cohort, need=LOOK)
    ids: dict[str, str] = {person.key: person.id for person in scope.people()}
    return page_of(
        scope.cohort.workshops,
        query,
        key=lambda workshop: workshop.id,
        shown=lambda workshop: _workshop(workshop, ids=ids),
    )


def _session(session: Session) -> SessionListed:
    when = session.when
    return SessionListed(
        id=session.id,
        name=session.name,
        minutes=session.minutes,
        at=_monthly(when) if isinstance(when, MonthlyAt) else None,
        choose=_choice(when) if isinstance(when, Choice) else None,
        join_url=session.join_url,
    )


def _workshop(workshop: Workshop, *, ids: dict[str, str]) -> WorkshopListed:
    return WorkshopListed(
        id=workshop.id,
        name=workshop.name,
        topic=workshop.topic,
        facilitators=tuple(ids[key] for key in workshop.facilitators if key in ids),
        minutes=workshop.minutes,
        smallest=workshop.size.minimum,
        largest=workshop.size.maximum,
        sections=workshop.sections,
        first_day=workshop.window[0],
        last_day=workshop.window[1],
        choose=_choice(workshop.when),
        meetings=workshop.meetings,
        join_url=workshop.join_url,
    )


def _monthly(when: MonthlyAt) -> MonthlyGiven:
    return MonthlyGiven.model_validate(
        {"ordinal": when.ordinal, "day": day_named(when.weekday), "at": f"{when.at:%H:%M}"}
    )


def _choice(when: Choice) -> ChoiceGiven:
    return ChoiceGiven(
        days=tuple([day_named(day) for day in when.weekdays]),
        opens=clock_at(when.opens),
        closes=clock_at(when.closes),
        step_minutes=when.step_minutes,
    )
