from collections import Counter
from collections.abc import Callable

import pytest

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, Role
from scheduler.judging import judge
from workers.solving import solve

Example = tuple[Cohort, tuple[Person, ...]]


@pytest.mark.parametrize("folder", ["school", "qhl", "200"])
def test_every_part_of_the_plan_is_proven_and_keeps_the_rules(
    read_example: Callable[..., Example], folder: str
) -> None:
    cohort, people = read_example(folder)
    plan = solve(cohort=cohort, people=people)
    assert (plan.sessions.proven, plan.coaching.proven, plan.workshops.proven) == (True, True, True)
    assert judge(cohort=cohort, people=people, plan=plan) == ()


def test_the_school_is_one_building_in_one_zone_within_the_school_day(
    read_example: Callable[..., Example],
) -> None:
    cohort, people = read_example("school")
    assert Counter(person.role for person in people) == {Role.MEMBER: 14, Role.COACH: 5, Role.STAFF: 1}
    assert {person.time_zone for person in people} == {"Africa/Lagos"}
    plan = solve(cohort=cohort, people=people)
    starts = [start for section in plan.workshops.sections for start in section.starts]
    assert starts
    assert {8 <= start.hour + 1 < 15 for start in starts} == {True}


def test_the_circle_spans_three_zones_and_reaches_some_by_whatsapp_alone(
    read_example: Callable[..., Example],
) -> None:
    _, people = read_example("qhl")
    assert Counter(person.role for person in people) == {Role.MEMBER: 18, Role.COACH: 6, Role.STAFF: 1}
    assert {person.time_zone for person in people} == {"Africa/Lagos", "Asia/Beirut", "Africa/Nairobi"}
    without_address = [person for person in people if person.email is None]
    assert len(without_address) == 9
    assert all(person.whatsapp for person in without_address)


def test_the_large_example_is_two_hundred_members_and_twenty_workshops(
    read_example: Callable[..., Example],
) -> None:
    cohort, people = read_example("200")
    assert Counter(person.role for person in people) == {Role.MEMBER: 200, Role.COACH: 40, Role.STAFF: 5}
    assert len(cohort.workshops) == 20
