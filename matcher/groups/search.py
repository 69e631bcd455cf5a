"""Betters a plan of workshop groups section by section, by what everybody's time is worth in it.

Given who sits where, a person's *price* is what one more of them would add. In a best seating the prices solve the
dual, so a section that was not held adds at most what its members' worth exceeds their prices by: only what could
better the plan is tried, by seating anew.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from matcher.groups.bound import Relaxed
from matcher.groups.offers import Numbers, Offers
from matcher.groups.seating import Seating, open_seats, seated, worths

TRIES = 2
"""How many of the most promising leads are tried for a section before the next is looked at."""

_NEVER = -(1 << 50)


def rounded(offers: Offers, relaxed: Relaxed, *, step: int) -> Seating:
    """Hold the sections of a relaxation as far as their facilitators can, and seat the members anew."""
    held: list[int] = []
    for chosen in relaxed.leads.tolist():
        for lead in (chosen, *offers.leads_of(int(offers.lead_place[chosen]))):
            if lead not in held and not _clashes(offers, lead, held):
                held.append(lead)
                break
    return seated(offers, held, step=step)


def bettered(
    offers: Offers, plan: Seating, *, step: int, only: Iterable[int] | None = None
) -> Iterator[Seating]:
    """Yield a plan after each look at a workshop, ever better, until no section can be moved, added or given up."""
    waiting = list(np.unique(offers.place_workshop)) if only is None else list(only)
    while waiting:
        w = waiting.pop(0)
        better = _moved(offers, plan, workshop=int(w), step=step)
        if better.value > plan.value:
            around = _rivals(offers, plan, better)
            waiting += [other for other in around if other not in waiting]
            plan = better
        yield plan


def _moved(offers: Offers, plan: Seating, *, workshop: int, step: int) -> Seating:
    """Return the best plan found with one section of the workshop moved, added or given up; or the plan itself."""
    mine = [lead for lead in plan.leads if offers.place_workshop[offers.lead_place[lead]] == workshop]
    best = plan
    rooms: list[Seating] = [
        seated(offers, [other for other in plan.leads if other != lead], step=step) for lead in mine
    ]
    if len(mine) < offers.problem.workshops[workshop].sections:
        rooms.append(plan)
    for base in rooms:
        if base.value > best.value:
            best = base
        most = gains(offers, workshop=workshop, price=prices(offers, base, step=step), step=step)
        tried = 0
        for lead in sorted(most, key=lambda lead: (-most[lead], lead)):
            if base.value + most[lead] <= best.value or tried == TRIES:
                break
            if lead in plan.leads or _clashes(offers, lead, base.leads):
                continue
            tried += 1
            there = seated(offers, [*base.leads, lead], step=step)
            if there.value > best.value:
                best = there
    return best


def prices(offers: Offers, plan: Seating, *, step: int) -> Numbers:
    """Say what one more of each person [people] would add to the plan: longest ways through the places held.

    They are exact where each member has one seat, and a guide where they may have more.
    """
    people = offers.problem.people
    nowhere = offers.places
    at = np.full(people, nowhere)
    has = np.zeros(people, dtype=np.int64)
    at[offers.seat_person[plan.seats]] = offers.seat_place[plan.seats]
    has[offers.seat_person[plan.seats]] = worths(offers, plan.seats, step=step)
    free = np.flatnonzero(open_seats(offers, plan.leads))
    held, heads = np.unique(offers.seat_place[free], return_inverse=True)
    index = np.full(offers.places + 1, -1)
    index[held] = np.arange(len(held))
    whose = offers.seat_person[free]
    worth = worths(offers, free, step=step)
    loads = np.bincount(offers.seat_place[plan.seats], minlength=offers.places)[held]
    room = np.bincount(offers.lead_place[list(plan.leads)], minlength=offers.places)[held]
    push = np.where(loads < room * offers.maximum[held], 0, _NEVER)
    np.maximum.at(push, index[at[offers.seat_person[plan.seats]]], -has[offers.seat_person[plan.seats]])
    ways = np.full((len(held), len(held)), _NEVER)
    moving = np.flatnonzero(index[at[whose]] >= 0)
    np.maximum.at(ways, (index[at[whose[moving]]], heads[moving]), worth[moving] - has[whose[moving]])
    for _ in range(len(held)):
        further = np.maximum(push, (ways + push[None, :]).max(axis=1, initial=_NEVER))
        if np.array_equal(further, push):
            break
        push = further
    price = np.zeros(people, dtype=np.int64)
    np.maximum.at(price, whose, worth + push[heads])
    return price


def gains(offers: Offers, *, workshop: int, price: Numbers, step: int) -> dict[int, int]:
    """Say what a section under each lead of the workshop would add at most at these prices."""
    added: dict[int, int] = {}
    for place in np.flatnonzero(offers.place_workshop == workshop):
        seats = offers.seats_of(int(place))
        more = np.sort(worths(offers, seats, step=step) - price[offers.seat_person[seats]])[::-1]
        fewest, most = int(offers.minimum[place]), int(offers.maximum[place])
        gain = (
            int(more[:fewest].sum() + np.maximum(0, more[fewest:most]).sum())
            if len(more) >= fewest
            else _NEVER
        )
        for lead in offers.leads_of(int(place)):
            added[lead] = gain
    return added


def _rivals(offers: Offers, before: Seating, after: Seating) -> list[int]:
    """Which workshops those have wished for whose seats are others now."""
    changed = np.setxor1d(before.seats, after.seats)
    people: set[int] = set(offers.seat_person[changed].tolist())
    return sorted({w for person in people for w in offers.problem.wishes[person]})


def _clashes(offers: Offers, lead: int, held: Iterable[int]) -> bool:
    return any(offers.lead_clash[lead] >> other & 1 for other in held)
