"""Which pairs a plan may need, without looking at each of them: a few to begin with, and what prices then ask for.

Whether pairs that were left out are needed is settled by the proven prices of a flow over the others: such a pair could
better that flow only at a negative reduced cost, and its ceiling bounds that cost from below.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.coaching.ceilings import Ceilings
from matcher.coaching.listed import Listed, Priced, foremost, joined, side_by_side
from matcher.coaching.shortlist import NOBODY, Shortlist
from matcher.problem import CoachingProblem
from matcher.scoring import SCORE_SCALE, Indices, Scores

# Up to so many pairs all are listed (a cohort's whole scores.csv is no larger): no other could then be needed.
LIST_ALL = 250_000

_ADDED = 8  # to a member's pairs at a time
_MARGIN = 2  # points, within which a guess is taken to be right
_CONTENT = 3 * SCORE_SCALE  # a member's price at which no pair tempts them
_AT_ONCE = 2**18


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class LeftOut:
    """Pairs that were left out and could make a flow cheaper: the best of each member, and whether these are all."""

    pairs: Listed
    all_told: bool


class Candidates:
    """The pairs of a problem that are worth a look; `list_all` is how many pairs are few enough to look at each.

    `kept` [members] are coaches with whom each could stay, -1 for nobody: to begin with such a member has that pair
    alone, and others only when prices ask for them.
    """

    def __init__(
        self,
        problem: CoachingProblem,
        scores: Scores,
        *,
        kept: Indices | None = None,
        list_all: int = LIST_ALL,
    ) -> None:
        self._scores = scores
        self._members, self._coaches = len(problem.members), len(problem.coaches)
        self._maximum = np.array([coach.maximum for coach in problem.coaches], dtype=np.int64)
        must = sorted({member * self._coaches + coach for member, coach in problem.must})
        self._must = np.array(must, dtype=np.intp)
        self._kept = np.full(self._members, -1, dtype=np.intp) if kept is None else kept
        self._pinned = np.zeros(self._members, dtype=bool)
        self._pinned[[member for member, _ in problem.must]] = True
        self._ceilings = None if self._members * self._coaches <= list_all else Ceilings(problem)

    @property
    def all_listed(self) -> bool:
        """Whether every pair is listed from the first, and none is ever left out."""
        return self._ceilings is None

    def first(self) -> tuple[Listed, Priced | None]:
        """List the pairs to begin with, by member and then coach; and guess at prices, where not all pairs are listed.

        The prices are for a flow of the highest total score.
        """
        if self._ceilings is None:
            return self._looked_up(np.arange(self._members * self._coaches)), None
        staying = self._kept >= 0
        choosing, (stay,) = np.flatnonzero(~staying), np.nonzero(staying)
        taken = np.bincount(self._kept[stay], minlength=self._coaches)
        shortlist = Shortlist(
            scores=self._scores,
            ceilings=self._ceilings,
            members=choosing,
            places=np.maximum(self._maximum - taken, 0),
        )
        row, place = np.nonzero(shortlist.coach != NOBODY)
        kept = self._pair(stay, self._kept[stay])
        pairs = np.concatenate([self._pair(choosing[row], shortlist.coach[row, place]), self._must, kept])
        listed = self._looked_up(np.unique(pairs))
        gain = np.full(self._members, -SCORE_SCALE)
        np.maximum.at(gain, listed.member, listed.score - shortlist.worth[listed.coach])
        gain[stay] = _CONTENT
        guess = Priced(
            cost_of=-np.arange(SCORE_SCALE + 1),
            member=gain - _MARGIN,
            coach=-shortlist.worth.astype(np.int64),
        )
        return joined(listed, self.left_out(listed, now=guess).pairs), guess

    def left_out(
        self,
        listed: Listed,
        *,
        now: Priced,
        settled: Sequence[Priced] = (),
        before: Sequence[Priced] = (),
    ) -> LeftOut:
        """Find pairs beyond those listed by which a flow of these prices could be made cheaper.

        What costs before this one have `settled` stays as it is: by their prices, too, a pair must cost exactly 0.
        Where all that was left out at the prices `before` (those of the settled costs, and of these) is listed now,
        only pairs that became cheaper since, by any of them, are looked at.
        """
        if self._ceilings is None:
            return LeftOut(pairs=self._looked_up(np.empty(0, dtype=np.intp)), all_told=True)
        tempting = [
            self._tempting(self._ceilings, members, coaches, now=now, settled=settled)
            for members, coaches in self._to_look_at((*settled, now), before)
        ]
        pairs = self._looked_up(np.unique(np.concatenate(tempting)))
        wanted = now.reduced(pairs) < 0
        for earlier in settled:
            wanted &= earlier.reduced(pairs) == 0
        pairs = pairs.only(wanted)
        known = self._pair(listed.member, listed.coach)[np.isin(listed.member, pairs.member)]
        pairs = pairs.only(~np.isin(self._pair(pairs.member, pairs.coach), known))
        kept, _ = foremost(
            pairs.member, pairs.coach, loss=now.reduced(pairs), count=_ADDED, coaches=self._coaches
        )
        return LeftOut(pairs=pairs.only(np.sort(kept)), all_told=len(kept) == len(pairs.member))

    def _to_look_at(
        self, now: Sequence[Priced], before: Sequence[Priced]
    ) -> Iterator[tuple[Indices, Indices]]:
        """Yield members and coaches among whose pairs are all that have become cheaper.

        A pair does where the member's price has risen less than the coach's; most have risen alike.
        """
        members, coaches = np.arange(self._members), np.arange(self._coaches)
        if not before:
            yield members, coaches
            return
        for later, earlier in zip(now, before, strict=True):
            of_members, of_coaches = later.member - earlier.member, later.coach - earlier.coach
            changes = np.concatenate([of_members, of_coaches])
            alike = np.partition(changes, len(changes) // 2)[
                len(changes) // 2
            ]  # a whole number, unlike np.median
            yield members[of_members < alike], coaches
            yield members, coaches[of_coaches > alike]

    def _tempting(
        self,
        ceilings: Ceilings,
        members: Indices,
        coaches: Indices,
        *,
        now: Priced,
        settled: Sequence[Priced],
    ) -> Indices:
        """Find the pairs that would be wanted if they scored as much as their ceilings."""
        if not (len(members) and len(coaches)):
            return np.empty(0, dtype=np.intp)
        dearest = now.coach[coaches].max()

        def of_block(some: Indices) -> Indices:
            ceiling = ceilings.of(some, coaches if len(coaches) < self._coaches else slice(None))
            # What a member would have to score with the coach where a place is dearest; most pairs score less.
            least = now.score_below(dearest - now.member[some])
            row, column = np.divmod(np.flatnonzero(ceiling >= least[:, np.newaxis]), len(coaches))
            pairs = Listed(
                member=some[row], coach=coaches[column], score=ceiling[row, column].astype(np.int64)
            )
            pairs = pairs.only(now.reduced(pairs) < 0)
            for earlier in settled:
                pairs = pairs.only(earlier.reduced(pairs) <= 0)
            return self._pair(pairs.member, pairs.coach)

        return side_by_side(of_block, members)

    def _looked_up(self, pairs: Indices) -> Listed:
        """Keep the pairs that may be made, and of a pinned member's the pinned one."""
        found: list[Listed] = []
        for begin in range(0, max(len(pairs), 1), _AT_ONCE):
            some = pairs[begin : begin + _AT_ONCE]
            member, coach = np.divmod(some, max(self._coaches, 1))
            known = self._scores.of(member, coach)
            possible = (known.allowed & ~self._pinned[member]) | np.isin(some, self._must)
            found.append(Listed(member=member, coach=coach, score=known.score).only(possible))
        return joined(*found)

    def _pair(self, member: Indices, coach: Indices) -> Indices:
        return member * self._coaches + coach
