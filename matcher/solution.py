"""What the matcher answers: assignments, their objective, the proven bound and the reasons; no solver in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from matcher.problem import MatcherError

BANDS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachingObjective:
    """The coaching order of DESIGN 6: most placed, least shortfall, emptiest low bands, highest total.

    `bands[b]` counts the placed pairs with min(9, score // 100) == b; `total` sums the scores, 0..1000 each.
    """

    placed: int
    shortfall: int
    bands: tuple[int, ...]
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachingSolution:
    """`coach_of[m]` is member m's coach or None; `bound` equals `objective` exactly when `proven`."""

    coach_of: tuple[int | None, ...]
    objective: CoachingObjective
    bound: CoachingObjective
    proven: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class GatheringsObjective:
    """Over all whole-group sessions: the largest sum of burden any one person bears, and everybody's together."""

    worst: int
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class GatheringsSolution:
    """`chosen[g][month]` is the index of gathering g's start among that month's, or None where it offers none."""

    chosen: tuple[tuple[int | None, ...], ...]
    objective: GatheringsObjective
    bound: GatheringsObjective
    proven: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One group of a workshop: the index of its start, its facilitator and its members (people, ascending)."""

    workshop: int
    start: int
    facilitator: int
    members: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupsObjective:
    """How many who wish for any workshop get one, and the worth of all wishes met (DESIGN 6).

    `alone` counts the seats whose members are alone with their language; None where the problem does not ask.
    """

    served: int
    total: int
    alone: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupsSolution:
    """Sections by workshop, then start, then facilitator; whole numbers all, ascending.

    `gap` is (bound - value) / bound of the first component of the order that is not proven, 0.0 when `proven`; of
    `alone`, which is to be small, (value - bound) / value.
    """

    sections: tuple[Section, ...]
    objective: GroupsObjective
    bound: GroupsObjective
    gap: float
    proven: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why, as a code with whole-number parameters (indices and minutes); words are made by whoever knows names."""

    code: str
    params: Mapping[str, int] = field(default_factory=dict[str, int])


class UnsatisfiableError(MatcherError):
    """The requirements cannot all be met; `reasons` name the conflicts."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__(", ".join(f"{reason.code} {dict(reason.params)}" for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True, kw_only=True, slots=True)
class PinConflict:
    """Seats that must be and seats that must never be, as (person, workshop): of these each can go, not all stay.

    Drop any one of them and what is left of them can be kept, if it is `minimal`: else the time was up before it was
    known whether fewer would do. `why` is in short what stands against them:
    `must_never` {}; `must_per_member` {allowed, had}: one member is to be in more workshops than they may, of
    which they have `had` so many; absent where none;
    `must_places` {places}: more are to sit in one workshop than it has places;
    `must_no_start` {}, `must_no_facilitator` {}, `must_too_few` {can_come, minimum}: it cannot be held;
    `must_at_once` {}: two workshops meet at once whenever they do; `must_together` {}: anything else.
    """

    must: tuple[tuple[int, int], ...]
    never: tuple[tuple[int, int], ...]
    why: Reason
    minimal: bool = True


class UnkeepablePinsError(UnsatisfiableError):
    """Not everybody can have the seat that they must; `conflicts` share no `must`."""

    def __init__(self, conflicts: tuple[PinConflict, ...]) -> None:
        super().__init__(tuple(conflict.why for conflict in conflicts))
        self.conflicts = conflicts


class UndecidedError(MatcherError):
    """The time was up before a first plan was found: nothing is known of whether there is one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a solve is: its phase, and the value and bound of the component `of` its order, where known."""

    phase: str
    of: str = ""
    incumbent: int | None = None
    bound: int | None = None


Report = Callable[[Progress], None]
