"""What a rebalancing offers: for each number of moves the best plan, and who is asked for what (DESIGN 6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scheduler.domain.people import PersonId
from scheduler.domain.plans import CoachingValue, Midway, Pair, Plan, Reason, WorkshopsPart, WorkshopsValue


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """What a rebalancing follows: the last release as it stands, and from when the new plan counts.

    `moved_before` are those whom an earlier release moved; `highest` is the highest number that a section of each
    workshop ever had, by the workshop's id.
    """

    plan: Plan
    midway: Midway
    moved_before: Sequence[PersonId]
    highest: Mapping[str, int]


Kind = Literal["coach", "section", "retime"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A section of a workshop, and when it meets: aware UTC."""

    workshop: str
    section: int
    starts: tuple[datetime, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A member who loses a coach or a seat, or a group that meets at another time (of nobody in particular).

    `origin` and `to` are a coach, or a group; `to` is None for nothing, and where nothing is known of it yet.
    """

    kind: Kind
    member: PersonId | None
    origin: PersonId | Group
    to: PersonId | Group | None
    why: Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Handover:
    """A group that goes on under another facilitator, `to`, than the one who leads it now: no move, but to be told."""

    group: Group
    origin: PersonId
    to: PersonId
    why: Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachingPoint:
    """The best pairs with at most `moves` moves: with whom each member is `placed`, and who moves."""

    moves: int
    objective: CoachingValue
    bound: CoachingValue
    proven: bool
    moved: tuple[Change, ...]
    placed: Mapping[PersonId, PersonId | None]

    @property
    def reached(self) -> int:
        """How many members have a coach."""
        return self.objective.placed


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkshopsPoint:
    """The best groups with at most `moves` moves and retimes: the part of the plan, who moves, who leads instead."""

    moves: int
    objective: WorkshopsValue
    bound: WorkshopsValue
    proven: bool
    moved: tuple[Change, ...]
    part: WorkshopsPart
    handed: tuple[Handover, ...] = ()

    @property
    def reached(self) -> int:
        """How many members have a workshop that they wish for."""
        return self.objective.served


Points = tuple[CoachingPoint, ...] | tuple[WorkshopsPoint, ...]


def suggested(points: Points) -> int:
    """Return the moves of the point to begin with: the fewest that reach as many members as can be reached."""
    most = max(point.reached for point in points)
    return next(point.moves for point in points if point.reached == most)


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachingFrontier:
    """What cannot stay, in every plan and no move; the points, each better than those before; and whether they are all.

    A point is left out only where the search met its limit, or above as many as are worth a look.
    """

    forced: tuple[Change, ...]
    points: tuple[CoachingPoint, ...]
    whole: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkshopsFrontier:
    """The same of the workshops."""

    forced: tuple[Change, ...]
    points: tuple[WorkshopsPoint, ...]
    whole: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Rebalancing:
    """Both frontiers, of pairs and then of groups; what they follow, and from when; and the seconds of wall time."""

    midway: Midway
    coaching: CoachingFrontier
    workshops: WorkshopsFrontier
    seconds: float

    def at(self, *, moves: int, seat_moves: int) -> tuple[CoachingPoint | None, WorkshopsPoint | None]:
        """Return the points with exactly these numbers of moves; None for what is not offered."""
        return (
            next((point for point in self.coaching.points if point.moves == moves), None),
            next((point for point in self.workshops.points if point.moves == seat_moves), None),
        )

    def tells_of(self, pairs: Iterable[Pair]) -> bool:
        """Whether each of the plans keeps each pair, or it is told that it cannot stay, or that its member moves."""
        stood, forced = {(pair.member, pair.coach) for pair in pairs}, _parted(self.coaching.forced)
        return all(
            stood <= {*point.placed.items()} | forced | _parted(point.moved) for point in self.coaching.points
        )


def _parted(changes: Iterable[Change]) -> set[tuple[PersonId | None, PersonId | Group | None]]:
    return {(each.member, each.origin) for each in changes}
