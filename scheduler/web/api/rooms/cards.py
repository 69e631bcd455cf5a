"""One member in a plan: why they go with their coach, and what every other coach would cost."""

from pydantic import ConfigDict, Field, JsonValue

from scheduler.access import LOOK, Access
from scheduler.domain.plans import Reason
from scheduler.domain.scopes import Scope
from scheduler.queries.alternatives import Alternative, Alternatives, alternatives
from scheduler.queries.ending import Ending, ending
from scheduler.queries.other_coaches import Priced
from scheduler.web.api.operations import Room
from scheduler.web.api.shapes import Given, Instant

room = Room(
    tag="Members of a plan",
    about="Why a member goes with their coach, and what every other one would cost.",
)

_COACH = "9d2b7c8e-52a4-4a0f-9b1e-6f4c3f1d2e22"
_COST: JsonValue = {
    "possible": True,
    "change": {"placed": 0, "shortfall": 0, "bands": [], "total": -120},
    "moves": [],
    "bars": [],
}


class ReasonGiven(Given):
    """Why: for a program, and in words."""

    code: str
    text: str


class WhyNotGiven(Given):
    """Another coach, and in words what they would cost, alone and with the rest solved around it, or what bars it."""

    coach: str
    name: str | None
    alone: tuple[ReasonGiven, ...]
    solved: tuple[ReasonGiven, ...] | None = Field(description="Null while it is worked out.")


class EndedGiven(Given):
    """A pair that was ended; why, and by whom, is told to coordinators alone."""

    at: Instant
    reason: str | None
    by: str | None


class MemberCard(Given):
    """A member in a plan: their coach and why, every other coach, and whether the pair was ended since."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "member": "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11",
                    "name": "Mariam",
                    "coach": _COACH,
                    "coach_name": "Ruth",
                    "reasons": [{"code": "interest", "text": "Both chose reading."}],
                    "others": [
                        {
                            "coach": "7a1e0c5d-3f7b-4d0b-9a55-2b9d6c8f1e44",
                            "name": "Tesfay",
                            "alone": [{"code": "costs", "text": "The sum of scores falls by 120."}],
                            "solved": None,
                        }
                    ],
                    "ruled_out": [],
                    "ended": None,
                    "may_end": True,
                }
            ]
        }
    )

    member: str
    name: str | None = Field(description="Null for who has left.")
    coach: str | None
    coach_name: str | None
    reasons: tuple[ReasonGiven, ...]
    others: tuple[WhyNotGiven, ...]
    ruled_out: tuple[str, ...] = Field(description="Coaches whom the rules keep from the member.")
    ended: EndedGiven | None
    may_end: bool = Field(description="Whether you may end the pair, or take that back.")


class ValueChanged(Given):
    """What the plan gains and loses, part by part; no bands where those do not count."""

    placed: int
    shortfall: int
    bands: tuple[int, ...]
    total: int


class MovedAlong(Given):
    """Another member who would move; null for nobody."""

    member: str
    before: str | None
    after: str | None


class CostGiven(Given):
    """What a pair costs, and who else would move; or the codes of what bars it."""

    possible: bool
    change: ValueChanged | None
    moves: tuple[MovedAlong, ...]
    bars: tuple[str, ...]


class OtherCoach(Given):
    """Another coach of a member: what the pair scores, and what it costs."""

    coach: str
    score: int
    alone: CostGiven = Field(description="The one move, and nobody else's.")
    solved: CostGiven | None = Field(
        description="The best plan that has the pair; null while it is worked out."
    )


class PricesGiven(Given):
    """What every other coach of a member would cost, the least costly first, then who is barred."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "member": "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11",
                    "coach": _COACH,
                    "revision": 0,
                    "priced": True,
                    "working": False,
                    "others": [
                        {
                            "coach": "7a1e0c5d-3f7b-4d0b-9a55-2b9d6c8f1e44",
                            "score": 823,
                            "alone": _COST,
                            "solved": _COST,
                        }
                    ],
                }
            ]
        }
    )

    member: str
    coach: str | None
    revision: int
    priced: bool = Field(description="Whether prices of the plan are kept.")
    working: bool = Field(description="They are being worked out: ask again.")
    others: tuple[OtherCoach, ...]


@room.get("/cohorts/<cohort>/plans/<plan>/members/<member>", scope=Scope.PEOPLE_READ)
def get_member_card(access: Access, *, cohort: str, plan: str, member: str) -> MemberCard:
    """Read why a member goes with their coach, and with no other, in words."""
    scope = access.cohort(cohort, need=LOOK)
    found = alternatives(scope, plan=plan, member=member)
    return _given(found, ending(scope, plan=plan, member=found.member_id, coach=found.coach))


@room.get("/cohorts/<cohort>/plans/<plan>/members/<member>/prices", scope=Scope.PLANS_READ)
def get_member_prices(access: Access, *, cohort: str, plan: str, member: str) -> PricesGiven:
    """Read what every other coach would cost the plan, by ids."""
    found = alternatives(access.cohort(cohort, need=LOOK), plan=plan, member=member)
    return PricesGiven(
        member=found.member_id,
        coach=found.coach,
        revision=found.revision,
        priced=found.priced,
        working=found.working,
        others=tuple(map(_other, found.others)),
    )


def _given(found: Alternatives, pair: Ending | None) -> MemberCard:
    ended = None if pair is None else pair.ended
    return MemberCard(
        member=found.member_id,
        name=found.member,
        coach=found.coach,
        coach_name=found.coach_name,
        reasons=_reasons(found.reasons),
        others=tuple(
            WhyNotGiven(
                coach=other.coach,
                name=other.name,
                alone=_reasons(other.dropped.reasons),
                solved=None if other.solved is None else _reasons(other.solved.reasons),
            )
            for other in found.others
        ),
        ruled_out=tuple(coach for coach, _ in found.ruled_out),
        ended=None if ended is None else EndedGiven.model_validate(ended),
        may_end=pair is not None and pair.may_change,
    )


def _reasons(reasons: tuple[Reason, ...]) -> tuple[ReasonGiven, ...]:
    return tuple(ReasonGiven(code=reason.code, text=reason.text) for reason in reasons)


def _other(other: Alternative) -> OtherCoach:
    return OtherCoach(
        coach=other.coach,
        score=other.score,
        alone=_cost(other.dropped),
        solved=None if other.solved is None else _cost(other.solved),
    )


def _cost(priced: Priced) -> CostGiven:
    price = priced.price
    return CostGiven(
        possible=priced.is_possible,
        change=None if price.change is None else ValueChanged.model_validate(price.change),
        moves=tuple(
            MovedAlong(member=move.member, before=move.origin, after=move.to) for move in price.moves
        ),
        bars=tuple(bar.code for bar in price.bars),
    )
