"""Cheapest flows by an order of several costs, first cost first, each step with its proof."""

from collections.abc import Iterator, Sequence
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
_FAR = 2**61
_FEW = 64
_OUT_OF_THE_QUESTION = 256


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Cost:
    """One component of an order, to be made least before the next is looked at.

    `of_arc` is what a unit of flow costs on each arc, or on each kind of arc; `swing` is the most by which any one
    simple cycle of the residual network can change the sum.
    """

    of_arc: Amounts
    swing: int


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Network:
    """Arcs with bounds on their flow; `supply` (negative: demand) is per node and sums to 0."""

    supply: Amounts
    tails: NDArray[np.int32]
    heads: NDArray[np.int32]
    lower: Amounts
    upper: Amounts


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Flow:
    """A cheapest flow: its `amount` on each arc, and the `price` of each node that proves it (`reduced_costs`)."""

    amount: Amounts
    price: Amounts


def lexicographic_flows(network: Network, costs: Sequence[Cost]) -> Iterator[Amounts]:
    """Yield flows [arcs], each cheapest by more costs of the order than the one before; the last by all of them.

    Raises MatcherError where no flow keeps the bounds.
    """
    for cost in merged(costs, nodes=len(network.supply)):
        flow = cheapest(network, cost)
        yield flow.amount
        network = narrowed(network, reduced_costs(network, cost=cost, price=flow.price))


def merged(costs: Sequence[Cost], *, nodes: int) -> Iterator[Amounts]:
    """Merge costs of an order, as many as the solver's whole numbers hold, into one, and yield such one by one.

    Each cost weighs one more than all that a cycle can change in those after it, so a cycle lowers the merged cost
    exactly when it lowers the first cost it changes.
    """
    limit = _COST_LIMIT // (nodes + 1)
    together = np.zeros_like(costs[0].of_arc)
    for cost in costs:
        largest = int(np.abs(cost.of_arc).max(initial=0))
        if largest > limit:
            raise MatcherError(f"a cost of {largest} on {nodes} nodes is beyond 64 bits")
        weight = cost.swing + 1
        if int(np.abs(together).max(initial=0)) * weight + largest > limit:
            yield together
            together = np.zeros_like(together)
        together = together * weight + cost.of_arc
    yield together


def cheapest(
    network: Network, cost: Amounts, *, guess: Amounts | None = None, near: Flow | None = None
) -> Flow:
    """Find a flow that keeps the bounds and costs least, and prove it.

    A flow is cheapest when no residual cycle is negative, and prices by which every residual arc costs 0 or more show
    that. `guess` are prices that might be about right, which makes for less work. `near` is a flow that was the
    cheapest before arcs of no flow came in; where few of them would make it cheaper, it is mended. Raises
    MatcherError where no flow keeps the bounds, and where the solver's flow is not the cheapest.
    """
    residual = _Residual(network)
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


def reduced_costs(network: Network, *, cost: Amounts, price: Amounts) -> Amounts:
    """Return cost + price of tail - price of head for each arc."""
    return cost + price[network.tails] - price[network.heads]


def narrowed(network: Network, reduced: Amounts) -> Network:
    """Allow only the flows that are as cheap as the one whose prices gave these reduced costs.

    By complementary slackness these are all that keep every arc of positive reduced cost at its lower bound and of
    negative at its upper.
    """
    return replace(
        network,
        lower=np.where(reduced < 0, network.upper, network.lower),
        upper=np.where(reduced > 0, network.lower, network.upper),
    )


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


class _Residual:
    """The residual arcs of a network, there and back, by the node they lead to."""

    def __init__(self, network: Network) -> None:
        self.network = network
        tails = np.concatenate([network.tails, network.heads])
        heads = np.concatenate([network.heads, network.tails])
        self._order = np.argsort(heads, kind="stable")
        self._tails, self._heads = tails[self._order], heads[self._order]

    def lengths(self, cost: Amounts, amount: Amounts) -> Amounts:
        """Return what a unit more costs on each arc, and then a unit less; FAR where there is no room for it."""
        more = np.where(amount < self.network.upper, cost, _FAR)
        less = np.where(amount > self.network.lower, -cost, _FAR)
        return np.concatenate([more, less])

    def shortest(self, length: Amounts, *, begin: Amounts, limit: int = _FAR) -> "_Ways":
        """Shorten the ways to all nodes, from what they are to `begin` with, by arcs shorter than a limit.

        Bellman and Ford's, all arcs at a time. Raises MatcherError where ways keep getting shorter.
        """
        length = length[self._order]
        short = np.flatnonzero(length < limit)
        arcs, tails, heads, length = self._order[short], self._tails[short], self._heads[short], length[short]
        ways = _Ways(
            length=begin.copy(),
            last=np.zeros(len(begin), dtype=np.int32),
            arcs=arcs,
            tails=tails,
            heads=heads,
            of_arc=length,
        )
        if not len(short):
            return ways
        first = np.flatnonzero(np.diff(heads, prepend=-1))
        reached = heads[first]
        for round_ in range(1, len(begin) + 2):
            shorter = np.minimum.reduceat(ways.length[tails] + length, first)
            better = shorter < ways.length[reached]
            if not better.any():
                return ways
            ways.length[reached[better]] = shorter[better]
            ways.last[reached[better]] = round_
        raise MatcherError("the solver's flow is not the cheapest: a residual cycle is negative")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Ways:
    """Shortest ways to all nodes: their lengths, when each was last shortened, and the arcs they may take."""

    length: Amounts
    last: NDArray[np.int32]
    arcs: NDArray[np.intp]
    tails: NDArray[np.int32]
    heads: NDArray[np.int32]
    of_arc: Amounts

    def back(self, node: int) -> Iterator[int]:
        """Go the way back from a node to where it begins, arc by arc."""
        while self.last[node]:
            into = slice(*np.searchsorted(self.heads, [node, node + 1]))
            tails = self.tails[into]
            on_way = (self.length[tails] + self.of_arc[into] == self.length[node]) & (
                self.last[tails] < self.last[node]
            )
            step = int(np.flatnonzero(on_way)[0])
            yield int(self.arcs[into][step])
            node = int(tails[step])


def _mended(residual: _Residual, *, cost: Amounts, near: Flow, promising: Sequence[int]) -> Flow:
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
        length[waiting] = _FAR
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


def _prices(residual: _Residual, *, cost: Amounts, amount: Amounts, begin: Amounts | None) -> Amounts:
    """Price the nodes by shortest residual paths, so that every residual arc costs 0 or more."""
    nowhere = np.zeros(len(residual.network.supply), dtype=np.int64)
    ways = residual.shortest(residual.lengths(cost, amount), begin=nowhere if begin is None else begin)
    return ways.length
