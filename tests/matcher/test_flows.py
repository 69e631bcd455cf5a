import numpy as np
import pytest

from matcher.flows import Cost, Network, _reduced_costs, lexicographic_flows
from matcher.problem import MatcherError


def network(*, costs: tuple[Cost, ...], lower: list[int], upper: list[int]) -> Network:
    """Send two units from node 0 to node 3, over node 1 or node 2 or straight."""
    return Network(
        supply=np.array([2, 0, 0, -2]),
        tails=np.array([0, 0, 1, 2, 0], dtype=np.int32),
        heads=np.array([1, 2, 3, 3, 3], dtype=np.int32),
        lower=np.array(lower),
        upper=np.array(upper),
        costs=costs,
    )


def cost(*of_arc: int, swing: int = 20) -> Cost:
    return Cost(of_arc=np.array(of_arc), swing=swing)


def test_the_second_cost_decides_only_what_the_first_leaves_open() -> None:
    asked = network(costs=(cost(1, 1, 0, 0, 2), cost(0, 5, 0, 0, -9)), lower=[0] * 5, upper=[1, 1, 9, 9, 1])
    assert [flow.tolist() for flow in lexicographic_flows(asked)] == [[1, 1, 1, 1, 0]]


def test_costs_too_large_for_one_step_are_taken_one_after_the_other() -> None:
    asked = network(
        costs=(cost(1, 1, 0, 0, 1), cost(0, 5, 0, 0, 5, swing=2**58), cost(0, 0, 0, 0, -1)),
        lower=[0] * 5,
        upper=[1, 1, 9, 9, 1],
    )
    assert [flow.tolist() for flow in lexicographic_flows(asked)][1:] == [[1, 0, 1, 0, 1]]


def test_lower_bounds_are_kept_at_any_cost() -> None:
    asked = network(costs=(cost(0, 9, 0, 0, 0),), lower=[0, 1, 0, 0, 0], upper=[2] * 5)
    (flow,) = lexicographic_flows(asked)
    assert flow[1] == 1


def test_bounds_that_no_flow_keeps_are_refused() -> None:
    asked = network(costs=(cost(1, 1, 0, 0, 1),), lower=[0] * 5, upper=[1, 0, 1, 0, 0])
    with pytest.raises(MatcherError, match="no flow keeps every bound: the solver says INFEASIBLE"):
        next(lexicographic_flows(asked))


def test_a_cost_beyond_64_bits_is_refused() -> None:
    asked = network(costs=(cost(2**62, 0, 0, 0, 0),), lower=[0] * 5, upper=[2] * 5)
    with pytest.raises(MatcherError, match="beyond 64 bits"):
        next(lexicographic_flows(asked))


def test_a_flow_that_is_not_the_cheapest_has_no_proof() -> None:
    asked = network(costs=(), lower=[0] * 5, upper=[2] * 5)
    price = np.array([1, 2, 0, 0, 3])
    _reduced_costs(asked, cost=price, flow=np.array([2, 0, 2, 0, 0]))
    with pytest.raises(MatcherError, match="a residual cycle is negative"):
        _reduced_costs(asked, cost=price, flow=np.array([1, 1, 1, 1, 0]))
