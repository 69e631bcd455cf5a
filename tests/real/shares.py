"""A bound on what seats can be worth, from prices that scipy finds and whole numbers prove; no matcher in it."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog


def bound(worths: Sequence[Sequence[int]], *, seats: int, each: int) -> int:
    """Bound the worth of all seats when a student takes at most `each` courses, of which each has so many seats.

    Whatever prices u of a student's places and v of a course's seats are not negative, no plan is worth more than
    each * sum(u) + seats * sum(v) + sum over students s and courses c of max(0, worth[s, c] - u[s] - v[c]), for a seat
    is worth no more than its three terms. So it matters not where the prices come from, nor that scipy's are rounded;
    those of the best fractional plan are whole, and no plan is worth more than that one.
    """
    worth = np.array(worths, dtype=np.int64)
    students, courses = worth.shape
    of_student = np.kron(np.eye(students), np.ones(courses))
    of_course = np.kron(np.ones(students), np.eye(courses))
    best = linprog(
        -worth.ravel(),
        A_ub=np.concatenate([of_student, of_course]),
        b_ub=[each] * students + [seats] * courses,
        bounds=(0, 1),
        method="highs-ds",
    )
    prices = np.maximum(np.rint(-best.ineqlin.marginals).astype(np.int64), 0)
    u, v = prices[:students], prices[students:]
    left = np.maximum(worth - u[:, np.newaxis] - v, 0)
    return int(each * u.sum() + seats * v.sum() + left.sum())
