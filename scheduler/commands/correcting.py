"""What people say of themselves after the roster was read: where they live, when they can, what they care for."""

from dataclasses import replace

from calendars.availability import Window
from scheduler.access import PersonScope
from scheduler.domain.people import Person
from scheduler.errors import NotNowError
from scheduler.events import PersonCorrected
from scheduler.languages.sentences import sentence

MOST_INTERESTS = 8


def say_hours(scope: PersonScope, *, windows: tuple[Window, ...]) -> None:
    """Keep when somebody can; hours that nobody gave before are assumed no more. Raises NotNowError for none."""
    if not windows:
        raise NotNowError(
            sentence(
                "Choose at least one hour: without any, nobody could meet you. If you need a break, pause instead."
            )
        )
    _correct(scope, replace(scope.person, availability=windows, availability_assumed=False))


def say_place(scope: PersonScope, *, time_zone: str) -> None:
    """Keep where somebody lives, an IANA id; what stands in their calendar is told by the new clock, and moves not."""
    _correct(scope, replace(scope.person, time_zone=time_zone))


def say_interests(scope: PersonScope, *, interests: tuple[str, ...]) -> None:
    """Keep what somebody cares for, best first: topics of the cohort. Raises NotNowError for others."""
    if not set(interests) <= set(scope.cohort.topics):
        raise NotNowError(sentence("Load the page again: the topics of this group have changed."))
    _correct(scope, replace(scope.person, interests=tuple(dict.fromkeys(interests))[:MOST_INTERESTS]))


def say_wishes(scope: PersonScope, *, workshops: tuple[str, ...]) -> None:
    """Keep which workshops somebody wishes for, best first, by their ids."""
    _correct(scope, replace(scope.person, workshops=workshops))


def _correct(scope: PersonScope, said: Person) -> None:
    """Write what differs from what is known; saying the same again changes nothing."""
    before = scope.person
    fields = {
        field
        for field in ("availability", "availability_assumed", "interests", "time_zone", "workshops")
        if getattr(said, field) != getattr(before, field)
    }
    if not fields:
        return
    scope.tx.people.correct(said, fields=fields)
    told = sorted(fields - {"availability_assumed"} or {"availability"})
    scope.tx.outbox.emit(PersonCorrected(cohort=scope.cohort.id, person=said.id, fields=",".join(told)))
