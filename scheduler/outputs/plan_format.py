"""The format `commonhour.plan/1`, field by field (DESIGN 8), and its JSON Schema."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"

Key = Annotated[str, Field(min_length=1, description="A person's external key.")]
Count = Annotated[int, Field(ge=0)]
Ordinal = Annotated[int, Field(ge=1)]
Bands = Annotated[
    tuple[Count, ...],
    Field(min_length=10, max_length=10, description="Placed pairs by min(9, score // 100)."),
]
Instant = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$", description="An instant of UTC, ISO 8601."),
]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False, description="Wall time.")]


def without_default(schema: dict[str, Any]) -> None:
    """Leave a field out where it has no value: null is no value of the format."""
    schema.pop("default")


class Record(BaseModel):
    """An object of a format of ours: its fields and no others, each of its own type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Reason(Record):
    """Why: a code and its parameters for a program, a text for a person."""

    code: str
    params: dict[str, str | int]
    text: str


class LeftOut(Record):
    """A member who has no coach, or no seat they wished for, and why."""

    member: Key
    reasons: tuple[Reason, ...]


class CoachingValue(Record):
    """The coaching order: most placed, least shortfall, emptiest low bands, highest total."""

    placed: Count
    shortfall: Count
    bands: Bands
    total: Count


class Criterion(Record):
    """What a pair makes of one criterion: both cells as written, blank ones empty, and what they have in common."""

    column: str
    rule: Literal["same", "different", "overlap"]
    member: str
    coach: str
    common: tuple[str, ...]
    met: Annotated[
        Literal["yes", "partly", "no", "unknown"],
        Field(description="`partly`: an overlap of some of the member's items; `unknown`: a cell is blank."),
    ]


class Pair(Record):
    """A member and their coach; the topics and languages are those of the member that the coach shares."""

    member: Key
    coach: Key
    score: Annotated[int, Field(ge=0, le=1000)]
    shared_minutes: Count
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    criteria: Annotated[
        tuple[Criterion, ...],
        Field(
            description="One for each criterion of the cohort; left out where it has none.",
            exclude_if=lambda criteria: not criteria,
        ),
    ] = ()


class Coaching(Record):
    """Who is with whom, in the roster's order of members."""

    objective: CoachingValue
    bound: CoachingValue
    proven: bool
    pairs: tuple[Pair, ...]
    unplaced: tuple[LeftOut, ...]
    advice: Annotated[
        tuple[Reason, ...],
        Field(
            exclude_if=lambda advice: not advice,
            description="Small changes that would help; absent where none.",
        ),
    ] = ()
    advice_cut: Annotated[
        bool,
        Field(
            exclude_if=lambda cut: not cut,
            description="Somebody asked for the plan before all that might help was tried; absent where not.",
        ),
    ] = False


class WorkshopsValue(Record):
    """The workshops' order: how many with a wish are served, and the worth of the wishes met.

    `alone` stands there where the cohort asks that nobody be alone with their language: so many seats are.
    """

    served: Count
    total: Count
    alone: Annotated[
        Count | SkipJsonSchema[None],
        Field(exclude_if=lambda count: count is None, json_schema_extra=without_default),
    ] = None


class Section(Record):
    """One group of a workshop: when it meets, and its members in the roster's order."""

    workshop: str
    section: Ordinal
    facilitator: Key
    starts: Annotated[tuple[Instant, ...], Field(min_length=1)]
    minutes: Ordinal
    members: tuple[Key, ...]


class Workshops(Record):
    """The sections held, and the members who wished and have no seat."""

    objective: WorkshopsValue
    bound: WorkshopsValue
    gap: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    proven: bool
    sections: tuple[Section, ...]
    unserved: tuple[LeftOut, ...]


class SessionsValue(Record):
    """The sessions' order: the largest burden that one person bears, and everybody's together."""

    worst: Count
    total: Count


class Meeting(Record):
    """One dated meeting of the whole group."""

    session: str
    starts: Instant
    minutes: Ordinal


class Sessions(Record):
    """The whole group's meetings, by start."""

    objective: SessionsValue
    bound: SessionsValue
    proven: bool
    meetings: tuple[Meeting, ...]


class Parts(Record):
    """How long each part took."""

    sessions: Seconds
    coaching: Seconds
    workshops: Seconds


class Solver(Record):
    """How the plan was found; only the seconds differ between two equal runs."""

    seed: int
    seconds: Seconds
    parts: Parts
    stopped: Annotated[
        Literal["time", "asked"] | SkipJsonSchema[None],
        Field(
            exclude_if=lambda stopped: stopped is None,
            json_schema_extra=without_default,
            description="What ended the search before it was done; absent where nothing did.",
        ),
    ] = None


class Plan(Record):
    """A whole plan of one cohort."""

    format: Literal["commonhour.plan/1"]
    cohort: str
    coaching: Coaching
    workshops: Workshops
    sessions: Sessions
    solver: Solver


class PlanHeader(BaseModel):
    """What tells a plan.json of any version from other files."""

    format: Annotated[str, Field(pattern=r"^commonhour\.plan/[0-9]+$")]


def plan_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of plan.json; docs/plan.schema.json holds the same."""
    return {
        "$schema": SCHEMA_DIALECT,
        **Plan.model_json_schema(),
        "title": "commonhour.plan/1",
    }
