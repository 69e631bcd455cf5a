"""The score of any pair, 0 to 1000, and whether it may be made (DESIGN 6, *Pair score*)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import lcm, prod
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.criteria import Share, Values
from matcher.overlap import SharedHours
from matcher.problem import CoachingProblem

SCORE_SCALE = 1000

Indices = NDArray[np.intp]

_INT64_LIMIT = 2**63


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Pairs:
    """What is known of the pairs asked for; every array has the shape in which they were asked.

    `allowed`: bool, false for no shared minutes, a missing required language, a required criterion of which nothing is
    met, or `never`; `must` changes nothing. `score`: int64 0..1000, also where not allowed. `interest_numerator` over
    `interest_denominator` is the part of the member's interest that the coach covers. `shared_minutes`, `most_minutes`
    and `worst_week` are `minutes`, `most` and `worst_week` of `overlap.SharedMinutes`. `common_language`: bool.
    `criteria` are how much of each of the problem's criteria is met.
    """

    allowed: NDArray[np.bool_]
    score: NDArray[np.int64]
    interest_numerator: NDArray[np.int64]
    interest_denominator: NDArray[np.int64]
    shared_minutes: NDArray[np.int64]
    most_minutes: NDArray[np.int64]
    worst_week: NDArray[np.int64]
    common_language: NDArray[np.bool_]
    criteria: tuple[Share, ...] = ()


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
        self._criteria = [Values.of(criterion) for criterion in problem.criteria]

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
        criteria = tuple(values.met(members, coaches) for values in self._criteria)
        for criterion, share in zip(self._problem.criteria, criteria, strict=True):
            if criterion.weight is None:
                allowed &= share.numerator > 0
        if len(self._never):
            allowed &= ~np.isin(members * len(self._problem.coaches) + coaches, self._never)
        return Pairs(
            allowed=allowed,
            score=_score(
                self._problem,
                interest=Share(numerator=covered, denominator=offered),
                minutes=shared.minutes,
                language=language,
                criteria=criteria,
            ),
            interest_numerator=covered,
            interest_denominator=offered,
            shared_minutes=shared.minutes,
            most_minutes=shared.most,
            worst_week=shared.worst_week,
            common_language=language,
            criteria=criteria,
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
    interest: Share,
    minutes: NDArray[np.int64],
    language: NDArray[np.bool_],
    criteria: Sequence[Share],
) -> NDArray[np.int64]:
    """Round 1000 * (the sum of weight * share) = 1000 * p / q half up, as floor((2000 * p + q) / (2 * q)).

    With weights a/d and shares n/m, p and q are whole: q is d * (the product of all m), and p the sum of a*n*q/(d*m).
    """
    target = problem.target_minutes
    parts = [
        (problem.weights.interest, interest),
        (problem.weights.time, _share(np.minimum(minutes, target), of=target)),
        (problem.weights.language, _share(language, of=1)),
        *(
            (criterion.weight, share)
            for criterion, share in zip(problem.criteria, criteria, strict=True)
            if criterion.weight is not None
        ),
    ]
    d = lcm(*(weight.denominator for weight, _ in parts))
    # Every share is at most 1 and the weights sum to 1, so p <= q, and no number below exceeds 2001 * max(q). Where
    # int64 would not hold that, Python's own whole numbers do.
    most = prod(int(share.denominator.max(initial=1)) for _, share in parts)
    number = np.int64 if (2 * SCORE_SCALE + 1) * d * most < _INT64_LIMIT else object
    p, q = np.array(0, dtype=number), np.array(1, dtype=number)
    for weight, share in parts:
        n, m = share.numerator.astype(number), share.denominator.astype(number)
        p, q = p * m + int(weight * d) * n * q, q * m
    q = q * d
    return np.asarray((2 * SCORE_SCALE * p + q) // (2 * q), dtype=np.int64)


def _share(numerator: NDArray[np.int64] | NDArray[np.bool_], *, of: int) -> Share:
    return Share(numerator=numerator.astype(np.int64), denominator=np.array(of, dtype=np.int64))
