"""The frontier of the pairs: for each number of moves the best, and why each who moves does."""

from collections.abc import Iterator
from dataclasses import asdict

import numpy as np

from matcher.check import coaching_conflicts
from matcher.coaching.check import check_coaching_frontier
from matcher.coaching.frontier import frontier
from matcher.coaching.moves import CoachingPoint as FoundPoint
from matcher.objective import coaching_ceiling, coaching_objective
from matcher.problem import CoachingProblem
from matcher.scoring import PairScores
from matcher.solution import CoachingSolution
from scheduler.domain.cohorts import Cohort
from scheduler.domain.frontiers import Change, CoachingFrontier, CoachingPoint, Followed
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import CoachingValue
from scheduler.errors import RequirementsError
from scheduler.problems import coached, coaches, coaching_problem
from scheduler.problems.so_far import from_then_on
from scheduler.reasons import conflict_reasons
from scheduler.reasons.moves import coach_gone, gone, moves_on, parted
from workers.solving import Report, accept

MOST_POINTS = 50
"""As many as are worth a look; the frontier of a large cohort has thousands."""


def pair_moves(
    *, cohort: Cohort, people: tuple[Person, ...], followed: Followed, report: Report
) -> CoachingFrontier:
    """Return the frontier of the pairs; raise RequirementsError where `must`, `never` and maxima contradict.

    Where pairs are no part of the rebalancing, there is one point: all stay as they are, but for who has left.
    """
    rules = from_then_on(cohort, midway=followed.midway)
    pairs = _Pairs(rules, people, followed)
    return pairs.frontier(report) if followed.midway.parts.coaching else pairs.as_they_are()


class _Pairs:
    """Who was with whom, among those who are there now."""

    def __init__(self, cohort: Cohort, people: tuple[Person, ...], followed: Followed) -> None:
        self._cohort, self._people, self._followed = cohort, people, followed
        self._members = coached(cohort=cohort, people=people)
        self._coaches = coaches(cohort=cohort, people=people)
        self._problem: CoachingProblem = coaching_problem(cohort=cohort, people=people)
        self._scores = PairScores(self._problem)
        number = {coach.id: index for index, coach in enumerate(self._coaches)}
        self._had = {pair.member: pair.coach for pair in followed.plan.coaching.pairs}
        self._before = [number.get(self._had.get(member.id, PersonId(""))) for member in self._members]

    def frontier(self, report: Report) -> CoachingFrontier:
        """Find and check the points, and say of each who moves and why."""
        conflicts = coaching_conflicts(self._problem)
        if conflicts:
            raise RequirementsError(
                conflict_reasons(cohort=self._cohort, people=self._people, findings=conflicts)
            )
        found = frontier(
            self._problem,
            before=self._before,
            moved_before=[
                m for m, member in enumerate(self._members) if member.id in self._followed.moved_before
            ],
            most=MOST_POINTS,
            scores=self._scores,
            report=report,
        )
        accept(
            "coaching",
            check_coaching_frontier(problem=self._problem, before=self._before, frontier=found),
        )
        return CoachingFrontier(
            forced=tuple(self._forced(found.forced)),
            points=tuple(map(self._point, found.points)),
            whole=found.whole and not found.undecided,
        )

    def as_they_are(self) -> CoachingFrontier:
        """Leave everyone where they are: nothing better was looked for, so nothing is proven."""
        worth = coaching_objective(problem=self._problem, scores=self._scores, coach_of=self._before)
        ceiling = coaching_ceiling(members=len(self._members))
        stand = CoachingSolution(
            coach_of=tuple(self._before), objective=worth, bound=ceiling, proven=worth == ceiling
        )
        point = self._point(FoundPoint(moves=0, moved=(), solution=stand))
        return CoachingFrontier(forced=tuple(self._forced(())), points=(point,), whole=True)

    def _forced(self, parted_members: tuple[int, ...]) -> Iterator[Change]:
        """Yield those who have left, then, in the roster's order, those whose coach has, or may not be theirs."""
        there = {member.id for member in self._members}
        for member, coach in self._had.items():
            if member not in there:
                yield Change(kind="coach", member=member, origin=coach, to=None, why=gone())
        for index, member in enumerate(self._members):
            coach, at = self._had.get(member.id), self._before[index]
            if coach is None:
                continue
            if at is None:
                why = coach_gone(member)
            elif index in parted_members:
                why = parted(
                    cohort=self._cohort,
                    problem=self._problem,
                    member=member,
                    coach=self._coaches[at],
                    at=(index, at),
                    known=self._scores.of(np.array([index]), np.array([at])),
                )
            else:
                continue
            yield Change(kind="coach", member=member.id, origin=coach, to=None, why=why)

    def _point(self, found: FoundPoint) -> CoachingPoint:
        coach_of = found.solution.coach_of
        return CoachingPoint(
            moves=found.moves,
            objective=CoachingValue(**asdict(found.solution.objective)),
            bound=CoachingValue(**asdict(found.solution.bound)),
            proven=found.solution.proven,
            moved=tuple(self._moved(member, coach_of) for member in found.moved),
            placed={
                member.id: None if coach is None else self._coaches[coach].id
                for member, coach in zip(self._members, coach_of, strict=True)
            },
        )

    def _moved(self, index: int, coach_of: tuple[int | None, ...]) -> Change:
        at, to, member = self._before[index], coach_of[index], self._members[index]
        assert at is not None  # noqa: S101 - who had nobody does not move
        now = self._coaches[to] if to is not None else None
        coming = [
            self._members[other]
            for other, coach in enumerate(coach_of)
            if coach == at and self._before[other] != at
        ]
        why = moves_on(
            member=member,
            origin=self._coaches[at],
            to=now,
            score=(self._score(index, at), None if to is None else self._score(index, to)),
            coming=coming,
        )
        return Change(kind="coach", member=member.id, origin=self._coaches[at].id, to=now and now.id, why=why)

    def _score(self, member: int, coach: int) -> int:
        return int(self._scores.of(np.array([member]), np.array([coach])).score[0])
