"""By what a plan is known to be the best: prices of members and coaches, which anybody can check."""

from dataclasses import dataclass

from matcher.coaching.drawing import Drawing
from matcher.coaching.networks import Amounts, MergedCost
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
