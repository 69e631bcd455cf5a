"""A judge of workshop groups: every rule of DESIGN 6 told apart, and the worth held to the optimum."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan, Section, WorkshopsPart, WorkshopsValue
from tests.oracle.best_groups import best_groups
from tests.oracle.timeline import available, wholly_inside
from tests.oracle.wishes import Starts, Wishes, free_starts, overlap, wishes_of, worth


def workshop_findings(*, cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> Iterator[str]:
    """Say everything that is wrong with the plan's workshop groups, its sessions taken as they are."""
    wishes = wishes_of(cohort, people)
    busy = [(meeting.starts, meeting.minutes) for meeting in plan.sessions.meetings]
    yield from _section_findings(cohort, people, plan, wishes)
    yield from _diary_findings(cohort, people, plan)
    yield from _pin_findings(cohort, people, plan.workshops)
    yield from _order_findings(cohort, people, plan.workshops)
    yield from _served_findings(people, plan.workshops, wishes)

    part = plan.workshops
    seats = [(member, section.workshop) for section in part.sections for member in section.members]
    value = WorkshopsValue(
        served=len({member for member, _ in seats if wishes[member]}),
        total=sum(worth(wishes, member, workshop) for member, workshop in seats),
        alone=sum(len(_alone(people, section)) for section in part.sections) if cohort.no_one_alone else None,
    )
    if part.objective != value:
        yield f"the groups are worth {value}, not {part.objective}"
    if not part.proven or part.bound != part.objective or part.gap != 0:
        yield f"the groups are not proven: {part.bound} bounds {part.objective} with a gap of {part.gap}"
    best = best_groups(cohort, people, wishes, busy)
    alone = () if value.alone is None else (value.alone,)
    if best != ((value.served, *alone, value.total) if cohort.served_first else (value.total, *alone)):
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
            and (keys[member], section.workshop) not in cohort.must_attend
        )
    seats = Counter((m, section.workshop) for section in plan.workshops.sections for m in section.members)
    yield from (f"{seat} is filled {times} times" for seat, times in seats.items() if times > 1)
    of_member = Counter(member for member, _ in seats)
    yield from (f"{m} attends {n} workshops" for m, n in of_member.items() if n > cohort.per_member)


def _alone(people: tuple[Person, ...], section: Section) -> list[PersonId]:
    spoken = {person.id: [tag.split("-")[0] for tag in person.languages] for person in people}
    return [
        member
        for member in section.members
        if spoken[member]
        and not any(spoken[member][0] in spoken[other] for other in section.members if other != member)
    ]


def _pin_findings(cohort: Cohort, people: tuple[Person, ...], part: WorkshopsPart) -> Iterator[str]:
    keys = {person.id: person.key for person in people}
    seats = {(keys[member], section.workshop) for section in part.sections for member in section.members}
    yield from (f"{pin} must be, and is not" for pin in cohort.must_attend if pin not in seats)
    yield from (f"{ban} must not be, and is" for ban in cohort.never_attend if ban in seats)
    said = {
        (remark.code, remark.params["member"], remark.params["workshop"])
        for section in part.sections
        for remark in (*section.seats, *section.remarks)
        if remark.is_warning or remark.code == "alone"
    }
    meant: set[tuple[str, str, str]] = set()
    wishes, by_id = wishes_of(cohort, people), {person.id: person for person in people}
    for section in part.sections:
        for member in section.members:
            where = (keys[member], section.workshop)
            if section.workshop not in wishes[member]:
                meant.add(("must_no_wish", *where))
            hours = available(by_id[member])
            if not all(wholly_inside(hours, start, section.minutes) for start in section.starts):
                meant.add(("must_no_hours", *where))
            if cohort.no_one_alone and member in _alone(people, section):
                meant.add(("alone", *where))
    if said != meant:
        yield f"of the seats {said} is said, not {meant}"


def _diary_findings(cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> Iterator[str]:
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
        asked = {
            f"{section.workshop} {section.section}"
            for section in plan.workshops.sections
            if person.id in section.members and (person.key, section.workshop) in cohort.must_attend
        }
        for start, minutes, what in mine:
            if what not in asked and not wholly_inside(hours, start, minutes):
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
