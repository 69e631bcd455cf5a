"""Bounds what any plan of workshop groups can be worth: a price on everybody's time (Lagrangian relaxation).

    most(q, r) = sum over w of the best sections of w, a seat of p costing q[p]         each workshop by itself
               + sum over p of max over n <= may[p] of step * min(n, 1) + q[p] * n      each person by themselves
               + sum over i of r[i]                                                     each clique

where step is 0 for whoever wishes for nothing and sits by a pin, or is served already, and a clique i is leads and
seats of one person of which a plan has one at most (`cliques`), each of which costs r[i] >= 0 as well. No plan is worth
more than most(q, r), whatever the prices: paid by the ones and earned by the others, they cancel out. The least of it
is about the LP bound of the strong formulation. It is found by a deflected subgradient, all in whole numbers, so that
no solver's rounding stands between a bound and its proof.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.groups.cliques import cliques
from matcher.groups.offers import Numbers, Offers

GRAIN = 1 << 10
"""A worth of 1 in the units of prices."""

FIRST_STRIDE = 1.0
"""The share of the gap that the first strides aim to close."""

PATIENCE = 10
"""Strides without a better bound before they are shortened."""

SHORTER = 0.7
NEWEST = 0.3
"""The weight of the newest direction among those that went before."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Table:
    """Seats in order of place, with what each is worth and what being served at all is to each [people], in grains.

    `lead_at` and `seat_at` are pairs [2, ...] of a lead, or a seat, and a clique that it is in. Prices stand in one
    array: of the people, then of the cliques; none falls below its `floor`.
    """

    offers: Offers
    worth: Numbers
    served: Numbers
    present: NDArray[np.bool_]
    lead_at: Numbers
    seat_at: Numbers
    floor: Numbers


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Relaxed:
    """The best that each workshop would hold at some prices, and the bound that follows, in grains.

    `counts` [places] are the sections held, `leads` those of them, `seats` the seats taken; nobody minds being in two
    places.
    `gains` [places] is what the first section there is worth at the prices, and `forced` [places] the bound on every
    plan that holds one.
    """

    price: Numbers
    bound: int
    counts: Numbers
    leads: Numbers
    seats: Numbers
    gains: Numbers
    forced: Numbers

    def floor(self) -> int:
        """Return the bound in whole worth."""
        return self.bound // GRAIN


def table(offers: Offers, *, step: int) -> Table:
    """Lay out what the seats are worth, and `step` for each member served."""
    present = np.zeros(offers.problem.people, dtype=np.bool_)
    present[offers.seat_person] = True
    served = step * GRAIN * offers.wishing
    exclusive = list(cliques(offers))
    return Table(
        offers=offers,
        worth=offers.seat_worth * GRAIN,
        served=served,
        present=present,
        lead_at=_pairs([(lead, at) for at, clique in enumerate(exclusive) for lead in clique.leads]),
        seat_at=_pairs([(seat, at) for at, clique in enumerate(exclusive) for seat in clique.seats]),
        floor=np.concatenate([-served, np.zeros(len(exclusive), dtype=np.int64)]),
    )


def restepped(table: Table, price: Numbers, *, step: int) -> tuple[Table, Numbers]:
    """Change what serving one more is worth, and the prices with it, so that seats cost what they did."""
    served = step * GRAIN * table.offers.wishing
    change = np.zeros_like(price)
    change[: len(served)] = served - table.served
    return replace(table, served=served, floor=table.floor - change), price - change


def relaxed(table: Table, price: Numbers) -> Relaxed:
    """Hold what is best at these prices."""
    offers, people = table.offers, len(table.present)
    fees = price[people:]
    value = table.worth - price[offers.seat_person] - _sums(table.seat_at, fees, length=len(table.worth))
    cost = _sums(table.lead_at, fees, length=len(offers.lead_place))
    cheapest = np.lexsort((cost, offers.lead_place))
    first_lead = np.searchsorted(offers.lead_place, np.arange(offers.places))
    costs = np.concatenate([[0], np.cumsum(cost[cheapest])])
    order, value = _best_first(offers, value)
    sums = np.concatenate([[0], np.cumsum(value)])
    worthwhile = np.concatenate([[0], np.cumsum(value > 0)])
    first = np.searchsorted(offers.seat_place, np.arange(offers.places + 1))
    begin, end = first[:-1], first[1:]
    sizes: list[Numbers] = [np.zeros(offers.places, dtype=np.int64)]
    steps: list[Numbers] = []
    before: Numbers = np.zeros(offers.places, dtype=np.int64)
    for held in range(1, int(offers.room.max(initial=0)) + 1):
        possible = (held <= offers.room) & (held * offers.minimum <= end - begin)
        size: Numbers = np.clip(
            worthwhile[end] - worthwhile[begin], held * offers.minimum, held * offers.maximum
        )
        size = np.where(possible, size, 0)
        last_lead = np.where(possible, first_lead + held, first_lead)
        paid = costs[last_lead] - costs[first_lead]
        after: Numbers = np.where(possible, sums[begin + size] - sums[begin] - paid, _NEVER)
        sizes.append(size)
        steps.append(np.where(possible, after - before, _NEVER))
        before = after
    counts, total, least = _most(offers, steps)
    taken = np.stack(sizes)[counts, np.arange(offers.places)]
    held_at = np.flatnonzero(taken)
    seats = order[
        np.repeat(begin[held_at] - np.cumsum(taken[held_at]) + taken[held_at], taken[held_at])
        + np.arange(int(taken.sum()))
    ]
    leads = cheapest[
        np.repeat(first_lead - np.cumsum(counts) + counts, counts) + np.arange(int(counts.sum()))
    ]
    bound = total + _earned(table, price[:people]) + int(fees.sum())
    gains = steps[0] if steps else before
    return Relaxed(
        price=price,
        bound=bound,
        counts=counts,
        leads=leads,
        seats=seats,
        gains=gains,
        forced=np.where(counts > 0, bound, bound - least[offers.place_workshop] + gains),
    )


