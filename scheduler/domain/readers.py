"""How people read what they are told: by their own clock, in their language, and as openly as they want it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.preferences import Preference


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """All that an entry's words depend on of whom it is for: readers who are alike read the same.

    `alarms` are in minutes before a meeting; a `discreet` calendar tells nobody who looks over a shoulder what it is.
    """

    time_zone: str
    locale: str
    alarms: tuple[int, ...] = ()
    discreet: bool = False


def reader_of(person: Person, *, cohort: Cohort, chose: Preference) -> Reader:
    """Return how someone reads their calendar, by what they chose."""
    return Reader(
        time_zone=person.time_zone,
        locale=person.locale or cohort.locale,
        alarms=chose.alarms,
        discreet=cohort.discreet if chose.discreet is None else chose.discreet,
    )


def readers_of(
    people: Iterable[Person], *, cohort: Cohort, chosen: Mapping[PersonId, Preference]
) -> dict[PersonId, Reader]:
    """Return how each person reads their calendar; `chosen` is what people chose, of those who chose anything."""
    nothing = Preference()
    return {
        person.id: reader_of(person, cohort=cohort, chose=chosen.get(person.id, nothing)) for person in people
    }
