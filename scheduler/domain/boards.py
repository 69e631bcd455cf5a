"""A draft rearranged by hand: each step of it, taken back and done again, and what it holds fast."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.people import PersonId
from scheduler.domain.plans import CoachingPart, CoachingValue
from scheduler.domain.prices import Move

Placement = dict[PersonId, PersonId | None]
"""Each member's coach; None for nobody."""


class Says(StrEnum):
    """What the rules say of a pair: nothing, that it must be, or that it must not."""

    NOTHING = ""
    MUST = "must"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """A pair of which the rules say something else from now on."""

    member: PersonId
    coach: PersonId
    was: Says
    now: Says


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """One step: who moves, of them who was put there `by_hand`, and what the rules say from now on.

    `number` counts the steps of a plan from 1; one that was taken back (`undone`) can be done again until another is
    done in its stead. A move from where somebody is to there moves nobody: `by_hand` it says that they stay, and else
    that they need not.
    """

    number: int
    moves: tuple[Move, ...] = ()
    by_hand: PersonId | None = None
    ruling: Ruling | None = None
    undone: bool = False

    @property
    def changes(self) -> bool:
        """Whether anything of the plan, or of the rules, is another by it."""
        return self.ruling is not None or any(move.origin != move.to for move in self.moves)


def placement(part: CoachingPart) -> Placement:
    """Return who goes with whom in a plan: those with a coach first, then those without."""
    return {pair.member: pair.coach for pair in part.pairs} | {one.member: None for one in part.unplaced}


def after(placed: Placement, moves: Iterable[Move]) -> Placement:
    """Return who goes with whom once these have moved."""
    return placed | {move.member: move.to for move in moves}


def between(before: Placement, now: Placement) -> tuple[Move, ...]:
    """Return who goes with somebody else now, in the order of the members."""
    return tuple(
        Move(member=member, origin=before[member], to=coach)
        for member, coach in now.items()
        if coach != before[member]
    )


def held(edits: Sequence[Edit]) -> Placement:
    """Return where members were put by hand and have stayed: what is solved around them leaves them there."""
    kept: Placement = {}
    for edit in edits:
        if edit.undone:
            continue
        for move in edit.moves:
            kept.pop(move.member, None)
            if move.member == edit.by_hand:
                kept[move.member] = move.to
    return kept


def settled(edits: Sequence[Edit]) -> frozenset[PersonId]:
    """Return who was told to stay where they were, and is held there by that alone."""
    members: set[PersonId] = set()
    for edit in edits:
        for move in () if edit.undone else edit.moves:
            members.discard(move.member)
            if move.member == edit.by_hand and move.origin == move.to:
                members.add(move.member)
    return frozenset(members)


def less(value: CoachingValue, other: CoachingValue) -> CoachingValue:
    """Return what one value has more than another, part by part; no bands where one of them has none."""
    return _joined(value, other, sign=-1)


def plus(value: CoachingValue, other: CoachingValue) -> CoachingValue:
    """Return the sum of two, part by part; no bands where one of them has none."""
    return _joined(value, other, sign=1)


def _joined(value: CoachingValue, other: CoachingValue, *, sign: int) -> CoachingValue:
    both = value.bands and other.bands
    return CoachingValue(
        placed=value.placed + sign * other.placed,
        shortfall=value.shortfall + sign * other.shortfall,
        bands=tuple(a + sign * b for a, b in zip(value.bands, other.bands, strict=True)) if both else (),
        total=value.total + sign * other.total,
    )
