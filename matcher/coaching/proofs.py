"""By what a plan is known to be the best: prices of members and coaches, which anybody can check."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.coaching.candidates import Candidates
from matcher.coaching.drawing import Drawing, Kept, order
from matcher.coaching.listed import Listed
from matcher.coaching.networks import Amounts, Cost, MergedCost, merged
from matcher.objective import coaching_objective
from matcher.problem import CoachingProblem
from matcher.scoring import Scores
from matcher.solution import CoachingSolution


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Step:
    """Some costs of the order, by kind of arc, and the prices of all nodes that prove them least.

    Of an arc that has room for more flow, the reduced costs (cost + price of tail - price of head) of the steps, one
    after the other, begin with none below 0: the first that is not 0 is above it. Of one that has flow to spare, the
    first that is not 0 is below it. That holds for every pair there is, listed or not.
    """

    cost: MergedCost
    price: Amounts


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Proof:
    """A plan, the drawing over whose pairs it was found, the flow on its arcs, and the steps that prove it best."""

    solution: CoachingSolution
    drawing: Drawing
    amount: Amounts
    steps: tuple[Step, ...]

    def with_pairs(self, more: Listed) -> "Proof":
        """Draw more pairs, of which the prices show that the plan needs none."""
        drawing, amount = self.drawing.with_pairs(more), self.drawing.amount_with(self.amount, more)
        return replace(self, drawing=drawing, amount=amount)

    @property
    def kinds(self) -> NDArray[np.intp]:
        """The kinds of the arcs on which anything flows."""
        return self.drawing.kind[self.amount > 0]

    @property
    def prices(self) -> tuple[tuple[int, ...], ...]:
        """The prices of all nodes (members, coaches, the sink), step by step: with the plan, all that must be kept."""
        return tuple(tuple(step.price.tolist()) for step in self.steps)


def restored(
    *,
    problem: CoachingProblem,
    scores: Scores,
    candidates: Candidates,
    coach_of: Sequence[int | None],
    prices: Sequence[Sequence[int]],
    kept: Kept | None = None,
    costs: Sequence[Cost] | None = None,
) -> Proof:
    """Return the proof that a plan is the best, out of what was kept of it; every pair of the problem must be listed.

    `kept` and `costs` are those that it was proven with (`solver.prove`).

    No solver is asked: that the prices prove it is for whoever kept them to know.
    """
    drawing = Drawing.of(problem, candidates.first()[0], kept=kept)
    merged_costs = merged(costs or order(problem), nodes=len(drawing.network.supply))
    objective = coaching_objective(problem=problem, scores=scores, coach_of=coach_of)
    return Proof(
        solution=CoachingSolution(
            coach_of=tuple(coach_of), objective=objective, bound=objective, proven=True
        ),
        drawing=drawing,
        amount=drawing.amount_of(coach_of),
        steps=tuple(
            Step(cost=cost, price=np.array(price, dtype=np.int64))
            for cost, price in zip(merged_costs, prices, strict=True)
        ),
    )
