"""The score of any pair, 0 to 1000, and whether it may be made (DESIGN 6, *Pair score*)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import lcm
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.overlap import SharedHours
from matcher.problem import CoachingProblem

SCORE_SCALE = 1000

Indices = NDArray[np.intp]

_INT64_LIMIT = 2**63


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Pairs:
    """What is known of the pairs asked for; every array has the shape in which they were asked.

    `allowed`: bool, false for no shared minutes, a missing required language, or `never`; `must` changes
    nothing. `score`: int64 0..1000, also where not allowed. `interest_numerator` over `interest_denominator`
    is the part of the member's interest that the coach covers. `shared_minutes`, `most_minutes` and `worst_week` are
    `minutes`, `most` and `worst_week` of `overlap.SharedMinutes`. `common_language`: bool.
    """

    allowed: NDArray[np.bool_]
    score: NDArray[np.int64]
    interest_numerator: NDArray[np.int64]
    interest_denominator: NDArray[np.int64]
    shared_minutes: NDArray[np.int64]
    most_minutes: NDArray[np.int64]
    worst_week: NDArray[np.int64]
    common_language: NDArray[np.bool_]


class Scores(Protocol):
    """Whoever knows all pairs of a problem and tells of those asked for."""

    def of(self, members: Indices, coaches: Indices) -> Pairs:
        """Tell of the pairs (members[i], coaches[i]); the two are broadcast against each other."""
        ...


class PairScores:
    """The pairs of a problem, each scored when it is asked for; to ask for all of 10,000 x 1,000 takes seconds."""

    def __init__(self, problem: CoachingProblem) -> None:
        self._problem = problem
        self._hours = SharedHours(
            members=[member.weeks for member in problem.members],
            coaches=[coach.weeks for coach in problem.coaches],
            edge=problem.edge,
            meeting_minutes=problem.meeting_minutes,
        )
        self._interest = Interest.of_problem(problem)
        spoken = [person.languages for person in (*problem.members, *problem.coaches)]
        languages = incidence(spoken, width=1 + max((max(some, default=-1) for some in spoken), default=-1))
        self._member_languages = languages[: len(problem.members)]
        self._coach_languages = languages[len(problem.members) :]
        never = sorted({member * len(problem.coaches) + coach for member, coach in problem.never})
        self._never = np.array(never, dtype=np.intp)

    def of(self, members: Indices, coaches: Indices) -> Pairs:
        """Tell of the pairs (members[i], coaches[i]); the two are broadcast against each other."""
        members, coaches = np.broadcast_arrays(members, coaches)
        shared = self._hours.of(members, coaches)
        covered, offered = self._interest.covered(members, coaches)
        spoken = self._member_languages[members] & self._coach_languages[coaches]
        language = np.asarray(spoken.any(axis=-1))
        allowed = shared.minutes > 0
        if self._problem.language_required:
            allowed &= language
        if len(self._never):
            allowed &= ~np.isin(members * len(self._problem.coaches) + coaches, self._never)
        return Pairs(
            allowed=allowed,
            score=_score(
                self._problem, covered=covered, offered=offered, minutes=shared.minutes, language=language
            ),
            interest_numerator=covered,
            interest_denominator=offered,
            shared_minutes=shared.minutes,
            most_minutes=shared.most,
            worst_week=shared.worst_week,
            common_language=language,
        )


def score_pairs(problem: CoachingProblem) -> Pairs:
    """Score every member with every coach: arrays of [members, coaches]."""
    return every_pair(problem, PairScores(problem))


def every_pair(problem: CoachingProblem, scores: Scores) -> Pairs:
    """Ask for every member with every coach: arrays of [members, coaches]."""
    return scores.of(np.arange(len(problem.members))[:, np.newaxis], np.arange(len(problem.coaches)))


def placements(coach_of: Sequence[int | None]) -> tuple[Indices, Indices]:
    """List who is placed and with whom, as `Scores.of` takes them: members in order, and the coach of each."""
    coaches = np.array([-1 if coach is None else coach for coach in coach_of], dtype=np.intp)
    members = np.flatnonzero(coaches >= 0)
    return members, coaches[members]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Interest:
    """What members want to learn and coaches can help with.

    A member's n topics, best first, weigh n, n - 1, ..., 1. `topic` and `weight` [members, most topics] hold them, the
    empty places with a topic that nobody has and no weight; `offered` [members] is the sum of a member's weights;
    `has` [coaches, topics + 1] is whether a coach has each.
    """

    topic: NDArray[np.intp]
    weight: NDArray[np.int64]
    offered: NDArray[np.int64]
    has: NDArray[np.bool_]

    @classmethod
    def of_problem(cls, problem: CoachingProblem) -> "Interest":
        """Lay out a problem's topics."""
        counts = np.array([len(member.topics) for member in problem.members], dtype=np.int64)
        nobody_has = 1 + max((max(member.topics, default=-1) for member in problem.members), default=-1)
        topic = np.full((len(problem.members), counts.max(initial=0)), nobody_has, dtype=np.intp)
        for row, member in zip(topic, problem.members, strict=True):
            row[: len(member.topics)] = member.topics
        return cls(
            topic=topic,
            weight=np.maximum(counts[:, np.newaxis] - np.arange(topic.shape[1]), 0),
            offered=counts * (counts + 1) // 2,
            has=incidence([coach.topics for coach in problem.coaches], width=nobody_has + 1),
        )

    def covered(self, members: Indices, coaches: Indices) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Weigh the topics that the coaches have, over all of the members'; 1 over 2 for whoever named none."""
        covered = np.zeros(members.shape, dtype=np.int64)
        for topic, weight in zip(self.topic.T, self.weight.T, strict=True):
            covered += weight[members] * self.has[coaches, topic[members]]
        offered = self.offered[members]
        unstated = offered == 0
        return np.where(unstated, 1, covered), np.where(unstated, 2, offered)


def incidence(sets: Sequence[Collection[int]], *, width: int) -> NDArray[np.bool_]:
    """Mark the numbers of each row's set: [rows, width]; numbers from `width` on are left out."""
    table = np.zeros((len(sets), width), dtype=bool)
    for row, numbers in zip(table, sets, strict=True):
        row[[number for number in numbers if number < width]] = True
    return table


def _score(
    problem: CoachingProblem,
    *,
    covered: NDArray[np.int64],
    offered: NDArray[np.int64],
    minutes: NDArray[np.int64],
    language: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Round 1000 * (wi*interest + wt*time + wl*language) = 1000 * p / q half up, as floor((2000 * p + q) / (2 * q)).

    With weights a/d, b/d, c/d and target t, p and q are whole:
    p = a*covered*t + b*offered*min(minutes, t) + c*offered*language*t and q = d*offered*t.
    """
    weights, target = problem.weights, problem.target_minutes
    d = lcm(weights.interest.denominator, weights.time.denominator, weights.language.denominator)
    a, b, c = (int(weight * d) for weight in (weights.interest, weights.time, weights.language))
    # Every part is at most 1 and a + b + c = d, so p <= q, and no number below exceeds 2001 * max(q). Where
    # int64 would not hold that, Python's own whole numbers do.
    largest = (2 * SCORE_SCALE + 1) * d * int(offered.max(initial=1)) * target
    number = np.int64 if largest < _INT64_LIMIT else object
    n, o = covered.astype(number), offered.astype(number)
    t, s = np.array(target, dtype=number), np.minimum(minutes, target).astype(number)
    p = a * n * t + b * o * s + c * o * language.astype(number) * t
    q = d * o * t
    return ((2 * SCORE_SCALE * p + q) // (2 * q)).astype(np.int64)
