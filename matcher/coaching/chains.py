"""What moving people along from coach to coach could gain, counted in what matters most only; no solver in it.

The plan's flow, contracted to coaches and the sink: between two of them the cheapest single move of anybody there.
A change that lets more people come to a coach is worth the cheapest chains of moves that begin there, one after the
other, each through what the one before has left.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.coaching.networks import FAR, Amounts
from matcher.objective import BAND_WIDTH
from matcher.problem import CoachingProblem, MatcherError
from matcher.scoring import Indices, Scores
from matcher.solution import BANDS, CoachingObjective, CoachingSolution


@dataclass(frozen=True, kw_only=True, slots=True)
class Aims:
    """What advice is after, as one whole number: whom to place, minima to fill, the lowest band to leave.

    `lowest` is the lowest band that the plan has a pair in; None where it does not matter, or is the highest. Counts
    change by `members` at most, so each is worth more than twice as many of the next: placed, filled, not below the
    lowest band, not in it. In the order of DESIGN 6 the plan has nobody below it, so nothing else can come before.
    """

    members: int
    lowest: int | None

    @classmethod
    def of(cls, problem: CoachingProblem, solution: CoachingSolution) -> "Aims":
        """Read off a plan what there is to mend in it."""
        occupied = [band for band, pairs in enumerate(solution.objective.bands) if pairs]
        matters = problem.worst_first and occupied and occupied[0] < BANDS - 1
        return cls(members=len(problem.members), lowest=occupied[0] if matters else None)

    @property
    def below(self) -> int:
        """What it costs to have somebody below the lowest band."""
        return 2 * self.members + 1

    @property
    def filled(self) -> int:
        """What a member below a coach's minimum is worth."""
        return self.below**2

    @property
    def placed(self) -> int:
        """What somebody placed is worth."""
        return self.below**3

    def of_scores(self, score: NDArray[np.int64]) -> Amounts:
        """Count what pairs of such scores cost."""
        if self.lowest is None:
            return np.zeros_like(score)
        least = BAND_WIDTH * self.lowest
        return np.where(score < least, self.below, (score < least + BAND_WIDTH).astype(np.int64))

    def most(self) -> int:
        """Count what no plan is worth more than: everybody placed, all filled, nobody low."""
        return self.placed * self.members

    def of_plan(self, objective: CoachingObjective) -> int:
        """Count what a plan is worth."""
        lowest = self.lowest or 0
        low = self.below * sum(objective.bands[:lowest]) + objective.bands[lowest]
        return (
            self.placed * objective.placed
            - self.filled * objective.shortfall
            - (0 if self.lowest is None else low)
        )


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Chains:
    """A plan, and what each member would cost anywhere: `cost` [members, coaches + 1], FAR where they may not go.

    `at` [members] is the coach whom each has, or the last column: no coach. Who is not `free` [members] is pinned.
    """

    aims: Aims
    cost: Amounts
    at: Indices
    free: NDArray[np.bool_]
    minimum: Amounts
    maximum: Amounts

    @classmethod
    def of(cls, problem: CoachingProblem, *, scores: Scores, solution: CoachingSolution) -> "Chains":
        """Lay out a plan; all pairs are looked at."""
        aims, members, coaches = Aims.of(problem, solution), len(problem.members), len(problem.coaches)
        known = scores.of(np.arange(members)[:, np.newaxis], np.arange(coaches))
        cost = np.full((members, coaches + 1), aims.placed)
        cost[:, :coaches] = np.where(known.allowed, aims.of_scores(known.score), FAR)
        free = np.ones(members, dtype=np.bool_)
        for member, coach in problem.must:
            free[member] = False
            cost[member] = FAR
            cost[member, coach] = int(aims.of_scores(known.score[member, coach]))
        return cls(
            aims=aims,
            cost=cost,
            at=np.array([coaches if coach is None else coach for coach in solution.coach_of], dtype=np.intp),
            free=free,
            minimum=np.array([coach.minimum for coach in problem.coaches], dtype=np.int64),
            maximum=np.array([coach.maximum for coach in problem.coaches], dtype=np.int64),
        )

    @property
    def nowhere(self) -> int:
        """The node that stands for no coach."""
        return self.cost.shape[1] - 1

    @property
    def now(self) -> Amounts:
        """What everybody costs where they are."""
        return self.cost[np.arange(len(self.at)), self.at]

    def moves(self) -> Amounts:
        """Find what the cheapest single move from each node to each costs: [nodes, nodes]."""
        nodes = self.nowhere + 1
        cheapest = np.full((nodes, nodes), FAR)
        movable = np.flatnonzero(self.free)
        order = movable[np.argsort(self.at[movable], kind="stable")]
        if len(order):
            first = np.flatnonzero(np.diff(self.at[order], prepend=-1))
            leaving = np.minimum(self.cost[order] - self.now[order, np.newaxis], FAR)
            cheapest[self.at[order[first]]] = np.minimum.reduceat(leaving, first, axis=0)
        room, spare = self._room()
        cheapest[:-1, -1] = np.minimum(cheapest[:-1, -1], room)
        cheapest[-1, :-1] = np.minimum(cheapest[-1, :-1], spare)
        np.fill_diagonal(cheapest, 0)
        return cheapest

    def shortest(self) -> Amounts:
        """Find what the cheapest chain of moves from each node to each costs: [nodes, nodes].

        Raises MatcherError where a chain that comes back to where it began gains something: no best plan has one.
        """
        lengths = self.moves()
        for node in range(len(lengths)):
            lengths = np.minimum(lengths, np.minimum(lengths[:, node, np.newaxis] + lengths[node], FAR))
        if (np.diagonal(lengths) < 0).any():
            raise MatcherError(
                "the plan to be advised on is not the best: people could be moved to better it"
            )
        return lengths

    def by_coming(self, row: Amounts, *, lengths: Amounts) -> int:
        """Say what it is worth if a member without a coach cost so much with each coach [coaches]."""
        ways = np.minimum(row + lengths[:-1, -1], FAR)
        return max(0, self.aims.placed - int(ways.min(initial=FAR)))

    def gain(self, *, coach: int, column: Amounts) -> int:
        """Say what it is worth if members [members] cost so much with a coach, none of them more than now.

        The members whom the coach has stay, and count what they cost less. Then whoever gains most by coming comes, by
        the cheapest chain from the coach to where they are, until nobody gains anything.
        """
        cost = self.cost.copy()
        cost[:, coach] = column
        plan = replace(self, cost=cost)
        gain = int((self.now - plan.now).sum())
        while True:
            moves = plan.moves()
            length, before = _from(moves, coach)
            worth = np.where(plan.at == coach, 0, plan.now - np.minimum(column + length[plan.at], FAR))
            best = int(np.argmax(worth)) if len(worth) else 0
            if not len(worth) or worth[best] <= 0:
                return gain
            gain += int(worth[best])
            plan = plan.moved(best, coach=coach, moves=moves, before=before)

    def _room(self) -> tuple[Amounts, Amounts]:
        """Say what one member more costs each coach, and one fewer: FAR where there is no room, or nobody."""
        load = np.bincount(self.at, minlength=self.nowhere + 1)[:-1]
        filling = self.aims.filled
        more = np.where(load < self.minimum, -filling, np.where(load < self.maximum, 0, FAR))
        fewer = np.where(load > self.minimum, 0, np.where(load > 0, filling, FAR))
        return more, fewer

    def moved(self, member: int, *, coach: int, moves: Amounts, before: Indices) -> "Chains":
        """Bring a member to a coach, and along the chain from there to where they were one person a move."""
        at, room, spare = self.at.copy(), *self._room()
        node = int(self.at[member])
        at[member] = coach
        while node != coach:
            origin, cost = int(before[node]), moves[before[node], node]
            of_places = (
                room[origin] if node == self.nowhere else spare[node] if origin == self.nowhere else FAR
            )
            if cost != of_places:
                movers = np.flatnonzero(self.free & (self.at == origin))
                moving = movers[np.argmin(self.cost[movers, node] - self.now[movers])]
                at[moving] = node
            node = origin
        return replace(self, at=at)


def _from(moves: Amounts, begin: int) -> tuple[Amounts, Indices]:
    """Find the cheapest chains from a node that do not come back to it: their lengths, and the node before each."""
    onward = moves.copy()
    onward[:, begin] = FAR
    length: Amounts = onward[begin].copy()
    before = np.full(len(moves), begin, dtype=np.intp)
    length[begin] = 0
    for _ in range(len(moves) + 1):
        longer = length[:, np.newaxis] + onward
        shortest: Amounts = np.minimum(longer.min(axis=0), FAR)
        better = shortest < length
        if not better.any():
            return length, before
        before[better] = longer.argmin(axis=0)[better]
        length = np.where(better, shortest, length)
    raise MatcherError("the plan to be advised on is not the best: people could be moved to better it")
