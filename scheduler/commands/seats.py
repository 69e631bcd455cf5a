"""The groups of the last release as they stand: who sits there, who waits, for whom a seat is kept, when they meet."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from scheduler.access import CohortScope, PersonScope
from scheduler.domain.circles import Circle
from scheduler.domain.cohorts import Cohort
from scheduler.domain.enrolments import queues
from scheduler.domain.meetings import Meeting, in_order
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import Plan, Section
from scheduler.domain.seat_offers import SeatOffer
from scheduler.errors import NotFoundError
from scheduler.languages.sentences import sentence
from scheduler.store.unit_of_work import Transaction

OVER = sentence("This group has met for the last time.")
CLASH = sentence("You have another meeting at one of these times.")
ENOUGH = sentence("You are in as many workshops as this group offers each member. Leave one first.")
FULL = sentence("This group is full. You can wait for a seat.")
ANOTHER = sentence("You are in another group of this workshop. Leave that one first.")
NOT_FOR_YOU = sentence("Seats are for members.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Seats:
    """What anybody's choice of a seat depends on, as of `now`.

    `people` are who is here; `meetings` are all that are held, by start; `waiting` is who waits for which section
    (workshop, number), the first first; `offers` are the open ones, to people who are here.
    """

    cohort: Cohort
    plan: Plan
    people: Mapping[PersonId, Person]
    meetings: tuple[Meeting, ...]
    waiting: Mapping[tuple[str, int], tuple[PersonId, ...]]
    offers: tuple[SeatOffer, ...]
    now: datetime

    @classmethod
    def seen_by(cls, scope: PersonScope) -> Self | None:
        """Return it for one person's choice; None before there is a release."""
        people, plan = scope.tx.people.people(scope.cohort.id), scope.standing_plan()
        if plan is None:
            return None
        return cls._of(
            scope.tx, cohort=scope.cohort, plan=plan, meetings=scope.every_meeting(people), people=people
        )

    @classmethod
    def of(cls, scope: CohortScope) -> Self | None:
        """Return it for all of a cohort; None before there is a release."""
        plan, people = scope.standing_plan(), scope.people()
        if plan is None:
            return None
        meetings = in_order((*scope.arranged_meetings(people), *scope.coaching(people)))
        return cls._of(scope.tx, cohort=scope.cohort, plan=plan, meetings=meetings, people=people)

    @classmethod
    def _of(
        cls,
        tx: Transaction,
        *,
        cohort: Cohort,
        plan: Plan,
        meetings: Iterable[Meeting],
        people: Iterable[Person],
    ) -> Self:
        here = {person.id: person for person in people}
        return cls(
            cohort=cohort,
            plan=plan,
            people=here,
            meetings=tuple(meeting for meeting in meetings if not meeting.cancelled),
            waiting=queues(tx.enrolments.of_cohort(cohort.id)),
            offers=tuple(offer for offer in tx.seat_offers.open_in(cohort.id) if offer.person in here),
            now=tx.now,
        )

    def section(self, workshop: str, number: int) -> Section:
        """Return a section; raises NotFoundError."""
        for section in self.plan.workshops.sections:
            if (section.workshop, section.section) == (workshop, number):
                return section
        raise NotFoundError

    def held(self, section: Section) -> tuple[Meeting, ...]:
        """Return the meetings of a section, by start."""
        circle = Circle(workshop=section.workshop, section=section.section)
        return tuple(meeting for meeting in self.meetings if meeting.circle == circle)

    def ahead(self, section: Section) -> tuple[Meeting, ...]:
        """Return the meetings of a section that are still to begin."""
        return tuple(meeting for meeting in self.held(section) if meeting.starts > self.now)

    def members(self, section: Section) -> int:
        """Return how many sit in a section; who has left the cohort does not, whatever the release says."""
        return sum(member in self.people for member in section.members)

    def room(self, section: Section) -> int:
        """Return how many seats of a section have no member; less than none where there are too many."""
        sizes = {workshop.id: workshop.size.maximum for workshop in self.cohort.workshops}
        return sizes.get(section.workshop, 0) - self.members(section)

    def line(self, section: Section) -> tuple[PersonId, ...]:
        """Return who waits for a seat in a section, whether or not one is kept for them, the first first."""
        return self.waiting.get((section.workshop, section.section), ())

    def offered(self, section: Section) -> tuple[SeatOffer, ...]:
        """Return the seats of a section that are kept for somebody."""
        return tuple(
            offer
            for offer in self.offers
            if (offer.workshop, offer.section) == (section.workshop, section.section)
        )

    def kept_for(self, person: PersonId, section: Section) -> SeatOffer | None:
        """Return the seat of a section that is kept for a person."""
        return next((offer for offer in self.offered(section) if offer.person == person), None)

    def queue(self, section: Section) -> tuple[PersonId, ...]:
        """Return who waits for a seat in a section that none is kept for, the first first."""
        offered = {offer.person for offer in self.offered(section)}
        return tuple(person for person in self.line(section) if person not in offered)

    def why_not(self, person: Person, section: Section) -> str | None:
        """Return what keeps a person from taking a seat in a section as it stands; None where they can.

        A seat that is kept for somebody is taken for all others, and a free one is for whoever waits first.
        """
        others = sum(offer.person != person.id for offer in self.offered(section))
        queue = self.queue(section)
        ahead = queue.index(person.id) if person.id in queue else len(queue)
        if self.kept_for(person.id, section) is not None:
            ahead = 0
        return self.hindrance(person, section) or (FULL if others + ahead >= self.room(section) else None)

    def hindrance(self, person: Person, section: Section, *, also: Collection[Section] = ()) -> str | None:
        """Return what else than a lack of seats keeps a person from one in a section, would they sit in `also` too."""
        mine = [each for each in self.plan.workshops.sections if person.id in each.members or each in also]
        in_the_way = (
            (person.role is not Role.MEMBER, NOT_FOR_YOU),
            (not self.ahead(section), OVER),
            (any(each.workshop == section.workshop for each in mine), ANOTHER),
            (len(mine) >= self.cohort.per_member, ENOUGH),
            (self._clashes(section, self._busy(person.id, also)), CLASH),
        )
        return next((reason for holds, reason in in_the_way if holds), None)

    def _busy(self, person: PersonId, also: Collection[Section]) -> Iterator[Meeting]:
        yield from (meeting for meeting in self.meetings if person in meeting.people)
        for section in also:
            yield from self.held(section)

    def _clashes(self, section: Section, busy: Iterable[Meeting]) -> bool:
        """Whether a meeting of the section that is to come overlaps one of these."""
        ahead = self.ahead(section)
        return any(
            each.starts < meeting.ends and meeting.starts < each.ends for meeting in busy for each in ahead
        )
