"""Cheapest flows by an order of several costs, first cost first, each step with its proof."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matcher.problem import MatcherError

Amounts = NDArray[np.int64]

# The solver multiplies costs by the number of nodes + 1 and adds them up along paths, in int64; it was seen to
# refuse them from about 2**61.6 on.
_COST_LIMIT = 2**60


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Cost:
    """One component of the order, to be made least before the next is looked at.

    `of_arc` is what a unit of flow costs on each arc; `swing` is the most by which any one simple cycle of
    the residual network can change the sum.
    """

    of_arc: Amounts
    swing: int


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Network:
    """Arcs with bounds on their flow and costs in order; `supply` (negative: demand) is per node and sums to 0."""

    supply: Amounts
    tails: NDArray[np.int32]
    heads: NDArray[np.int32]
    lower: Amounts
    upper: Amounts
    costs: tuple[Cost, ...]


def lexicographic_flows(network: Network) -> Iterator[Amounts]:
    """Yield flows [arcs], each cheapest by more costs of the order than the one before; the last by all of them.

    Costs are merged, as many as the solver's whole numbers hold, into one: each weighs one more than all that a
    cycle can change in the costs after it, so a cycle lowers the merged cost exactly when it lowers the first
    cost it changes. A flow is cheapest when no residual cycle is negative; node prices prove that. By the
    same prices (complementary slackness) the flows that are as cheap are those that keep every arc of positive
    reduced cost at its lower bound and of negative at its upper: these bounds go into the next step.

    Raises MatcherError where no flow keeps the bounds.
    """
    costs = [cost for cost in network.costs if cost.of_arc.any()]
    while True:
        merged, costs = _merge(network, costs)
        flow = _cheapest(network, merged)
        reduced = _reduced_costs(network, cost=merged, flow=flow)
        yield flow
        if not costs:
            return
        network = replace(
            network,
            lower=np.where(reduced < 0, network.upper, network.lower),
            upper=np.where(reduced > 0, network.lower, network.upper),
        )


def _merge(network: Network, costs: list[Cost]) -> tuple[Amounts, list[Cost]]:
    """Merge the first of the costs into one, as many as fit; return it and the costs left."""
    limit = _COST_LIMIT // (len(network.supply) + 1)
    merged = np.zeros(len(network.tails), dtype=np.int64)
    for taken, cost in enumerate(costs):
        weight = cost.swing + 1
        largest = int(np.abs(merged).max()) * weight + int(np.abs(cost.of_arc).max())
        if largest > limit:
            if not taken:
                raise MatcherError(f"a cost of {largest} on {len(network.supply)} nodes is beyond 64 bits")
            return merged, costs[taken:]
        merged = merged * weight + cost.of_arc
    return merged, []


def _cheapest(network: Network, cost: Amounts) -> Amounts:
    """Solve for one cost; what the lower bounds send is taken out of the supplies first."""
    open_arcs = np.flatnonzero(network.upper > network.lower)
    supply = network.supply.copy()
    np.subtract.at(supply, network.tails, network.lower)
    np.add.at(supply, network.heads, network.lower)
    solver: Any = SimpleMinCostFlow()  # its stubs put an array's type where numpy has the shape
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        network.tails[open_arcs],
        network.heads[open_arcs],
        (network.upper - network.lower)[open_arcs],
        cost[open_arcs],
    )
    solver.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    status = solver.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise MatcherError(f"no flow keeps every bound: the solver says {status.name}")
    flow = network.lower.copy()
    flow[open_arcs] += solver.flows(arcs)
    return flow


def _reduced_costs(network: Network, *, cost: Amounts, flow: Amounts) -> Amounts:
    """Price the nodes by shortest residual paths (Bellman-Ford) and return cost + price of tail - of head.

    Every residual arc then costs 0 or more, which proves the flow cheapest. Raises MatcherError where the
    paths keep getting shorter, because then a cheaper flow exists.
    """
    more, less = np.flatnonzero(flow < network.upper), np.flatnonzero(flow > network.lower)
    tails = np.concatenate([network.tails[more], network.heads[less]])
    heads = np.concatenate([network.heads[more], network.tails[less]])
    length = np.concatenate([cost[more], -cost[less]])
    price = np.zeros(len(network.supply), dtype=np.int64)
    for _ in range(len(price) + 1):
        shorter = price.copy()
        np.minimum.at(shorter, heads, price[tails] + length)
        if np.array_equal(shorter, price):
            return cost + price[network.tails] - price[network.heads]
        price = shorter
    raise MatcherError("the solver's flow is not the cheapest: a residual cycle is negative")