def bounds(table: Table, *, target: int, strides: int, price: Numbers | None = None) -> Iterator[Relaxed]:
    """Yield ever better bounds, at most `strides`, towards a `target` (in grains) that a plan is known to reach."""
    best = here = relaxed(table, np.zeros_like(table.floor) if price is None else price)
    yield best
    stride, tried = FIRST_STRIDE, 0
    direction = _missing(table, here).astype(np.float64)
    for _ in range(strides):
        direction = (1 - NEWEST) * direction + NEWEST * _missing(table, here)
        sought = np.where((here.price <= table.floor) & (direction < 0), 0.0, direction)
        length = float(sought @ sought)
        if length == 0 or best.bound <= target:
            return
        moved = here.price + np.rint(stride * (here.bound - target) / length * sought).astype(np.int64)
        here = relaxed(table, np.maximum(moved, table.floor))
        tried += 1
        if here.bound < best.bound:
            tried = 0 if here.bound < best.bound * (1 - 1e-4) else tried
            best = here
        if tried >= PATIENCE:
            stride, tried, here = stride * SHORTER, 0, best
        yield best


_NEVER = -(1 << 50)
"""Less than any section could be worth, in grains."""


def _best_first(offers: Offers, value: Numbers) -> tuple[Numbers, Numbers]:
    """Sort the seats of every place by value, in one sort of whole numbers that hold place, value and seat."""
    seats = len(value)
    width = max(1, seats).bit_length()
    largest = int(value.max(initial=0))
    depth = largest - int(value.min(initial=0)) + 1
    if int(offers.places) * depth << width >= 1 << 62:
        order = np.lexsort((-value, offers.seat_place))
        return order, value[order]
    keys = (offers.seat_place * depth + (largest - value) << width) | np.arange(seats)
    keys.sort()
    order = keys & ((1 << width) - 1)
    return order, value[order]


def _most(offers: Offers, steps: list[Numbers]) -> tuple[Numbers, int, Numbers]:
    """Take for each workshop the most valuable sections, as many as it may have.

    What one more section adds at a place falls with each, so the greatest steps are those of the best choice. Also
    returned is what the least of them adds [workshops] where a workshop has all it may have, else 0.
    """
    allowed = np.array([offer.sections for offer in offers.problem.workshops], dtype=np.int64)
    counts, least = np.zeros(offers.places, dtype=np.int64), np.zeros(len(allowed), dtype=np.int64)
    if not steps:
        return counts, 0, least
    gain = np.concatenate(steps)
    place = np.tile(np.arange(offers.places), len(steps))
    worth_it = np.flatnonzero(gain > 0)
    workshop = offers.place_workshop[place[worth_it]]
    order = np.lexsort((-gain[worth_it], workshop))
    workshop = workshop[order]
    nth = np.arange(len(order)) - np.searchsorted(workshop, workshop)
    chosen = worth_it[order[nth < allowed[workshop]]]
    last = worth_it[order[nth == allowed[workshop] - 1]]
    least[offers.place_workshop[place[last]]] = gain[last]
    np.add.at(counts, place[chosen], 1)
    return counts, int(gain[chosen].sum()), least


def _earned(table: Table, price: Numbers) -> int:
    """Sum what people earn who take part as often as pays: never, once, or as often as they may."""
    once = table.served + price
    often = once + price * (np.maximum(1, table.offers.may) - 1)
    return int(np.maximum(0, np.maximum(once, often))[table.present].sum())


def _missing(table: Table, here: Relaxed) -> Numbers:
    """By how much everybody, and every clique, is wanted more, or less, than pays for them at the prices."""
    people = len(table.present)
    price, fees = here.price[:people], here.price[people:]
    loads = np.bincount(table.offers.seat_person[here.seats], minlength=people)
    once, most = table.served + price, np.maximum(1, table.offers.may)
    fewest = np.where(once > 0, np.where(price > 0, most, 1), 0)
    largest = np.where(once >= 0, np.where(price >= 0, most, 1), 0)
    meant = np.where(table.present, loads - np.clip(loads, fewest, largest), 0)
    busy = np.bincount(
        np.concatenate(
            [
                table.lead_at[1][np.isin(table.lead_at[0], here.leads)],
                table.seat_at[1][np.isin(table.seat_at[0], here.seats)],
            ]
        ),
        minlength=len(fees),
    )
    return np.concatenate([meant, np.where((fees == 0) & (busy <= 1), 0, busy - 1)])


def _sums(pairs: Numbers, fees: Numbers, *, length: int) -> Numbers:
    """Sum the fees of all the cliques of each lead or seat."""
    sums = np.zeros(length, dtype=np.int64)
    np.add.at(sums, pairs[0], fees[pairs[1]])
    return sums


def _pairs(rows: list[tuple[int, int]]) -> Numbers:
    return np.array(rows, dtype=np.int64).reshape(len(rows), 2).T.copy()
