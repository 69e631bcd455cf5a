"""What was held before, added to the integer programme: who keeps their seat, and a bound on those who do not.

    continues[b, q] = 1   a section at place q continues section before b
    keeps[p, b, q] = 1    p, of section before b, sits in it there

There is one section at most at any place of a workshop that had some before (`offers`), so a place names it. Losing a
seat that could have stayed is a move, and so is another start for a section that could have kept its own. Where plans
are told apart by what else they upset, sections and seats that could not stay have variables too.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from ortools.sat.python import cp_model

from matcher.groups.continuing import identity
from matcher.groups.model import Model, value_of
from matcher.groups.moves import (
    Changes,
    Seat,
    SectionBefore,
    begun_starts,
    changes,
    could_lead,
    may_continue,
    may_keep,
    may_stay,
    upset,
    upset_weights,
)
from matcher.groups.seating import Seating, sections
from matcher.groups.tasks import Aim, Staying, Task
from matcher.problem import GroupsProblem


@dataclass(frozen=True, kw_only=True, slots=True)
class Stays:
    """The model it is added to, and what is decided of each section before and each seat there.

    `keepable` are the seats that could stay; `torn` those of sections that cannot, where they matter.
    """

    model: Model
    staying: Staying
    keepable: frozenset[Seat]
    torn: frozenset[Seat]
    continues: dict[tuple[int, int], cp_model.IntVar]
    keeps: dict[Seat, list[cp_model.IntVar]]

    @property
    def before(self) -> tuple[SectionBefore, ...]:
        """What was held before."""
        return self.staying.before


def stays_of(model: Model, staying: Staying) -> Stays:
    """Add the variables and all rules to a model, hinting at what the plan to begin near continues.

    A section before has none where nothing depends on it: no seat of it could stay, it has not begun, and what else is
    upset is not asked.
    """
    offers, problem, programme = model.task.offers, model.problem, model.programme
    begun, keepable = begun_starts(staying.before), may_keep(problem, before=staying.before)
    torn = _torn(problem, staying)
    known = _continued_at(model.task, staying)
    seat_of = {(int(offers.seat_person[seat]), int(offers.seat_place[seat])): seat for seat in model.seats}
    sitting = set(model.task.guide.seats.tolist())
    continues: dict[tuple[int, int], cp_model.IntVar] = {}
    keeps: dict[Seat, list[cp_model.IntVar]] = {seat: [] for seat in sorted(keepable | torn)}
    for index, section in enumerate(staying.before):
        mine = [person for person in section.members if (person, index) in keeps]
        if not mine and not section.begun and staying.aim is not Aim.UPSET:
            continue
        for place in model.leads_at:
            workshop, start = int(offers.place_workshop[place]), int(offers.place_start[place])
            if not may_continue(section, workshop=workshop, start=start, begun=begun):
                continue
            here = continues[index, place] = programme.new_bool_var("")
            programme.add_hint(here, known[index] == place)
            for person in mine:
                seat = seat_of.get((person, place))
                if seat is None:
                    continue
                one = programme.new_bool_var("")
                programme.add_hint(one, known[index] == place and seat in sitting)
                programme.add_implication(one, model.seats[seat])
                programme.add_implication(one, here)
                keeps[person, index].append(one)
    stays = Stays(
        model=model, staying=staying, keepable=keepable, torn=torn, continues=continues, keeps=keeps
    )
    for rule in STAYING_RULES:
        rule(stays)
    return stays


def goal_of(stays: Stays) -> cp_model.LinearExpr:
    """Write what is sought, so that more is better."""
    match stays.staying.aim:
        case Aim.VALUE:
            return value_of(stays.model)
        case Aim.FEWEST:
            return -1 * _moves(stays)
        case Aim.UPSET:
            again = [seat for seat in stays.keepable if seat[0] in stays.staying.moved_before]
            by_move, by_seat, by_hand = upset_weights(stays.before)
            upsets = by_move * _lost(stays, again) + by_seat * _lost(stays, stays.torn)
            return -1 * (upsets + by_hand * cp_model.LinearExpr.sum(list(_handed(stays))))


def reached(task: Task, plan: Seating) -> int:
    """Say how much of what is sought a plan reaches."""
    staying = task.staying
    if staying is None or staying.aim is Aim.VALUE:
        return task.order.of(task.offers, plan)
    changed, _ = changed_by(task, staying, plan)
    if staying.aim is Aim.FEWEST:
        return -changed.count
    problem, moved_before = task.offers.problem, staying.moved_before
    return -upset(problem, before=staying.before, changed=changed, moved_before=moved_before)


def changed_by(task: Task, staying: Staying, plan: Seating) -> tuple[Changes, tuple[int | None, ...]]:
    """Count what a plan changes, and say which of its sections continues which one before."""
    problem, held = task.offers.problem, tuple(sections(task.offers, plan))
    continued = identity(problem, before=staying.before, sections=held, moved_before=staying.moved_before)
    return changes(problem, before=staying.before, sections=held, continued=continued), continued


def _a_section_continues_one_and_is_continued_by_one(stays: Stays) -> None:
    """For each b: sum of continues[b, q] <= 1; for each place q: sum of continues[b, q] <= leads held there."""
    of_section: defaultdict[int, list[cp_model.IntVar]] = defaultdict(list)
    at_place: defaultdict[int, list[cp_model.IntVar]] = defaultdict(list)
    for (index, place), one in stays.continues.items():
        of_section[index].append(one)
        at_place[place].append(one)
    programme = stays.model.programme
    for ones in of_section.values():
        programme.add_at_most_one(ones)
    for place, ones in at_place.items():
        programme.add(sum(ones) <= sum(stays.model.leads_at[place]))


def _a_start_that_has_begun_is_no_other_section_s(stays: Stays) -> None:
    """For each place q at such a start: leads held there <= sum of continues[b, q]."""
    offers, begun = stays.model.task.offers, begun_starts(stays.before)
    for place, leads in stays.model.leads_at.items():
        if (int(offers.place_workshop[place]), int(offers.place_start[place])) in begun:
            ones = [one for (_, at), one in stays.continues.items() if at == place]
            stays.model.programme.add(sum(leads) <= sum(ones))


def _so_many_move(stays: Stays) -> None:
    """For all: moves and retimes <= most."""
    if stays.staying.most is not None:
        stays.model.programme.add(_moves(stays) <= stays.staying.most)


def _it_is_worth_so_much(stays: Stays) -> None:
    """For all: value >= floor."""
    if stays.staying.floor is not None:
        stays.model.programme.add(value_of(stays.model) >= stays.staying.floor)


STAYING_RULES: tuple[Callable[[Stays], None], ...] = (
    _a_section_continues_one_and_is_continued_by_one,
    _a_start_that_has_begun_is_no_other_section_s,
    _so_many_move,
    _it_is_worth_so_much,
)


def _moves(stays: Stays) -> cp_model.LinearExpr:
    """Sum 1 - keeps[p, b, ...] over seats that could stay, and continues[b, q] where b could stay, but not at q."""
    starts = stays.model.task.offers.place_start
    could = may_stay(stays.model.problem, before=stays.before)
    retimed = [
        one
        for (index, place), one in stays.continues.items()
        if could[index] and int(starts[place]) != stays.before[index].start
    ]
    return cp_model.LinearExpr.sum(retimed) + _lost(stays, stays.keepable)


def _lost(stays: Stays, seats: Collection[Seat]) -> cp_model.LinearExpr:
    """Sum 1 - keeps[p, b, ...] over these seats."""
    kept = [one for seat in sorted(seats) for one in stays.keeps[seat]]
    return len(seats) - cp_model.LinearExpr.sum(kept)


def _handed(stays: Stays) -> Iterator[cp_model.IntVar]:
    """For each b and q where who led b could lead: continues[b, q] and not the lead at q that is theirs."""
    model, offers = stays.model, stays.model.task.offers
    for (index, place), here in stays.continues.items():
        section = stays.before[index]
        if not could_lead(model.problem, section, start=int(offers.place_start[place])):
            continue
        theirs = [lead for lead in offers.leads_of(place) if offers.lead_person[lead] == section.facilitator]
        if not theirs:
            yield here
            continue
        handed = model.programme.new_bool_var("")
        model.programme.add_bool_or(handed, ~here, *(model.leads[lead] for lead in theirs))
        yield handed


def _torn(problem: GroupsProblem, staying: Staying) -> frozenset[Seat]:
    """Collect the seats of sections that cannot stay, if it is asked what is upset."""
    if staying.aim is not Aim.UPSET:
        return frozenset()
    could = may_stay(problem, before=staying.before)
    return frozenset(
        (person, index)
        for index, section in enumerate(staying.before)
        if not could[index]
        for person in section.members
    )


def _continued_at(task: Task, staying: Staying) -> list[int | None]:
    """At which place the plan to begin near continues each section before, None where it does not."""
    offers = task.offers
    held = tuple(sections(offers, task.guide))
    continued = identity(offers.problem, before=staying.before, sections=held)
    place_of = {
        (offers.workshop_of(lead), int(offers.place_start[place]), int(offers.lead_person[lead])): place
        for lead in task.guide.leads
        for place in (int(offers.lead_place[lead]),)
    }
    return [
        None if after is None else place_of[held[after].workshop, held[after].start, held[after].facilitator]
        for after in continued
    ]
