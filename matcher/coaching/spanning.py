"""Cheapest flows under a falling price on some arcs: the parametric network simplex, in whole numbers throughout.

Every arc has a cost and a charge, and a flow is sought that is cheapest by `cost + price * charge`. At a price beyond
any that is the cheapest of those with the least charge; as the price falls, more charge is worth paying. Each pivot
happens at the price at which an arc begins to be worth its charge, so the flows on the way are the corners of the
lower hull of (charge, cost), each proven the cheapest of all flows of no more charge. (Ahuja, Magnanti and Orlin,
*Network Flows*, 11; Cunningham's rule keeps degenerate pivots from going round in a circle.)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.coaching.networks import Amounts, Network, ways_to
from matcher.scoring import Indices

Costs = NDArray[Any]
"""Whole numbers, int64 where they fit and Python's own where they do not."""

_CLOSE = 1e-9
_TOP = -1


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Pivot:
    """A price at which flows change: until then `cost + price * charge` is least for `amount`, by these reduced costs.

    `gain` / `spent` is the price. `reduced` [arcs] and `price` [nodes] are multiplied by `spent`.
    """

    gain: int
    spent: int
    price: Costs
    amount: Amounts
    of_cost: Costs
    of_charge: Costs

    @property
    def reduced(self) -> Costs:
        """Put the reduced costs together out of what is reduced of cost and of charge."""
        return self.spent * self.of_cost + self.gain * self.of_charge


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ring:
    """Arcs to send along, each ahead or back; how much; and what then hangs elsewhere in the tree.

    Of all arcs that are filled the last leaves it, from the top of the ring on in the direction sent: that of the node
    `below`, -1 where the arc that enters is filled itself. What it cuts off hangs by its node `inner` on `outer`.
    """

    steps: list[tuple[int, bool]]
    sent: int
    below: int
    inner: int
    outer: int


class Spanning:
    """A flow, and a tree of arcs over all nodes by which each could send a unit more to the root, the last node.

    The flow to begin with must be the cheapest of those with the least charge; `reduced` are the reduced costs that
    prove it, of the steps of an order that is the same. What reaches no root can take no flow: its arcs are left alone.
    """

    def __init__(
        self, network: Network, *, cost: Costs, charge: Amounts, amount: Amounts, reduced: Sequence[Amounts]
    ) -> None:
        self._network, self._cost, self._charge = network, cost, charge.astype(cost.dtype)
        self._tails, self._heads = network.tails.astype(np.intp), network.heads.astype(np.intp)
        self.amount = amount.copy()
        nodes = len(network.supply)
        root = nodes - 1
        ways = ways_to(network, reduced=reduced, amount=amount, nodes=[root])[-1].tree(way=0)
        above = {node: arc % len(amount) for node, (arc, _) in ways.items()}
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
        self._gain, self._spent = np.zeros_like(cost), np.zeros_like(cost)
        self._rate = np.zeros(len(cost))
        self._weigh(np.arange(len(cost)))

    def falling(self, *, down_to: int = 0) -> Iterator[Pivot]:
        """Yield each price at which the flow is about to change, before it does, and at last the price `down_to`.

        The flow changes as the next is asked for. What changes in the tree alone is not told.
        """
        while True:
            arc = self._dearest()
            if arc is None or abs(self._gain[arc]) < down_to * abs(self._spent[arc]):
                yield self._at(down_to, 1)
                return
            ring = self._ring(arc)
            if ring.sent:
                yield self._at(abs(int(self._gain[arc])), abs(int(self._spent[arc])))
            self._turn(ring, arc=arc)

    def _at(self, worth: int, paid: int) -> Pivot:
        return Pivot(
            gain=worth,
            spent=paid,
            price=paid * self._price + worth * self._toll,
            amount=self.amount.copy(),
            of_cost=self._gain.copy(),
            of_charge=self._spent.copy(),
        )

    def _dearest(self) -> int | None:
        """Pick the first arc of those at which gain per charge is largest: nearly so by floats, and of them exactly."""
        most = self._rate.max()
        if not most:
            return None
        close = np.flatnonzero(self._rate >= most * (1 - _CLOSE))
        gain, spent = np.abs(self._gain[close]), np.abs(self._spent[close])
        best = 0
        while (dearer := gain * spent[best] > gain[best] * spent).any():
            best = dearer.argmax()
        return int(close[best])

    def _weigh(self, arcs: Indices) -> None:
        """Say of arcs of which a price or the flow has changed what a unit gains, and which might enter the tree."""
        tails, heads = self._tails[arcs], self._heads[arcs]
        gain = self._cost[arcs] + self._price[tails] - self._price[heads]
        spent = self._charge[arcs] + self._toll[tails] - self._toll[heads]
        way = np.where(self.amount[arcs] == self._network.upper[arcs], 1, -1)
        able = (self._open[arcs] & (way * spent < 0) & (way * gain > 0)).astype(np.bool_)
        self._gain[arcs], self._spent[arcs], self._rate[arcs] = gain, spent, 0
        self._rate[arcs[able]] = np.abs(gain[able].astype(np.float64) / spent[able].astype(np.float64))

    def _ring(self, arc: int) -> "_Ring":
        """Follow an arc, and the tree from its end back to its begin, from the top of that ring round to the top."""
        forward = self.amount[arc] != self._network.upper[arc]
        begin, end = (self._tails[arc], self._heads[arc]) if forward else (self._heads[arc], self._tails[arc])
        down, up = self._ways_up(int(begin), int(end))
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
        last = len(room) - 1 - room[::-1].index(sent)
        inner, outer = (int(begin), int(end)) if last < len(down) else (int(end), int(begin))
        return _Ring(
            steps=[(int(one), ahead) for _, one, ahead in steps],
            sent=sent,
            below=int(steps[last][0]),
            inner=inner,
            outer=outer,
        )

    def _turn(self, ring: "_Ring", *, arc: int) -> None:
        """Send what can be sent round, and let the arc take the place of one filled, unless it is that itself."""
        for one, ahead in ring.steps:
            self.amount[one] += ring.sent if ahead else -ring.sent
        if ring.below == _TOP:
            self._weigh(np.array([arc]))
            return
        self._hang(ring.inner, ring.outer, arc=arc, below=ring.below)
        turned, way = self._below(ring.inner), -1 if self._tails[arc] == ring.inner else 1
        self._price[turned] += way * self._gain[arc]
        self._toll[turned] += way * self._spent[arc]
        self._weigh(np.flatnonzero(turned[self._tails] != turned[self._heads]))

    def _ways_up(self, begin: int, end: int) -> tuple[list[int], list[int]]:
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
