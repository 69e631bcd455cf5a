"""Members pause until a date, and come back: what lies in between leaves their calendar, and everybody else's stays."""

from dataclasses import replace
from datetime import date, datetime, time

from calendars.wall_clock import to_utc
from scheduler.access import PersonScope
from scheduler.domain.pauses import Pause
from scheduler.errors import NotNowError
from scheduler.events import PersonPaused
from scheduler.languages.sentences import sentence


def pause(scope: PersonScope, *, until: date) -> None:
    """Come to nothing from now until the day begins on which one is back, by one's own clock.

    Raises NotNowError for a day that has begun already, or that lies behind the cohort's last.
    """
    back = to_utc(wall=datetime.combine(until, time()), time_zone=scope.person.time_zone)
    if back <= scope.tx.now or until > scope.cohort.ends:
        raise NotNowError(sentence("Choose a day to come, within the dates of your group."))
    stands = standing_pause(scope)
    scope.tx.pauses.put(
        replace(stands, until=back)
        if stands is not None
        else Pause(person=scope.person.id, since=scope.tx.now, until=back)
    )
    scope.tx.outbox.emit(PersonPaused(cohort=scope.cohort.id, person=scope.person.id))


def come_back(scope: PersonScope) -> None:
    """End the pause now; whoever does not pause has nothing to end."""
    stands = standing_pause(scope)
    if stands is None:
        return
    if stands.since == scope.tx.now:
        scope.tx.pauses.take_back(stands)
    else:
        scope.tx.pauses.put(replace(stands, until=scope.tx.now))
    scope.tx.outbox.emit(PersonPaused(cohort=scope.cohort.id, person=scope.person.id))


def standing_pause(scope: PersonScope) -> Pause | None:
    """Return the pause that one is in."""
    mine = (each for each in scope.tx.pauses.of_cohort(scope.cohort.id) if each.person == scope.person.id)
    return next((each for each in mine if each.holds_at(scope.tx.now)), None)
