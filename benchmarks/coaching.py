"""Coaching, shared hours and all, beside scipy's matrix and linear_sum_assignment on the same pairs."""

import random
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.measuring import Result, measure
from matcher.coaching import solve
from matcher.problem import SLOTS_PER_WEEK, Coach, CoachingProblem, Member, WeekMasks, Weights
from matcher.scoring import score_pairs

EDGE = 4


def results() -> Iterator[Result]:
    """Time the proven optimum of the total, and check that the peer finds the same."""
    for members, coaches in ((40, 12), (500, 100), (2000, 300)):
        problem = _problem(members, coaches)
        assert solve(problem).objective.total == _scipy(problem)
        yield measure(
            f"coaching {members} x {coaches}, total, proven",
            lambda problem=problem: solve(problem),
            peer="scipy",
            theirs=lambda problem=problem: _scipy(problem),
        )


def _scipy(problem: CoachingProblem) -> int:
    """Return the best total with every seat of a coach a column; whoever is left out scores nothing."""
    table = score_pairs(problem)
    worth = np.where(table.allowed, table.score + 1001 * len(problem.members), 0)
    seats = np.repeat(np.arange(len(problem.coaches)), [coach.maximum for coach in problem.coaches])
    rows, columns = linear_sum_assignment(worth[:, seats], maximize=True)
    chosen = [(row, seats[column]) for row, column in zip(rows, columns, strict=True)]
    return sum(int(table.score[pair]) for pair in chosen if table.allowed[pair])


def _problem(members: int, coaches: int) -> CoachingProblem:
    dice = random.Random(members)

    def weeks() -> WeekMasks:
        mask = 0
        for _ in range(dice.randint(2, 6)):
            mask |= ((1 << dice.randint(8, 20)) - 1) << dice.randrange(EDGE, SLOTS_PER_WEEK - 20)
        return WeekMasks(masks=(mask,), of_week=(0,))

    topics = range(12)
    return CoachingProblem(
        members=tuple(
            Member(
                topics=tuple(dice.sample(topics, 3)), languages=frozenset({dice.randrange(4)}), weeks=weeks()
            )
            for _ in range(members)
        ),
        coaches=tuple(
            Coach(
                topics=frozenset(dice.sample(topics, 4)),
                languages=frozenset(dice.sample(range(4), 2)),
                weeks=weeks(),
                minimum=0,
                maximum=members // coaches + 2,
            )
            for _ in range(coaches)
        ),
        edge=EDGE,
        meeting_minutes=60,
        target_minutes=180,
        weights=Weights(interest=Fraction(6, 10), time=Fraction(3, 10), language=Fraction(1, 10)),
        worst_first=False,
    )
