"""The last release beside what is so now: all that the kinds of matters are derived from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from calendars.zones import zone
from scheduler.access import CohortScope
from scheduler.domain.cohorts import Cohort
from scheduler.domain.enrolments import Enrolment
from scheduler.domain.meetings import Meeting
from scheduler.domain.pauses import Pause
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import Pair, Plan
from scheduler.domain.seat_offers import SeatOffer


@dataclass(frozen=True, kw_only=True, slots=True)
class ToCome:
    """A meeting that has not begun: as the plan has it, and as it is held, with whoever is not away then."""

    planned: Meeting
    held: Meeting


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """The release as it stands, the people by id in the roster's order, and their word on pauses and seats."""

    scope: CohortScope
    plan: Plan
    known: Mapping[PersonId, Person]
    pauses: tuple[Pause, ...]
    enrolments: tuple[Enrolment, ...]
    offers: tuple[SeatOffer, ...]
    to_come: tuple[ToCome, ...]

    @classmethod
    def of(cls, scope: CohortScope) -> Self | None:
        """Return it as of now; None before there is a release."""
        plan, people = scope.standing_plan(), scope.people()
        if plan is None:
            return None
        meetings = (
            ToCome(planned=planned, held=arrangement.held(planned))
            for planned, arrangement in scope.arranged(people, plan=plan)
            if arrangement.starts > scope.tx.now and not arrangement.cancelled
        )
        agreed = (
            ToCome(planned=hour, held=hour) for hour in scope.coaching(people) if hour.starts > scope.tx.now
        )
        return cls(
            scope=scope,
            plan=plan,
            known={person.id: person for person in people},
            pauses=tuple(scope.tx.pauses.of_cohort(scope.cohort.id)),
            enrolments=tuple(scope.tx.enrolments.of_cohort(scope.cohort.id)),
            offers=scope.tx.seat_offers.open_in(scope.cohort.id),
            to_come=tuple(sorted((*meetings, *agreed), key=lambda each: (each.held.starts, each.held.uid))),
        )

    @property
    def cohort(self) -> Cohort:
        """The cohort's rules."""
        return self.scope.cohort

    @property
    def now(self) -> datetime:
        """The instant as of which matters are looked for (aware UTC)."""
        return self.scope.tx.now

    @property
    def people(self) -> tuple[Person, ...]:
        """Everyone, in the roster's order."""
        return tuple(self.known.values())

    def in_role(self, person: PersonId, role: Role) -> Person | None:
        """Return the person if they are in the cohort and have this role."""
        found = self.known.get(person)
        return found if found is not None and found.role is role else None

    def pairs(self) -> tuple[tuple[Pair, Person, Person], ...]:
        """Return the pairs of whom both are still here, with the member and the coach."""
        return tuple(
            (pair, member, coach)
            for pair in self.plan.coaching.pairs
            if (member := self.in_role(pair.member, Role.MEMBER)) is not None
            and (coach := self.in_role(pair.coach, Role.COACH)) is not None
        )

    def those(self, people: tuple[PersonId, ...]) -> tuple[Person, ...]:
        """Return who of these is still here."""
        return tuple(self.known[person] for person in people if person in self.known)

    def ahead(self, day: date) -> date | None:
        """Return a date that is still to come by the cohort's own clock; None for any other."""
        today = self.now.astimezone(zone(self.cohort.home_time_zone)).date()
        return day if day > today else None
