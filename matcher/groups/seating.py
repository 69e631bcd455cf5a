"""Given the sections that are held, and who leads them, who sits where: a min-cost flow from members to places.

A member who leads has no seat in what meets meanwhile; with one workshop a member nothing else couples the seats, so
the flow is the optimum. With more, one flow after another seats everybody once more where they have no seat yet and
are free: sound, but not always the best.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matcher.groups.offers import Numbers, Offers
from matcher.problem import MatcherError
from matcher.solution import Section

UNKEPT = 1 << 80
"""What a pin that is not kept costs a plan: more than any is worth."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Seating:
    """The leads held, each with at least its minimum, the seats taken, and their value.

    `value` is `step` for every member served and the worth of each seat, less `UNKEPT` for each pin that is not kept;
    who sits with whom does not count.
    """

    leads: tuple[int, ...]
    seats: Numbers
    value: int


def seated(offers: Offers, leads: Iterable[int], *, step: int) -> Seating:
    """Seat as well as can be; a section that its minimum cannot be found for is not held, the one lacking most first.

    The leads are free of clashes, and of no workshop more than it has sections.
    """
    held = sorted(leads)
    while True:
        seats = _flow(offers, held, step=step)
        missing = _missing(offers, held, seats)
        worst = int(np.argmax(missing)) if len(missing) else 0
        if not len(missing) or missing[worst] <= 0:
            break
        held.remove(max(lead for lead in held if offers.lead_place[lead] == worst))
    return valued(offers, held, np.sort(seats), step=step)


def valued(offers: Offers, leads: Iterable[int], seats: Numbers, *, step: int) -> Seating:
    """State what seats are worth."""
    total = int(offers.seat_worth[seats].sum())
    value = step * served(offers, seats) + total - UNKEPT * unkept(offers, seats)
    return Seating(leads=tuple(leads), seats=seats, value=value)


def served(offers: Offers, seats: Numbers) -> int:
    """Count the members with a wish and a seat."""
    people = np.unique(offers.seat_person[seats])
    return int(offers.wishing[people].sum())


def unkept(offers: Offers, seats: Numbers) -> int:
    """Count the pins without their seat."""
    if not offers.problem.must:
        return 0
    return len(set(offers.problem.must)) - int(offers.seat_pinned[seats].sum())


def sections(offers: Offers, plan: Seating) -> Iterator[Section]:
    """Read the sections held; those of a workshop at one place share their members out evenly."""
    for place in np.unique(offers.lead_place[list(plan.leads)]).tolist():
        leading = [int(offers.lead_person[lead]) for lead in plan.leads if offers.lead_place[lead] == place]
        seats = plan.seats[offers.seat_place[plan.seats] == place]
        members = sorted(offers.seat_person[seats].tolist())
        for nth, person in enumerate(sorted(leading)):
            begin, end = (len(members) * cut // len(leading) for cut in (nth, nth + 1))
            yield Section(
                workshop=int(offers.place_workshop[place]),
                start=int(offers.place_start[place]),
                facilitator=person,
                members=tuple(members[begin:end]),
            )


def worths(offers: Offers, seats: Numbers | slice, *, step: int) -> Numbers:
    """Say what each of these seats adds: of a pin more than all that others could lose who make way for it.

    Whoever makes way for somebody takes a seat in another section that is held, or none.
    """
    plain = offers.seat_worth[seats] + step * offers.seat_serves[seats]
    if not offers.problem.must:
        return plain
    sections = sum(workshop.sections for workshop in offers.problem.workshops)
    largest = int(offers.seat_worth.max(initial=0)) + step
    return plain + (largest + 1) * (sections + 2) * offers.seat_pinned[seats]


def open_seats(offers: Offers, held: Iterable[int]) -> NDArray[np.bool_]:
    """Which seats [seats] the held leads offer to somebody who does not lead meanwhile."""
    leads = list(held)
    counts = np.bincount(offers.lead_place[leads], minlength=offers.places)
    free = counts[offers.seat_place] > 0
    for lead in leads:
        free[offers.lead_taken[lead]] = False
    return free


def _missing(offers: Offers, held: list[int], seats: Numbers) -> Numbers:
    counts = np.bincount(offers.lead_place[held], minlength=offers.places)
    loads = np.bincount(offers.seat_place[seats], minlength=offers.places)
    return counts * offers.minimum - loads


def _flow(offers: Offers, held: list[int], *, step: int) -> Numbers:
    """Return the seats taken; every minimum is filled as far as it can be before anything else counts."""
    counts = np.bincount(offers.lead_place[held], minlength=offers.places)
    free = np.flatnonzero(open_seats(offers, held))
    free = free[offers.may[offers.seat_person[free]] > 0]
    taken = np.zeros(0, dtype=np.int64)
    for nth in range(offers.problem.per_member):
        loads = np.bincount(offers.seat_place[taken], minlength=offers.places)
        more = _round(
            offers,
            free,
            lower=np.maximum(0, counts * offers.minimum - loads),
            upper=counts * offers.maximum - loads,
            step=0 if nth else step,
        )
        taken = np.concatenate([taken, more])
        if nth + 1 < offers.problem.per_member:
            free = _still_free(offers, free, more)
            has = np.bincount(offers.seat_person[taken], minlength=offers.problem.people)
            free = free[(has < offers.may)[offers.seat_person[free]]]
    return taken


def _round(offers: Offers, free: Numbers, *, lower: Numbers, upper: Numbers, step: int) -> Numbers:
    """Seat every member at most once: member -> place -> rest, and member -> rest for whoever stays without."""
    if not len(free):
        return free
    people, tails = np.unique(offers.seat_person[free], return_inverse=True)
    places, heads = np.unique(offers.seat_place[free], return_inverse=True)
    worth = worths(offers, free, step=step)
    # One more seat below a minimum is worth more than all that moving every member could lose.
    needed = (int(worth.max()) + 1) * (len(people) + 1)
    rest = len(people) + len(places)
    sits, stays, fills = len(free), len(people), len(places)
    at = len(people) + np.arange(fills)
    solver: Any = SimpleMinCostFlow()  # its stubs put an array's type where numpy has the shape
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([tails, np.arange(stays), at, at]).astype(np.int32),
        np.concatenate([heads + len(people), np.full(stays + 2 * fills, rest)]).astype(np.int32),
        np.concatenate([np.ones(sits + stays, dtype=np.int64), lower[places], (upper - lower)[places]]),
        np.concatenate(
            [
                -worth,
                np.zeros(stays, dtype=np.int64),
                np.full(fills, -needed),
                np.zeros(fills, dtype=np.int64),
            ]
        ),
    )
    supply = np.zeros(rest + 1, dtype=np.int64)
    supply[: len(people)], supply[rest] = 1, -len(people)
    solver.set_nodes_supplies(np.arange(rest + 1, dtype=np.int32), supply)
    status = solver.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise MatcherError(f"seats cannot be given out: the solver says {status.name}")
    return free[solver.flows(arcs[:sits]) > 0]


def _still_free(offers: Offers, free: Numbers, taken: Numbers) -> Numbers:
    """Leave the seats of whom a seat just taken does not keep away: not of its workshop, nor while it meets."""
    at = np.full(offers.problem.people, -1)
    at[offers.seat_person[taken]] = offers.seat_place[taken]
    has = at[offers.seat_person[free]]
    return free[(has < 0) | ~offers.either[has, offers.seat_place[free]]]
