"""Advice is what gains most, to the last point, of every small change there is: judged by solving each of them."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from matcher.coaching.advice import advise
from matcher.coaching.changes import (
    Advice,
    Change,
    CoachHour,
    CriterionDropped,
    LanguagePreferred,
    MemberHour,
    MustTakenBack,
    NeverTakenBack,
    PlaceMore,
    few_enough,
)
from matcher.coaching.solver import solve
from matcher.objective import coaching_rank
from matcher.problem import SLOTS_PER_WEEK, Coach, CoachingProblem, MatcherError, Member, WeekMasks
from matcher.scoring import PairScores
from matcher.solution import CoachingObjective, CoachingSolution

Crowd = Callable[..., CoachingProblem]
Problems = Callable[..., CoachingProblem]
Members = Callable[..., Member]
Coaches = Callable[..., Coach]


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
    for index, criterion in enumerate(asked.criteria):
        if criterion.weight is None:
            yield [CriterionDropped(criterion=index)]
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
    criteria = list(asked.criteria)
    match change:
        case LanguagePreferred():
            required = False
        case CriterionDropped():
            del criteria[change.criterion]
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
        criteria=tuple(criteria),
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


class Nobody:
    """Has no hour to give."""

    def of_member(self, member: int) -> Sequence[WeekMasks]:
        raise AssertionError(member)

    def of_coach(self, coach: int) -> Sequence[WeekMasks]:
        raise AssertionError(coach)


@pytest.mark.parametrize(("members", "coaches"), [(0, 0), (0, 3), (3, 0)])
def test_without_members_or_coaches_there_is_nothing_to_advise(
    member: Members, coach: Coaches, problem: Problems, members: int, coaches: int
) -> None:
    asked = problem(members=[member()] * members, coaches=[coach(takes=(1, 1))] * coaches)
    assert advised(asked, Nobody()) == ()


def test_where_all_is_forbidden_each_ban_taken_back_places_one(
    member: Members, coach: Coaches, problem: Problems
) -> None:
    """And no hour is asked of anybody."""
    pairs = tuple((one, other) for one in range(3) for other in range(2))
    asked = problem(members=[member()] * 3, coaches=[coach()] * 2, never=pairs)
    assert [one.change for one in advised(asked, Nobody())] == [
        NeverTakenBack(member=one, coach=other) for one, other in pairs[:5]
    ]


def test_where_no_coach_takes_anybody_only_places_help(
    member: Members, coach: Coaches, problem: Problems
) -> None:
    asked = problem(members=[member()] * 4, coaches=[coach(takes=(0, 0))] * 2)
    assert [one.change for one in advised(asked, Nobody())] == [PlaceMore(coach=0), PlaceMore(coach=1)]


def test_whoever_has_no_hours_at_all_could_give_one(
    member: Members, coach: Coaches, problem: Problems
) -> None:
    asked = problem(members=[member(weeks=WeekMasks(masks=(0,), of_week=(0,)))], coaches=[coach()])
    hours = Windows(problem=asked, slots=((10, 14), (20, 23), (30, 33)))
    assert [one.change for one in advised(asked, hours)] == [MemberHour(member=0, windows=(0,))]


def test_a_thousand_alike_are_advised_alike(member: Members, coach: Coaches, problem: Problems) -> None:
    """A hundred places for a thousand: one more is one more, with any coach."""
    asked = problem(members=[member()] * 1000, coaches=[coach(takes=(0, 50))] * 2)
    found = advised(asked, Nobody())
    assert [(one.change, one.gain[0]) for one in found] == [(PlaceMore(coach=0), 1), (PlaceMore(coach=1), 1)]


def test_a_plan_that_could_be_bettered_is_not_advised_on(
    member: Members, coach: Coaches, problem: Problems
) -> None:
    asked = problem(members=[member()] * 2, coaches=[coach()] * 2)
    best = solve(asked)
    worse = replace(best, coach_of=(0, None), objective=replace(best.objective, placed=1))
    with pytest.raises(MatcherError, match="not the best"):
        advise(problem=asked, scores=PairScores(asked), solution=worse, hours=Nobody())


def test_so_many_coaches_are_not_chained_for_so_few_members() -> None:
    assert few_enough(members=250, coaches=1_000)
    assert not few_enough(members=2, coaches=1_001)


def test_beyond_a_quarter_of_a_million_pairs_nothing_is_advised(
    member: Members, coach: Coaches, problem: Problems
) -> None:
    asked = problem(members=[member()] * 501, coaches=[coach(takes=(0, 0))] * 500)
    value = CoachingObjective(placed=0, shortfall=0, bands=(0,) * 10, total=0)
    nobody = CoachingSolution(coach_of=(None,) * 501, objective=value, bound=value, proven=True)
    assert advise(problem=asked, scores=PairScores(asked), solution=nobody, hours=Nobody()) == ()


def advised(asked: CoachingProblem, hours: Windows | Nobody) -> tuple[Advice, ...]:
    return advise(problem=asked, scores=PairScores(asked), solution=solve(asked), hours=hours)
