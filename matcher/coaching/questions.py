"""Which small changes there are to a plan, and how the best are found without asking all; no solver in it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import heapify, heappop, heapreplace

from matcher.coaching.changes import (
    Change,
    CoachHour,
    MemberHour,
    MustTakenBack,
    NeverTakenBack,
    PlaceMore,
)
from matcher.coaching.gains import Gains

Answer = tuple[int, Change]


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A change to be found: what it gains at most, and how to find what the best of its kind gains (0: none does)."""

    most: int
    ask: Callable[[], Answer]


def told(gain: int, change: Change) -> Question:
    """Put a question whose answer is known."""
    return Question(most=gain, ask=lambda: (gain, change))


def questions_of(gains: Gains) -> Iterator[Question]:
    """Yield the changes to bans, pins, places and hours, in the order that counts where they gain as much."""
    problem, chains = gains.problem, gains.chains
    for member, coach in sorted(set(problem.never)):
        yield told(gains.of_never(member, coach), NeverTakenBack(member=member, coach=coach))
    for member, coach in sorted(set(problem.must)):
        yield told(gains.of_must(member, coach), MustTakenBack(member=member, coach=coach))
    for coach in range(len(problem.coaches)):
        yield told(gains.of_place(coach), PlaceMore(coach=coach))
    for coach in range(len(problem.coaches)):
        yield Question(most=gains.most_of_coach(coach), ask=partial(_hour_of_coach, gains, coach))
    for member, at in enumerate(chains.at.tolist()):
        if at == chains.nowhere:
            yield Question(most=gains.most_of_member(member), ask=partial(_hour_of_member, gains, member))


def best_first(questions: Sequence[Question], *, leaving: Callable[[], bool]) -> Iterator[Change]:
    """Yield changes by what they gain, then in the order of the questions; ask only what may be the best.

    It ends when `leaving` says so.
    """
    waiting: list[tuple[int, int, Change | None]] = [
        (-question.most, order, None) for order, question in enumerate(questions) if question.most > 0
    ]
    heapify(waiting)
    while waiting and not leaving():
        _, order, change = waiting[0]
        if change is not None:
            heappop(waiting)
            yield change
            continue
        gain, change = questions[order].ask()
        if gain > 0:
            heapreplace(waiting, (-gain, order, change))
        else:
            heappop(waiting)


def _hour_of_coach(gains: Gains, coach: int) -> Answer:
    gain, windows = gains.of_coach(coach)
    return gain, CoachHour(coach=coach, windows=windows)


def _hour_of_member(gains: Gains, member: int) -> Answer:
    gain, windows = gains.of_member(member)
    return gain, MemberHour(member=member, windows=windows)
