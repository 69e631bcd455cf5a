"""What a plan would lose if a pair were forced, or what bars it, by opaque person id (DESIGN 6, *Explanations*)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.domain.people import PersonId
from scheduler.domain.plans import CoachingValue


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A member who would change: from a coach to a coach, None being no coach."""

    member: PersonId
    origin: PersonId | None
    to: PersonId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """Something that keeps two people apart, as a code; its people by id, its weeks by their Monday's date (ISO)."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict[str, str | int])


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachPrice:
    """One coach for a member: the pair's score, and what forcing it would change, or the bars in its way.

    `change` is the best plan with the pair less the best plan, part by part; it has no bands where those do not count.
    `moves` are the others who would then change.
    """

    coach: PersonId
    score: int
    change: CoachingValue | None
    moves: tuple[Move, ...] = ()
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """What shows that a plan is the best: each member's coach, in the roster's order, and the solver's prices.

    `prices` are of the members, the coaches and nobody, in their orders, one step of the order after the other.
    """

    coach_of: tuple[PersonId | None, ...]
    prices: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberPrices:
    """A member, the coach whom the plan gave them as it was solved, and every coach in the roster's order."""

    member: PersonId
    coach: PersonId | None
    coaches: tuple[CoachPrice, ...]
