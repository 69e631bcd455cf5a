"""What it would cost to force a pair: the exact price of every "why not" (DESIGN 6, *Explanations*).

Forcing member m to coach c, in a plan that is optimal, sends m there, and one unit on from c by the cheapest way
through what the plan's flow leaves of the network, to where m came from. No member is moved twice, m included, for a
shortest way passes no node twice. The steps of the order are taken one after the other: among the ways that are
shortest by the first step's costs the shortest by the second's is found, and so on. So it is by an order that heeds
who stays; how many more move is then no part of a price, and is seen from who does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.coaching.candidates import Candidates
from matcher.coaching.drawing import UNPLACED, Drawing
from matcher.coaching.listed import Listed, Priced
from matcher.coaching.networks import FAR, Amounts, Ways, reduced_costs, ways_to
from matcher.coaching.proofs import Proof, Step
from matcher.problem import CoachingProblem
from matcher.scoring import Scores
from matcher.solution import BANDS

_NO_WAY = FAR // 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A member who would change: from a coach to a coach, None being no coach."""

    member: int
    origin: int | None
    to: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Price:
    """What a forced pair costs: the optimum less the best plan that has the pair, part by part in DESIGN 6's order.

    `rank` is laid out as `objective.coaching_rank` lays out an objective; the first part that is not 0 is above 0, but
    where fewer could have moved instead. It is all 0 for a pair that the plan has, or could have as well. `moves` are
    the others who would change then, in one of the best such plans.
    """

    rank: tuple[int, ...]
    moves: tuple[Move, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _WayBack:
    """From every node the shortest way to one coach, or to no coach: its lengths by each step, and by which arcs."""

    lengths: tuple[Amounts, ...]
    tree: dict[int, tuple[int, int]]
    drawing: Drawing
    known: dict[int, tuple[Move, ...]] = field(default_factory=dict[int, tuple[Move, ...]])

    def moves(self, coach: int) -> tuple[Move, ...]:
        """Tell who moves on the way from a coach, one after the other; kept, as many members ask."""
        if coach not in self.known:
            moves: list[Move] = []
            leaving: int | None = None
            for moving, place, taken in self._places(coach):
                if taken:
                    moves.append(Move(member=moving, origin=leaving, to=place))
                leaving = None if taken else place
            self.known[coach] = tuple(moves)
        return self.known[coach]

    def _places(self, coach: int) -> Iterator[tuple[int, int | None, bool]]:
        """Go the way from a coach: the member and the coach of each place on it, and whether it is taken or left."""
        arcs, node = len(self.drawing.network.tails), self.drawing.members + coach
        while node in self.tree:
            arc, node = self.tree[node]
            ends = self.drawing.ends(arc % arcs)
            if ends is not None:
                yield *ends, arc < arcs


class Prices:
    """The prices of one proven plan: every member's with every coach, or one member's at a time."""

    def __init__(
        self,
        *,
        problem: CoachingProblem,
        scores: Scores,
        candidates: Candidates,
        proof: Proof,
        staying: bool = False,
    ) -> None:
        """Price by the order that the proof is of: `drawing.order_of_staying`, or DESIGN 6's own."""
        self._problem = problem
        self._scores = scores
        self._candidates = candidates
        self._proof = proof
        self._drawing = proof.drawing
        self._staying = staying
        self._pinned = dict(problem.must)
        self._never = frozenset(problem.never)
        self._found: dict[int, _WayBack] = {}

    def ranks(self, *, members: Sequence[int]) -> list[list[tuple[int, ...] | None]]:
        """Price members with every coach, whatever their hours and languages; None where it contradicts a rule.

        It does where the pair is a `never`, the member is pinned elsewhere, or pins take all the coach's places.
        """
        self._find({self._origin(member) for member in members})
        known = self._scores.of(np.array(members)[:, np.newaxis], np.arange(self._drawing.coaches))
        return [self._ranks(member, score) for member, score in zip(members, known.score, strict=True)]

    def price(self, *, member: int, coach: int) -> Price | None:
        """Price one pair, and tell who else would move."""
        rank = self.ranks(members=[member])[0][coach]
        return None if rank is None else Price(rank=rank, moves=self.moves(member=member, coach=coach))

    def moves(self, *, member: int, coach: int) -> tuple[Move, ...]:
        """Tell who else would move if the pair were forced, one after the other; the pair must have a price."""
        if self._proof.solution.coach_of[member] == coach:
            return ()
        self._find({self._origin(member)})
        return self._found[self._origin(member)].moves(coach)

    def _origin(self, member: int) -> int:
        """Return the node where a member's unit goes now: their coach, or the sink."""
        now = self._proof.solution.coach_of[member]
        return self._drawing.members + (self._drawing.coaches if now is None else now)

    def _may_be(self, member: int, coach: int) -> bool:
        return (member, coach) not in self._never and self._pinned.get(member, coach) == coach

    def _ranks(self, member: int, score: Amounts) -> list[tuple[int, ...] | None]:
        """Price a member who scores so much with the coaches."""
        origin = self._origin(member)
        back = self._found[origin]
        at, now = slice(self._drawing.members, -1), self._proof.solution.coach_of[member]
        kind = UNPLACED if now is None else score[now]
        parts: list[Amounts] = []
        for step, length in zip(self._proof.steps, back.lengths, strict=True):
            onward = length[at] - step.price[at] + step.price[origin]
            if now is not None:
                onward[now] = 0
            parts += step.cost.parts(step.cost.of_arc[score] - step.cost.of_arc[kind] + onward)
        ranks = self._in_order(parts).tolist()
        reached = (back.lengths[0][at] < _NO_WAY).tolist()
        return [
            tuple(rank) if reached[coach] and self._may_be(member, coach) else None
            for coach, rank in enumerate(ranks)
        ]

    def _in_order(self, parts: list[Amounts]) -> NDArray[np.int64]:
        """Turn changes of the order's costs into what `objective.coaching_rank` has in each place: [coaches, places].

        The costs count a pair in its own band and all above; the highest band is what the others leave of those placed.
        How many move is no part of it (and the member's own move, which would be one of it, not counted).
        """
        unplaced, *others = parts
        filling, *bands, total = others[1:] if self._staying else others
        if not self._problem.worst_first:
            return np.stack([unplaced, filling, total], axis=1)
        placed = -unplaced
        up_to = [np.zeros_like(placed), *bands, placed]
        own = [up_to[band + 1] - up_to[band] for band in range(BANDS)]
        return np.stack([unplaced, filling, *own, total], axis=1)

    def _find(self, wanted: set[int]) -> None:
        """Find the ways back to these nodes, by any pairs: those not drawn that would shorten a way are drawn.

        What was asked for before is forgotten: to keep the ways of a thousand coaches takes gigabytes.
        """
        if wanted <= self._found.keys():
            return
        origins = sorted(wanted)
        drawing, amount = self._proof.drawing, self._proof.amount
        looked: dict[tuple[int, int], list[Priced]] = {}
        while True:
            back = _ways_back(drawing, amount, self._proof.steps, origins=origins)
            more = self._shorter(drawing, back, looked=looked)
            if not len(more.member):
                break
            drawing, amount = drawing.with_pairs(more), drawing.amount_with(amount, more)
        self._found = {
            origin: _WayBack(
                lengths=tuple(ways.length[:, way] for ways in back),
                tree=back[-1].tree(way=way),
                drawing=drawing,
            )
            for way, origin in enumerate(origins)
        }

    def _shorter(
        self, drawing: Drawing, back: Sequence[Ways], *, looked: dict[tuple[int, int], list[Priced]]
    ) -> Listed:
        """List pairs not drawn that would make a way shorter; `looked` keeps at what prices all were looked at.

        A pair would if its reduced cost, and the way on from the coach, are less than the way from the member so far.
        """
        for way in range(back[0].length.shape[1]):
            prices: list[Priced] = []
            for nth, (step, ways) in enumerate(zip(self._proof.steps, back, strict=True)):
                now = drawing.priced(step.cost.of_arc, step.price - ways.length[:, way])
                more = self._candidates.left_out(
                    drawing.pairs, now=now, settled=prices, before=looked.get((way, nth), ())
                )
                prices.append(now)
                looked[way, nth] = list(prices) if more.all_told else []
                if len(more.pairs.member):
                    return more.pairs
        return drawing.pairs.only(np.zeros(0, dtype=np.intp))


def _ways_back(drawing: Drawing, amount: Amounts, steps: Sequence[Step], *, origins: list[int]) -> list[Ways]:
    """Find the ways to some nodes that are shortest by the steps, one after the other, over the pairs drawn."""
    reduced = [
        reduced_costs(drawing.network, cost=step.cost.of_arc[drawing.kind], price=step.price)
        for step in steps
    ]
    return ways_to(drawing.network, reduced=reduced, amount=amount, nodes=origins)
