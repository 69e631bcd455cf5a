"""What a pair could score at best, for whole blocks of pairs at a time: never less than what it does score.

Interest, language and criteria count as they are. Of the hours two people share, those of one week that lie in blocks
long enough for a meeting count, hour by hour: as many slots as the member has in each hour in which the coach has any.
All numbers are whole and small enough for float32 to hold, so a product of matrices is exact, whatever the order of
adding.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

from matcher.criteria import Values
from matcher.overlap import in_blocks, slots_of, unpacked
from matcher.problem import SLOT_MINUTES, SLOTS_PER_WEEK, CoachingProblem, Criterion, Rule, WeekMasks
from matcher.scoring import SCORE_SCALE, Indices, Interest, incidence

IMPOSSIBLE = -1

_POINT = 16  # parts are rounded up to the sixteenth of a point
_SLOTS_PER_HOUR = 60 // SLOT_MINUTES
_COLUMNS = 512  # as many as keep a block of them in the processor's cache
_FORBIDDEN = np.float32(-4 * SCORE_SCALE * _POINT)


class Ceilings:
    """The ceilings of a problem's pairs, worked out block by block when asked for."""

    def __init__(self, problem: CoachingProblem) -> None:
        weights = problem.weights
        interest = Interest.of_problem(problem)
        wants, has = _wants(interest, weight=weights.interest), interest.has.T.astype(np.float32)
        has[-1] = 1
        self._criteria = [_InCommon.of(criterion) for criterion in problem.criteria]
        self._wants = np.hstack([wants, *(one.known for one in self._criteria)])
        self._has = np.ascontiguousarray(np.vstack([has, *(one.without for one in self._criteria)]))
        week = _usual_week([person.weeks for person in (*problem.members, *problem.coaches)])
        member_hours, coach_hours = (
            _hours([person.weeks for person in people], problem=problem, week=week)
            for people in (problem.members, problem.coaches)
        )
        self._most_time = np.float32(_points(weights.time))
        of_slot = min(_points(weights.time * Fraction(SLOT_MINUTES, problem.target_minutes)), self._most_time)
        # Hours in common are wanted even where they are worth nothing: then they are 1, and cut to nothing at the end.
        self._member_hours = member_hours * max(np.float32(1), of_slot)
        self._coach_hours = np.ascontiguousarray((coach_hours > 0).T, dtype=np.float32)
        self._language, self._member_language, self._coach_language = _languages(problem)
        self._pinned = np.zeros(len(problem.members), dtype=bool)
        self._pinned[[member for member, _ in problem.must]] = True

    def of(self, members: Indices, coaches: Indices | slice = slice(None)) -> NDArray[np.int16]:
        """Bound the scores of some members with some coaches, 0..1000; IMPOSSIBLE where no pair may be made.

        A pinned member's pairs are impossible too: there is nothing to choose.
        """
        wants, hours = self._wants[members], self._member_hours[members]
        language = self._language[self._member_language[members]]
        values = [(one, one.values.has[:, coaches]) for one in self._criteria]
        has, free, spoken = (
            self._has[:, coaches],
            self._coach_hours[:, coaches],
            self._coach_language[coaches],
        )
        ceilings = np.empty((len(wants), len(spoken)), dtype=np.int16)
        for first in range(0, ceilings.shape[1], _COLUMNS):
            some = slice(first, first + _COLUMNS)
            points = wants @ has[:, some]
            for one, held in values:
                points += one.points(members, held[:, some])
            time = hours @ free[:, some]
            points += _FORBIDDEN * (time == 0)
            points += np.minimum(time, self._most_time, out=time)
            points += np.take(language, spoken[some], axis=1)
            points *= np.float32(1 / _POINT)
            points += np.float32(0.5)
            ceilings[:, some] = np.clip(points, IMPOSSIBLE, SCORE_SCALE, out=points)
        ceilings[self._pinned[members]] = IMPOSSIBLE
        return ceilings


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _InCommon:
    """What a criterion is worth in sixteenths of a point: so much `without` anything in common, and more with `each`.

    `without` [2, coaches] is for members of whom no value is known and for the others, whom `known` [members, 2] tells
    apart; `each` [members, 1] is for a value, or, if the criterion is required, for any number of them.
    """

    values: Values
    known: NDArray[np.float32]
    without: NDArray[np.float32]
    each: NDArray[np.float32]

    @classmethod
    def of(cls, criterion: Criterion) -> "_InCommon":
        """Lay out a criterion's worth."""
        values = Values.of(criterion)
        if criterion.weight is None:
            all_of_it, half, none = np.float32(0), _FORBIDDEN, _FORBIDDEN
        else:
            all_of_it, half = (
                np.float32(_points(share)) for share in (criterion.weight, criterion.weight / 2)
            )
            none = np.float32(0)
        if criterion.rule is Rule.DIFFERENT:
            apart, each = all_of_it, np.where(values.count > 0, none - all_of_it, 0)
        else:
            count = 1 if criterion.weight is None else np.maximum(values.count, 1)
            apart, each = none, np.ceil((all_of_it - none) / count)
        without = np.stack([np.full(len(values.told), half), np.where(values.told, apart, half)])
        return cls(
            values=values,
            known=np.stack([values.count == 0, values.count > 0], axis=1).astype(np.float32),
            without=without.astype(np.float32),
            each=np.broadcast_to(each, values.count.shape)[:, np.newaxis].astype(np.float32),
        )

    def points(self, members: Indices, held: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Say what is to be added to `without` for members and the coaches who have the values as `held` says."""
        common = np.zeros((len(members), held.shape[1]), dtype=np.float32)
        for value in self.values.value[members].T:
            common += held[value]
        if self.values.criterion.weight is None:
            np.minimum(common, 1, out=common)
        common *= self.each[members]
        return common


def _points(share: Fraction) -> int:
    """Turn a share of the whole score into sixteenths of a point, rounded up."""
    return ceil(share * SCORE_SCALE * _POINT)


def _wants(interest: Interest, *, weight: Fraction) -> NDArray[np.float32]:
    """Say what each topic is worth to each member, and in the last column what every coach is worth to them.

    [members, topics + 1]; whoever named no topic finds half of the interest in everyone.
    """
    wants = np.zeros((len(interest.topic), interest.has.shape[1]), dtype=np.float32)
    members = np.arange(len(wants))
    most = (
        float(weight) * SCORE_SCALE * _POINT * (1 + 2**-40)
    )  # rather more than less than the weight as written
    for topic, worth in zip(interest.topic.T, interest.weight.T, strict=True):
        wants[members, topic] = np.ceil(most * worth / np.maximum(interest.offered, 1))
    wants[:, -1] = np.where(interest.offered == 0, np.ceil(most / 2), 0)
    return wants


def _usual_week(people: Sequence[WeekMasks]) -> int:
    """Find the first of those weeks in which everybody's hours are as in the most other weeks."""
    joint = list(zip(*dict.fromkeys(person.of_week for person in people), strict=True))
    return joint.index(Counter(joint).most_common(1)[0][0])


def _hours(people: Sequence[WeekMasks], *, problem: CoachingProblem, week: int) -> NDArray[np.float32]:
    """Count the slots of each hour of the week that lie in a person's blocks long enough for a meeting."""
    bits = unpacked([person.masks[person.of_week[week]] for person in people], edge=problem.edge)
    held = in_blocks(bits, slots=slots_of(problem.meeting_minutes))
    inside = held[:, problem.edge : problem.edge + SLOTS_PER_WEEK]
    quarters = (inside[:, quarter::_SLOTS_PER_HOUR] for quarter in range(_SLOTS_PER_HOUR))
    return sum(quarters, start=np.zeros((), dtype=np.uint8)).astype(np.float32)


def _languages(
    problem: CoachingProblem,
) -> tuple[NDArray[np.float32], NDArray[np.intp], NDArray[np.intp]]:
    """Say what every set of languages among members is worth with every set among coaches, and who has which set."""
    sets = dict.fromkeys(person.languages for person in (*problem.members, *problem.coaches))
    index_of = {languages: index for index, languages in enumerate(sets)}
    spoken = incidence(list(sets), width=1 + max((max(one, default=-1) for one in sets), default=-1))
    spoken = spoken.astype(np.float32)
    missing = _FORBIDDEN if problem.language_required else np.float32(0)
    worth = np.where(spoken @ spoken.T > 0, np.float32(_points(problem.weights.language)), missing)
    of_member, of_coach = (
        np.array([index_of[person.languages] for person in people], dtype=np.intp)
        for people in (problem.members, problem.coaches)
    )
    return worth, of_member, of_coach
