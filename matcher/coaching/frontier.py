"""The fewest moves that help: for each number of moves the best plan, as long as one move more betters it (DESIGN 6).

The plan of the fewest moves is a flow like any other. From there the price of a move falls, and each flow on the way
(`spanning`) is the best of its number of moves. Numbers that the flows step over, as when two members can only change
places, are decided by a programme over the few pairs that could better the plan (`between`); mostly there are none.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from matcher.coaching.between import Between, decided
from matcher.coaching.candidates import Candidates, LeftOut
from matcher.coaching.drawing import KEPT, Drawing, Kept
from matcher.coaching.listed import Listed, Priced
from matcher.coaching.moves import CoachingFrontier, CoachingPoint, forced, keepable, moved
from matcher.coaching.networks import Amounts
from matcher.coaching.one_number import Digits, digits_of
from matcher.coaching.prices import ways_back
from matcher.coaching.proofs import Proof
from matcher.coaching.solver import prove
from matcher.coaching.spanning import Costs, Pivot, Spanning
from matcher.objective import coaching_objective
from matcher.problem import CoachingProblem
from matcher.scoring import SCORE_SCALE, PairScores, Scores
from matcher.solution import CoachingObjective, CoachingSolution, Report

_FOR_A_POINT = 8
"""How many members a move might be worth for are looked for, for each point."""


def frontier(
    problem: CoachingProblem,
    *,
    before: Sequence[int | None],
    moved_before: Collection[int] = (),
    most: int | None = None,
    scores: Scores | None = None,
    report: Report | None = None,
) -> CoachingFrontier:
    """Find the best plan for each number of moves, from the fewest possible until nothing improves.

    `before[m]` is the coach whom member m had, None where they had none or that one is gone; `moved_before` are
    members whom an earlier rebalancing moved: of plans that are as good those move the fewest of them. `most` is how
    many points are enough. Raises UnsatisfiableError with every contradiction among `must`, `never` and the maxima.
    """
    scores = scores or PairScores(problem)
    coach = keepable(problem, scores, before=before)
    kept = Kept(coach=coach, spared=np.isin(np.arange(len(before)), list(moved_before)) & (coach >= 0))
    candidates = Candidates(problem, scores, kept=coach)
    proof = prove(problem, scores=scores, candidates=candidates, kept=kept, report=report)
    digits = digits_of(problem, spared=int(kept.spared.sum()))
    staying = int((coach >= 0).sum())
    if most is not None:
        proof = proof.with_pairs(_worth_a_move(proof, candidates, digits=digits, staying=staying, most=most))
    whole = False  # all numbers of moves are decided once the corners need no more pairs
    while True:
        walk = _Walk(proof, digits=digits, staying=staying)
        plans = list(islice(walk.plans(between=whole), most and most + 1))
        more = walk.left_out(candidates)
        if len(more.member):
            proof = proof.with_pairs(more)
        elif whole or not walk.stepped_over:
            break
        whole = True
    return CoachingFrontier(
        forced=forced(coach, before=before),
        points=tuple(_points(plans[:most], problem=problem, scores=scores, kept=kept, drawing=proof.drawing)),
        undecided=tuple(walk.undecided),
        whole=most is None or len(plans) <= most,
    )


def _worth_a_move(proof: Proof, candidates: Candidates, *, digits: Digits, staying: int, most: int) -> Listed:
    """List pairs that would be worth a move, at a price at which that are enough of them for so many points."""
    walk, price = _Walk(proof, digits=digits, staying=staying), SCORE_SCALE * digits.of_score
    while True:
        price //= 2
        more = walk.at_price(candidates, price)
        if price <= digits.of_score or len(np.unique(more.member)) >= _FOR_A_POINT * most:
            return more


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Found:
    """A flow, how many moves it makes, and whether no flow of as many costs less."""

    moves: int
    cost: int
    amount: Amounts
    proven: bool = True


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Seen:
    """Prices [nodes], multiplied by `spent`, at which a pair is wanted whose reduced cost is less than `slack`."""

    price: Costs
    spent: int
    slack: int


class _Walk:
    """The way of the flows from the fewest moves on, over the pairs that are drawn."""

    def __init__(self, proof: Proof, *, digits: Digits, staying: int) -> None:
        self._drawing, self._digits, self._staying = proof.drawing, digits, staying
        self._cost = digits.of_kind[proof.drawing.kind]
        self._charge = -(proof.drawing.kind >= KEPT).astype(np.int64)
        sink = len(proof.drawing.network.supply) - 1
        arcs = len(proof.amount)
        back = ways_back(proof.drawing, proof.amount, proof.steps, origins=[sink])[-1].tree(way=0)
        self._spanning = Spanning(
            proof.drawing.network,
            cost=self._cost,
            charge=self._charge,
            amount=proof.amount,
            above={node: arc % arcs for node, (arc, _) in back.items()},
        )
        self._seen: list[_Seen] = []
        self.stepped_over = False
        self.undecided: list[int] = []

    def plans(self, *, between: bool) -> Iterator[_Found]:
        """Yield ever better plans of ever more moves, those `between` two flows on the way among them or not."""
        best = self._found(self._spanning.amount)
        yield best
        pivots = self._spanning.falling()
        pivot = next(pivots, None)
        while pivot is not None:
            further = next(pivots, None)
            to = self._found(self._spanning.amount)
            for better in self._steps(pivot, to=to, best=best, between=between):
                best = better
                yield best
            pivot = further
        self._look_beyond(self._spanning.price, amount=self._spanning.amount)

    def _steps(self, pivot: Pivot, *, to: _Found, best: _Found, between: bool) -> Iterator[_Found]:
        """Yield what is better than the best so far, for each number of moves up to that of the next flow."""
        here = self._found(pivot.amount)
        self._look_beyond(pivot.price, amount=pivot.amount, gain=pivot.gain, spent=pivot.spent)
        self.stepped_over |= to.moves > here.moves + 1
        for moves in range(here.moves + 1, to.moves if between else 0):
            asked = Between(
                drawing=self._drawing,
                digits=self._digits,
                pivot=pivot,
                charge=self._charge,
                moves=moves - here.moves,
                saving=here.cost - best.cost + self._digits.least,
            )
            if asked.slack < 0:
                continue
            self._look_beyond(
                pivot.price, amount=pivot.amount, gain=pivot.gain, spent=pivot.spent, slack=asked.slack + 1
            )
            answer = decided(asked)
            if answer.amount is not None:
                best = self._found(answer.amount, proven=answer.proven)
                yield best
            elif not answer.proven:
                self.undecided.append(moves)
        if to.cost <= best.cost - self._digits.least:
            yield to

    def left_out(self, candidates: Candidates) -> Listed:
        """List pairs not drawn that might make some flow on the way cheaper, or better one between two of them.

        A pair that is too dear at the lowest price of its member and the highest of its coach is so at all prices that
        they had; of the others each price is asked.
        """
        if candidates.all_listed or not self._seen:
            return self._drawing.pairs.only(np.zeros(0, dtype=np.intp))
        lowest = np.min([(seen.price - seen.slack) // seen.spent for seen in self._seen], axis=0)
        highest = np.max([-(-seen.price // seen.spent) for seen in self._seen], axis=0)
        found = self._tempting(candidates, members=lowest, coaches=highest)
        if not found.all_told:
            return found.pairs
        pairs, cost = found.pairs, self._digits.of_kind[found.pairs.score]
        wanted = np.zeros(len(pairs.member), dtype=np.bool_)
        for seen in self._seen:
            ends = seen.price[pairs.member] - seen.price[self._drawing.members + pairs.coach]
            wanted |= seen.spent * cost + ends < seen.slack
        return pairs.only(wanted)

    def at_price(self, candidates: Candidates, price: int) -> Listed:
        """List pairs not drawn that would make the flow of the fewest moves cheaper, at a price of a move."""
        prices = self._spanning.price + price * self._spanning.toll
        self._raise(prices, amount=self._spanning.amount, gain=price, spent=1)
        return self._tempting(candidates, members=prices, coaches=prices).pairs

    def _tempting(self, candidates: Candidates, *, members: Costs, coaches: Costs) -> LeftOut:
        drawing = self._drawing
        now = Priced(
            cost_of=self._digits.of_kind[: SCORE_SCALE + 1],
            member=members[: drawing.members],
            coach=coaches[drawing.members : drawing.members + drawing.coaches],
        )
        return candidates.left_out(drawing.pairs, now=now)

    def _raise(self, price: Costs, *, amount: Amounts, gain: int, spent: int) -> None:
        """Raise each member's price as far as it can be: until the arc that they take costs nothing beyond its ends.

        It proves as much, and the dearer a member, the fewer pairs are tempting.
        """
        taken = np.flatnonzero((amount > 0) & (self._drawing.network.tails < self._drawing.members))
        tails, heads = self._drawing.network.tails[taken], self._drawing.network.heads[taken]
        price[tails] = (
            price[heads] - spent * self._cost[taken] - gain * self._charge[taken].astype(self._cost.dtype)
        )

    def _look_beyond(
        self, price: Costs, *, amount: Amounts, gain: int = 0, spent: int = 1, slack: int = 0
    ) -> None:
        """Remember prices at which no pair may be wanted; they are of the price `gain` / `spent` of a move."""
        price = price.copy()
        self._raise(price, amount=amount, gain=gain, spent=spent)
        self._seen.append(_Seen(price=price, spent=spent, slack=slack))

    def _found(self, amount: Amounts, *, proven: bool = True) -> _Found:
        moves = self._staying + int(self._charge @ amount)
        return _Found(moves=moves, cost=int((self._cost * amount).sum()), amount=amount.copy(), proven=proven)


def _points(
    plans: Sequence[_Found], *, problem: CoachingProblem, scores: Scores, kept: Kept, drawing: Drawing
) -> Iterator[CoachingPoint]:
    """State the plans; what bounds one that is not proven is the next that is."""
    bound: CoachingObjective | None = None
    points: list[CoachingPoint] = []
    for plan in reversed(plans):
        coach_of = drawing.coach_of(plan.amount)
        objective = coaching_objective(problem=problem, scores=scores, coach_of=coach_of)
        if plan.proven or bound is None:
            bound = objective
        solution = CoachingSolution(coach_of=coach_of, objective=objective, bound=bound, proven=plan.proven)
        points.append(
            CoachingPoint(moves=plan.moves, solution=solution, moved=moved(kept.coach, coach_of=coach_of))
        )
    yield from reversed(points)
