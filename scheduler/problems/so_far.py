"""Where a cohort stands midway: which sections are settled or have begun, and what of its rules still counts."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from calendars.availability import minute_of
from matcher.groups.moves import SectionBefore
from matcher.problem import GroupsProblem, Interval
from scheduler.domain import cohorts
from scheduler.domain.cohorts import Cohort
from scheduler.domain.parts import EVERYTHING, Parts
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Midway, Plan, Section
from scheduler.problems.instants import interval


def from_then_on(cohort: Cohort, *, midway: Midway | None) -> Cohort:
    """Return the cohort by whose weeks coaching counts: midway they begin with the one that holds the instant."""
    if midway is None:
        return cohort
    return replace(cohort, starts=max(cohort.starts, midway.as_of.astimezone(UTC).date()))


@dataclass(frozen=True, kw_only=True, slots=True)
class SoFar:
    """The sections of a plan at an instant: those that are settled stay, those that have begun keep their hours.

    Settled is what is over, and every section of a workshop that is none of the `parts` to be changed.
    """

    as_of: datetime | None
    sections: tuple[Section, ...]
    parts: Parts = EVERYTHING

    @classmethod
    def nothing(cls) -> "SoFar":
        """Stand before everything."""
        return cls(as_of=None, sections=())

    @classmethod
    def of(cls, plan: Plan, *, midway: Midway | None = None) -> "SoFar":
        """Stand where a plan made midway does, or where one that follows this plan would."""
        at = midway or plan.midway
        if at is None:
            return cls(as_of=None, sections=plan.workshops.sections)
        return cls(as_of=at.as_of, sections=plan.workshops.sections, parts=at.parts)

    def is_over(self, section: Section) -> bool:
        """Whether all of its meetings have ended."""
        last = section.starts[-1] + timedelta(minutes=section.minutes)
        return self.as_of is not None and last <= self.as_of

    def has_begun(self, section: Section) -> bool:
        """Whether some meeting has begun and some has not ended."""
        return self.as_of is not None and section.starts[0] < self.as_of and not self.is_over(section)

    def is_settled(self, section: Section) -> bool:
        """Whether it stays as it is."""
        return self.is_over(section) or not self.parts.holds(section.workshop)

    @property
    def settled(self) -> tuple[Section, ...]:
        """The sections that stay as they are."""
        return tuple(section for section in self.sections if self.is_settled(section))

    @property
    def open(self) -> tuple[Section, ...]:
        """The sections that have meetings to come, and may be changed."""
        return tuple(section for section in self.sections if not self.is_settled(section))

    def still_held(self, workshop: cohorts.Workshop) -> int:
        """Count the sections that a workshop may have beside those that are settled."""
        if not self.parts.holds(workshop.id):
            return 0
        settled = sum(section.workshop == workshop.id for section in self.settled)
        return max(0, workshop.sections - settled)

    def still_to_have(self, person: PersonId, workshop: str) -> bool:
        """Whether somebody may be seated in a workshop: it may be changed, and they have no settled seat in it."""
        return self.parts.holds(workshop) and not self.has_had(person, workshop)

    def has_had(self, person: PersonId, workshop: str) -> bool:
        """Whether somebody sits, or sat, in a section of the workshop that is settled."""
        return any(one.workshop == workshop and person in one.members for one in self.settled)

    def engaged(self, people: tuple[Person, ...]) -> tuple[tuple[Interval, int], ...]:
        """Return the settled meetings to come, each with who (bit p = person p) sits there or leads."""
        bit_of = {person.id: 1 << index for index, person in enumerate(people)}
        return tuple(
            (meeting, sum(bit_of.get(one, 0) for one in {section.facilitator, *section.members}))
            for section in self.settled
            for meeting in self.to_come(
                tuple(interval(starts=start, minutes=section.minutes) for start in section.starts)
            )
        )

    def offered(
        self, workshop: cohorts.Workshop, starts: tuple[tuple[Interval, ...], ...]
    ) -> tuple[tuple[Interval, ...], ...]:
        """Leave the starts that are to come, and add those at which a section has begun; earliest first."""
        if self.as_of is None:
            return starts
        begun = {
            tuple(interval(starts=start, minutes=section.minutes) for start in section.starts)
            for section in self.sections
            if section.workshop == workshop.id and self.has_begun(section)
        }
        ahead = {meetings for meetings in starts if meetings[0].begin >= minute_of(self.as_of)}
        return tuple(sorted(ahead | begun, key=lambda meetings: [one.begin for one in meetings]))

    def to_come(self, meetings: tuple[Interval, ...]) -> tuple[Interval, ...]:
        """Leave the meetings that have not ended."""
        if self.as_of is None:
            return meetings
        now = minute_of(self.as_of)
        return tuple(meeting for meeting in meetings if meeting.end > now)

    def wishes_left(self, person: Person, wished: tuple[int, ...], *, cohort: Cohort) -> tuple[int, ...]:
        """Leave the workshops of which no settled section is theirs."""
        return tuple(w for w in wished if not self.has_had(person.id, cohort.workshops[w].id))

    def ranks_had(self, person: Person, wished: tuple[int, ...], *, cohort: Cohort) -> tuple[int, ...]:
        """Return which wish, 1 the dearest, each workshop of which a settled section is theirs was; 0 for none."""
        rank_of = {cohort.workshops[w].id: rank for rank, w in enumerate(wished, start=1)}
        had = dict.fromkeys(one.workshop for one in self.settled if person.id in one.members)
        return tuple(rank_of.get(workshop, 0) for workshop in had)

    def continuable(self, cohort: Cohort) -> tuple[Section, ...]:
        """Return the sections that may be changed, of workshops that there still are."""
        offered = {workshop.id for workshop in cohort.workshops}
        return tuple(section for section in self.open if section.workshop in offered)

    def before(
        self, *, cohort: Cohort, people: tuple[Person, ...], problem: GroupsProblem
    ) -> tuple[SectionBefore, ...]:
        """Return those that are `continuable` as the matcher is told of them."""
        person_of = {person.id: index for index, person in enumerate(people)}
        workshop_of = {workshop.id: index for index, workshop in enumerate(cohort.workshops)}
        starts_of = [
            {start.meetings: index for index, start in enumerate(workshop.starts)}
            for workshop in problem.workshops
        ]
        return tuple(
            SectionBefore(
                workshop=workshop_of[section.workshop],
                start=starts_of[workshop_of[section.workshop]].get(
                    tuple(interval(starts=start, minutes=section.minutes) for start in section.starts)
                ),
                facilitator=person_of.get(section.facilitator),
                members=tuple(sorted(person_of[one] for one in section.members if one in person_of)),
                begun=self.has_begun(section),
            )
            for section in self.continuable(cohort)
        )
