"""Who keeps the coach they had and who loses one, counted as DESIGN 6's *Rebalancing* says; no solver in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.problem import CoachingProblem
from matcher.scoring import Indices, Scores, placements
from matcher.solution import CoachingSolution


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachingPoint:
    """The best plan with at most so many moves: `moved` are the members who lose a coach they could have kept."""

    moves: int
    solution: CoachingSolution
    moved: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachingFrontier:
    """All plans of which each is better than those with fewer moves, from the fewest moves possible.

    `forced` are the members who cannot keep the coach they had; that is in every plan, and no move.
    `undecided` are numbers of moves for which a better plan than with fewer could be neither found nor excluded.
    `whole` says that the last plan is the best there is, however many moves it took.
    """

    forced: tuple[int, ...]
    points: tuple[CoachingPoint, ...]
    undecided: tuple[int, ...]
    whole: bool


def keepable(problem: CoachingProblem, scores: Scores, *, before: Sequence[int | None]) -> Indices:
    """Return for each member the coach they had where that pair may still be, else -1: [members].

    A pair may not be that has lost its hours or what is required of it, is forbidden, or whose member must be with
    somebody else. `before[m]` is None where member m had no coach, or one who is gone.
    """
    members, coaches = placements(before)
    must = set(problem.must)
    pinned = {member for member, _ in must}
    allowed = scores.of(members, coaches).allowed
    kept = np.full(len(problem.members), -1, dtype=np.intp)
    for member, coach, may in zip(members.tolist(), coaches.tolist(), allowed.tolist(), strict=True):
        if (member, coach) in must or (may and member not in pinned):
            kept[member] = coach
    return kept


def forced(kept: Indices, *, before: Sequence[int | None]) -> tuple[int, ...]:
    """List the members who had a coach whom they cannot keep."""
    had = enumerate(before)
    return tuple(member for member, coach in had if coach is not None and kept[member] < 0)


def moved(kept: Indices, *, coach_of: Sequence[int | None]) -> tuple[int, ...]:
    """List the members who could have kept their coach and do not."""
    staying = np.flatnonzero(kept >= 0).tolist()
    return tuple(member for member in staying if coach_of[member] != kept[member])
