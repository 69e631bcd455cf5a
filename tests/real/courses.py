"""Courses as workshops: each one section at its one time, under a teacher of its own who comes after the students."""

from collections.abc import Collection, Sequence

from matcher.problem import GroupsProblem, Interval, Workshop, WorkshopStart

HOUR = 60


def as_groups(
    *,
    wishes: Sequence[tuple[int, ...]],
    seats: Sequence[int],
    each: int,
    together: Sequence[Collection[int]] = (),
    barred: Collection[tuple[int, int]] = (),
) -> GroupsProblem:
    """Ask who sits in which course.

    `wishes` are each student's courses, best first; a student sits in at most `each` of them. `together` are sets of
    courses that meet at once: each set has an hour of its own, and each course another. `barred` are (student, course).
    """
    students, courses = len(wishes), len(seats)
    everybody = (1 << students + courses) - 1
    hours = [Interval(begin=HOUR * hour, end=HOUR * (hour + 1)) for hour in range(courses + len(together))]
    shared = list(zip(together, hours[courses:], strict=True))
    return GroupsProblem(
        people=students + courses,
        workshops=tuple(
            Workshop(
                minimum=1,
                maximum=seats[course],
                sections=1,
                facilitators=(students + course,),
                starts=(
                    WorkshopStart(
                        meetings=(hours[course], *(hour for some, hour in shared if course in some)),
                        available=everybody & ~sum(1 << student for student, c in barred if c == course),
                    ),
                ),
            )
            for course in range(courses)
        ),
        wishes=(*wishes, *((),) * courses),
        per_member=each,
    )
