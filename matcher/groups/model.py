"""Workshop groups as an integer programme, the strong formulation, for some leads to be decided and others held.

    leads[l] = 1   lead l (a workshop, a start and a facilitator) is held
    seats[x] = 1   seat x (a member, a workshop and a start) is taken

Sections of one workshop that start together differ only in who leads them, so a seat need not name its section; where
it matters who sits with whom they are at places of their own.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from matcher.groups.tasks import Task
from matcher.problem import GroupsProblem
from matcher.starts import at_once


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """What is to be decided, by lead and by seat, and how many sections are held at each place."""

    task: Task
    programme: cp_model.CpModel
    leads: dict[int, cp_model.IntVar]
    seats: dict[int, cp_model.IntVar]
    leads_at: dict[int, list[cp_model.IntVar]]
    held_at: dict[int, int]
    seats_at: dict[int, list[int]]

    @property
    def problem(self) -> GroupsProblem:
        """What the task is a part of."""
        return self.task.offers.problem


def model_of(task: Task) -> Model:
    """Make the variables, bound by all rules, hinting at the plan to begin near.

    Who leads what is held has no seat meanwhile.
    """
    offers, programme = task.offers, cp_model.CpModel()
    leads_at: defaultdict[int, list[cp_model.IntVar]] = defaultdict(list)
    held_at: defaultdict[int, int] = defaultdict(int)
    chosen, sitting = set(task.guide.leads), set(task.guide.seats.tolist())
    leads: dict[int, cp_model.IntVar] = {}
    for lead in task.open:
        leads[lead] = programme.new_bool_var("")
        programme.add_hint(leads[lead], lead in chosen)
        leads_at[int(offers.lead_place[lead])].append(leads[lead])
    for lead in task.held:
        held_at[int(offers.lead_place[lead])] += 1
    barred = {int(seat) for lead in task.held for seat in offers.lead_taken[lead]}
    seats: dict[int, cp_model.IntVar] = {}
    seats_at: dict[int, list[int]] = {}
    for place in sorted({*leads_at, *held_at}):
        where = offers.seats_of(place)
        seats_at[place] = [seat for seat in range(where.start, where.stop) if seat not in barred]
        for seat in seats_at[place]:
            seats[seat] = programme.new_bool_var("")
            programme.add_hint(seats[seat], seat in sitting)
    model = Model(
        task=task,
        programme=programme,
        leads=leads,
        seats=seats,
        leads_at=dict(leads_at),
        held_at=dict(held_at),
        seats_at=seats_at,
    )
    for rule in RULES:
        rule(model)
    return model


def value_of(model: Model) -> cp_model.LinearExpr:
    """Write the value of what is decided, in the order's digits."""
    order, offers = model.task.order, model.task.offers
    served = _served(model) if order.served else []
    alone = _alone(model) if order.alone else []
    worth = (order.total * offers.seat_worth[list(model.seats)]).tolist()
    value = cp_model.LinearExpr.weighted_sum(
        [*served, *alone, *model.seats.values()],
        [*(order.served for _ in served), *(-order.alone for _ in alone), *worth],
    )
    return value + order.alone * order.most_alone


def _a_workshop_has_so_many_sections(model: Model) -> None:
    """For each w: sum of leads[l] at its starts <= sections[w] - those held."""
    offers = model.task.offers
    taken: defaultdict[int, list[cp_model.IntVar]] = defaultdict(list)
    for lead, one in model.leads.items():
        taken[int(offers.place_workshop[offers.lead_place[lead]])].append(one)
    held = [int(offers.place_workshop[offers.lead_place[lead]]) for lead in model.task.held]
    for w, ones in taken.items():
        model.programme.add(sum(ones) <= model.problem.workshops[w].sections - held.count(w))


def _a_section_is_neither_too_small_nor_too_large(model: Model) -> None:
    """For each place: minimum * sections there <= sum of its seats <= maximum * sections there."""
    offers = model.task.offers
    for place, seats in model.seats_at.items():
        held = sum(model.leads_at.get(place, [])) + model.held_at.get(place, 0)
        taken = sum(model.seats[seat] for seat in seats)
        model.programme.add(taken >= int(offers.minimum[place]) * held)
        model.programme.add(taken <= int(offers.maximum[place]) * held)


def _a_seat_needs_a_section(model: Model) -> None:
    """For each seat: seats[x] <= sum of leads at its place; the sizes imply it, but bound far less."""
    for place, seats in model.seats_at.items():
        if place not in model.held_at:
            for seat in seats:
                model.programme.add_bool_or(*model.leads_at[place], ~model.seats[seat])


def _a_member_is_in_so_many_workshops(model: Model) -> None:
    """For each p: sum of seats of p <= may[p]."""
    for person, seats in _by_member(model).items():
        may = int(model.task.offers.may[person])
        if may == 1:
            model.programme.add_at_most_one(model.seats[seat] for seat in seats)
        else:
            model.programme.add(sum(model.seats[seat] for seat in seats) <= may)


