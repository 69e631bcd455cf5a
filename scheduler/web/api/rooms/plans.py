"""Plans and releases: who goes with whom, by ids alone, and what was published."""

from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue

from scheduler.access import LOOK, Access
from scheduler.commands.publishing import publish_plan
from scheduler.domain.own_words import paragraphs
from scheduler.domain.plans import LeftOut
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.outputs import plan_format as out
from scheduler.outputs.plan_document import written
from scheduler.roster.spelling import clean
from scheduler.store.runs import PlanMark, Release
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Id, Instant, Line, Listed, Made, Paging, Paragraphs, Taken
from scheduler.web.api.urls import url_of

room = Room(
    tag="Plans",
    about="What a run ends in: a draft, until it is published as release 1, 2, 3 and so on. People are ids in it.",
)


_VALUE: JsonValue = {"placed": 1, "shortfall": 0, "bands": [0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "total": 943}
PLAN: JsonValue = {
    "id": "0b9c6f0e-5b06-4a3f-9c61-8f3f3f0d9a51",
    "run": "6f9619ff-8b86-4011-b42d-00c04fc964ff",
    "release": None,
    "revision": 0,
    "coaching_objective": _VALUE,
    "coaching_bound": _VALUE,
    "coaching_proven": True,
    "pairs": [
        {
            "member": "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11",
            "coach": "9d2b7c8e-52a4-4a0f-9b1e-6f4c3f1d2e22",
            "score": 943,
            "shared_minutes": 180,
            "topics": ["reading"],
            "languages": ["en"],
        }
    ],
    "unplaced": [{"member": "5c1e9f7a-0d3b-4f6e-8a51-0c9c0f4b3d33", "reasons": ["no_shared_hour"]}],
    "workshops_objective": {"served": 1, "total": 1000},
    "workshops_bound": {"served": 1, "total": 1000},
    "workshops_proven": True,
    "sections": [
        {
            "workshop": "stories",
            "section": 1,
            "facilitator": "9d2b7c8e-52a4-4a0f-9b1e-6f4c3f1d2e22",
            "starts": ["2026-10-22T16:00:00Z"],
            "minutes": 60,
            "members": ["1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11"],
        }
    ],
    "unserved": [],
    "sessions_objective": {"worst": 1, "total": 3},
    "sessions_bound": {"worst": 1, "total": 3},
    "sessions_proven": True,
    "meetings": [{"session": "gathering", "starts": "2026-10-13T16:00:00Z", "minutes": 60}],
}
"""An example."""


class PlanListed(Given):
    """By what a plan is known."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0b9c6f0e-5b06-4a3f-9c61-8f3f3f0d9a51",
                    "seed": 0,
                    "made_at": "2026-09-01T12:00:03Z",
                    "release": None,
                }
            ]
        }
    )

    id: str
    seed: int
    made_at: Instant
    release: int | None


class PairGiven(Given):
    """A member and their coach; topics and languages are those of the member that the coach shares."""

    member: str
    coach: str
    score: int
    shared_minutes: int
    topics: tuple[str, ...]
    languages: tuple[str, ...]


class LeftOutGiven(Given):
    """A member without a coach, or without a seat they wished for, and the codes of why."""

    member: str
    reasons: tuple[str, ...]


class PlanGiven(Given):
    """A whole plan. Starts are instants of UTC."""

    model_config = ConfigDict(json_schema_extra={"examples": [PLAN]})

    id: str
    run: str
    release: int | None
    revision: int = Field(description="How often it was changed by hand.")
    coaching_objective: out.CoachingValue
    coaching_bound: out.CoachingValue
    coaching_proven: bool
    pairs: tuple[PairGiven, ...]
    unplaced: tuple[LeftOutGiven, ...]
    workshops_objective: out.WorkshopsValue
    workshops_bound: out.WorkshopsValue
    workshops_proven: bool
    sections: tuple[out.Section, ...]
    unserved: tuple[LeftOutGiven, ...]
    sessions_objective: out.SessionsValue
    sessions_bound: out.SessionsValue
    sessions_proven: bool
    meetings: tuple[out.Meeting, ...]


class ReleaseGiven(Given):
    """A published plan."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "number": 1,
                    "plan": "0b9c6f0e-5b06-4a3f-9c61-8f3f3f0d9a51",
                    "name": "First groups",
                    "note": "Welcome!",
                    "published_at": "2026-09-02T08:00:00Z",
                }
            ]
        }
    )

    number: int
    plan: str
    name: str
    note: str
    published_at: Instant


