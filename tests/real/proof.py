"""What makes a flow the cheapest, looked at arc by arc; no solver and no function of the matcher in it."""

import numpy as np
from numpy.typing import NDArray

from matcher.coaching.networks import Network


def objections(
    network: Network, *, cost: list[int], amount: NDArray[np.int64], price: NDArray[np.int64]
) -> list[str]:
    """Say every way in which the flow is none, or its prices do not prove it the cheapest.

    It keeps bounds, leaves at every node what is supplied there, and an arc by whose prices another unit saves is
    full, one by whose prices a unit less saves is at its least: then, summed over all arcs, no other flow costs less.
    """
    said: list[str] = []
    left, prices = network.supply.tolist(), price.tolist()
    ends = zip(network.tails.tolist(), network.heads.tolist(), strict=True)
    bounds = zip(network.lower.tolist(), network.upper.tolist(), strict=True)
    for (tail, head), (least, most), of_arc, flow in zip(ends, bounds, cost, amount.tolist(), strict=True):
        left[tail] -= flow
        left[head] += flow
        reduced = of_arc + prices[tail] - prices[head]
        if not least <= flow <= most:
            said.append(f"{tail} to {head} carries {flow}, not {least} to {most}")
        if reduced < 0 and flow < most:
            said.append(f"{tail} to {head}: another unit would save {-reduced}")
        if reduced > 0 and flow > least:
            said.append(f"{tail} to {head}: a unit less would save {reduced}")
    return said + [f"{node} keeps {over}" for node, over in enumerate(left) if over]
