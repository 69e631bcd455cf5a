"""Rankings of nine courses by 146 students of AGH in Kraków, as questions for workshop groups.

The data is the students' rankings, all complete, and no more: how many seats a course had, and how many courses a
student took, it does not say. Both are ours: every course has the fewest seats that hold all students when these are
shared out evenly, and no two courses meet at once. Everybody ranks course 9 first, so a wish for it tells nothing: the
second and the third question leave it out, as a course for all.

Where a student takes one course, a course is also a coach and a wish's worth the pair's score, and the question one for
coaching.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from matcher.objective import wish_worth
from matcher.problem import Coach, CoachingProblem, GroupsProblem, Member, WeekMasks, Weights
from tests.real.courses import as_groups
from tests.real.preflib import orders

FOR_ALL = 8
"""Course 9, counted from 0."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Which courses are shared out, with how many seats each, and how many courses a student takes."""

    courses: tuple[int, ...]
    seats: int
    each: int


ONE_OF_NINE = Question(courses=tuple(range(9)), seats=17, each=1)
ONE_OF_EIGHT = Question(courses=tuple(range(FOR_ALL)), seats=19, each=1)
THREE_OF_EIGHT = Question(courses=tuple(range(FOR_ALL)), seats=55, each=3)


def read(folder: Path) -> tuple[tuple[int, ...], ...]:
    """Read each student's ranking, courses from 0."""
    return orders(folder / "agh-courses" / "00009-00000001.soc")


def wishes(rankings: tuple[tuple[int, ...], ...], question: Question) -> tuple[tuple[int, ...], ...]:
    """Leave in each ranking the courses that are shared out."""
    return tuple(tuple(course for course in ranked if course in question.courses) for ranked in rankings)


def problem(rankings: tuple[tuple[int, ...], ...], question: Question) -> GroupsProblem:
    """Ask who sits in which course."""
    seats = [question.seats] * len(question.courses)
    return as_groups(wishes=wishes(rankings, question), seats=seats, each=question.each)


def as_coaching(rankings: tuple[tuple[int, ...], ...], question: Question) -> CoachingProblem:
    """Ask the same with a coach for each course; what the pairs score is told apart (`worths`), hours play no part."""
    any_time = WeekMasks(masks=(1,), of_week=(0,))
    member = Member(topics=(), languages=frozenset(), weeks=any_time)
    coach = Coach(
        topics=frozenset(), languages=frozenset(), weeks=any_time, minimum=0, maximum=question.seats
    )
    return CoachingProblem(
        members=(member,) * len(rankings),
        coaches=(coach,) * len(question.courses),
        edge=1,
        meeting_minutes=15,
        target_minutes=15,
        weights=Weights(interest=Fraction(1), time=Fraction(0), language=Fraction(0)),
        worst_first=False,
    )


def worths(rankings: tuple[tuple[int, ...], ...], question: Question) -> list[list[int]]:
    """Table what a seat is worth: [students, courses]."""
    return [
        [wish_worth(rank=wished.index(course) + 1) for course in question.courses]
        for wished in wishes(rankings, question)
    ]
