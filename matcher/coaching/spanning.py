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
    reduced: Costs
    price: Costs
    amount: Amounts


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

    def falling(self, *, down_to: int = 0) -> Iterator[Pivot]:
        """Yield each price at which the flow is about to change, before it does, and at last the price `down_to`.

        The flow changes as the next is asked for. What changes in the tree alone is not told.
        """
        while True:
            spent = self._charge + self._toll[self._tails] - self._toll[self._heads]
            gain = self._cost + self._price[self._tails] - self._price[self._heads]
            full = self.amount == self._network.upper
            way = np.where(full, 1, -1)
            entering = np.flatnonzero(self._open & (way * spent < 0) & (way * gain > 0))
            best = self._dearest(entering, gain=gain, spent=spent) if len(entering) else None
            if best is None or abs(gain[best]) < down_to * abs(spent[best]):
                yield self._at(down_to, 1, gain=gain, spent=spent)
                return
            worth, charge = gain[best], spent[best]
            alike = entering[gain[entering] * charge == worth * spent[entering]]
            if self._rehung(alike, gain=gain, spent=spent):
                continue
            arc = int(alike[0])
            ring = self._ring(arc, forward=not full[arc])
            if ring.sent:
                yield self._at(abs(int(worth)), abs(int(charge)), gain=gain, spent=spent)
            self._turn(ring, arc=arc, worth=gain[arc], charge=spent[arc])

    def _at(self, worth: int, paid: int, *, gain: Costs, spent: Costs) -> Pivot:
        return Pivot(
            gain=worth,
            spent=paid,
            reduced=paid * gain + worth * spent,
            price=paid * self._price + worth * self._toll,
            amount=self.amount.copy(),
        )

    def _dearest(self, arcs: Indices, *, gain: Costs, spent: Costs) -> int:
        """Pick an arc at which gain per charge is largest."""
        ratio = np.abs(gain[arcs].astype(np.float64) / spent[arcs].astype(np.float64))
        close = arcs[ratio >= ratio.max() * (1 - _CLOSE)]
        best = close[0]
        for arc in close[1:]:
            if abs(gain[arc] * spent[best]) > abs(gain[best] * spent[arc]):
                best = arc
        return int(best)

    def _rehung(self, arcs: Indices, *, gain: Costs, spent: Costs) -> bool:
        """Hang leaves of the tree by such of the arcs as lead from them, all at once; tell whether there were any.

        A leaf sends nothing by its arc of the tree, or it could send no more; so the flow does not change.
        """
        leaf = np.ones(len(self._up), dtype=np.bool_)
        leaf[self._up] = False
        leaves, first = np.unique(self._tails[arcs], return_index=True)
        chosen = leaf[leaves] & (self.amount[arcs[first]] == self._network.lower[arcs[first]])
        leaves, by = leaves[chosen], arcs[first[chosen]]
        self._up[leaves], self._arc[leaves] = self._heads[by], by
        self._price[leaves] -= gain[by]
        self._toll[leaves] -= spent[by]
        return len(leaves) > 0

    def _ring(self, arc: int, *, forward: bool) -> "_Ring":
        """Follow an arc, and the tree from its end back to its begin, from the top of that ring round to the top."""
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

    def _turn(self, ring: "_Ring", *, arc: int, worth: int, charge: int) -> None:
        """Send what can be sent round, and let the arc take the place of one filled, unless it is that itself."""
        for one, ahead in ring.steps:
            self.amount[one] += ring.sent if ahead else -ring.sent
        if ring.below == _TOP:
            return
        self._hang(ring.inner, ring.outer, arc=arc, below=ring.below)
        turned, way = self._below(ring.inner), -1 if self._tails[arc] == ring.inner else 1
        self._price[turned] += way * worth
        self._toll[turned] += way * charge

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
