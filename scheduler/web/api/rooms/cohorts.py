"""Cohorts: which there are, where each stands, and the rules it goes by."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from scheduler.access import COORDINATE, LOOK, Access, Right
from scheduler.commands.setting_up import put_file, set_up_cohort
from scheduler.domain.scopes import Scope
from scheduler.queries.cohort_overview import CohortCard, cohort_cards, cohort_overview
from scheduler.roster.cohort_out import write_cohort
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Instant, Line, Listed, Made, Paging, RulesFile, SentRules, Taken
from scheduler.web.api.urls import url_of

room = Room(
    tag="Cohorts",
    about="One run of a programme, with its dates, its home time zone and the rules that it is matched by.",
)


class CohortBegun(Taken):
    """A cohort to be set up; the rest of its rules come later."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Elm circle",
                    "starts": "2027-01-01",
                    "ends": "2027-06-30",
                    "home_time_zone": "Europe/Kyiv",
                    "locale": "en",
                }
            ]
        }
    )

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    starts: date
    ends: date
    home_time_zone: Line = Field(description="An IANA id.")
    locale: Line = Field(default="en", description="BCP 47: in which language and customs it is run.")


class CohortListed(Given):
    """A cohort of which you may see the whole."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "cedar",
                    "name": "Cedar circle",
                    "starts": "2026-10-01",
                    "ends": "2026-12-20",
                    "people": 55,
                }
            ]
        }
    )

    id: str
    name: str
    starts: date
    ends: date
    people: int


class CohortGiven(Given):
    """Where a cohort stands."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "cedar",
                    "name": "Cedar circle",
                    "starts": "2026-10-01",
                    "ends": "2026-12-20",
                    "time_zone": "America/New_York",
                    "locale": "en-US",
                    "rights": ["coordinator"],
                    "people": {"member": 40, "coach": 12, "staff": 3},
                    "topics": ["reading", "play"],
                    "last_release": 1,
                    "draft": None,
                    "signed_up": 0,
                    "calendars": 55,
                    "subscribed": 41,
                    "to_look_at": 0,
                    "erase_after_days": 90,
                    "erased_at": "2027-03-21T04:00:00Z",
                }
            ]
        }
    )

    id: str
    name: str
    starts: date
    ends: date
    time_zone: str
    locale: str
    rights: tuple[Right, ...] = Field(description="Yours in it.")
    people: dict[str, int] = Field(description="How many, by role.")
    topics: tuple[str, ...]
    last_release: int | None = Field(description="Its number; null before there is one.")
    draft: str | None = Field(description="The newest plan, while it is not published.")
    signed_up: int = Field(description="How many sent the sign-up form and wait.")
    calendars: int
    subscribed: int
    to_look_at: int = Field(description="What the service owes and has given up, or is late with.")
    erase_after_days: int | None = Field(
        description="So many days after the last one everybody is erased, by the rules; null: never."
    )
    erased_at: Instant | None = Field(
        description="When everybody will be erased, as things stand; null: never, or nobody is left."
    )


@room.get("/cohorts", scope=Scope.COHORTS_READ)
def list_cohorts(access: Access, *, query: Paging) -> Listed[CohortListed]:
    """List the cohorts of which you may see the whole, oldest first."""
    return page_of(cohort_cards(access.cohorts()), query, key=lambda card: card.id, shown=_listed)


@room.post("/cohorts", scope=Scope.COHORTS_WRITE)
def set_up(access: Access, *, body: CohortBegun) -> Made:
    """Set up a cohort, which is yours to coordinate."""
    cohort = set_up_cohort(access.tx, account=access.founder(), values={"cohort": body.model_dump()})
    return Made(id=cohort, url=url_of("get_cohort", cohort=cohort))


@room.get("/cohorts/<cohort>", scope=Scope.COHORTS_READ)
def get_cohort(access: Access, *, cohort: str) -> CohortGiven:
    """Read where a cohort stands."""
    scope = access.cohort(cohort, need=LOOK)
    found = cohort_overview(scope)
    return CohortGiven(
        id=found.id,
        name=found.name,
        starts=found.starts,
        ends=found.ends,
        time_zone=found.time_zone,
        locale=found.locale,
        rights=tuple(right for right in Right if right in scope.rights),
        people={role.value: count for role, count in found.roles},
        topics=scope.cohort.topics,
        last_release=scope.last_release(),
        draft=None if found.draft is None else found.draft.id,
        signed_up=found.signed_up,
        calendars=found.reached.feeds,
        subscribed=found.reached.subscribed,
        to_look_at=found.to_look_at,
        erase_after_days=scope.cohort.erase_after_days,
        erased_at=None if found.erasure is None else found.erasure.at,
    )


@room.get("/cohorts/<cohort>/rules", scope=Scope.COHORTS_READ)
def get_rules(access: Access, *, cohort: str) -> RulesFile:
    """Read the rules of a cohort, as the file cohort.toml."""
    return RulesFile(content=write_cohort(access.cohort(cohort, need=COORDINATE).cohort))


@room.put("/cohorts/<cohort>/rules", scope=Scope.COHORTS_WRITE, guards=get_rules)
def put_rules(access: Access, *, cohort: str, body: SentRules) -> RulesFile:
    """Have these be the rules of a cohort, as the file cohort.toml.

    Every problem is listed at once, and nothing is half done.
    """
    put_file(access.cohort(cohort, need=COORDINATE), data=body.content, name=body.filename)
    return get_rules(access, cohort=cohort)


def _listed(card: CohortCard) -> CohortListed:
    return CohortListed.model_validate(card)
