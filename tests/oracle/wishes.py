"""Who wishes for what, what a seat is worth, and when a workshop may start (DESIGN 5 and 6)."""

import math
from datetime import datetime, timedelta
from fractions import Fraction

from scheduler.domain.cohorts import Cohort, Workshop
from scheduler.domain.people import Person, PersonId, Role
from tests.oracle.offers import dates_between, offered

Starts = tuple[datetime, ...]
Wishes = dict[PersonId, list[str]]  # best first

_MINUTE = timedelta(minutes=1)


def wishes_of(cohort: Cohort, people: tuple[Person, ...]) -> Wishes:
    """Take each member's wishes as written, or by interest, then in file order; only members wish."""
    return {
        person.id: list(person.workshops)
        or [
            workshop.id
            for topic in person.interests
            for workshop in cohort.workshops
            if workshop.topic == topic
        ]
        for person in people
        if person.role is Role.MEMBER
    }


def worth(wishes: Wishes, member: PersonId, workshop: str) -> int:
    """Weigh a seat: 1000, 700, 490 ...; nothing where there is no wish."""
    mine = wishes.get(member, [])
    return (
        math.floor(1000 * Fraction(7, 10) ** mine.index(workshop) + Fraction(1, 2)) if workshop in mine else 0
    )


def free_starts(cohort: Cohort, workshop: Workshop, busy: list[tuple[datetime, int]]) -> list[Starts]:
    """List the starts offered that meet no session."""
    found = offered(
        cohort=cohort,
        choice=workshop.when,
        minutes=workshop.minutes,
        dates=dates_between(*workshop.window),
        meetings=workshop.meetings,
    )
    return [
        starts
        for starts in found
        if not any(overlap(start, workshop.minutes, at, m) for start in starts for at, m in busy)
    ]


def overlap(one: datetime, one_minutes: int, other: datetime, other_minutes: int) -> bool:
    return one < other + other_minutes * _MINUTE and other < one + one_minutes * _MINUTE