class ReleaseAsked(Taken):
    """A draft to be published."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"plan": "0b9c6f0e-5b06-4a3f-9c61-8f3f3f0d9a51", "name": "First groups", "note": ""}]
        }
    )

    plan: Id
    name: Annotated[Line, Field(max_length=100)] = ""
    note: Annotated[Paragraphs, Field(max_length=2000, description="What is said of it.")] = ""


@room.get("/cohorts/<cohort>/plans", scope=Scope.PLANS_READ)
def list_plans(access: Access, *, cohort: str, query: Paging) -> Listed[PlanListed]:
    """List the plans of a cohort, newest first."""
    scope = access.cohort(cohort, need=LOOK)
    return page_of(scope.tx.runs.plans(scope.cohort.id), query, key=lambda mark: mark.id, shown=_listed)


@room.get("/cohorts/<cohort>/plans/<plan>", scope=Scope.PLANS_READ)
def get_plan(access: Access, *, cohort: str, plan: str) -> PlanGiven:
    """Read a plan."""
    scope = access.cohort(cohort, need=LOOK)
    found = scope.plan(plan)
    told = written(cohort=scope.cohort, plan=found.plan, key=str)
    return PlanGiven(
        id=found.id,
        run=found.run,
        release=found.release,
        revision=found.revision,
        coaching_objective=told.coaching.objective,
        coaching_bound=told.coaching.bound,
        coaching_proven=told.coaching.proven,
        pairs=tuple(PairGiven.model_validate(pair) for pair in found.plan.coaching.pairs),
        unplaced=_left_out(found.plan.coaching.unplaced),
        workshops_objective=told.workshops.objective,
        workshops_bound=told.workshops.bound,
        workshops_proven=told.workshops.proven,
        sections=told.workshops.sections,
        unserved=_left_out(found.plan.workshops.unserved),
        sessions_objective=told.sessions.objective,
        sessions_bound=told.sessions.bound,
        sessions_proven=told.sessions.proven,
        meetings=told.sessions.meetings,
    )


@room.get("/cohorts/<cohort>/releases", scope=Scope.PLANS_READ)
def list_releases(access: Access, *, cohort: str, query: Paging) -> Listed[ReleaseGiven]:
    """List what was published, newest first."""
    scope = access.cohort(cohort, need=LOOK)
    return page_of(
        scope.tx.runs.releases(scope.cohort.id),
        query,
        key=lambda release: str(release.number),
        shown=_release,
    )


@room.post("/cohorts/<cohort>/releases", scope=Scope.PLANS_WRITE)
def publish(access: Access, *, cohort: str, body: ReleaseAsked) -> Made:
    """Publish a draft as the next release: calendars follow it, and letters wait to be approved."""
    number = publish_plan(
        access.drafting(cohort, plan=body.plan),
        plan=body.plan,
        name=clean(body.name),
        note=paragraphs(body.note),
    )
    return Made(id=str(number), url=url_of("get_release", cohort=cohort, release=number))


@room.get("/cohorts/<cohort>/releases/<release>", scope=Scope.PLANS_READ)
def get_release(access: Access, *, cohort: str, release: str) -> ReleaseGiven:
    """Read what was published under a number."""
    scope = access.cohort(cohort, need=LOOK)
    for each in scope.tx.runs.releases(scope.cohort.id):
        if str(each.number) == release:
            return _release(each)
    raise NotFoundError


def _listed(mark: PlanMark) -> PlanListed:
    return PlanListed(id=mark.id, seed=mark.seed, made_at=mark.created_at, release=mark.release)


def _release(release: Release) -> ReleaseGiven:
    return ReleaseGiven.model_validate(release)


def _left_out(those: tuple[LeftOut, ...]) -> tuple[LeftOutGiven, ...]:
    return tuple(
        LeftOutGiven(member=each.member, reasons=tuple(reason.code for reason in each.reasons))
        for each in those
    )
