"""Bounds what any plan of workshop groups can be worth: a price on everybody's time (Lagrangian relaxation).

    most(q) = sum over w of the best sections of w when a seat of p costs q[p]      each workshop by itself
            + sum over p of max over n <= per_member of step * min(n, 1) + q[p] * n  each person by themselves

No plan is worth more than most(q), whatever the prices q: paid by the members and earned by the people, they cancel
out. The least of it is the LP bound of the strong formulation. It is found by a deflected subgradient, all in whole
numbers, so that no solver's rounding stands between a bound and its proof. That facilitators cannot be in two
places, nor a member twice in one workshop, is left out here: a plan that breaks it is no plan, so the bound holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.group_offers import Numbers, Offers

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
    """Seats in order of place, with what each is worth and what being served at all is, in grains."""

    offers: Offers
    worth: Numbers
    step: int
    present: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Relaxed:
    """The best that each workshop would hold at some prices, and the bound that follows, in grains.

    `counts` [places] are the sections held, `seats` the seats taken in them; nobody minds being in two places.
    `gains` [places] is what the first section there is worth at the prices, and `forced` [places] the bound on every
    plan that holds one.
    """

    price: Numbers
    bound: int
    counts: Numbers
    seats: Numbers
    gains: Numbers
    forced: Numbers

    def floor(self) -> int:
        """Return the bound in whole worth."""
        return self.bound // GRAIN


def table(offers: Offers, *, step: int, worth: bool = True) -> Table:
    """Lay out what the seats are worth; without `worth` only `step` for each member served counts."""
    present = np.zeros(offers.problem.people, dtype=np.bool_)
    present[offers.seat_person] = True
    return Table(
        offers=offers,
        worth=offers.seat_worth * GRAIN if worth else np.zeros_like(offers.seat_worth),
        step=step * GRAIN,
        present=present,
    )


def relaxed(table: Table, price: Numbers) -> Relaxed:
    """Hold what is best at these prices."""
    offers = table.offers
    value = table.worth - price[offers.seat_person]
    order, value = _best_first(offers, value)
    sums = np.concatenate([[0], np.cumsum(value)])
    gains = np.concatenate([[0], np.cumsum(value > 0)])
    first = np.searchsorted(offers.seat_place, np.arange(offers.places + 1))
    begin, end = first[:-1], first[1:]
    sizes: list[Numbers] = [np.zeros(offers.places, dtype=np.int64)]
    steps: list[Numbers] = []
    before: Numbers = np.zeros(offers.places, dtype=np.int64)
    for held in range(1, int(offers.room.max(initial=0)) + 1):
        possible = (held <= offers.room) & (held * offers.minimum <= end - begin)
        size: Numbers = np.clip(gains[end] - gains[begin], held * offers.minimum, held * offers.maximum)
        size = np.where(possible, size, 0)
        after: Numbers = np.where(possible, sums[begin + size] - sums[begin], _NEVER)
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
    bound = total + _earned(table, price)
    gains = steps[0] if steps else before
    return Relaxed(
        price=price,
        bound=bound,
        counts=counts,
        seats=seats,
        gains=gains,
        forced=np.where(counts > 0, bound, bound - least[offers.place_workshop] + gains),
    )


def bounds(table: Table, *, target: int, strides: int, price: Numbers | None = None) -> Iterator[Relaxed]:
    """Yield ever better bounds, at most `strides`, towards a `target` (in grains) that a plan is known to reach."""
    people = table.offers.problem.people
    best = here = relaxed(table, np.zeros(people, dtype=np.int64) if price is None else price)
    yield best
    stride, tried = FIRST_STRIDE, 0
    direction = _missing(table, here).astype(np.float64)
    for _ in range(strides):
        direction = (1 - NEWEST) * direction + NEWEST * _missing(table, here)
        sought = np.where((here.price <= -table.step) & (direction < 0), 0.0, direction)
        length = float(sought @ sought)
        if length == 0 or best.bound <= target:
            return
        moved = here.price + np.rint(stride * (here.bound - target) / length * sought).astype(np.int64)
        here = relaxed(table, np.maximum(moved, -table.step))
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
    once = table.step + price
    often = once + price * (table.offers.problem.per_member - 1)
    return int(np.maximum(0, np.maximum(once, often))[table.present].sum())


def _missing(table: Table, here: Relaxed) -> Numbers:
    """By how much everybody is wanted more, or less, than pays for them at the prices."""
    price, most = here.price, table.offers.problem.per_member
    loads = np.bincount(table.offers.seat_person[here.seats], minlength=len(price))
    once = table.step + price
    fewest = np.where(once > 0, np.where(price > 0, most, 1), 0)
    largest = np.where(once >= 0, np.where(price >= 0, most, 1), 0)
    return np.where(table.present, loads - np.clip(loads, fewest, largest), 0)
