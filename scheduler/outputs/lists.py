"""Lists to take out of a cohort, each for one purpose and with what that purpose needs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan
from scheduler.languages.sentences import Sentence, sentence
from scheduler.roster.hours import write_hours
from scheduler.roster.roster_out import write_roster
from scheduler.roster.safe_csv import write_csv

Row = tuple[str, ...]


class Purpose(StrEnum):
    """What a list is for."""

    NAMES = "names"
    GROUPS = "groups"
    CONTACT = "contact"
    HOURS = "hours"
    ROSTER = "roster"


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What a list is called, and what it is good for."""

    title: Sentence
    use: Sentence


ABOUT = {
    Purpose.NAMES: About(
        title=sentence("Names"),
        use=sentence("Who is there, and as what: for name tags, a room, a caterer."),
    ),
    Purpose.GROUPS: About(
        title=sentence("Groups"),
        use=sentence("Who is in which workshop group: to tick who came."),
    ),
    Purpose.CONTACT: About(
        title=sentence("Contact"),
        use=sentence("Addresses, numbers and languages: to write to people yourself."),
    ),
    Purpose.HOURS: About(
        title=sentence("Hours"),
        use=sentence("When people can, by their own clocks: to look for an hour by hand."),
    ),
    Purpose.ROSTER: About(
        title=sentence("The whole roster"),
        use=sentence(
            "All that people said of themselves: to be brought in again, here or for a next cohort."
        ),
    ),
}


def list_csv(purpose: Purpose, *, cohort: Cohort, people: tuple[Person, ...], plan: Plan | None) -> bytes:
    """Return the list as CSV, in the roster's order; `plan` is the one that stands, if any does."""
    if purpose is Purpose.ROSTER:
        return write_roster(people, own=cohort.own_columns)
    if purpose is Purpose.GROUPS:
        return write_csv((("workshop", "group", "name"), *_seats(cohort=cohort, people=people, plan=plan)))
    header, row = _ROWS[purpose]
    return write_csv((header, *map(row, people)))


_ROWS: dict[Purpose, tuple[Row, Callable[[Person], Row]]] = {
    Purpose.NAMES: (("name", "role"), lambda person: (person.name, person.role.value)),
    Purpose.CONTACT: (
        ("name", "role", "email", "whatsapp", "languages"),
        lambda person: (
            person.name,
            person.role.value,
            person.email or "",
            person.whatsapp or "",
            "; ".join(person.languages),
        ),
    ),
    Purpose.HOURS: (
        ("name", "role", "time_zone", "availability"),
        lambda person: (
            person.name,
            person.role.value,
            person.time_zone,
            "" if person.availability_assumed else write_hours(person.availability),
        ),
    ),
}


def _seats(*, cohort: Cohort, people: tuple[Person, ...], plan: Plan | None) -> Iterator[Row]:
    titles = {workshop.id: workshop.name for workshop in cohort.workshops}
    for section in () if plan is None else plan.workshops.sections:
        for person in people:
            if person.id in section.members:
                yield titles.get(section.workshop, section.workshop), str(section.section), person.name
