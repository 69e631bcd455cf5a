"""The best workshop groups by CP-SAT: numbered sections, a variable for each meeting's minute, everyone's diary."""

from collections import defaultdict
from datetime import datetime, timedelta

from ortools.sat.python import cp_model

from scheduler.domain.cohorts import Cohort, Workshop
from scheduler.domain.people import Person, PersonId
from tests.oracle.optimum import Goal, lexicographic
from tests.oracle.timeline import FIRST, WEEKS, available, wholly_inside
from tests.oracle.wishes import Starts, Wishes, free_starts, worth

_MINUTE = timedelta(minutes=1)
_LAST_MINUTE = WEEKS * 7 * 24 * 60


def best_groups(
    cohort: Cohort, people: tuple[Person, ...], wishes: Wishes, busy: list[tuple[datetime, int]]
) -> tuple[int, ...] | None:
    """Give the optimum (served, total), or (total,) where serving does not come first; None: the pins cannot be kept.

    Where nobody is to be alone, how many are stands before the total, or last.
    """
    ids = {person.key: person.id for person in people if person.id in wishes}
    pins = {(ids[key], workshop) for key, workshop in cohort.must_attend}
    bans = {(ids[key], workshop) for key, workshop in cohort.never_attend}
    diaries = _Diaries(people)
    seats: dict[PersonId, dict[tuple[str, int], cp_model.IntVar]] = {member: {} for member in wishes}
    for workshop in cohort.workshops:
        starts = free_starts(cohort, workshop, busy)
        wishing = [
            member
            for member in wishes
            if (workshop.id in wishes[member] or (member, workshop.id) in pins)
            and (member, workshop.id) not in bans
        ]
        asked = {member for member in wishing if (member, workshop.id) in pins}
        for n in range(workshop.sections if starts else 0):
            for member, seat in diaries.section(workshop, starts, wishing, asked).items():
                seats[member][workshop.id, n] = seat

    model = diaries.closed()
    for member, workshop_id in pins:
        model.add_bool_or(*[seat for (each, _), seat in seats[member].items() if each == workshop_id])
    served: list[cp_model.IntVar] = []
    for member, mine in seats.items():
        for workshop in cohort.workshops:
            model.add_at_most_one(seat for (each, _), seat in mine.items() if each == workshop.id)
        model.add(sum(mine.values()) <= cohort.per_member)
        if not wishes[member]:
            continue
        served.append(model.new_bool_var(f"{member} is served"))
        model.add(sum(mine.values()) >= served[-1])
    total = sum(
        worth(wishes, member, each) * seat for member in seats for (each, _), seat in seats[member].items()
    )
    goals: list[Goal] = [("most", total)]
    if cohort.no_one_alone:
        goals = [("least", _alone(model, people, seats)), *goals]
    goals = [("most", sum(served)), *goals] if cohort.served_first else goals[::-1]
    return lexicographic(model, goals)


def _alone(
    model: cp_model.CpModel,
    people: tuple[Person, ...],
    seats: dict[PersonId, dict[tuple[str, int], cp_model.IntVar]],
) -> cp_model.LinearExprT:
    """Count the members in a section in which the first language of theirs is nobody else's at all."""
    spoken = {person.id: [tag.split("-")[0] for tag in person.languages] for person in people}
    lonely: list[cp_model.IntVar] = []
    for member, mine in seats.items():
        for section, seat in mine.items():
            if spoken[member]:
                others = [
                    theirs[section]
                    for other, theirs in seats.items()
                    if other != member and section in theirs and spoken[member][0] in spoken[other]
                ]
                lonely.append(model.new_bool_var("alone"))
                model.add(sum(others) + lonely[-1] >= seat)
    return sum(lonely)


class _Diaries:
    """One model in which every person has a diary of optional intervals that never overlap."""

    def __init__(self, people: tuple[Person, ...]) -> None:
        self.model = cp_model.CpModel()
        self.hours = {person.id: available(person) for person in people}
        self.ids = {person.key: person.id for person in people}
        self.diary: defaultdict[PersonId, list[cp_model.IntervalVar]] = defaultdict(list)

    def section(
        self, workshop: Workshop, starts: list[Starts], wishing: list[PersonId], asked: set[PersonId]
    ) -> dict[PersonId, cp_model.IntVar]:
        """Add a section that may be held, and return who sits in it; whoever was asked for, at whatever hour."""
        held = self.model.new_bool_var("held")
        begins = [self.model.new_bool_var("begins") for _ in starts]
        leads = {self.ids[key]: self.model.new_bool_var("leads") for key in workshop.facilitators}
        sits = {member: self.model.new_bool_var("sits") for member in wishing}
        meets = [self.model.new_int_var(0, _LAST_MINUTE, "meets") for _ in range(workshop.meetings)]
        self.model.add(sum(begins) == held)
        self.model.add(sum(leads.values()) == held)
        self.model.add(sum(sits.values()) >= workshop.size.minimum * held)
        self.model.add(sum(sits.values()) <= workshop.size.maximum * held)
        for each, begin in zip(starts, begins, strict=True):
            for minute, start in zip(meets, each, strict=True):
                self.model.add(minute == (start - FIRST) // _MINUTE).only_enforce_if(begin)
        for leading, person, there in (
            *((True, person, there) for person, there in leads.items()),
            *((False, person, there) for person, there in sits.items()),
        ):
            self.diary[person] += [
                self.model.new_optional_fixed_size_interval_var(minute, workshop.minutes, there, "meeting")
                for minute in meets
            ]
            if person in asked and not leading:
                continue
            for each, begin in zip(starts, begins, strict=True):
                if not all(wholly_inside(self.hours[person], start, workshop.minutes) for start in each):
                    self.model.add_bool_or(~there, ~begin)
        return sits

    def closed(self) -> cp_model.CpModel:
        """Return the model once all sections are in it: nobody is in two meetings at once."""
        for intervals in self.diary.values():
            self.model.add_no_overlap(intervals)
        return self.model
