"""A coordinator shares a calendar: the whole group's with outsiders, or a section's with its people."""

from scheduler.access import CohortScope
from scheduler.commands.feeds import open_shared_feed
from scheduler.commands.revising import Occasion, Pen, revised
from scheduler.domain.arrangements import held
from scheduler.domain.circles import Circle
from scheduler.domain.meetings import circles_of
from scheduler.errors import NotFoundError
from scheduler.shared_agenda import shared_agenda


def share(scope: CohortScope, *, circle: Circle, feed_key: bytes) -> None:
    """Make the link to a circle's calendar; one that was made before stays as it is.

    It shows what is to come from now on. Raises NotFoundError where the last release has no meetings of this circle.
    """
    if circle in scope.shared_feeds():
        return
    meetings = held(scope.arranged(scope.people()))
    if circle not in circles_of(meetings):
        raise NotFoundError
    wanted = shared_agenda(cohort=scope.cohort, circle=circle, meetings=meetings)
    entries = revised({}, wanted, on=Occasion(now=scope.tx.now), pen=Pen(now=scope.tx.now))
    open_shared_feed(
        scope,
        circle=circle,
        entries={entry.content.uid: entry for entry in entries},
        feed_key=feed_key,
    )
