"""A year without its busiest supervisor: who then has to change, and what each further change is worth."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from matcher.coaching.flows import cheapest, lexicographic_flows
from matcher.coaching.networks import narrowed, reduced_costs
from matcher.coaching.spanning import Spanning
from tests.real.glasgow import RANKS, Bidding, least_rank_sum, network, placed

Bids = tuple[tuple[int, int, int], ...]
Point = tuple[int, int, int]
"""How many students change who could have stayed, how many have no project, and the sum of ranks."""


def best(bidding: Bidding) -> Bids:
    *_, flow = lexicographic_flows(network(bidding), least_rank_sum(bidding))
    return placed(bidding, flow)


def without_the_busiest(bidding: Bidding, plan: Bids) -> Bidding:
    """Take the supervisor away who has most students in the plan, the first of such."""
    loads = Counter(bidding.supervisor_of[project] for _, project, _ in plan)
    busiest = min(loads, key=lambda one: (-loads[one], one))
    capacity = tuple(0 if one == busiest else places for one, places in enumerate(bidding.capacity))
    return replace(bidding, capacity=capacity)


def staying(bidding: Bidding, plan: Bids) -> Bids:
    """Return the bids of a plan that may still be met."""
    return tuple(bid for bid in plan if bidding.capacity[bidding.supervisor_of[bid[1]]])


def point(bidding: Bidding, plan: Bids, *, stay: Bids) -> Point:
    return (
        len(set(stay) - set(plan)),
        len(bidding.wishes) - len(plan),
        sum(rank for _, _, rank in plan),
    )


def frozen(bidding: Bidding, *, stay: Bids) -> Bids:
    """Find the best plan in which everybody stays who could."""
    drawn = network(bidding)
    lower = drawn.lower.copy()
    lower[[bidding.bids.index(bid) for bid in stay]] = 1
    *_, flow = lexicographic_flows(replace(drawn, lower=lower), least_rank_sum(bidding))
    return placed(bidding, flow)


def corners(bidding: Bidding, *, stay: Bids) -> Iterator[Point]:
    """Walk from the best of the plans with the fewest changes to the best of all, by the price of a change."""
    drawn = network(bidding)
    unplaced, ranks = least_rank_sum(bidding)
    cost = unplaced.of_arc * (len(bidding.wishes) * RANKS + 1) + ranks.of_arc
    charge = np.zeros_like(cost)
    charge[[bidding.bids.index(bid) for bid in stay]] = -1
    first = cheapest(drawn, charge)
    proven = reduced_costs(drawn, cost=charge, price=first.price)
    second = cheapest(narrowed(drawn, proven), cost)
    reduced = [proven, reduced_costs(drawn, cost=cost, price=second.price)]
    walk = Spanning(drawn.turned(), cost=cost, charge=charge, amount=second.amount, reduced=reduced)
    for pivot in walk.falling():
        yield point(bidding, placed(bidding, pivot.amount), stay=stay)
