import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import Plan
from scheduler.judging import judge
from scheduler.roster.people import read_people
from scheduler.roster.sheet import read_sheet
from workers.solving import solve

Example = tuple[Cohort, tuple[Person, ...]]

FOLDER = Path(__file__).parents[2] / "examples" / "ptp-2024"


@pytest.fixture(scope="module")
def ptp(read_example: Callable[..., Example]) -> Example:
    return read_example("ptp-2024")


@pytest.fixture(scope="module")
def plan(ptp: Example) -> Plan:
    cohort, people = ptp
    return solve(cohort=cohort, people=people)


def test_the_cohort_is_forty_members_twelve_coaches_and_three_staff_in_eleven_zones(ptp: Example) -> None:
    _, people = ptp
    assert Counter(person.role for person in people) == {Role.MEMBER: 40, Role.COACH: 12, Role.STAFF: 3}
    assert {person.time_zone for person in people} == {
        "Africa/Lagos",
        "Africa/Nairobi",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
        "America/New_York",
        "America/Phoenix",
        "Asia/Beirut",
        "Asia/Kabul",
        "Europe/Belgrade",
        "Europe/Kyiv",
    }


def test_the_cohort_holds_eight_workshops_and_one_gathering_a_month(ptp: Example) -> None:
    cohort, _ = ptp
    assert [session.id for session in cohort.sessions] == ["gathering"]
    assert [workshop.id for workshop in cohort.workshops] == [
        "early-child-development",
        "social-and-emotional-learning",
        "classroom-english",
        "trauma-informed-teaching",
        "inclusive-classrooms",
        "math-games",
        "working-with-families",
        "storytelling-and-reading",
    ]


def test_members_lead_workshops_too(ptp: Example) -> None:
    cohort, people = ptp
    members = {person.key for person in people if person.role is Role.MEMBER}
    assert {
        workshop.id: leaders
        for workshop in cohort.workshops
        if (leaders := members & {*workshop.facilitators})
    } == {
        "trauma-informed-teaching": {"M36"},
        "math-games": {"M27", "M37"},
        "working-with-families": {"M01"},
        "storytelling-and-reading": {"M33"},
    }


def test_the_roster_shows_what_rosters_hold(ptp: Example) -> None:
    """Blank codes, blank hours, no interests, nights over midnight, a day that ends at 24:00, wishes by id."""
    _, people = ptp
    assert {person.key for person in people if "@" in person.key} == {
        "jb.nkurunziza@example.org",
        "amina.husainova@example.org",
    }
    assert {person.key for person in people if person.availability_assumed} == {"M16", "S03"}
    assert {person.key for person in people if person.role is Role.MEMBER and not person.interests} == {"M16"}
    assert {
        person.key for person in people if any(window.end > 24 * 60 for window in person.availability)
    } == {
        "M09",
        "M25",
    }
    assert {
        person.key for person in people if any(window.end == 24 * 60 for window in person.availability)
    } == {"M20"}
    assert {person.key for person in people if person.workshops} == {"M21"}
    assert {person.capacity is None for person in people if person.role is Role.COACH} == {True, False}


def test_the_form_holds_the_same_people_as_the_roster(
    read_example: Callable[..., Example], ptp: Example
) -> None:
    assert read_example("ptp-2024", roster="roster-google-forms.csv", mapping="mapping.toml") == ptp


def test_without_its_mapping_the_form_asks_and_takes_nobody_in_on_a_guess(ptp: Example) -> None:
    cohort, _ = ptp
    sheet = read_sheet(name="form.csv", data=(FOLDER / "roster-google-forms.csv").read_bytes())
    reading = read_people(sheet=sheet, cohort=cohort, new_id=PersonId)
    asked = {(question.field, question.value) for question in reading.questions if question.value is not None}
    assert asked == {("time_zone", "Central time"), ("time_zone", "Pacific time")}
    assert {(problem.code, problem.value) for problem in reading.problems} == {
        ("unknown_role", "Office and tech support"),
        ("unknown_topic", "working with parents"),
    }
    assert {person.key for person in ptp[1]} - {person.key for person in reading.people} == {
        "M10",
        "M11",
        "M23",
        "S03",
    }


def test_the_form_is_not_the_roster_under_another_name() -> None:
    """What the form writes otherwise, so that equal people are the importer's doing."""
    with (FOLDER / "roster-google-forms.csv").open(encoding="utf-8", newline="") as file:
        header, *answers = csv.reader(file)
    with (FOLDER / "roster.csv").open(encoding="utf-8", newline="") as file:
        canonical = next(csv.reader(file))
    assert not set(header) & set(canonical)
    assert {"Pacific time", "Central time", "Arizona", "Kiev", "Nigeria"} < {answer[5] for answer in answers}
    assert {answer[4].casefold() for answer in answers} == {
        "aspiring teacher",
        "mentor",
        "programme staff",
        "office and tech support",
    }


def test_every_part_of_the_plan_is_proven(plan: Plan) -> None:
    assert (plan.sessions.proven, plan.coaching.proven, plan.workshops.proven) == (True, True, True)


def test_the_plan_keeps_the_rules(ptp: Example, plan: Plan) -> None:
    cohort, people = ptp
    assert judge(cohort=cohort, people=people, plan=plan) == ()


def test_everybody_has_a_coach_but_the_one_whose_thursday_moves_when_the_others_change_their_clocks(
    plan: Plan,
) -> None:
    """Phoenix keeps no daylight saving time: 09:00 there is 11:00 in New York in winter and noon in summer."""
    assert [left.member for left in plan.coaching.unplaced] == ["M20"]
    assert all(left.reasons for left in plan.coaching.unplaced)


def test_most_who_wish_for_a_workshop_have_one_and_three_are_told_why_not(plan: Plan) -> None:
    assert [left.member for left in plan.workshops.unserved] == ["M09", "M14", "M20"]
    assert all(left.reasons for left in plan.workshops.unserved)


def test_the_gathering_is_held_in_nine_months_over_both_clock_changes(plan: Plan) -> None:
    assert [(meeting.starts.year, meeting.starts.month) for meeting in plan.sessions.meetings] == [
        (2024, 9),
        (2024, 10),
        (2024, 11),
        (2024, 12),
        (2025, 1),
        (2025, 2),
        (2025, 3),
        (2025, 4),
        (2025, 5),
    ]


def test_the_hours_that_suit_not_everybody_go_round(plan: Plan) -> None:
    """Some can come on Saturdays only, some on Thursdays only: neither have the burden more than five times of nine."""
    assert {f"{meeting.starts:%a}" for meeting in plan.sessions.meetings} == {"Thu", "Sat"}
    assert plan.sessions.objective.worst == 5
