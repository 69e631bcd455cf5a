from dataclasses import replace

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan
from scheduler.outputs.assignments import assignments_csv


def test_every_member_has_a_row_with_coach_and_workshops_or_why_not(
    cohort: Cohort, people: tuple[Person, ...], plan: Plan
) -> None:
    written = assignments_csv(cohort=cohort, people=people, plan=plan)

    assert written.startswith(b"\xef\xbb\xbf"), "Excel garbles names without a byte order mark"
    assert written.decode("utf-8-sig").splitlines() == [
        (
            "member,name,time_zone,coach,coach_name,score,shared_minutes,topics,languages,workshops,"
            "why_no_coach,why_no_workshop"
        ),
        (
            "M1,Halima Wanjiru,Africa/Nairobi,C1,Ruth <b>Abernathy</b>,900,420,math games,sw; en,"
            '"Games with stones 1: 2024-10-22T14:00:00Z, 2024-10-29T14:00:00Z",,'
        ),
        "nuri@example.org,فرشته نوری,Asia/Kabul,C1,Ruth <b>Abernathy</b>,550,75,,,,,Stories is not held.",
        (
            "M3,'=Quiñones,America/New_York,,,,,,,,"
            "No coach shares 60 minutes; nearest: 45 with Олена. Ruth <b>is</b> full.,"
        ),
    ]


def test_several_workshops_are_listed_in_the_plans_order(
    cohort: Cohort, people: tuple[Person, ...], plan: Plan
) -> None:
    (section,) = plan.workshops.sections
    second = replace(section, workshop="stories", section=2, starts=section.starts[:1])
    both = replace(plan, workshops=replace(plan.workshops, sections=(section, second)))

    written = assignments_csv(cohort=cohort, people=people, plan=both).decode()

    assert (
        '"Games with stones 1: 2024-10-22T14:00:00Z, 2024-10-29T14:00:00Z; '
        'Stories & books 2: 2024-10-22T14:00:00Z"'
    ) in written
