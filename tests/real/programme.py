"""Ariel's seats as one integer programme, with all pairs of courses that meet at once; nothing of the matcher in it."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array

from tests.real.ariel import Register, Student


def most_value(register: Register, students: Sequence[Student]) -> int:
    """Find the most value that seats can have when everybody has at least one course."""
    seats = [(student, course) for student, one in enumerate(students) for course in one.values]
    column = {seat: index for index, seat in enumerate(seats)}
    rows: list[tuple[list[int], int, int]] = []  # some seats, and how few and how many of them are taken
    for number, student in enumerate(students):
        rows.append(([column[number, course] for course in student.values], 1, student.takes))
        pairs = [pair for pair in register.at_once if pair <= student.values.keys()]
        rows += [([column[number, course] for course in pair], 0, 1) for pair in pairs]
    for number, room in enumerate(register.seats):
        wishing = [column[student, course] for student, course in seats if course == number]
        rows.append((wishing, 0, room))
    ends = np.cumsum([0] + [len(some) for some, _, _ in rows])
    indices = np.concatenate([np.array(some, dtype=np.int64) for some, _, _ in rows])
    matrix = csr_array((np.ones(len(indices)), indices, ends), shape=(len(rows), len(seats)))
    rules = LinearConstraint(matrix, [least for _, least, _ in rows], [most for _, _, most in rows])
    values = np.array([students[student].values[course] for student, course in seats])
    best = milp(-values, integrality=np.ones(len(seats)), bounds=(0, 1), constraints=rules)
    if not best.success:
        raise AssertionError(best.message)
    return round(-best.fun)
