"""The format `commonhour.frontier/1`, field by field (DESIGN 8), and its JSON Schema."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from scheduler.outputs.plan_format import (
    SCHEMA_DIALECT,
    CoachingValue,
    Count,
    Instant,
    Key,
    Ordinal,
    Reason,
    Record,
    WorkshopsValue,
    without_default,
)


class Group(Record):
    """A section of a workshop, and when it meets."""

    workshop: str
    section: Ordinal
    starts: Annotated[tuple[Instant, ...], Field(min_length=1)]


class PairChange(Record):
    """A member who loses a coach; `to` is null for nobody, and for what is forced."""

    member: Key
    kind: Literal["coach"]
    origin: Annotated[Key, Field(alias="from")]
    to: Key | None
    why: Reason


class GroupChange(Record):
    """A member who loses a seat, or a group that meets at another time; `to` is null for nothing, or what is forced.

    Of a retime, and of a group that cannot stay, `member` is null.
    """

    member: Key | None
    kind: Literal["section", "retime"]
    origin: Annotated[Group, Field(alias="from")]
    to: Group | None
    why: Reason


class CoachingPoint(Record):
    """The best pairs with at most so many moves; the bound on all such stands there where it is not proven."""

    moves: Count
    objective: CoachingValue
    proven: bool
    bound: Annotated[
        CoachingValue | SkipJsonSchema[None],
        Field(exclude_if=lambda bound: bound is None, json_schema_extra=without_default),
    ] = None
    moved: tuple[PairChange, ...]


class WorkshopsPoint(Record):
    """The best groups with at most so many moves and retimes, what is over counted too; `bound` as in coaching."""

    moves: Count
    objective: WorkshopsValue
    proven: bool
    bound: Annotated[
        WorkshopsValue | SkipJsonSchema[None],
        Field(exclude_if=lambda bound: bound is None, json_schema_extra=without_default),
    ] = None
    moved: tuple[GroupChange, ...]


class CoachingFrontier(Record):
    """The pairs that cannot stay, the best plans by moves, and whether they are all there are."""

    forced: tuple[PairChange, ...]
    points: tuple[CoachingPoint, ...]
    whole: bool


class WorkshopsFrontier(Record):
    """The seats and groups that cannot stay, the best plans by moves, and whether they are all there are."""

    forced: tuple[GroupChange, ...]
    points: tuple[WorkshopsPoint, ...]
    whole: bool


class Frontier(Record):
    """What could follow a plan from an instant on."""

    format: Literal["commonhour.frontier/1"]
    as_of: Instant
    coaching: CoachingFrontier
    workshops: WorkshopsFrontier


def frontier_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of frontier.json; docs/frontier.schema.json holds the same."""
    return {
        "$schema": SCHEMA_DIALECT,
        **Frontier.model_json_schema(),
        "title": "commonhour.frontier/1",
    }
