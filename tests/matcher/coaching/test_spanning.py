"""Every price at which the flow changes on the way from the fewest moves: its own prices must prove each flow."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from matcher.coaching.candidates import Candidates
from matcher.coaching.drawing import KEPT, Kept, order_of_moves
from matcher.coaching.moves import keepable
from matcher.coaching.networks import Network, reduced_costs
from matcher.coaching.one_number import digits_of
from matcher.coaching.solver import prove, solve
from matcher.coaching.spanning import Spanning
from matcher.problem import CoachingProblem
from matcher.scoring import PairScores

Crowd = Callable[..., CoachingProblem]


@pytest.mark.parametrize("order", ["total", "worst first"])
@pytest.mark.parametrize("seed", range(2, 7))
def test_each_flow_is_the_cheapest_at_its_price_and_its_prices_prove_it(
    crowd: Crowd, seed: int, order: str
) -> None:
    """No arc with room may cost less than nothing then, and none with flow to spare more.

    Everybody was with the coach who is best for their neighbour.
    """
    drawn = crowd(seed=seed, members=40, coaches=20)
    now = replace(drawn, must=(), never=(), worst_first=order == "worst first")
    best = solve(now).coach_of
    scores = PairScores(now)
    coach = keepable(now, scores, before=best[-1:] + best[:-1])
    kept = Kept(coach=coach, spared=np.zeros(40, dtype=np.bool_))
    candidates, costs = Candidates(now, scores, kept=coach), order_of_moves(now)
    proof = prove(now, scores=scores, candidates=candidates, kept=kept, costs=costs)
    network, kind = proof.drawing.network, proof.drawing.kind
    cost = digits_of(now, spared=0).of_kind[kind]
    charge = -(kind >= KEPT).astype(np.int64)
    reduced = [reduced_costs(network, cost=step.cost.of_arc[kind], price=step.price) for step in proof.steps]
    turned = network.turned()
    spanning = Spanning(turned, cost=cost, charge=charge, amount=proof.amount, reduced=reduced)
    pivots = list(spanning.falling())
    # Whom nobody may be with takes no flow, whatever it costs.
    met = np.isin(network.tails, [*range(40), *(40 + proof.drawing.pairs.coach)])
    assert cost.dtype == (object if now.worst_first else np.int64)
    assert len(pivots) > 5
    for pivot in pivots:
        at_price = pivot.spent * cost + pivot.gain * charge.astype(cost.dtype)
        assert (pivot.reduced == at_price + pivot.price[turned.tails] - pivot.price[turned.heads]).all()
        assert (pivot.reduced[met & (pivot.amount < turned.upper)] >= 0).all()
        assert (pivot.reduced[met & (pivot.amount > turned.lower)] <= 0).all()
    for one, other in pairwise(pivots):
        assert one.gain * other.spent >= other.gain * one.spent
        assert (charge @ one.amount) < (charge @ other.amount)
    assert pivots[-1].gain == 0


def test_of_two_that_a_float_takes_for_one_the_dearer_changes_first() -> None:
    """Two units begin where a unit is charged; the second gains one in 10³⁰ more by going on."""
    network = Network(
        supply=np.array([-1, -1, 2]),
        tails=np.array([2, 2, 2, 2], dtype=np.int32),
        heads=np.array([0, 0, 1, 1], dtype=np.int32),
        lower=np.zeros(4, dtype=np.int64),
        upper=np.ones(4, dtype=np.int64),
    )
    cost = np.array([10**30, 0, 10**30 + 1, 0], dtype=object)
    charge, amount = np.array([-1, 0, -1, 0]), np.array([1, 0, 1, 0])
    spanning = Spanning(network, cost=cost, charge=charge, amount=amount, reduced=[charge])
    flows = [(pivot.gain, pivot.amount.tolist()) for pivot in spanning.falling()]
    assert flows == [(10**30 + 1, [1, 0, 1, 0]), (10**30, [1, 0, 0, 1]), (0, [0, 1, 0, 1])]
