"""Small changes that somebody could agree to: what each asks, and the problem as it would be then; no solver in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from matcher.problem import CoachingProblem, WeekMasks
from matcher.solution import CoachingSolution

MOST_PAIRS = 250_000
MOST_MEMBERS = 20_000
MOST_COACHES = 1_000

_Person = TypeVar("_Person")


class Hours(Protocol):
    """Whoever knows everybody's calendar and tells what a window more in it would make of their weeks.

    All answers stand for the same weekly windows, in the same order; there may be none.
    """

    def of_member(self, member: int) -> Sequence[WeekMasks]:
        """Give a member's weeks with each of the windows more."""
        ...

    def of_coach(self, coach: int) -> Sequence[WeekMasks]:
        """Give a coach's weeks with each of the windows more."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class LanguagePreferred:
    """A common language is no longer required."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionDropped:
    """A criterion that is required (its index) is no longer."""

    criterion: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NeverTakenBack:
    """A pair that must not be may be."""

    member: int
    coach: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MustTakenBack:
    """A pair that must be need not be."""

    member: int
    coach: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceMore:
    """A coach takes one member more at most."""

    coach: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachHour:
    """A coach has one window more a week: any one of these (indices, ascending), which are worth as much."""

    coach: int
    windows: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberHour:
    """A member has one window more a week: any one of these (indices, ascending), which are worth as much."""

    member: int
    windows: tuple[int, ...]


RuleChange = LanguagePreferred | CriterionDropped | NeverTakenBack | MustTakenBack
Change = RuleChange | PlaceMore | CoachHour | MemberHour


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """A change, and the plan there would be with it.

    `gain` is the new optimum less the old, laid out as `objective.coaching_rank` does; its first part that is not 0 is
    above 0, and of all windows of the change the same. The parts after it are of the first window.
    """

    change: Change
    gain: tuple[int, ...]
    solution: CoachingSolution


def few_enough(*, members: int, coaches: int) -> bool:
    """Tell whether advice is looked for among so many: up to 250,000 pairs, 20,000 members and 1,000 coaches.

    The shortest chains between coaches take the cube of their number.
    """
    return members * coaches <= MOST_PAIRS and members <= MOST_MEMBERS and coaches <= MOST_COACHES


def changed(problem: CoachingProblem, change: Change, *, hours: Hours) -> CoachingProblem:
    """Change the problem; of several windows, by the first."""
    match change:
        case PlaceMore(coach=coach):
            now = problem.coaches[coach]
            more = replace(now, maximum=now.maximum + 1)
            return replace(problem, coaches=_with(problem.coaches, coach, more))
        case CoachHour(coach=coach, windows=windows):
            there = replace(problem.coaches[coach], weeks=hours.of_coach(coach)[windows[0]])
            return replace(problem, coaches=_with(problem.coaches, coach, there))
        case MemberHour(member=member, windows=windows):
            here = replace(problem.members[member], weeks=hours.of_member(member)[windows[0]])
            return replace(problem, members=_with(problem.members, member, here))
        case rule:
            return _without(problem, rule)


def _without(problem: CoachingProblem, rule: RuleChange) -> CoachingProblem:
    match rule:
        case LanguagePreferred():
            return replace(problem, language_required=False)
        case CriterionDropped(criterion=dropped):
            kept = (each for index, each in enumerate(problem.criteria) if index != dropped)
            return replace(problem, criteria=tuple(kept))
        case NeverTakenBack(member=member, coach=coach):
            return replace(problem, never=tuple(pair for pair in problem.never if pair != (member, coach)))
        case MustTakenBack(member=member, coach=coach):
            return replace(problem, must=tuple(pair for pair in problem.must if pair != (member, coach)))


def _with(people: tuple[_Person, ...], index: int, person: _Person) -> tuple[_Person, ...]:
    return (*people[:index], person, *people[index + 1 :])
