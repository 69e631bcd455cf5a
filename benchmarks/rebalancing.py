"""Rebalancing coaches after churn, a frontier of plans, beside one fresh solve of the same people."""

import random
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.measuring import SHARE, Result, measure
from benchmarks.people import coaching
from matcher.coaching.frontier import frontier
from matcher.coaching.solver import solve
from matcher.problem import CoachingProblem

SMALL = 40, 12
LARGE = 10_000, 1_000
POINTS = 20
LEAVING = 20
"""One in so many leaves."""

Plan = tuple[int | None, ...]


def results() -> Iterator[Result]:
    """Time the whole frontier of a small cohort, and the first points of a large one."""
    for most, (members, coaches) in ((None, SMALL), (POINTS, _share(LARGE))):
        for worst_first in (False, True):
            order = "worst first" if worst_first else "total"
            points = "whole" if most is None else f"{most} points"
            problem, before = changed(coaching(members, coaches, worst_first=worst_first))
            yield measure(
                f"rebalancing {members} x {coaches}, {order}, {points}",
                lambda problem=problem, before=before, most=most: _rebalance(problem, before, most),
                peer="a fresh solve",
                theirs=lambda problem=problem: solve(problem),
            )


def changed(problem: CoachingProblem) -> tuple[CoachingProblem, Plan]:
    """Replace a twentieth of the members and of the coaches of a cohort; and tell with whom each who is left was."""
    members, coaches = len(problem.members), len(problem.coaches)
    dice = random.Random(members)
    others = coaching(members + 1, coaches, worst_first=problem.worst_first)
    left = frozenset(dice.sample(range(members), -(-members // LEAVING)))
    gone = frozenset(dice.sample(range(coaches), -(-coaches // LEAVING)))
    before = tuple(
        None if member in left or coach in gone else coach
        for member, coach in enumerate(solve(problem).coach_of)
    )
    now = replace(
        problem,
        members=tuple((others if member in left else problem).members[member] for member in range(members)),
        coaches=tuple((others if coach in gone else problem).coaches[coach] for coach in range(coaches)),
    )
    return now, before


def _rebalance(problem: CoachingProblem, before: Plan, most: int | None) -> None:
    found = frontier(problem, before=before, most=most)
    assert all(point.solution.proven for point in found.points)
    assert not found.undecided


def _share(size: tuple[int, int]) -> tuple[int, int]:
    """Return fewer of both where only a share of the work is asked for."""
    members, coaches = size
    return round(members * SHARE**0.5), round(coaches * SHARE**0.5)