def _a_member_has_one_seat_in_a_workshop(model: Model) -> None:
    """For each p, w: sum of seats of p in w <= 1; with per_member 1 the rule above says it already."""
    if model.problem.per_member == 1:
        return
    offers = model.task.offers
    taken: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for seat in model.seats:
        taken[int(offers.seat_person[seat]), int(offers.place_workshop[offers.seat_place[seat]])].append(seat)
    for seats in taken.values():
        model.programme.add_at_most_one(model.seats[seat] for seat in seats)


def _nobody_is_in_two_meetings_at_once(model: Model) -> None:
    """For each p, and each instant at which a meeting begins: leads and seats of p that meet then sum to <= 1.

    Of two meetings that overlap one begins within the other, so these instants see every overlap. Whoever leads
    nothing and has at most one seat is never in two places.
    """
    offers = model.task.offers
    mine: defaultdict[int, list[tuple[int, cp_model.IntVar]]] = defaultdict(list)
    for lead, one in model.leads.items():
        mine[int(offers.lead_person[lead])].append((int(offers.lead_place[lead]), one))
    leading = set(mine)
    for seat, one in model.seats.items():
        person = int(offers.seat_person[seat])
        if model.problem.per_member > 1 or person in leading:
            mine[person].append((int(offers.seat_place[seat]), one))
    meetings = {place: offers.meetings(place) for place in {*model.seats_at, *model.leads_at}}
    for ones in mine.values():
        for together in at_once([meetings[place] for place, _ in ones]):
            model.programme.add_at_most_one(ones[index][1] for index in together)


def _no_lead_clashes_with_one_that_is_held(model: Model) -> None:
    """For each lead whose facilitator leads something held meanwhile: leads[l] = 0."""
    for lead, one in model.leads.items():
        if any(model.task.offers.lead_clash[lead] >> held & 1 for held in model.task.held):
            model.programme.add(one == 0)


def _whoever_must_has_a_seat(model: Model) -> None:
    """For each pin of a p to a w: sum of seats of p in w = 1."""
    offers = model.task.offers
    pinned: dict[tuple[int, int], list[cp_model.IntVar]] = {pin: [] for pin in model.problem.must}
    for seat, one in model.seats.items():
        if offers.seat_pinned[seat]:
            w = int(offers.place_workshop[offers.seat_place[seat]])
            pinned[int(offers.seat_person[seat]), w].append(one)
    for seats in pinned.values():
        model.programme.add_exactly_one(seats)


RULES: tuple[Callable[[Model], None], ...] = (
    _a_workshop_has_so_many_sections,
    _a_section_is_neither_too_small_nor_too_large,
    _a_seat_needs_a_section,
    _a_member_is_in_so_many_workshops,
    _a_member_has_one_seat_in_a_workshop,
    _nobody_is_in_two_meetings_at_once,
    _no_lead_clashes_with_one_that_is_held,
    _whoever_must_has_a_seat,
)


def _by_member(model: Model) -> dict[int, list[int]]:
    taken: defaultdict[int, list[int]] = defaultdict(list)
    for seat in model.seats:
        taken[int(model.task.offers.seat_person[seat])].append(seat)
    return taken


def _served(model: Model) -> list[cp_model.IntVar]:
    """For each p who wishes and is not served yet, min(1, seats of p); with per_member 1 the seats themselves."""
    offers = model.task.offers
    if model.problem.per_member == 1:
        return [one for seat, one in model.seats.items() if offers.wishing[offers.seat_person[seat]]]
    served: list[cp_model.IntVar] = []
    for person, seats in _by_member(model).items():
        if not offers.wishing[person]:
            continue
        one = model.programme.new_bool_var("")
        model.programme.add_bool_or(*(model.seats[seat] for seat in seats), ~one)
        served.append(one)
    return served


def _alone(model: Model) -> list[cp_model.IntVar]:
    """For each place and language, whether the only one there who speaks it prefers it, if that costs.

    Two who prefer a language are not alone, so at most one of its speakers is:
    alone[place, language] >= seats[x] - sum of the other seats of its speakers there, for each x who prefers it.
    """
    offers, languages = model.task.offers, model.problem.languages or ()
    alone: list[cp_model.IntVar] = []
    for seats in model.seats_at.values():
        speakers: defaultdict[int, list[int]] = defaultdict(list)
        prefer: defaultdict[int, list[int]] = defaultdict(list)
        for seat in seats:
            spoken = languages[int(offers.seat_person[seat])]
            for language in set(spoken):
                speakers[language].append(seat)
            if spoken:
                prefer[spoken[0]].append(seat)
        for language, mine in prefer.items():
            if len(speakers[language]) == 1:
                alone.append(model.seats[mine[0]])
                continue
            one = model.programme.new_bool_var("")
            for seat in mine:
                company = [model.seats[other] for other in speakers[language] if other != seat]
                model.programme.add_bool_or(one, *company, ~model.seats[seat])
            alone.append(one)
    return alone
