"""One weekly window more for a member or a coach, on their own clock, in every week whatever the clock does."""

from collections.abc import Sequence
from functools import cache, lru_cache

from calendars.availability import DAYS_PER_WEEK, Window, week_masks, weeks_between
from matcher.coaching.changes import few_enough
from matcher.problem import SLOT_MINUTES, CoachingProblem, WeekMasks
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.problems.coaching import coached, coaches

EARLIEST = 8 * 60
LATEST = 22 * 60
"""Between these minutes of their day people can be asked for more time."""


def windows_more(*, cohort: Cohort) -> tuple[Window, ...]:
    """Return what anybody can be asked for: a coaching meeting, at each quarter hour from 08:00 to 22:00, every day.

    A meeting is rounded up to whole quarter hours. There are none where the cohort pairs nobody, or its meetings are
    longer than that.
    """
    if cohort.coaching is None:
        return ()
    length = -(-cohort.coaching.meeting_minutes // SLOT_MINUTES) * SLOT_MINUTES
    return tuple(
        Window(day=day, start=start, end=start + length)
        for day in range(DAYS_PER_WEEK)
        for start in range(EARLIEST, LATEST - length + 1, SLOT_MINUTES)
    )


def advice_is_sought(*, cohort: Cohort, people: tuple[Person, ...]) -> bool:
    """Tell whether the cohort is small enough for advice on coaching (`matcher.coaching.changes.few_enough`)."""
    members, takers = coached(cohort=cohort, people=people), coaches(cohort=cohort, people=people)
    return few_enough(members=len(members), coaches=len(takers))


class MoreHours:
    """Everybody's weeks with each of `windows_more` added, as `matcher.coaching.changes.Hours` asks for them."""

    def __init__(self, *, cohort: Cohort, people: tuple[Person, ...], problem: CoachingProblem) -> None:
        """Take the `problem` that was made of the cohort and the people."""
        self._cohort = cohort
        self._problem = problem
        self._members = coached(cohort=cohort, people=people)
        self._coaches = coaches(cohort=cohort, people=people)
        self._in_zone = cache(self._windows_in)

    def of_member(self, member: int) -> Sequence[WeekMasks]:
        """Give a member's weeks with each of the windows more."""
        return self._with_each(self._problem.members[member].weeks, self._members[member])

    def of_coach(self, coach: int) -> Sequence[WeekMasks]:
        """Give a coach's weeks with each of the windows more."""
        return self._with_each(self._problem.coaches[coach].weeks, self._coaches[coach])

    def _with_each(self, weeks: WeekMasks, person: Person) -> list[WeekMasks]:
        return [_together(weeks, more) for more in self._in_zone(person.time_zone)]

    def _windows_in(self, time_zone: str) -> tuple[WeekMasks, ...]:
        """Cut each window out of the weeks of whoever lives by that clock."""
        weeks = weeks_between(starts=self._cohort.starts, ends=self._cohort.ends)
        cut = (
            week_masks(time_zone=time_zone, windows=(window,), weeks=weeks, edge=self._problem.edge)
            for window in windows_more(cohort=self._cohort)
        )
        return tuple(WeekMasks(masks=masks, of_week=of_week) for masks, of_week in cut)


def _together(hours: WeekMasks, more: WeekMasks) -> WeekMasks:
    """Put two calendars of the same weeks together."""
    kinds, of_week = _kinds_of_weeks(hours.of_week, more.of_week)
    both = [hours.masks[mine] | more.masks[theirs] for mine, theirs in kinds]
    index_of = {mask: index for index, mask in enumerate(dict.fromkeys(both))}
    if len(index_of) == len(both):
        return WeekMasks(masks=tuple(both), of_week=of_week)
    return WeekMasks(masks=tuple(index_of), of_week=tuple(index_of[both[kind]] for kind in of_week))


@lru_cache(maxsize=1024)
def _kinds_of_weeks(
    one: tuple[int, ...], other: tuple[int, ...]
) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    """Pair the weeks of two calendars: the different pairs, and which each week is."""
    weeks = list(zip(one, other, strict=True))
    index_of = {kind: index for index, kind in enumerate(dict.fromkeys(weeks))}
    return tuple(index_of), tuple(index_of[week] for week in weeks)
