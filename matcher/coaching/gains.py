"""What each small change gains, in what matters most only; no solver in it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from matcher.coaching.chains import Chains
from matcher.coaching.changes import Hours
from matcher.coaching.networks import FAR, Amounts
from matcher.problem import Coach, CoachingProblem, Member
from matcher.scoring import SCORE_SCALE, Pairs, PairScores, Scores
from matcher.solution import CoachingSolution

Windows = tuple[int, tuple[int, ...]]
"""The most that any window gains, and all windows that gain as much: (0, ()) where none gains anything."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Gains:
    """A plan and the `lengths` of its shortest chains of moves, from which each gain is worked out.

    All [members, coaches]: `known` of the pairs, `fitting`: who meet what is required of language and criteria,
    `permitted`: who may go together but for their hours.
    """

    problem: CoachingProblem
    chains: Chains
    lengths: Amounts
    hours: Hours
    permitted: NDArray[np.bool_]
    fitting: NDArray[np.bool_]
    known: Pairs

    @classmethod
    def of(
        cls, problem: CoachingProblem, *, scores: Scores, solution: CoachingSolution, hours: Hours
    ) -> "Gains":
        """Read off the rules who may go together, and off the plan how people could be moved along.

        Raises MatcherError where the plan is not the best.
        """
        chains = Chains.of(problem, scores=scores, solution=solution)
        members, coaches = np.arange(len(problem.members)), np.arange(len(problem.coaches))
        known = scores.of(members[:, np.newaxis], coaches)
        fitting = known.common_language | (not problem.language_required)
        for criterion, share in zip(problem.criteria, known.criteria, strict=True):
            if criterion.weight is None:
                fitting &= share.numerator > 0
        permitted = fitting & chains.free[:, np.newaxis]
        for member, coach in problem.never:
            permitted[member, coach] = False
        for member, coach in problem.must:
            permitted[member, coach] = True
        return cls(
            problem=problem,
            chains=chains,
            lengths=chains.shortest(),
            hours=hours,
            permitted=permitted,
            fitting=fitting,
            known=known,
        )

    def of_place(self, coach: int) -> int:
        """Say what one place more with a coach gains: the shortest chain to them from no coach."""
        return max(0, -int(self.lengths[-1, coach]))

    def of_never(self, member: int, coach: int) -> int:
        """Say what it gains to take a ban back: the member comes, where nothing else is in the way."""
        possible = self.fitting[member, coach] & (self.known.shared_minutes[member, coach] > 0)
        if not (possible and self.chains.free[member]):
            return 0
        cost = self.chains.aims.of_scores(self.known.score[member, coach])
        return max(0, int(self.chains.now[member] - cost - self.lengths[coach, self.chains.at[member]]))

    def of_must(self, member: int, coach: int) -> int:
        """Say what it gains to take a pin back: the member goes elsewhere, or is left out."""
        row = np.append(
            np.where(self.known.allowed[member], self.chains.aims.of_scores(self.known.score[member]), FAR),
            self.chains.aims.placed,
        )
        return max(0, int((self.chains.now[member] - np.minimum(row + self.lengths[:, coach], FAR)).max()))

    def most_of_coach(self, coach: int) -> int:
        """Bound what any window of a coach gains: what time enough for everybody permitted would."""
        return self._bound(self._worth(self._conceivable((slice(None), coach)), coach=coach), coach=coach)

    def most_of_member(self, member: int) -> int:
        """Bound what any window of a member without a coach gains."""
        return self.chains.by_coming(self._conceivable(member), lengths=self.lengths)

    def of_coach(self, coach: int) -> Windows:
        """Find the windows of a coach that gain most.

        Whoever would not gain by coming even with time enough need not be looked at: chains only get longer. Windows
        that make the same costs are one question, and one whose bound is below what was found is none.
        """
        members = np.flatnonzero(
            self._worth(self._conceivable((slice(None), coach)), coach=coach) > 0
        ).tolist()
        now, weeks = self.problem.coaches[coach], self.hours.of_coach(coach)
        costs = self._costs(
            members,
            [self.problem.members[m] for m in members],
            [replace(now, weeks=w) for w in weeks],
            [coach],
        )
        alike = defaultdict[bytes, list[int]](list)
        for window, cost in enumerate(costs.T):
            alike[cost.tobytes()].append(window)
        columns: list[tuple[int, Amounts, list[int]]] = []
        for windows in alike.values():
            column = self.chains.cost[:, coach].copy()
            column[members] = np.minimum(column[members], costs[:, windows[0]])
            bound = self._bound(self._worth(column, coach=coach), coach=coach)
            columns.append((bound, column, windows))
        most, found = 1, list[int]()
        for bound, column, windows in sorted(columns, key=lambda one: -one[0]):
            if bound < most:
                break
            gain = self.chains.gain(coach=coach, column=column)
            if gain >= most:
                most, found = gain, [*(found if gain == most else ()), *windows]
        return (most, tuple(sorted(found))) if found else (0, ())

    def of_member(self, member: int) -> Windows:
        """Find the windows of a member without a coach that gain most."""
        now, weeks = self.problem.members[member], self.hours.of_member(member)
        coaches = range(len(self.problem.coaches))
        costs = self._costs([member], [replace(now, weeks=w) for w in weeks], self.problem.coaches, coaches)
        gains = [self.chains.by_coming(cost, lengths=self.lengths) for cost in costs]
        most = max(gains, default=0)
        return (most, tuple(w for w, gain in enumerate(gains) if gain == most)) if most > 0 else (0, ())

    def _conceivable(self, pairs: tuple[slice, int] | int) -> Amounts:
        """Return what a coach's pairs, or a member's, would cost with time enough for each: at the least."""
        target, most = self.problem.target_minutes, ceil(SCORE_SCALE * self.problem.weights.time)
        missing = np.maximum(0, target - self.known.shared_minutes[pairs])
        more = missing * most // target + (missing > 0)
        cost = self.chains.aims.of_scores(self.known.score[pairs] + more)
        return np.where(self.permitted[pairs], cost, FAR)

    def _worth(self, column: Amounts, *, coach: int) -> Amounts:
        """Return what each member [members] gains by coming at such a cost, if nobody else does."""
        return self.chains.now - np.minimum(column + self.lengths[coach, self.chains.at], FAR)

    def _bound(self, worth: Amounts, *, coach: int) -> int:
        """Bound what all gain together: no chain gets shorter, and no more can come than the coach takes."""
        places = self.problem.coaches[coach].maximum
        return int(np.sort(np.maximum(worth, 0))[::-1][:places].sum())

    def _costs(
        self,
        whose: Sequence[int],
        members: Sequence[Member],
        coaches: Sequence[Coach],
        with_whom: Sequence[int],
    ) -> Amounts:
        """Return what pairs of people of other hours cost [members, coaches]; `whose` and `with_whom` they are."""
        asked = replace(
            self.problem,
            members=tuple(members),
            coaches=tuple(coaches),
            criteria=tuple(
                replace(
                    criterion,
                    members=tuple(criterion.members[one] for one in _each(whose, of=len(members))),
                    coaches=tuple(criterion.coaches[one] for one in _each(with_whom, of=len(coaches))),
                )
                for criterion in self.problem.criteria
            ),
            must=(),
            never=(),
        )
        known = PairScores(asked).of(np.arange(len(members))[:, np.newaxis], np.arange(len(coaches)))
        pair = np.ix_(whose, with_whom)
        possible = self.permitted[pair] & (known.allowed | ~self.chains.free[list(whose), np.newaxis])
        return np.where(possible, self.chains.aims.of_scores(known.score), FAR)


def _each(people: Sequence[int], *, of: int) -> Sequence[int]:
    """Say who each of so many is: the one there is, with several hours, or as many people."""
    return people if len(people) == of else [*people] * of
