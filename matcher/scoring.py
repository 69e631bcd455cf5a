"""The score of every pair, 0 to 1000, and whether it may be made (DESIGN 6, *Pair score*)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import lcm

import numpy as np
from numpy.typing import NDArray

from matcher.overlap import shared_minutes
from matcher.problem import CoachingProblem

SCORE_SCALE = 1000

_INT64_LIMIT = 2**63


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class PairTable:
    """What is known of every pair; arrays are [members, coaches] unless said otherwise.

    `allowed`: bool, false for no shared minutes, a missing required language, or `never`; `must` changes
    nothing. `score`: int64 0..1000, also where not allowed. `interest_numerator` over `interest_denominator`
    ([members]) is the part of the member's interest that the coach covers. `shared_minutes` and `worst_week`
    are those of `overlap.SharedMinutes`. `common_language`: bool.
    """

    allowed: NDArray[np.bool_]
    score: NDArray[np.int64]
    interest_numerator: NDArray[np.int64]
    interest_denominator: NDArray[np.int64]
    shared_minutes: NDArray[np.int64]
    worst_week: NDArray[np.int64]
    common_language: NDArray[np.bool_]


def score_pairs(problem: CoachingProblem) -> PairTable:
    """Score every pair: round_half_up(1000 * (wi*interest + wt*time + wl*language)), exactly."""
    shared = shared_minutes(
        members=[member.weeks for member in problem.members],
        coaches=[coach.weeks for coach in problem.coaches],
        edge=problem.edge,
        meeting_minutes=problem.meeting_minutes,
    )
    covered, offered = _interest(problem)
    language = _common_language(problem)
    return PairTable(
        allowed=_allowed(problem, minutes=shared.minutes, language=language),
        score=_score(problem, covered=covered, offered=offered, minutes=shared.minutes, language=language),
        interest_numerator=covered,
        interest_denominator=offered,
        shared_minutes=shared.minutes,
        worst_week=shared.worst_week,
        common_language=language,
    )


def _interest(problem: CoachingProblem) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Weigh a member's topics n, n - 1, ..., 1, best first: those each coach has, over all of them.

    A member without topics has 1 over 2 with everyone.
    """
    known = 1 + max((topic for member in problem.members for topic in member.topics), default=-1)
    weight = np.zeros((len(problem.members), known))
    for row, member in enumerate(problem.members):
        weight[row, list(member.topics)] = range(len(member.topics), 0, -1)
    has = _incidence([coach.topics for coach in problem.coaches], width=known)
    covered = (weight @ has.T).astype(np.int64)  # exact: float64 holds whole numbers to 2**53
    offered = weight.sum(axis=1).astype(np.int64)
    unstated = offered == 0
    covered[unstated], offered[unstated] = 1, 2
    return covered, offered


def _common_language(problem: CoachingProblem) -> NDArray[np.bool_]:
    spoken = [member.languages for member in problem.members]
    width = 1 + max((language for languages in spoken for language in languages), default=-1)
    coaches = _incidence([coach.languages for coach in problem.coaches], width=width)
    return (_incidence(spoken, width=width) @ coaches.T) > 0


def _allowed(
    problem: CoachingProblem, *, minutes: NDArray[np.int64], language: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    allowed = minutes > 0
    if problem.language_required:
        allowed &= language
    for member, coach in problem.never:
        allowed[member, coach] = False
    return allowed


def _score(
    problem: CoachingProblem,
    *,
    covered: NDArray[np.int64],
    offered: NDArray[np.int64],
    minutes: NDArray[np.int64],
    language: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Round 1000 * p / q half up as floor((2000 * p + q) / (2 * q)), with p and q whole.

    With weights a/d, b/d, c/d and target t:
    p = a*covered*t + b*offered*min(minutes, t) + c*offered*language*t and q = d*offered*t.
    """
    weights, target = problem.weights, problem.target_minutes
    d = lcm(weights.interest.denominator, weights.time.denominator, weights.language.denominator)
    a, b, c = (int(weight * d) for weight in (weights.interest, weights.time, weights.language))
    # Every part is at most 1 and a + b + c = d, so p <= q, and no number below exceeds 2001 * max(q). Where
    # int64 would not hold that, Python's own whole numbers do.
    largest = (2 * SCORE_SCALE + 1) * d * int(offered.max(initial=1)) * target
    number = np.int64 if largest < _INT64_LIMIT else object
    n, o = covered.astype(number), offered.astype(number)[:, np.newaxis]
    t, s = np.array(target, dtype=number), np.minimum(minutes, target).astype(number)
    p = a * n * t + b * o * s + c * o * language.astype(number) * t
    q = d * o * t
    return ((2 * SCORE_SCALE * p + q) // (2 * q)).astype(np.int64)


def _incidence(sets: Sequence[Collection[int]], *, width: int) -> NDArray[np.float64]:
    """1.0 where the row's set holds the column's number; numbers from `width` on are left out."""
    table = np.zeros((len(sets), width))
    for row, numbers in enumerate(sets):
        table[row, [number for number in numbers if number < width]] = 1
    return table
