"""Coaching drawn as a network: who can flow where, and what each kind of arc costs in the order of DESIGN 6."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.coaching.listed import Listed, Priced, joined
from matcher.coaching.networks import Amounts, Cost, Network
from matcher.objective import BAND_WIDTH
from matcher.problem import CoachingProblem
from matcher.scoring import SCORE_SCALE, Indices
from matcher.solution import BANDS

# The kinds of arcs, each with its own cost: a pair of every score, and these.
UNPLACED = SCORE_SCALE + 1  # member to sink
FILLING = SCORE_SCALE + 2  # coach to sink, for the first `minimum` members
BEYOND = SCORE_SCALE + 3  # coach to sink, for the rest
KINDS = SCORE_SCALE + 4

# A pair that was there before is of a kind of its own, so many above that of its score: twice as many where its member
# was moved before.
KEPT, KEPT_AT_LAST = KINDS, 2 * KINDS


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Kept:
    """What could stay as it was: `coach` [members], -1 for nobody; `spared` [members] were moved before."""

    coach: Indices
    spared: NDArray[np.bool_]

    def kinds(self, pairs: Listed) -> Amounts:
        """Return the kinds of these pairs: of their own the ones that were there before."""
        offset = np.where(self.spared, KEPT_AT_LAST, KEPT)[pairs.member]
        return pairs.score + np.where(self.coach[pairs.member] == pairs.coach, offset, 0)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Drawing:
    """Each member is a unit that flows to one coach and on to the sink, or straight to it, unplaced.

    Arcs: the pairs; member to sink; coach to sink for the first `minimum` members; the same for the rest. Nodes: the
    members, the coaches, the sink. `kind` is the kind of each arc.
    """

    members: int
    coaches: int
    pairs: Listed
    network: Network
    kind: NDArray[np.intp]

    @classmethod
    def of(cls, problem: CoachingProblem, pairs: Listed, *, kept: Kept | None = None) -> "Drawing":
        """Draw a problem with these pairs, all that are `kept` among them."""
        members, coaches = len(problem.members), len(problem.coaches)
        member, coach = np.arange(members), members + np.arange(coaches)
        minimum = np.array([one.minimum for one in problem.coaches], dtype=np.int64)
        maximum = np.array([one.maximum for one in problem.coaches], dtype=np.int64)
        must = np.array(sorted({one * coaches + to for one, to in problem.must}), dtype=np.intp)
        pinned = np.isin(pairs.member * coaches + pairs.coach, must).astype(np.int64)
        rest = members + 2 * coaches
        network = Network(
            supply=np.array([1] * members + [0] * coaches + [-members], dtype=np.int64),
            tails=np.concatenate([pairs.member, member, coach, coach]).astype(np.int32),
            heads=np.concatenate([members + pairs.coach, np.full(rest, members + coaches)]).astype(np.int32),
            lower=np.concatenate([pinned, np.zeros(rest, dtype=np.int64)]),
            upper=np.concatenate(
                [np.ones(len(pinned) + members, dtype=np.int64), minimum, maximum - minimum]
            ),
        )
        kinds = np.repeat([UNPLACED, FILLING, BEYOND], [members, coaches, coaches])
        of_pairs = pairs.score if kept is None else kept.kinds(pairs)
        return cls(
            members=members,
            coaches=coaches,
            pairs=pairs,
            network=network,
            kind=np.concatenate([of_pairs, kinds]),
        )

    def with_pairs(self, more: Listed) -> "Drawing":
        """Put more pairs after those there are."""
        at, none = len(self.pairs.member), np.zeros(len(more.member), dtype=np.int64)
        network = replace(
            self.network,
            tails=np.insert(self.network.tails, at, more.member.astype(np.int32)),
            heads=np.insert(self.network.heads, at, (self.members + more.coach).astype(np.int32)),
            lower=np.insert(self.network.lower, at, none),
            upper=np.insert(self.network.upper, at, none + 1),
        )
        return replace(
            self,
            pairs=joined(self.pairs, more),
            network=network,
            kind=np.insert(self.kind, at, more.score),
        )

    def amount_with(self, amount: Amounts, more: Listed) -> Amounts:
        """Give a flow nothing on as many pairs as come in after those there are."""
        return np.insert(amount, len(self.pairs.member), np.zeros(len(more.member), dtype=np.int64))

    def amount_of(self, coach_of: Sequence[int | None]) -> Amounts:
        """Return the flow that gives each member this coach; its pairs must be drawn, and minima are filled first."""
        at = np.array([-1 if coach is None else coach for coach in coach_of], dtype=np.int64)
        load = np.bincount(at[at >= 0], minlength=self.coaches)
        filling = np.minimum(load, self.network.upper[-2 * self.coaches :][: self.coaches])
        made = at[self.pairs.member] == self.pairs.coach
        return np.concatenate([made, at < 0, filling, load - filling]).astype(np.int64)

    def ends(self, arc: int) -> tuple[int, int | None] | None:
        """Name the member of an arc and the coach, None being no coach; of an arc from a coach to the sink nobody."""
        tail, head = int(self.network.tails[arc]), int(self.network.heads[arc])
        if tail >= self.members:
            return None
        return tail, None if head == self.members + self.coaches else head - self.members

    def priced(self, cost: Amounts, price: Amounts) -> Priced:
        """Say what pairs cost, and the prices of members and coaches, where `cost` is by kind and `price` by node."""
        return Priced(
            cost_of=cost[: SCORE_SCALE + 1],
            member=price[: self.members],
            coach=price[self.members : self.members + self.coaches],
        )

    def coach_of(self, amount: Amounts) -> tuple[int | None, ...]:
        """Read each member's coach off the flow on the pairs."""
        coach_of: list[int | None] = [None] * self.members
        made = self.pairs.only(amount[: len(self.pairs.member)] > 0)
        for member, coach in zip(made.member.tolist(), made.coach.tolist(), strict=True):
            coach_of[member] = coach
        return tuple(coach_of)


