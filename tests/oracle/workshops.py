"""A judge of workshop groups: every rule of DESIGN 6 told apart, and the worth held to the optimum."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan, Section, WorkshopsPart, WorkshopsValue
from tests.oracle.best_groups import best_groups
from tests.oracle.timeline import available, wholly_inside
from tests.oracle.wishes import Starts, Wishes, free_starts, overlap, wishes_of, worth


def workshop_findings(*, cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> Iterator[str]:
    """Say everything that is wrong with the plan's workshop groups, its sessions taken as they are."""
    wishes = wishes_of(cohort, people)
    busy = [(meeting.starts, meeting.minutes) for meeting in plan.sessions.meetings]
    yield from _section_findings(cohort, people, plan, wishes)
    yield from _diary_findings(people, plan)
    yield from _order_findings(cohort, people, plan.workshops)
    yield from _served_findings(people, plan.workshops, wishes)

    part = plan.workshops
    seats = [(member, section.workshop) for section in part.sections for member in section.members]
    value = WorkshopsValue(
        served=len({member for member, _ in seats}),
        total=sum(worth(wishes, member, workshop) for member, workshop in seats),
    )
    if part.objective != value:
        yield f"the groups are worth {value}, not {part.objective}"
    if not part.proven or part.bound != part.objective or part.gap != 0:
        yield f"the groups are not proven: {part.bound} bounds {part.objective} with a gap of {part.gap}"
    best = best_groups(cohort, people, wishes, busy)
    if best != ((value.served, value.total) if cohort.served_first else (value.total,)):
        yield f"the best groups are worth {best}, not {value}"


def _section_findings(
    cohort: Cohort, people: tuple[Person, ...], plan: Plan, wishes: Wishes
) -> Iterator[str]:
    keys = {person.id: person.key for person in people}
    workshops = {workshop.id: workshop for workshop in cohort.workshops}
    for section in plan.workshops.sections:
        workshop, here = workshops[section.workshop], f"{section.workshop} {section.section}"
        if section.starts not in free_starts(cohort, workshop, []):
            yield f"{here} starts at {section.starts}, which is not offered"
        if any(start.utcoffset() != timedelta() for start in section.starts):
            yield f"{here} starts at an instant that is not in UTC"
        if section.minutes != workshop.minutes:
            yield f"{here} lasts {section.minutes} minutes, not {workshop.minutes}"
        if keys[section.facilitator] not in workshop.facilitators:
            yield f"{here} is led by {section.facilitator}, who is none of its facilitators"
        if not workshop.size.minimum <= len(section.members) <= workshop.size.maximum:
            yield f"{here} has {len(section.members)} members"
        yield from (
            f"{member} sits in {here} without a wish"
            for member in section.members
            if section.workshop not in wishes.get(member, [])
        )
    seats = Counter((m, section.workshop) for section in plan.workshops.sections for m in section.members)
    yield from (f"{seat} is filled {times} times" for seat, times in seats.items() if times > 1)
    of_member = Counter(member for member, _ in seats)
    yield from (f"{m} attends {n} workshops" for m, n in of_member.items() if n > cohort.per_member)


def _diary_findings(people: tuple[Person, ...], plan: Plan) -> Iterator[str]:
    sessions = [(meeting.starts, meeting.minutes, meeting.session) for meeting in plan.sessions.meetings]
    for person in people:
        hours = available(person)
        mine = [
            (start, section.minutes, f"{section.workshop} {section.section}")
            for section in plan.workshops.sections
            for part in ((section.facilitator,), section.members)
            if person.id in part
            for start in section.starts
        ]
        for start, minutes, what in mine:
            if not wholly_inside(hours, start, minutes):
                yield f"{person.id} is not available for {what} at {start}"
        for (one, m, what), (other, n, that) in combinations(mine + sessions, 2):
            if overlap(one, m, other, n):
                yield f"{person.id} is in {what} and in {that} at {one}"


def _order_findings(cohort: Cohort, people: tuple[Person, ...], part: WorkshopsPart) -> Iterator[str]:
    roster = [person.id for person in people]
    files = [workshop.id for workshop in cohort.workshops]

    def place(section: Section) -> tuple[int, Starts, int]:
        return files.index(section.workshop), section.starts, roster.index(section.facilitator)

    if list(part.sections) != sorted(part.sections, key=place):
        yield "the sections are not listed by workshop, start and facilitator"
    for workshop in cohort.workshops:
        numbers = [section.section for section in part.sections if section.workshop == workshop.id]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"the sections of {workshop.id} are numbered {numbers}"
        if len(numbers) > workshop.sections:
            yield f"{workshop.id} has {len(numbers)} sections"
    for section in part.sections:
        if list(section.members) != [person for person in roster if person in section.members]:
            yield f"the members of {section.workshop} are not in the roster's order, each once"


def _served_findings(people: tuple[Person, ...], part: WorkshopsPart, wishes: Wishes) -> Iterator[str]:
    seated = {member for section in part.sections for member in section.members}
    left = [person.id for person in people if wishes.get(person.id) and person.id not in seated]
    if [out.member for out in part.unserved] != left:
        yield f"unserved should be {left}, not {[out.member for out in part.unserved]}"
    yield from (f"{out.member} is unserved for no reason" for out in part.unserved if not out.reasons)
