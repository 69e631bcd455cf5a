"""Networks with costs in an order, and shortest ways through what a flow leaves of them; no solver in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.problem import MatcherError

Amounts = NDArray[np.int64]

FAR = 2**60
"""Longer than any way: where there is no room, or no way at all."""

# The solver multiplies costs by the number of nodes + 1 and adds them up along paths, in int64; it was seen to
# refuse them from about 2**61.6 on.
_COST_LIMIT = 2**60


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Cost:
    """One component of an order, to be made least before the next is looked at.

    `of_arc` is what a unit of flow costs on each arc, or on each kind of arc; `swing` is the most by which any one
    simple cycle of the residual network can change the sum.
    """

    of_arc: Amounts
    swing: int


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class MergedCost:
    """Costs of an order in one, each counted in more than twice the swing of those after it.

    So a cycle changes it by a whole number that can be taken apart again, and lowers it exactly when it lowers the
    first of the costs that it changes.
    """

    of_arc: Amounts
    swings: tuple[int, ...]

    def parts(self, change: Amounts) -> list[Amounts]:
        """Take changes by simple cycles apart: by how much each of the costs changes, in their order."""
        parts: list[Amounts] = []
        for swing in reversed(self.swings):
            base = 2 * swing + 1
            part = (change + swing) % base - swing
            parts.append(part)
            change = (change - part) // base
        return parts[::-1]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Network:
    """Arcs with bounds on their flow; `supply` (negative: demand) is per node and sums to 0."""

    supply: Amounts
    tails: NDArray[np.int32]
    heads: NDArray[np.int32]
    lower: Amounts
    upper: Amounts

    def turned(self) -> "Network":
        """Turn every arc round, so that ways to a node become ways from it."""
        return replace(self, supply=-self.supply, tails=self.heads, heads=self.tails)


def merged(costs: Sequence[Cost], *, nodes: int) -> Iterator[MergedCost]:
    """Merge costs of an order, as many as a solver's whole numbers hold, into one, and yield such one by one."""
    limit = _COST_LIMIT // (nodes + 1)
    together, swings = np.zeros_like(costs[0].of_arc), list[int]()
    for cost in costs:
        largest = int(np.abs(cost.of_arc).max(initial=0))
        if largest > limit:
            raise MatcherError(f"a cost of {largest} on {nodes} nodes is beyond 64 bits")
        base = 2 * cost.swing + 1
        if int(np.abs(together).max(initial=0)) * base + largest > limit:
            yield MergedCost(of_arc=together, swings=tuple(swings))
            together, swings = np.zeros_like(together), []
        together = together * base + cost.of_arc
        swings.append(cost.swing)
    yield MergedCost(of_arc=together, swings=tuple(swings))


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


class Residual:
    """The residual arcs of a network, there and back, by the node they lead to."""

    def __init__(self, network: Network) -> None:
        self.network = network
        tails = np.concatenate([network.tails, network.heads])
        heads = np.concatenate([network.heads, network.tails])
        self._order = np.argsort(heads, kind="stable")
        self._tails, self._heads = tails[self._order], heads[self._order]

    def lengths(self, cost: Amounts, amount: Amounts) -> Amounts:
        """Return what a unit more costs on each arc, and then a unit less; FAR where there is no room for it."""
        more = np.where(amount < self.network.upper, cost, FAR)
        less = np.where(amount > self.network.lower, -cost, FAR)
        return np.concatenate([more, less])

    def longer(self, way: Amounts, length: Amounts) -> Amounts:
        """Return for each residual arc by how much a way over it is longer than the shortest; [arcs, ways]."""
        tails = np.concatenate([self.network.tails, self.network.heads])
        heads = np.concatenate([self.network.heads, self.network.tails])
        return np.where(length < FAR, way[tails] + length - way[heads], FAR)

    def shortest(self, length: Amounts, *, begin: Amounts, limit: int = FAR) -> "Ways":
        """Shorten the ways to all nodes, from what they are to `begin` with, by arcs shorter than a limit.

        `begin` is [nodes], or [nodes, ways] to look for several ways at once, `length` then [arcs, ways]. Bellman and
        Ford's, all arcs at a time. Raises MatcherError where ways keep getting shorter.
        """
        length = length[self._order]
        short = np.flatnonzero(length < limit if length.ndim == 1 else (length < limit).any(axis=1))
        ways = Ways(
            length=begin.copy(),
            last=np.zeros(begin.shape, dtype=np.int32),
            arcs=self._order[short],
            tails=self._tails[short],
            heads=self._heads[short],
            of_arc=length[short],
        )
        if not len(short):
            return ways
        first = np.flatnonzero(np.diff(ways.heads, prepend=-1))
        reached = ways.heads[first]
        for round_ in range(1, len(begin) + 2):
            so_far = ways.length[reached]
            shorter = np.minimum.reduceat(ways.length[ways.tails] + ways.of_arc, first)
            better = shorter < so_far
            if not better.any():
                return ways
            ways.length[reached] = np.where(better, shorter, so_far)
            ways.last[reached] = np.where(better, round_, ways.last[reached])
        raise MatcherError("the flow is not the cheapest: a residual cycle is negative")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Ways:
    """Shortest ways to all nodes: their lengths, when each was last shortened, and the arcs they may take.

    Arcs are numbered as the network's, and from as many as it has on for a unit less on one.
    """

    length: Amounts
    last: NDArray[np.int32]
    arcs: NDArray[np.intp]
    tails: NDArray[np.int32]
    heads: NDArray[np.int32]
    of_arc: Amounts

    def back(self, node: int) -> Iterator[int]:
        """Go the way back from a node to where it begins, arc by arc, where one way at a time was looked for."""
        while self.last[node]:
            into = slice(*np.searchsorted(self.heads, [node, node + 1]))
            tails = self.tails[into]
            on_way = self.length[tails] + self.of_arc[into] == self.length[node]
            on_way &= self.last[tails] < self.last[node]
            step = int(np.flatnonzero(on_way)[0])
            yield int(self.arcs[into][step])
            node = int(tails[step])

    def tree(self, *, way: int) -> dict[int, tuple[int, int]]:
        """Name, of several ways looked for at once, the arc by which one reaches each node, and the node before it."""
        length, last = self.length[:, way], self.last[:, way]
        on_way = length[self.tails] + self.of_arc[:, way] == length[self.heads]
        on_way &= last[self.tails] < last[self.heads]
        steps = np.flatnonzero(on_way)
        nodes, first = np.unique(self.heads[steps], return_index=True)
        steps = steps[first]
        before = zip(self.arcs[steps].tolist(), self.tails[steps].tolist(), strict=True)
        return dict(zip(nodes.tolist(), before, strict=True))


def ways_to(network: Network, *, reduced: Sequence[Amounts], amount: Amounts, nodes: list[int]) -> list[Ways]:
    """Find from every node the ways to each of some, for a unit more: shortest by reduced costs, one after the other.

    `reduced` are of the costs of an order that a flow is the cheapest by; each finds ways among the shortest of those
    before it.
    """
    residual = Residual(network.turned())
    begin = np.full((len(network.supply), len(nodes)), FAR)
    begin[nodes, np.arange(len(nodes))] = 0
    tight = np.ones((2 * len(amount), len(nodes)), dtype=bool)
    found: list[Ways] = []
    for cost in reduced:
        length = np.where(tight, residual.lengths(cost, amount)[:, np.newaxis], FAR)
        found.append(residual.shortest(length, begin=begin))
        tight = residual.longer(found[-1].length, length) == 0
    return found
