"""What a rebalancing offers, by ids: both frontiers, point by point (the words of `docs/frontier.schema.json`)."""

from typing import Literal

from pydantic import ConfigDict, Field, JsonValue

from scheduler.domain.frontiers import Change, CoachingPoint, Group, WorkshopsPoint, suggested
from scheduler.domain.people import PersonId
from scheduler.outputs import plan_format as out
from scheduler.outputs.plan_document import coaching_value, workshops_value
from scheduler.queries.rebalancing import Offered
from scheduler.web.api.shapes import Given, Instant

_VALUE: JsonValue = {"placed": 1, "shortfall": 0, "bands": [0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "total": 943}
_SEATS: JsonValue = {"served": 1, "total": 1000}
_MOVE: JsonValue = {
    "kind": "coach",
    "member": "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11",
    "before": {"coach": "9d2b7c8e-52a4-4a0f-9b1e-6f4c3f1d2e22", "group": None},
    "after": {"coach": "7a1e0c5d-3f7b-4d0b-9a55-2b9d6c8f1e44", "group": None},
    "why": "better_pair",
}
FRONTIER: JsonValue = {
    "run": "6f9619ff-8b86-4011-b42d-00c04fc964ff",
    "release": 1,
    "as_of": "2026-11-02T09:00:00Z",
    "outdated": False,
    "may_take": True,
    "coaching": {
        "forced": [],
        "points": [
            {"moves": 1, "objective": _VALUE, "bound": _VALUE, "proven": True, "moved": [_MOVE]},
        ],
        "whole": True,
        "suggested": 1,
    },
    "workshops": {
        "forced": [],
        "points": [
            {
                "moves": 0,
                "objective": _SEATS,
                "bound": _SEATS,
                "proven": True,
                "moved": [],
                "handed": [],
            }
        ],
        "whole": True,
        "suggested": 0,
    },
}
"""An example."""


class GroupPlaced(Given):
    """A section of a workshop, and when it meets."""

    workshop: str
    section: int
    starts: tuple[Instant, ...]


class Placed(Given):
    """With whom, or in which group; one of the two."""

    coach: str | None
    group: GroupPlaced | None


class ChangeGiven(Given):
    """A member who loses a coach or a seat, or a group that meets at another time (of nobody in particular)."""

    kind: Literal["coach", "section", "retime"]
    member: str | None
    before: Placed
    after: Placed | None = Field(description="Null for nothing, and where nothing is known of it yet.")
    why: str = Field(description="A code.")


class HandedGiven(Given):
    """A group that goes on under another facilitator; nobody moves by that."""

    group: GroupPlaced
    before: str
    after: str
    why: str = Field(description="A code.")


class PairsPoint(Given):
    """The best pairs with at most so many moves."""

    moves: int
    objective: out.CoachingValue
    bound: out.CoachingValue
    proven: bool
    moved: tuple[ChangeGiven, ...]


class SeatsPoint(Given):
    """The best groups with at most so many moves and retimes."""

    moves: int
    objective: out.WorkshopsValue
    bound: out.WorkshopsValue
    proven: bool
    moved: tuple[ChangeGiven, ...]
    handed: tuple[HandedGiven, ...]


class PairsFrontier(Given):
    """What cannot stay, in every plan and no move; the points; whether they are all; and the one to begin with."""

    forced: tuple[ChangeGiven, ...]
    points: tuple[PairsPoint, ...]
    whole: bool
    suggested: int = Field(description="The moves of the point to begin with.")


class SeatsFrontier(Given):
    """The same of the workshops."""

    forced: tuple[ChangeGiven, ...]
    points: tuple[SeatsPoint, ...]
    whole: bool
    suggested: int = Field(description="The moves of the point to begin with.")


class FrontierGiven(Given):
    """What could follow a release from an instant on."""

    model_config = ConfigDict(json_schema_extra={"examples": [FRONTIER]})

    run: str
    release: int
    as_of: Instant
    outdated: bool = Field(
        description="The people, the rules or what stands are others by now: nothing can be taken."
    )
    may_take: bool = Field(description="Whether all that it may change is yours to change.")
    coaching: PairsFrontier
    workshops: SeatsFrontier


def frontier_given(run: str, offered: Offered) -> FrontierGiven:
    """Tell what a run offers."""
    found = offered.rebalancing
    return FrontierGiven(
        run=run,
        release=found.midway.release,
        as_of=found.midway.as_of,
        outdated=offered.outdated,
        may_take=offered.may_take,
        coaching=PairsFrontier(
            forced=tuple(map(_change, found.coaching.forced)),
            points=tuple(map(_pairs, found.coaching.points)),
            whole=found.coaching.whole,
            suggested=suggested(found.coaching.points),
        ),
        workshops=SeatsFrontier(
            forced=tuple(map(_change, found.workshops.forced)),
            points=tuple(map(_seats, found.workshops.points)),
            whole=found.workshops.whole,
            suggested=suggested(found.workshops.points),
        ),
    )


def _pairs(point: CoachingPoint) -> PairsPoint:
    return PairsPoint(
        moves=point.moves,
        objective=coaching_value(point.objective),
        bound=coaching_value(point.bound),
        proven=point.proven,
        moved=tuple(map(_change, point.moved)),
    )


def _seats(point: WorkshopsPoint) -> SeatsPoint:
    return SeatsPoint(
        moves=point.moves,
        objective=workshops_value(point.objective),
        bound=workshops_value(point.bound),
        proven=point.proven,
        moved=tuple(map(_change, point.moved)),
        handed=tuple(
            HandedGiven(
                group=GroupPlaced.model_validate(each.group),
                before=each.origin,
                after=each.to,
                why=each.why.code,
            )
            for each in point.handed
        ),
    )


def _change(change: Change) -> ChangeGiven:
    return ChangeGiven(
        kind=change.kind,
        member=change.member,
        before=_place(change.origin),
        after=None if change.to is None else _place(change.to),
        why=change.why.code,
    )


def _place(place: PersonId | Group) -> Placed:
    if isinstance(place, Group):
        return Placed(coach=None, group=GroupPlaced.model_validate(place))
    return Placed(coach=place, group=None)