def order(problem: CoachingProblem) -> tuple[Cost, ...]:
    """Put the order of DESIGN 6 as costs by kind: unplaced, minima not filled, the bands from the lowest, the score.

    A pair counts in its own band and in all above, so that what it costs falls as its score rises; to have the fewest
    pairs up to each band, band by band, is the same order. A simple cycle visits the sink once, by one arc in and one
    out, and so changes the first two by at most 1. It visits each coach once, and there swaps one pair for another,
    adds one or drops one; so does it with each member. A band changes by at most 1 each time, and the score by at most
    1000. The highest band needs no cost: it is what the others leave of those placed.
    """
    turns = min(len(problem.members), len(problem.coaches))
    score = np.arange(SCORE_SCALE + 1)

    def cost(*, pair: Amounts | int = 0, unplaced: int = 0, filling: int = 0, swing: int) -> Cost:
        of_kind = np.zeros(KINDS, dtype=np.int64)
        of_kind[score], of_kind[UNPLACED], of_kind[FILLING] = pair, unplaced, filling
        return Cost(of_arc=of_kind, swing=swing)

    bands = range(1, BANDS) if problem.worst_first else ()
    return (
        cost(unplaced=1, swing=1),
        cost(filling=-1, swing=1),
        *(cost(pair=(score < BAND_WIDTH * above).astype(np.int64), swing=turns) for above in bands),
        cost(pair=-score, swing=SCORE_SCALE * turns),
    )


def order_of_moves(problem: CoachingProblem) -> tuple[Cost, ...]:
    """Put the fewest moves before the order, and the fewest of those moved before last, for kinds with those kept."""
    return (
        _fewest_leave(problem, kept_from=KEPT),
        *_with_kept(order(problem)),
        _fewest_leave(problem, kept_from=KEPT_AT_LAST),
    )


def order_of_staying(problem: CoachingProblem) -> tuple[Cost, ...]:
    """Put the fewest moves after the most placed and before the rest of the order, for kinds with those kept."""
    unplaced, *rest = _with_kept(order(problem))
    return (unplaced, _fewest_leave(problem, kept_from=KEPT), *rest)


def _with_kept(costs: Iterable[Cost]) -> Iterator[Cost]:
    """Have pairs that were there before cost what others of their score do."""
    for cost in costs:
        yield Cost(of_arc=np.tile(cost.of_arc, 3), swing=cost.swing)


def _fewest_leave(problem: CoachingProblem, *, kept_from: int) -> Cost:
    """Have a pair of these kinds be a gain.

    A simple cycle visits as many members as coaches at most, each of whom it may bring back or away.
    """
    of_kind = np.zeros(3 * KINDS, dtype=np.int64)
    of_kind[kept_from:] = -1
    return Cost(of_arc=of_kind, swing=min(len(problem.members), len(problem.coaches)))
