"""Why the workshop groups of a plan are as they are: what the matcher finds of each, in words."""

from dataclasses import replace

from matcher.groups.explain import why_besides, why_seat, why_section, why_unserved
from matcher.groups.shortage import Shortages
from matcher.problem import GroupsProblem
from matcher.solution import GroupsSolution
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import LeftOut, Section, WorkshopsPart
from scheduler.reasons import (
    seat_reason,
    seat_remarks,
    section_reason,
    too_few_people,
    too_few_seats,
    unserved_reasons,
)


def with_workshop_reasons(
    part: WorkshopsPart,
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    problem: GroupsProblem,
    solution: GroupsSolution,
) -> WorkshopsPart:
    """Add to each section and seat why it is, and to each member without a seat what stands in the way."""
    sections: list[Section] = []
    for index, (section, group) in enumerate(zip(part.sections, solution.sections, strict=True)):
        why = why_section(problem=problem, solution=solution, section_index=index)
        seated = (
            seat_reason(
                cohort=cohort,
                section=section,
                member=people[member],
                finding=why_seat(problem=problem, solution=solution, section_index=index, member=member),
            )
            for member in group.members
        )
        remarks = (
            remark
            for member in group.members
            for remark in seat_remarks(
                cohort=cohort,
                section=section,
                member=people[member],
                findings=why_besides(problem=problem, solution=solution, section_index=index, member=member),
            )
        )
        reasons = (section_reason(section=section, finding=why),)
        sections.append(replace(section, reasons=reasons, seats=tuple(seated), remarks=tuple(remarks)))
    shortages = Shortages(problem=problem, solution=solution)
    person_of = {person.id: index for index, person in enumerate(people)}
    unserved: list[LeftOut] = []
    for left_out in part.unserved:
        index = person_of[left_out.member]
        member = people[index]
        findings = why_unserved(problem=problem, solution=solution, member=index)
        why_none = unserved_reasons(cohort=cohort, sections=part.sections, member=member, findings=findings)
        few = [
            too_few_people(cohort=cohort, problem=problem, member=member, finding=finding)
            for finding in shortages.of_people(index)
        ]
        lacking = shortages.of_seats(index)
        short = lacking and too_few_seats(
            cohort=cohort, people=people, sections=part.sections, member=member, shortage=lacking
        )
        unserved.append(replace(left_out, reasons=(*why_none, *few, *([short] if short else ()))))
    return replace(part, sections=tuple(sections), unserved=tuple(unserved))
