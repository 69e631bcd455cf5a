"""Why somebody cannot be placed although others are: too few places for those who can go nowhere else."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from matcher.problem import CoachingProblem
from matcher.scoring import Scores


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortage:
    """A minimal conflict (Hall's): these members can go only to these coaches, who take one fewer of them.

    `members` begins with the one left out; the others have the coaches' places. `pinned` are those of the others whom
    a pin alone keeps there. In the way are the coaches' maxima, those pins, and whatever bars the others from every
    coach who is not among these: with no other limit in force they cannot all be placed, and without any one part of
    it they can. One more place with any of these coaches places all, and so does one member who may go to a coach who
    has a place.
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
        self._onward = cache(self._onward_from)

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
            members += [one for coach in sorted(reached) for one in self._has_place[coach]]
            reached = frozenset[int]().union(*map(self._onward, reached)) - coaches
        return Shortage(
            members=tuple(members),
            coaches=tuple(sorted(coaches)),
            pinned=tuple(
                one for one in members if one in self._pinned and not self._may_go_to([one]) <= coaches
            ),
        )

    def _onward_from(self, coach: int) -> frozenset[int]:
        """List the coaches whom any of those with a place at this one, and no pin there, may have."""
        return self._may_go_to([one for one in self._has_place[coach] if one not in self._pinned])

    def _may_go_to(self, members: list[int]) -> frozenset[int]:
        """List the coaches whom any of the members may have."""
        if not members:
            return frozenset()
        pairs = self._scores.of(np.array(members)[:, np.newaxis], np.arange(len(self._problem.coaches)))
        return frozenset(np.flatnonzero(pairs.allowed.any(axis=0)).tolist())
