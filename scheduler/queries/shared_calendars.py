"""The calendars of a cohort that can be shared, and those that are."""

from dataclasses import dataclass

from scheduler.access import CohortScope
from scheduler.domain.arrangements import held
from scheduler.domain.circles import Circle, in_order, name_of
from scheduler.domain.meetings import circles_of
from scheduler.store.calendars import StoredFeed


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedCalendar:
    """The calendar of the whole group or of a section; without a `feed` nobody has asked for its link yet.

    `name` is what the calendar calls itself; pages say it in words of their own: the `title` is the cohort's name or
    the workshop's, and the `section` the number of the group, 0 for the whole group.
    """

    circle: Circle
    name: str
    title: str
    feed: StoredFeed | None

    @property
    def section(self) -> int:
        """The number of the group."""
        return self.circle.section


def shared_calendars(scope: CohortScope) -> tuple[SharedCalendar, ...]:
    """Return those of the last release, and whatever was shared before; the whole group's first, then by workshop."""
    feeds = scope.shared_feeds()
    titles = {"": scope.cohort.name} | {workshop.id: workshop.name for workshop in scope.cohort.workshops}
    circles = {*circles_of(held(scope.arranged(scope.people()))), *feeds}
    return tuple(
        SharedCalendar(
            circle=circle,
            name=name_of(circle, cohort=scope.cohort),
            title=titles.get(circle.workshop, circle.workshop),
            feed=feeds.get(circle),
        )
        for circle in sorted(circles, key=in_order)
    )
