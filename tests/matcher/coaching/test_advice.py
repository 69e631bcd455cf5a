"""Advice is what gains most, to the last point, of every small change there is: judged by solving each of them."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from matcher.coaching.advice import Advice, advise
from matcher.coaching.changes import (
    Change,
    CoachHour,
    LanguagePreferred,
    MemberHour,
    MustTakenBack,
    NeverTakenBack,
    PlaceMore,
)
from matcher.coaching.solver import solve
from matcher.objective import coaching_rank
from matcher.problem import SLOTS_PER_WEEK, Coach, CoachingProblem, Member, WeekMasks
from matcher.scoring import PairScores
from matcher.solution import CoachingSolution

Crowd = Callable[..., CoachingProblem]
Problems = Callable[..., CoachingProblem]

KINDS = (LanguagePreferred, NeverTakenBack, MustTakenBack, PlaceMore, CoachHour, MemberHour)


@dataclass(frozen=True, kw_only=True)
class Windows:
    """Hours more as tests give them: slots of the week [begin, end), the same in all weeks, on everybody's clock."""

    problem: CoachingProblem
    slots: tuple[tuple[int, int], ...]

    def of_member(self, member: int) -> Sequence[WeekMasks]:
        return [self.more(self.problem.members[member].weeks, window) for window in self.slots]

    def of_coach(self, coach: int) -> Sequence[WeekMasks]:
        return [self.more(self.problem.coaches[coach].weeks, window) for window in self.slots]

    def more(self, weeks: WeekMasks, window: tuple[int, int]) -> WeekMasks:
        begin, end = window
        extra = ((1 << (end - begin)) - 1) << (self.problem.edge + begin)
        return replace(weeks, masks=tuple(mask | extra for mask in weeks.masks))


@pytest.mark.parametrize("seed", range(40))
def test_the_best_changes_are_those_that_solving_every_change_finds(crowd: Crowd, seed: int) -> None:
    """A place, a ban, a pin, the language, an hour of each coach and of each who has none: all are tried."""
    asked, hours = drawn(crowd, seed=seed)
    best = solve(asked)
    found = advise(problem=asked, scores=PairScores(asked), solution=best, hours=hours, most=1000)
    assert [(one.change, key(best, one.gain, asked)) for one in found] == every_gain(asked, best, hours)
    for one in found:
        assert one.gain == gain_of(best, by_hand(asked, one.change, hours))
    few = advise(problem=asked, scores=PairScores(asked), solution=best, hours=hours)
    assert few == found[:5]


def every_gain(
    asked: CoachingProblem, best: CoachingSolution, hours: Windows
) -> list[tuple[Change, tuple[int, ...]]]:
    """Solve with each change made: those that gain, best first, the windows of a person that gain most in one."""
    gains: list[tuple[Change, tuple[int, ...]]] = []
    for question in questions(asked, best, hours):
        tried = [
            (change, key(best, gain_of(best, by_hand(asked, change, hours)), asked)) for change in question
        ]
        most = max((gain for _, gain in tried), default=())
        if most and most > (0,) * len(most):
            windows = tuple(
                change.windows[0] for change, gain in tried if gain == most and hasattr(change, "windows")
            )
            first = next(change for change, gain in tried if gain == most)
            gains.append((replace(first, windows=windows) if windows else first, most))
    return sorted(gains, key=lambda one: [-part for part in one[1]])


def questions(asked: CoachingProblem, best: CoachingSolution, hours: Windows) -> Iterator[list[Change]]:
    if asked.language_required:
        yield [LanguagePreferred()]
    for member, coach in sorted(asked.never):
        yield [NeverTakenBack(member=member, coach=coach)]
    for member, coach in sorted(asked.must):
        yield [MustTakenBack(member=member, coach=coach)]
    for coach in range(len(asked.coaches)):
        yield [PlaceMore(coach=coach)]
    for coach in range(len(asked.coaches)):
        yield [CoachHour(coach=coach, windows=(window,)) for window in range(len(hours.slots))]
    for member, coach in enumerate(best.coach_of):
        if coach is None:
            yield [MemberHour(member=member, windows=(window,)) for window in range(len(hours.slots))]


def by_hand(asked: CoachingProblem, change: Change, hours: Windows) -> CoachingProblem:
    """Make a change, written out once more."""
    members, coaches = list(asked.members), list(asked.coaches)
    must, never, required = list(asked.must), list(asked.never), asked.language_required
    match change:
        case LanguagePreferred():
            required = False
        case NeverTakenBack():
            never.remove((change.member, change.coach))
        case MustTakenBack():
            must.remove((change.member, change.coach))
        case PlaceMore():
            coaches[change.coach] = replace(coaches[change.coach], maximum=coaches[change.coach].maximum + 1)
        case CoachHour():
            weeks = hours.more(coaches[change.coach].weeks, hours.slots[change.windows[0]])
            coaches[change.coach] = replace(coaches[change.coach], weeks=weeks)
        case MemberHour():
            weeks = hours.more(members[change.member].weeks, hours.slots[change.windows[0]])
            members[change.member] = replace(members[change.member], weeks=weeks)
    return replace(
        asked,
        members=tuple(members),
        coaches=tuple(coaches),
        must=tuple(must),
        never=tuple(never),
        language_required=required,
    )


def gain_of(best: CoachingSolution, mended: CoachingProblem) -> tuple[int, ...]:
    new, old = (coaching_rank(one.objective, worst_first=mended.worst_first) for one in (solve(mended), best))
    return tuple(a - b for a, b in zip(new, old, strict=True))


def key(best: CoachingSolution, gain: tuple[int, ...], asked: CoachingProblem) -> tuple[int, ...]:
    """Leave of a gain what advice is for: placed, filled, and out of the lowest band that has a pair, or below it."""
    lowest = next((band for band, pairs in enumerate(best.objective.bands) if pairs), 9)
    if not asked.worst_first or lowest == 9:
        return gain[:2]
    return (*gain[:2], sum(gain[2 : 2 + lowest]), gain[2 + lowest])


def drawn(crowd: Crowd, *, seed: int) -> tuple[CoachingProblem, Windows]:
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    asked = crowd(seed=seed, members=dice.randint(3, 9), coaches=dice.randint(2, 4))
    if dice.random() < 0.4:  # worst first, and mostly without maxima in the way
        asked = replace(
            asked, worst_first=True, coaches=tuple(replace(one, maximum=9) for one in asked.coaches)
        )
    begins = [dice.randrange(0, SLOTS_PER_WEEK - 40) for _ in range(dice.randint(0, 9))]
    return asked, Windows(
        problem=asked, slots=tuple((begin, begin + dice.randint(2, 40)) for begin in begins)
    )
