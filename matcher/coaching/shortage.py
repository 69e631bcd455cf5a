"""Why somebody cannot be placed although others are: too few places for those who can go nowhere else."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.problem import CoachingProblem
from matcher.scoring import Scores


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortage:
    """A minimal conflict (Hall's): these members can go only to these coaches, who take one fewer of them.

    `members` begins with the one left out; the others have the coaches' places. `pinned` are those of the others who
    must stay where they are. Drop any one of what is in the way (a coach's maximum, a pin, a ban of one who is not
    pinned on a coach who is not among these) and all of them can be placed; without all of it together, they could be
    anyway.
    """

    members: tuple[int, ...]
    coaches: tuple[int, ...]
    pinned: tuple[int, ...]


def shortage(
    *, problem: CoachingProblem, scores: Scores, coach_of: Sequence[int | None], member: int
) -> Shortage | None:
    """Find what keeps a member from being placed without unplacing another; None where nothing does.

    From the member to the coaches they may have, from these to whoever has their places, and on, until nobody new is
    found (or a place that is free).
    """
    has_place: dict[int, list[int]] = defaultdict(list)
    for one, coach in enumerate(coach_of):
        if coach is not None:
            has_place[coach].append(one)
    pinned = dict(problem.must)
    found, coaches, frontier = [member], set[int](), [member]
    while frontier:
        reached = _may_go_to(problem, scores, [one for one in frontier if one not in pinned]) - coaches
        if any(len(has_place[coach]) < problem.coaches[coach].maximum for coach in reached):
            return None
        coaches |= reached
        frontier = [one for coach in sorted(reached) for one in has_place[coach]]
        found += frontier
    elsewhere = len(coaches) < len(problem.coaches)  # where there is nowhere else, no pin is in the way
    return Shortage(
        members=tuple(found),
        coaches=tuple(sorted(coaches)),
        pinned=tuple(one for one in found if one in pinned and elsewhere),
    )


def obstacles(problem: CoachingProblem, conflict: Shortage) -> Iterator[tuple[str, int, int]]:
    """Yield all that is in the way: ("maximum", coach, places), ("pin", member, coach) and ("ban", member, coach)."""
    pinned = dict(problem.must)
    for coach in conflict.coaches:
        yield "maximum", coach, problem.coaches[coach].maximum
    for member in conflict.members:
        if member in conflict.pinned:
            yield "pin", member, pinned[member]
        else:
            for coach in range(len(problem.coaches)):
                if coach not in conflict.coaches:
                    yield "ban", member, coach


def _may_go_to(problem: CoachingProblem, scores: Scores, members: list[int]) -> set[int]:
    """List the coaches whom any of the members may have."""
    if not members:
        return set()
    pairs = scores.of(np.array(members)[:, np.newaxis], np.arange(len(problem.coaches)))
    return set(np.flatnonzero(pairs.allowed.any(axis=0)).tolist())
