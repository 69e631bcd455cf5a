"""Why somebody cannot be placed although others are: too few places for those who can go nowhere else."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

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


class Shortages:
    """Finds what keeps each of a plan's members without a coach from being placed without unplacing another."""

    def __init__(self, *, problem: CoachingProblem, scores: Scores, coach_of: Sequence[int | None]) -> None:
        self._problem, self._scores = problem, scores
        self._pinned = dict(problem.must)
        self._has_place: defaultdict[int, list[int]] = defaultdict(list)
        for member, coach in enumerate(coach_of):
            if coach is not None:
                self._has_place[coach].append(member)
        self._closed: dict[frozenset[int], Shortage | None] = {}

    def of(self, member: int) -> Shortage | None:
        """Return the conflict that leaves a member out; None where nothing does."""
        first = self._may_go_to([member])
        if first not in self._closed:
            self._closed[first] = self._close(first)
        closed = self._closed[first]
        return closed and replace(closed, members=(member, *closed.members))

    def _close(self, first: frozenset[int]) -> Shortage | None:
        """From coaches to whoever has their places, to the coaches these may have, and on, until nobody new is found.

        Whoever is left out is still to be put first; None when a place is free.
        """
        members, coaches, reached = list[int](), set[int](), set(first)
        while reached:
            if any(len(self._has_place[coach]) < self._problem.coaches[coach].maximum for coach in reached):
                return None
            coaches |= reached
            frontier = [one for coach in sorted(reached) for one in self._has_place[coach]]
            members += frontier
            reached = self._may_go_to([one for one in frontier if one not in self._pinned]) - coaches
        # Where there is nowhere else, no pin is in the way.
        elsewhere = len(coaches) < len(self._problem.coaches)
        return Shortage(
            members=tuple(members),
            coaches=tuple(sorted(coaches)),
            pinned=tuple(one for one in members if one in self._pinned and elsewhere),
        )

    def _may_go_to(self, members: list[int]) -> frozenset[int]:
        """List the coaches whom any of the members may have."""
        if not members:
            return frozenset()
        pairs = self._scores.of(np.array(members)[:, np.newaxis], np.arange(len(self._problem.coaches)))
        return frozenset(np.flatnonzero(pairs.allowed.any(axis=0)).tolist())
