"""Two plans side by side: who has something else in one than in the other, by ids, and what each is worth."""

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field

from scheduler.access import LOOK, Access
from scheduler.domain.scopes import Scope
from scheduler.outputs.comparison import Change, Held
from scheduler.queries.plan_comparison import differences, usual_pair
from scheduler.web.api.operations import Room
from scheduler.web.api.shapes import Given, Id, Instant, Taken

room = Room(tag="Comparing plans", about="Who has another coach, seat or date in one plan than in another.")


class PlansCompared(Taken):
    """The two plans; without them the last release and the newest other one."""

    before: Id | None = Field(default=None, description="A plan's id; else the last release.")
    after: Id | None = Field(default=None, description="A plan's id; else the newest other one.")


class HasGiven(Given):
    """A coach and the pair's score; or a start, with who leads, of a seat; or the start of a session."""

    coach: str | None = None
    score: int | None = None
    starts: Instant | None = None
    facilitator: str | None = None


class DifferenceGiven(Given):
    """What a member, or a session, has in either plan; null for nothing. Of a seat, `workshop` says in what."""

    kind: Literal["coach", "seat", "session"]
    who: str = Field(description="A member's id, or a session's.")
    workshop: str | None
    before: HasGiven | None
    after: HasGiven | None


class ValueGiven(Given):
    """One part of what the plans are worth, in the order in which parts count."""

    part: str
    name: str
    before: int
    after: int


class ComparisonGiven(Given):
    """All that differs between two plans, and everything that both count."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "before": "0b9c6f0e-5b06-4a3f-9c61-8f3f3f0d9a51",
                    "after": "3d6f0a1b-7c52-4b1e-8e0f-9a5c2d4e6f77",
                    "differences": [
                        {
                            "kind": "coach",
                            "who": "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11",
                            "workshop": None,
                            "before": {
                                "coach": "9d2b7c8e-52a4-4a0f-9b1e-6f4c3f1d2e22",
                                "score": 943,
                                "starts": None,
                                "facilitator": None,
                            },
                            "after": None,
                        }
                    ],
                    "values": [{"part": "coaching", "name": "placed", "before": 38, "after": 37}],
                }
            ]
        }
    )

    before: str
    after: str
    differences: tuple[DifferenceGiven, ...]
    values: tuple[ValueGiven, ...]


@room.get("/cohorts/<cohort>/comparison", scope=Scope.PLANS_READ)
def compare_plans(access: Access, *, cohort: str, query: PlansCompared) -> ComparisonGiven:
    """Read who has something else in one plan than in another."""
    scope = access.cohort(cohort, need=LOOK)
    usual = usual_pair(scope)
    before, after = query.before or usual[0], query.after or usual[1]
    found = differences(scope, before=before, after=after)
    return ComparisonGiven(
        before=before,
        after=after,
        differences=tuple(map(_difference, found.changes)),
        values=tuple(map(ValueGiven.model_validate, found.values)),
    )


def _difference(change: Change) -> DifferenceGiven:
    return DifferenceGiven.model_validate(
        {
            "kind": change.kind,
            "who": change.who,
            "workshop": change.what or None,
            "before": change.before and _has(change.before),
            "after": change.after and _has(change.after),
        }
    )


def _has(held: Held) -> HasGiven:
    if held.score is not None:
        return HasGiven(coach=held.at, score=held.score)
    return HasGiven(starts=datetime.fromisoformat(held.at), facilitator=held.facilitator)
