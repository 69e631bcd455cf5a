"""The fewest moves that help: for each number of moves the best plan, as long as one move more betters it (DESIGN 6).

The plan of the fewest moves is a flow like any other. From there the price of a move falls, and each flow on the way
(`spanning`) is the best of its number of moves. Numbers that the flows step over, as when two members can only change
places, are decided by a programme over the few pairs that could better the plan (`between`); mostly there are none.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from matcher.coaching.between import Between, decided
from matcher.coaching.candidates import LIST_ALL, Candidates
from matcher.coaching.drawing import KEPT, Drawing, Kept, order_of_moves
from matcher.coaching.listed import Priced
from matcher.coaching.moves import CoachingFrontier, CoachingPoint, forced, keepable, moved
from matcher.coaching.networks import Amounts, reduced_costs
from matcher.coaching.one_number import Digits, digits_of
from matcher.coaching.proofs import Proof
from matcher.coaching.solver import prove
from matcher.coaching.spanning import Pivot, Spanning
from matcher.objective import coaching_objective
from matcher.problem import CoachingProblem
from matcher.scoring import SCORE_SCALE, PairScores, Scores
from matcher.solution import CoachingObjective, CoachingSolution, Report

_WIDTHS = (None, 64, 16, 4, 1)


def frontier(
    problem: CoachingProblem,
    *,
    before: Sequence[int | None],
    moved_before: Collection[int] = (),
    most: int | None = None,
    scores: Scores | None = None,
    report: Report | None = None,
    list_all: int = LIST_ALL,
) -> CoachingFrontier:
    """Find the best plan for each number of moves, from the fewest possible until nothing improves.

    `before[m]` is the coach whom member m had, None where they had none or that one is gone; `moved_before` are
    members whom an earlier rebalancing moved: of plans that are as good those move the fewest of them. `most` is how
    many points are enough. Raises UnsatisfiableError with every contradiction among `must`, `never` and the maxima.
    """
    scores = scores or PairScores(problem)
    coach = keepable(problem, scores, before=before)
    kept = Kept(coach=coach, spared=np.isin(np.arange(len(before)), list(moved_before)) & (coach >= 0))
    candidates = Candidates(problem, scores, kept=coach, list_all=list_all)
    costs = order_of_moves(problem)
    proof = prove(problem, scores=scores, candidates=candidates, kept=kept, costs=costs, report=report)
    digits = digits_of(problem, spared=int(kept.spared.sum()))
    guesses = digits.guesses(proof.kinds, most=most) if most and not candidates.all_listed else iter([0])
    down_to, width, listed = next(guesses), 0, list[Priced]()
    while True:
        walk = _Walk(proof, digits=digits, staying=int((coach >= 0).sum()), down_to=down_to)
        plans = list(islice(walk.plans(width=_WIDTHS[width]), most and most + 1))
        more = candidates.left_out(proof.drawing.pairs, now=walk.prices, before=listed)
        listed = [walk.prices] if more.all_told else []
        if len(more.pairs.member):
            proof = proof.with_pairs(more.pairs)
        elif down_to and len(plans) <= (most or 0):
            down_to, width = next(guesses), 0
        elif walk.passed_over:
            width += 1
        else:
            break
    return CoachingFrontier(
        forced=forced(coach, before=before),
        points=tuple(_points(plans[:most], problem=problem, scores=scores, kept=kept, drawing=proof.drawing)),
        undecided=tuple(walk.undecided),
        whole=most is None or len(plans) <= most,
    )


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Found:
    """A flow, how many moves it makes, and whether no flow of as many costs less."""

    moves: int
    cost: int
    amount: Amounts
    proven: bool = True


class _Walk:
    """The way of the flows from the fewest moves on, over the pairs that are drawn."""

    def __init__(self, proof: Proof, *, digits: Digits, staying: int, down_to: int) -> None:
        self._drawing, self._digits, self._staying = proof.drawing, digits, staying
        network, kind = proof.drawing.network, proof.drawing.kind
        self._of_kind = digits.of_kind
        self._charge = -(kind >= KEPT).astype(np.int64)
        # Turned round, the tree is of ways for a unit less: a place that nobody waits for is worth nothing.
        spanning = Spanning(
            network.turned(),
            cost=self._of_kind[kind],
            charge=self._charge,
            amount=proof.amount,
            reduced=[
                reduced_costs(network, cost=step.cost.of_arc[kind], price=step.price) for step in proof.steps
            ],
        )
        self._pivots = spanning.falling(down_to=down_to)
        self._first = next(self._pivots)
        self.prices = self._prices_at(self._first)
        """Of all prices on the way the lowest of each member and the highest of each coach.

        A pair of reduced cost 0 or more by these makes no flow on the way cheaper, and betters nothing between two.
        """
        self.undecided: list[int] = []
        self.passed_over = False

    def plans(self, *, width: int | None) -> Iterator[_Found]:
        """Yield ever better plans of ever more moves, as long as a move is worth what the walk goes down to.

        Between two flows it looks only among the plans that are nearly as good as such could be: within one part in
        `width`, or not at all; and remembers whether there may be others.
        """
        pivot, best = self._first, self._found(self._first.amount)
        yield best
        for further in self._pivots:
            for better in self._steps(pivot, to=self._found(further.amount), best=best, width=width):
                best = better
                yield best
            pivot = further
            self._look_beyond(pivot, cheaper_than=0)

    def _steps(self, pivot: Pivot, *, to: _Found, best: _Found, width: int | None) -> Iterator[_Found]:
        """Yield what is better than the best so far, for each number of moves up to that of the next flow."""
        here = self._found(pivot.amount)
        for moves in range(here.moves + 1, to.moves):
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
            if width is None:
                self.passed_over = True
                break
            near = asked.narrowed(width)
            self._look_beyond(pivot, cheaper_than=near.slack + 1)
            answer = decided(near)
            if answer.amount is not None:
                best = self._found(answer.amount, proven=answer.proven)
                yield best
            elif width > 1:
                self.passed_over = True
            elif not answer.proven:
                self.undecided.append(moves)
        if to.cost <= best.cost - self._digits.least:
            yield to

    def _look_beyond(self, pivot: Pivot, *, cheaper_than: int) -> None:
        now = self._prices_at(pivot, cheaper_than=cheaper_than)
        self.prices = replace(
            now,
            member=np.minimum(self.prices.member, now.member),
            coach=np.maximum(self.prices.coach, now.coach),
        )

    def _prices_at(self, pivot: Pivot, *, cheaper_than: int = 0) -> Priced:
        """Give prices at which a pair costs less than 0 if at the pivot's, in its numbers, it costs less than that."""
        members, coaches = np.split(pivot.price[:-1], [self._drawing.members])
        return Priced(
            cost_of=self._of_kind[: SCORE_SCALE + 1],
            member=(-members - cheaper_than) // pivot.spent,
            coach=-(coaches // pivot.spent),
        )

    def _found(self, amount: Amounts, *, proven: bool = True) -> _Found:
        moves = self._staying + int(self._charge @ amount)
        units = np.bincount(self._drawing.kind, weights=amount, minlength=len(self._of_kind))
        cost = int((self._of_kind * units.astype(np.int64)).sum())
        return _Found(moves=moves, cost=cost, amount=amount.copy(), proven=proven)


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
