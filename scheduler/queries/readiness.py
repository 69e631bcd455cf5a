"""Whether a cohort is ready to be matched: who will be left out whatever a solver does, and what was only assumed."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import numpy as np

from calendars.zones import zone
from scheduler.access import CohortScope
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, Role
from scheduler.domain.problems import Problem
from scheduler.problems.coaching import coached, coaches, coaching_problem, primary_subtag, shared_hours
from scheduler.problems.groups import wished_workshops
from scheduler.roster.crosscheck import cross_check

MOST_PAIRS = 250_000
"""Pairs whose hours are looked through; of more, nobody is named."""
EXAMPLES = frozenset({"example", "invalid", "test"})
"""Domains that lead nowhere (RFC 2606), besides example.org and its like."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkshopDemand:
    """How many members wish for a workshop, how many it can seat, and whether anybody is there to lead it."""

    name: str
    wishes: int
    least: int
    seats: int
    has_leader: bool

    @property
    def is_wanted_enough(self) -> bool:
        """Whether a group of it could be filled."""
        return self.wishes >= self.least


@dataclass(frozen=True, kw_only=True, slots=True)
class Readiness:
    """What a coordinator had better know before matching.

    `no_hour` are members who share no hour with any coach in every week, None where they are too many to look;
    `no_language` members and coaches whose language nobody of the other side speaks; `days_over` how many of the
    cohort's days lie behind; `unlinked` sessions and workshops without a link to join, or with an example's.
    """

    members: int
    coaches: int
    places: int
    no_hour: tuple[str, ...] | None
    no_language: tuple[str, ...]
    no_interests: tuple[str, ...]
    assumed: tuple[str, ...]
    unreachable: tuple[str, ...]
    workshops: tuple[WorkshopDemand, ...]
    missing: tuple[Problem, ...]
    days_over: int
    days: int
    unlinked: tuple[str, ...]

    @property
    def is_over(self) -> bool:
        """Whether the last day lies behind."""
        return self.days_over >= self.days

    @property
    def places_short(self) -> int:
        """How many more members than places with a coach there are."""
        return max(0, self.members - self.places) if self.coaches or self.members else 0


def readiness(scope: CohortScope) -> Readiness:
    """Return what is known before a run; no solver is asked."""
    cohort, people = scope.cohort, scope.people_to_read()
    members, takers = coached(cohort=cohort, people=people), coaches(cohort=cohort, people=people)
    return Readiness(
        members=len(members),
        coaches=len(takers),
        places=sum(cohort.capacity_of(coach).maximum for coach in takers),
        no_hour=_no_hour(cohort, people=people, members=members, takers=takers),
        no_language=_no_language(members, takers),
        no_interests=tuple(person.name for person in members if not person.interests),
        assumed=tuple(person.name for person in people if person.availability_assumed),
        unreachable=tuple(person.name for person in people if not person.email),
        workshops=_demand(cohort, people),
        missing=cross_check(cohort=cohort, people=people) if people else (),
        days=(cohort.ends - cohort.starts).days + 1,
        days_over=_days_over(cohort, now=scope.tx.now),
        unlinked=tuple(
            each.name for each in (*cohort.sessions, *cohort.workshops) if not _leads_somewhere(each.join_url)
        ),
    )


def _days_over(cohort: Cohort, *, now: datetime) -> int:
    """Count the cohort's days before today, on its own clock."""
    today = now.astimezone(zone(cohort.home_time_zone)).date()
    return max(0, (min(today, cohort.ends + timedelta(days=1)) - cohort.starts).days)


def _leads_somewhere(url: str | None) -> bool:
    """Whether this is an address, and of no host that is kept for examples (RFC 2606)."""
    labels = (urlsplit(url or "").hostname or "").split(".")
    return labels != [""] and labels[-1] not in EXAMPLES and labels[-2:-1] != ["example"]


def _no_hour(
    cohort: Cohort, *, people: tuple[Person, ...], members: tuple[Person, ...], takers: tuple[Person, ...]
) -> tuple[str, ...] | None:
    if not members or not takers:
        return ()
    if len(members) * len(takers) > MOST_PAIRS:
        return None
    hours = shared_hours(coaching_problem(cohort=cohort, people=people))
    shared = hours.of(np.arange(len(members))[:, None], np.arange(len(takers))[None, :]).minutes
    alone = np.flatnonzero(shared.max(axis=1) == 0)
    return tuple(members[index].name for index in alone)


def _no_language(members: tuple[Person, ...], takers: tuple[Person, ...]) -> tuple[str, ...]:
    """Return who speaks what nobody on the other side speaks; whoever names no language is not among them."""
    if not members or not takers:
        return ()

    def spoken(those: tuple[Person, ...]) -> set[str]:
        return {primary_subtag(tag) for person in those for tag in person.languages}

    def foreign(those: tuple[Person, ...], heard: set[str]) -> list[str]:
        return [
            person.name
            for person in those
            if person.languages and heard.isdisjoint(map(primary_subtag, person.languages))
        ]

    return (*foreign(members, spoken(takers)), *foreign(takers, spoken(members)))


def _demand(cohort: Cohort, people: tuple[Person, ...]) -> tuple[WorkshopDemand, ...]:
    wishes = Counter(
        index
        for person in people
        if person.role is Role.MEMBER
        for index in wished_workshops(cohort=cohort, person=person)
    )
    keys = {person.key for person in people}
    return tuple(
        WorkshopDemand(
            name=workshop.name,
            wishes=wishes[index],
            least=workshop.size.minimum,
            seats=workshop.size.maximum * workshop.sections,
            has_leader=not keys.isdisjoint(workshop.facilitators),
        )
        for index, workshop in enumerate(cohort.workshops)
    )
