"""Cheapest flows by an order of several costs, first cost first, each step with its proof."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matcher.coaching.networks import FAR, Amounts, Cost, Network, Residual, merged, narrowed, reduced_costs
from matcher.problem import MatcherError

_FEW = 64
_OUT_OF_THE_QUESTION = 256


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Flow:
    """A cheapest flow: its `amount` on each arc, and the `price` of each node that proves it (`reduced_costs`)."""

    amount: Amounts
    price: Amounts


def lexicographic_flows(network: Network, costs: Sequence[Cost]) -> Iterator[Amounts]:
    """Yield flows [arcs], each cheapest by more costs of the order than the one before; the last by all of them.

    For any network whose arcs are all there, such as a project's with two levels of capacities (docs/matching-real.md);
    `solver.prove` does the same for pairs that are never all listed. Raises MatcherError where no flow keeps the
    bounds.
    """
    for cost in merged(costs, nodes=len(network.supply)):
        flow = cheapest(network, cost.of_arc)
        yield flow.amount
        network = narrowed(network, reduced_costs(network, cost=cost.of_arc, price=flow.price))


def cheapest(
    network: Network, cost: Amounts, *, guess: Amounts | None = None, near: Flow | None = None
) -> Flow:
    """Find a flow that keeps the bounds and costs least, and prove it.

    A flow is cheapest when no residual cycle is negative, and prices by which every residual arc costs 0 or more show
    that. `guess` are prices that might be about right, which makes for less work. `near` is a flow that was the
    cheapest before arcs of no flow came in; where few of them would make it cheaper, it is mended. Raises
    MatcherError where no flow keeps the bounds, and where the solver's flow is not the cheapest.
    """
    residual = Residual(network)
    if near is None:
        amount = None if guess is None else _solved_near(network, cost=cost, guess=guess)
        if amount is None:
            amount = _solved(network, cost)
        return Flow(amount=amount, price=_prices(residual, cost=cost, amount=amount, begin=None))
    reduced = reduced_costs(network, cost=cost, price=near.price)
    promising = np.flatnonzero((reduced < 0) & (near.amount < network.upper))
    if len(promising) <= _FEW:
        return _mended(residual, cost=cost, near=near, promising=promising.tolist())
    amount = _solved(network, cost)
    return Flow(amount=amount, price=_prices(residual, cost=cost, amount=amount, begin=near.price))


def _solved_near(network: Network, *, cost: Amounts, guess: Amounts) -> Amounts | None:
    """Solve by reduced costs, and those cut down that a guess says are out of the question: large costs make for work.

    Where the flow takes no arc whose cost was cut, it is the cheapest at their own costs too; where it does, there is
    no answer here. What leaves a node by its only arc costs what it costs, so such an arc needs no cost.
    """
    reduced = reduced_costs(network, cost=cost, price=guess)
    open_arcs = network.upper > network.lower
    ways_out = np.bincount(network.tails[open_arcs], minlength=len(network.supply))
    only = (ways_out[network.tails] == 1) & (network.supply[network.tails] > 0)
    cut = (reduced > _OUT_OF_THE_QUESTION) & ~only
    amount = _solved(network, np.where(only, 0, np.minimum(reduced, _OUT_OF_THE_QUESTION)))
    return None if (amount[cut] > network.lower[cut]).any() else amount


def _mended(residual: Residual, *, cost: Amounts, near: Flow, promising: Sequence[int]) -> Flow:
    """Send a unit along each promising arc and back the shortest way, where that costs less than nothing.

    Prices rise by the ways' lengths, up to what the arc promises, so that all other residual arcs go on costing 0 or
    more.
    """
    network = residual.network
    amount, price, arcs = near.amount.copy(), near.price.copy(), len(near.amount)
    for done, arc in enumerate(promising):
        waiting = promising[done:]
        reduced = reduced_costs(network, cost=cost, price=price)
        promise = -int(reduced[arc])
        if promise <= 0:
            continue
        begin = np.full(len(price), promise)
        begin[network.heads[arc]] = 0
        length = residual.lengths(reduced, amount)
        length[waiting] = FAR
        ways = residual.shortest(length, begin=begin, limit=promise)
        price += ways.length
        end = int(network.tails[arc])
        if ways.length[end] < promise:
            amount[arc] += 1
            for step in ways.back(end):
                amount[step % arcs] += 1 if step < arcs else -1
    return Flow(amount=amount, price=_prices(residual, cost=cost, amount=amount, begin=near.price))


def _solved(network: Network, cost: Amounts) -> Amounts:
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


def _prices(residual: Residual, *, cost: Amounts, amount: Amounts, begin: Amounts | None) -> Amounts:
    """Price the nodes by shortest residual paths, so that every residual arc costs 0 or more."""
    nowhere = np.zeros(len(residual.network.supply), dtype=np.int64)
    ways = residual.shortest(residual.lengths(cost, amount), begin=nowhere if begin is None else begin)
    return ways.length
