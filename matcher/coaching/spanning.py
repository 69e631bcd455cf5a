"""Cheapest flows under a falling price on some arcs: the parametric network simplex, in whole numbers throughout.

Every arc has a cost and a charge, and a flow is sought that is cheapest by `cost + price * charge`. At a price beyond
any that is the cheapest of those with the least charge; as the price falls, more charge is worth paying. Each pivot
happens at the price at which an arc begins to be worth its charge, so the flows on the way are the corners of the
lower hull of (charge, cost), each proven the cheapest of all flows of no more charge. (Ahuja, Magnanti and Orlin,
*Network Flows*, 11; Cunningham's rule keeps degenerate pivots from going round in a circle.)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.coaching.networks import Amounts, Network
from matcher.scoring import Indices

Costs = NDArray[Any]
"""Whole numbers, int64 where they fit and Python's own where they do not."""

_CLOSE = 1e-9
_TOP = -1


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Pivot:
    """A price at which flows change: until then `cost + price * charge` is least for `amount`, with these reduced costs.

    `gain` / `spent` is the price. `reduced` [arcs] and `price` [nodes] are multiplied by `spent`.
    """

    gain: int
    spent: int
    reduced: Costs
    price: Costs
    amount: Amounts


class Spanning:
    """A flow, and a tree of arcs over all nodes by which each could send a unit more to the root, the last node.

    `above` [nodes] is the arc of the tree from a node towards the root, of those nodes that have one. What reaches no
    root can take no flow: its arcs are left alone.
    """

    def __init__(
        self, network: Network, *, cost: Costs, charge: Amounts, amount: Amounts, above: dict[int, int]
    ) -> None:
        self._network, self._cost, self._charge = network, cost, charge.astype(cost.dtype)
        self._tails, self._heads = network.tails.astype(np.intp), network.heads.astype(np.intp)
        self.amount = amount.copy()
        nodes = len(network.supply)
        root = nodes - 1
        self._arc = np.full(nodes, _TOP, dtype=np.intp)
        self._up = np.full(nodes, root, dtype=np.intp)
        for node, arc in above.items():
            self._arc[node] = arc
            self._up[node] = self._other(arc, node)
        reached = np.zeros(nodes, dtype=np.bool_)
        reached[[root, *above]] = True
        self._open = (network.upper > network.lower) & reached[self._tails] & reached[self._heads]
        self._price, self._toll = np.zeros_like(cost, shape=nodes), np.zeros_like(cost, shape=nodes)
        self._price_all()

    def falling(self) -> Iterator[Pivot]:
        """Yield each price at which the flow is about to change, before it does, until none above 0 is left.

        The flow changes as the next is asked for, often only in the tree.
        """
        while True:
            spent = self._charge + self._toll[self._tails] - self._toll[self._heads]
            gain = self._cost + self._price[self._tails] - self._price[self._heads]
            full = self.amount == self._network.upper
            way = np.where(full, 1, -1)
            entering = np.flatnonzero(self._open & (way * spent < 0) & (way * gain > 0))
            if not len(entering):
                return
            arc = self._dearest(entering, gain=gain, spent=spent)
            worth, paid = abs(int(gain[arc])), abs(int(spent[arc]))
            yield Pivot(
                gain=worth,
                spent=paid,
                reduced=paid * gain + worth * spent,
                price=paid * self._price + worth * self._toll,
                amount=self.amount.copy(),
            )
            self._turn(arc, forward=not full[arc], worth=gain[arc], charge=int(spent[arc]))

    def _dearest(self, arcs: Indices, *, gain: Costs, spent: Costs) -> int:
        """Pick the first of the arcs at which gain per charge is largest."""
        ratio = np.abs(gain[arcs].astype(np.float64) / spent[arcs].astype(np.float64))
        close = arcs[ratio >= ratio.max() * (1 - _CLOSE)].tolist()
        return max(close, key=lambda arc: (Fraction(abs(int(gain[arc])), abs(int(spent[arc]))), -arc))

    def _turn(self, arc: int, *, forward: bool, worth: int, charge: int) -> None:
        """Send what can be sent along an arc and back through the tree, and let the arc take the place of one filled.

        Of all that are filled it is the last, going round from the top of the ring in the arc's direction.
        """
        begin, end = (self._tails[arc], self._heads[arc]) if forward else (self._heads[arc], self._tails[arc])
        down, up = self._ring(int(begin), int(end))
        # Node by node from the top down to the arc, the arc itself, and on up to the top: (node below, arc, forward).
        steps = [
            *((node, self._arc[node], self._heads[self._arc[node]] == node) for node in reversed(down)),
            (_TOP, arc, forward),
            *((node, self._arc[node], self._tails[self._arc[node]] == node) for node in up),
        ]
        room = [
            int(self._network.upper[one] - self.amount[one])
            if ahead
            else int(self.amount[one] - self._network.lower[one])
            for _, one, ahead in steps
        ]
        sent = min(room)
        if sent:
            for _, one, ahead in steps:
                self.amount[one] += sent if ahead else -sent
        last = len(room) - 1 - room[::-1].index(sent)
        below, _, _ = steps[last]
        if below == _TOP:
            return
        # The part below the arc that leaves hangs by the arc that enters.
        inner, outer = (int(begin), int(end)) if last < len(down) else (int(end), int(begin))
        self._hang(inner, outer, arc=arc, below=int(below))
        turned, way = self._below(inner), -1 if self._tails[arc] == inner else 1
        self._price[turned] += way * worth
        self._toll[turned] += way * charge

    def _ring(self, begin: int, end: int) -> tuple[list[int], list[int]]:
        """List the nodes from each of two up to where their ways to the root meet, that one left out."""
        ways: list[list[int]] = []
        for node in (begin, end):
            way = [node]
            while self._arc[way[-1]] != _TOP:
                way.append(int(self._up[way[-1]]))
            ways.append(way)
        one, other = ways
        while one and other and one[-1] == other[-1]:
            one.pop()
            other.pop()
        return one, other

    def _hang(self, inner: int, outer: int, *, arc: int, below: int) -> None:
        """Turn the tree's arcs round from a node up to the one `below` the arc that leaves, and hang it elsewhere."""
        node, onto, by = inner, outer, arc
        while True:
            next_node, next_arc = int(self._up[node]), int(self._arc[node])
            self._up[node], self._arc[node] = onto, by
            if node == below:
                return
            node, onto, by = next_node, node, next_arc

    def _below(self, top: int) -> NDArray[np.bool_]:
        """Mark the nodes whose way to the root leads over one, and it itself: ways are doubled in length at a time."""
        below = np.zeros(len(self._up), dtype=np.bool_)
        below[top] = True
        further = self._up
        while True:
            below |= below[further]
            beyond = further[further]
            if np.array_equal(beyond, further):
                return below
            further = beyond

    def _price_all(self) -> None:
        """Price all nodes from the root down, so that no arc of the tree costs, or is charged, beyond its ends."""
        known = self._arc == _TOP
        while not known.all():
            nodes = np.flatnonzero(~known & known[self._up])
            arcs, before = self._arc[nodes], self._up[nodes]
            away = self._tails[arcs] == nodes
            self._price[nodes] = self._price[before] + np.where(away, -self._cost[arcs], self._cost[arcs])
            self._toll[nodes] = self._toll[before] + np.where(away, -self._charge[arcs], self._charge[arcs])
            known[nodes] = True

    def _other(self, arc: int, node: int) -> int:
        tail, head = int(self._tails[arc]), int(self._heads[arc])
        return head if tail == node else tail
