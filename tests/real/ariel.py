"""Values that 26 students in Ariel give to 23 courses, as workshop groups and as flows.

The data also says how many courses a student takes, how many seats a course has, which courses meet at the same time
and which a student may not take. Courses of no value are not wished for; nobody wishes for one they may not take.

*As groups* (`by_capacity`): the wishes are the courses in order of value, equal ones as they stand in the file, and
worth what ranks are worth; the values themselves are left out. A question has one `per_member`, so students who take
equally many courses make up a question of their own. That changes nothing: with 40 seats or more in every course the 26
students never want for one.

*As flows* (`network`): the values themselves, and every student several times over, so that seats run out; those who
gathered the data draw students from it for the same reason. A student is a node that supplies as many units as the
student takes courses, to courses or straight to the sink; two courses that meet at once it reaches through one node,
which passes one unit. A course that meets at once with two others is in only one such node: the flow is a relaxation,
and a plan that breaks no rule all the same is the best.

The costs' swings: a simple cycle of the residual network visits the sink once, so it takes at most one arc of a
student without any course forth and one back. It visits every course at most once, and there takes one seat for
another, adds one or drops one: the sum changes by at most the largest value.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.coaching.networks import Cost, Network
from matcher.problem import GroupsProblem
from tests.real.courses import as_groups


@dataclass(frozen=True, kw_only=True, slots=True)
class Student:
    """What courses are worth to a student, those of no value left out; how many it takes; which it may not take."""

    values: Mapping[int, int]
    takes: int
    barred: frozenset[int]

    @property
    def wishes(self) -> tuple[int, ...]:
        """The courses in order of value, of equal ones the one that stands first."""
        return tuple(sorted(self.values, key=lambda course: -self.values[course]))

    @property
    def first(self) -> frozenset[int]:
        """The courses that no other is worth more than."""
        return frozenset(course for course in self.values if self.values[course] == max(self.values.values()))


@dataclass(frozen=True, kw_only=True, slots=True)
class Register:
    """The students; each course's seats; the pairs of courses that meet at once."""

    students: tuple[Student, ...]
    seats: tuple[int, ...]
    at_once: tuple[frozenset[int], ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Drawn:
    """A network, its order of costs, and the student and the course of its arcs (course -1: no seat)."""

    network: Network
    costs: tuple[Cost, ...]
    student: NDArray[np.int64]
    course: NDArray[np.int64]


def read(folder: Path) -> Register:
    """Read the file; courses are numbered as their seats are listed."""
    text = (folder / "ariel-courses" / "ariel_5783_input.json").read_text(encoding="utf-8")
    file = json.loads(text)
    number = {course: index for index, course in enumerate(file["item_capacities"])}
    return Register(
        students=tuple(
            Student(
                values={number[course]: value for course, value in values.items() if value},
                takes=file["agent_capacities"][name],
                barred=frozenset(number[course] for course in file["agent_conflicts"].get(name, [])),
            )
            for name, values in file["valuations"].items()
        ),
        seats=tuple(file["item_capacities"].values()),
        at_once=tuple(
            dict.fromkeys(
                frozenset({number[course], number[other]})
                for course, others in file["item_conflicts"].items()
                for other in others
            )
        ),
    )


def by_capacity(register: Register) -> Mapping[int, tuple[tuple[Student, ...], GroupsProblem]]:
    """Ask for every number of courses that students take who of them sits in which."""
    alike = {
        takes: tuple(student for student in register.students if student.takes == takes)
        for takes in sorted({student.takes for student in register.students})
    }
    return {takes: (students, _groups(register, students, takes=takes)) for takes, students in alike.items()}


def network(register: Register, students: Sequence[Student]) -> Drawn:
    """Draw the students' arcs to courses, some through a node for two, and to the sink; then courses to the sink.

    The order: the fewest students without any course, then the most value.
    """
    courses = len(students) + np.arange(len(register.seats))
    sink = len(students) + len(register.seats)
    arcs: list[_Arc] = []
    nodes = sink + 1
    for node, student in enumerate(students):
        through: dict[int, int] = {}
        for pair in register.at_once:
            if pair <= student.values.keys() and not pair & through.keys():
                through |= dict.fromkeys(pair, nodes)
                arcs.append(_Arc(node, nodes))
                nodes += 1
        for course, value in student.values.items():
            tail = through.get(course, node)
            arcs.append(_Arc(tail, int(courses[course]), value=value, student=node, course=course))
        arcs.append(_Arc(node, sink, upper=student.takes - 1))
        arcs.append(_Arc(node, sink, unserved=1))
    arcs += [_Arc(int(courses[course]), sink, upper=seats) for course, seats in enumerate(register.seats)]
    supply = np.zeros(nodes, dtype=np.int64)
    supply[: len(students)] = [student.takes for student in students]
    supply[sink] = -supply.sum()
    dearest = max(max(student.values.values()) for student in students)
    return Drawn(
        network=Network(
            supply=supply,
            tails=np.array([arc.tail for arc in arcs], dtype=np.int32),
            heads=np.array([arc.head for arc in arcs], dtype=np.int32),
            lower=np.zeros(len(arcs), dtype=np.int64),
            upper=np.array([arc.upper for arc in arcs], dtype=np.int64),
        ),
        costs=(
            Cost(of_arc=np.array([arc.unserved for arc in arcs]), swing=1),
            Cost(of_arc=np.array([-arc.value for arc in arcs]), swing=len(register.seats) * dearest),
        ),
        student=np.array([arc.student for arc in arcs]),
        course=np.array([arc.course for arc in arcs]),
    )


def seated(drawn: Drawn, flow: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Read off a flow who sits in which course."""
    seats = np.flatnonzero((flow > 0) & (drawn.course >= 0))
    return list(zip(drawn.student[seats].tolist(), drawn.course[seats].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class _Arc:
    tail: int
    head: int
    upper: int = 1
    value: int = 0
    unserved: int = 0
    student: int = -1
    course: int = -1


def _groups(register: Register, students: Sequence[Student], *, takes: int) -> GroupsProblem:
    return as_groups(
        wishes=[student.wishes for student in students],
        seats=register.seats,
        each=takes,
        together=register.at_once,
        barred={(number, course) for number, student in enumerate(students) for course in student.barred},
    )
