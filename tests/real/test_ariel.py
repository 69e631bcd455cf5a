from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from matcher.check import check_groups
from matcher.coaching.flows import cheapest, lexicographic_flows
from matcher.groups.solver import solve
from matcher.objective import wish_worth
from matcher.solution import GroupsObjective, GroupsSolution
from tests.real.ariel import Drawn, Register, Student, by_capacity, network, read, seated
from tests.real.programme import most_value
from tests.real.proof import objections

TEN = 10
"""So many of each student that seats run out."""

THIRTY = 30
"""So many that for the most value some would go without any course."""

Seats = Sequence[tuple[int, int]]
"""Who sits in which course."""


@pytest.fixture(scope="session")
def register(real_data: Path) -> Register:
    return read(real_data)


@pytest.fixture(scope="session")
def plans(register: Register) -> Mapping[int, GroupsSolution]:
    return {takes: solve(problem) for takes, (_, problem) in by_capacity(register).items()}


@pytest.fixture(scope="session", params=[TEN, THIRTY])
def students(request: pytest.FixtureRequest, register: Register) -> tuple[Student, ...]:
    return register.students * request.param


@pytest.fixture(scope="session")
def drawn(register: Register, students: tuple[Student, ...]) -> Drawn:
    return network(register, students)


@pytest.fixture(scope="session")
def flow(drawn: Drawn) -> np.ndarray:
    *_, best = lexicographic_flows(drawn.network, drawn.costs)
    return best


def in_courses(plan: GroupsSolution) -> Seats:
    return [(student, section.workshop) for section in plan.sections for student in section.members]


def broken(register: Register, students: Sequence[Student], seats: Seats) -> list[str]:
    """Say every rule of the data that a plan breaks."""
    taken = {student: [c for one, c in seats if one == student] for student, _ in seats}
    load = Counter(course for _, course in seats)
    return [
        *(f"course {course} is too full" for course in load if load[course] > register.seats[course]),
        *(
            f"student {student} takes {courses}"
            for student, courses in taken.items()
            if len(courses) > students[student].takes
            or len(set(courses)) < len(courses)
            or not set(courses) <= students[student].values.keys()
            or set(courses) & students[student].barred
            or any(pair <= set(courses) for pair in register.at_once)
        ),
    ]


def first_wishes_met(students: Sequence[Student], seats: Seats) -> Fraction:
    """Return the share of students who sit in a course that no other is worth more to them than."""
    met = {student for student, course in seats if course in students[student].first}
    return Fraction(len(met), len(students))


def test_the_file_is_read_whole(register: Register) -> None:
    wished = Counter(course for student in register.students for course in student.values)
    assert (len(register.students), len(register.seats), len(register.at_once)) == (26, 23, 6)
    assert Counter(student.takes for student in register.students) == {6: 17, 5: 2, 4: 3, 3: 2, 2: 2}
    assert sum(wished.values()) == 153
    assert max(wished.values()) <= len(register.students) <= min(register.seats)


def test_nobody_wishes_for_what_they_are_barred_from(register: Register) -> None:
    assert [student for student in register.students if student.barred & student.values.keys()] == []


def test_as_groups_no_rule_is_broken(register: Register, plans: Mapping[int, GroupsSolution]) -> None:
    for takes, (students, problem) in by_capacity(register).items():
        assert check_groups(problem=problem, solution=plans[takes]) == ()
        assert broken(register, students, in_courses(plans[takes])) == []


def best_worth(register: Register, student: Student) -> int:
    """Try every set of courses that a student may take, as if seats never ran out."""
    return max(
        sum(wish_worth(rank=student.wishes.index(course) + 1) for course in courses)
        for size in range(student.takes + 1)
        for courses in combinations(student.wishes, size)
        if not any(pair <= set(courses) for pair in register.at_once)
    )


def test_as_groups_the_plan_is_proven_and_every_student_has_their_best(
    register: Register, plans: Mapping[int, GroupsSolution]
) -> None:
    for takes, (students, _) in by_capacity(register).items():
        total = sum(best_worth(register, student) for student in students)
        value, plan = GroupsObjective(served=len(students), total=total), plans[takes]
        assert (plan.proven, plan.objective, plan.bound, plan.gap) == (True, value, value, 0.0)


def test_as_groups_everybody_has_their_first_wish(
    register: Register, plans: Mapping[int, GroupsSolution]
) -> None:
    assert sum(plan.objective.total for plan in plans.values()) == 61_841
    shares = {
        takes: first_wishes_met(students, in_courses(plans[takes]))
        for takes, (students, _) in by_capacity(register).items()
    }
    assert shares == dict.fromkeys(plans, Fraction(1))


def worth(students: Sequence[Student], seats: Seats) -> int:
    return sum(students[student].values[course] for student, course in seats)


def test_as_flows_no_rule_is_broken_and_nobody_is_without_a_course(
    register: Register, students: tuple[Student, ...], drawn: Drawn, flow: np.ndarray
) -> None:
    seats = seated(drawn, flow)
    assert broken(register, students, seats) == []
    assert {student for student, _ in seats} == set(range(len(students)))


def test_prices_prove_the_order_without_swings_and_steps(drawn: Drawn, flow: np.ndarray) -> None:
    """Nobody's courses are worth more than 1,000 together, so a million for whoever has none outweighs all of them."""
    unserved, value = (cost.of_arc for cost in drawn.costs)
    cost = 1_000_000 * unserved + value
    price = cheapest(drawn.network, cost).price
    assert objections(drawn.network, cost=cost.tolist(), amount=flow, price=price) == []


@pytest.mark.parametrize(("students", "value"), [(TEN, 203_815), (THIRTY, 329_384)], indirect=["students"])
def test_an_integer_programme_finds_no_more_value(
    register: Register, students: tuple[Student, ...], drawn: Drawn, flow: np.ndarray, value: int
) -> None:
    assert worth(students, seated(drawn, flow)) == value == most_value(register, students)


@pytest.mark.parametrize(("students", "given_up"), [(TEN, 0), (THIRTY, 976)], indirect=["students"])
def test_that_nobody_is_without_a_course_costs_value_when_seats_are_few(
    students: tuple[Student, ...], drawn: Drawn, flow: np.ndarray, given_up: int
) -> None:
    *_, dearest = lexicographic_flows(drawn.network, drawn.costs[1:])
    assert worth(students, seated(drawn, dearest)) - worth(students, seated(drawn, flow)) == given_up


@pytest.mark.parametrize("students", [TEN], indirect=True)
def test_with_ten_times_the_students_ten_courses_are_full_and_244_of_260_have_their_first_wish(
    register: Register, students: tuple[Student, ...], drawn: Drawn, flow: np.ndarray
) -> None:
    seats = seated(drawn, flow)
    load = Counter(course for _, course in seats)
    assert len([course for course in load if load[course] == register.seats[course]]) == 10
    assert first_wishes_met(students, seats) == Fraction(244, 260)
