"""People: who is in a cohort, when they can, what they care for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from scheduler.access import COORDINATE, LOOK, Access, CohortScope, Right
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.outputs.lists import Purpose, list_csv
from scheduler.roster.hours import write_hours
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import CsvFile, Given, Instant, Listed, Paging
from scheduler.web.api.urls import url_of

room = Room(
    tag="People",
    about="Who is in a cohort: members, coaches and staff, as the roster has them and as they have corrected it.",
)

_FIELDS = {"availability": "hours", "availability_assumed": "hours"}
"""What is called otherwise here."""
MinuteOfDay = Annotated[int, Field(ge=0, le=2 * 24 * 60)]


class PeopleAsked(Paging):
    """Whom a list is to have."""

    left: bool = Field(default=False, description="Those who have left, in place of those who are here.")


class WindowGiven(Given):
    """A weekly stretch of a person's own clock, in minutes from 00:00 of its day."""

    day: int = Field(ge=0, le=6, description="0 is Monday.")
    start: MinuteOfDay
    end: MinuteOfDay = Field(description="Not in it any more; beyond 1440 it is on the next day.")


class CapacityGiven(Given):
    """How many members a coach takes."""

    minimum: int
    maximum: int


class PersonGiven(Given):
    """Somebody of a cohort. `key`, `email` and `roster_name` are null, `answers` empty, for who does not run it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11",
                    "url": "/api/v1/cohorts/cedar/people/1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11",
                    "key": "mariam@example.org",
                    "name": "Mira",
                    "roster_name": "Mariam",
                    "email": "mariam@example.org",
                    "role": "member",
                    "time_zone": "Europe/Kyiv",
                    "languages": ["uk", "en"],
                    "interests": ["reading", "play"],
                    "workshops": ["stories"],
                    "hours": "Mon 18:00-21:00; Sat 22:00-01:00",
                    "windows": [
                        {"day": 0, "start": 1080, "end": 1260},
                        {"day": 5, "start": 1320, "end": 1500},
                    ],
                    "hours_assumed": False,
                    "capacity": None,
                    "locale": "uk",
                    "answers": {"School": "North"},
                    "corrected": {"hours": "2026-10-02T08:15:00Z"},
                    "away_until": None,
                    "left": False,
                }
            ]
        }
    )

    id: str
    url: str
    key: str | None = Field(description="By which files know them.")
    name: str = Field(description="What others of the cohort see: as the roster has it, or as they chose it.")
    roster_name: str | None = Field(description="What the roster calls them.")
    email: str | None
    role: Role
    time_zone: str
    languages: tuple[str, ...] = Field(description="BCP 47, the preferred one first.")
    interests: tuple[str, ...] = Field(description="Topics, best first.")
    workshops: tuple[str, ...] = Field(description="The ids of those they wish for, best first.")
    hours: str = Field(description="When they can, as a roster has it.")
    windows: tuple[WindowGiven, ...] = Field(description="The same, for programs.")
    hours_assumed: bool = Field(description="Nobody has said when they can: it was taken to be so.")
    capacity: CapacityGiven | None = Field(description="Of a coach; null: the cohort's.")
    locale: str | None
    answers: dict[str, str] = Field(description="What the cohort's own columns hold, by column.")
    corrected: dict[str, Instant] = Field(
        description="Which fields they have corrected themselves, and when."
    )
    away_until: Instant | None
    left: bool = Field(description="They have left; of most that was known of them nothing is kept.")


@room.get("/cohorts/<cohort>/people", scope=Scope.PEOPLE_READ)
def list_people(access: Access, *, cohort: str, query: PeopleAsked) -> Listed[PersonGiven]:
    """List who is in a cohort, in the roster's order."""
    scope = access.cohort(cohort, need=LOOK)
    told = _Teller(scope)
    every = scope.leavers() if query.left else scope.people()
    return page_of(
        every, query, key=lambda person: person.id, shown=lambda person: told.of(person, left=query.left)
    )


@room.get("/cohorts/<cohort>/people/<person>", scope=Scope.PEOPLE_READ)
def get_person(access: Access, *, cohort: str, person: str) -> PersonGiven:
    """Read what is known of somebody."""
    scope = access.cohort(cohort, need=LOOK)
    told = _Teller(scope)
    for left, people in ((False, scope.people()), (True, scope.leavers())):
        for each in people:
            if each.id == person:
                return told.of(each, left=left)
    raise NotFoundError


class _Teller:
    """Tells of a cohort's people what whoever asks may hear; what holds for all of them is read once."""

    def __init__(self, scope: CohortScope) -> None:
        self._cohort = scope.cohort.id
        self._coordinates = Right.COORDINATOR in scope.rights
        self._corrected: Mapping[PersonId, Mapping[str, datetime]] = scope.tx.people.corrections(
            scope.cohort.id
        )
        self._away = {
            pause.person: pause.until
            for pause in scope.tx.pauses.of_cohort(scope.cohort.id)
            if pause.holds_at(scope.tx.now)
        }

    def of(self, person: Person, *, left: bool) -> PersonGiven:
        contact = self._coordinates and not left
        corrected = self._corrected.get(person.id, {})
        return PersonGiven(
            id=person.id,
            url=url_of("get_person", cohort=self._cohort, person=person.id),
            key=person.key if contact else None,
            name=person.name,
            roster_name=person.listed_as if self._coordinates else None,
            email=person.email if contact else None,
            role=person.role,
            time_zone=person.time_zone,
            languages=person.languages,
            interests=person.interests,
            workshops=person.workshops,
            hours=write_hours(person.availability),
            windows=tuple(WindowGiven.model_validate(window) for window in person.availability),
            hours_assumed=person.availability_assumed,
            capacity=None if person.capacity is None else CapacityGiven.model_validate(person.capacity),
            locale=person.locale,
            answers=dict(person.answers) if self._coordinates else {},
            corrected={_FIELDS.get(name, name): at for name, at in corrected.items()},
            away_until=self._away.get(person.id),
            left=left,
        )


@room.get("/cohorts/<cohort>/lists/<purpose>", scope=Scope.PEOPLE_READ)
def get_list(access: Access, *, cohort: str, purpose: str) -> CsvFile:
    """Read a list for one purpose: `names`, `groups`, `contact`, `hours`, or the `roster` to be brought in again."""
    if purpose not in {*Purpose}:
        raise NotFoundError
    scope = access.cohort(cohort, need=COORDINATE)
    return CsvFile(
        content=list_csv(
            Purpose(purpose), cohort=scope.cohort, people=scope.people(), plan=scope.standing_plan()
        )
    )
