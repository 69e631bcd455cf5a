"""report.html: who goes with whom and why, for the coordinator alone (DESIGN 8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from scheduler.domain.cohorts import Cohort, Workshop
from scheduler.domain.people import Capacity, Person, PersonId
from scheduler.domain.plans import STOPPED, Pair, Plan, Reason, Section
from scheduler.outputs.burden_table import burden_table
from scheduler.outputs.charts import places
from scheduler.outputs.figures import figures
from scheduler.outputs.heatmap import days_worth_drawing, heat_map
from scheduler.outputs.pages import render
from scheduler.outputs.standing import standing_of, standing_words
from scheduler.outputs.wording import Wording
from scheduler.problems.coaching import coaches
from scheduler.problems.more_hours import advice_is_sought


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachEntry:
    """A coach, their places and whom they have, in the roster's order."""

    coach: Person
    capacity: Capacity
    places: Markup
    pairs: tuple[Pair, ...]

    @property
    def lacks(self) -> int:
        """How many members the coach is short of their minimum."""
        return max(0, self.capacity.minimum - len(self.pairs))


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """One member in a section, why, and what else there is to say of it."""

    member: Person
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """What is said of a member's seat that somebody should look at."""

    member: Person
    section: Section
    reason: Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionEntry:
    """One section held, with the seats in it; of a facilitator who has left since the key is all that may be known."""

    section: Section
    facilitator: Person | None
    key: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkshopEntry:
    """A workshop of the cohort and its sections; none when it is not held."""

    workshop: Workshop
    sections: tuple[SectionEntry, ...]


def report_html(
    *, cohort: Cohort, people: tuple[Person, ...], plan: Plan, left: Mapping[PersonId, str] | None = None
) -> bytes:
    """Return the coordinator's report as one HTML file without scripts or outside resources.

    `people` is the whole roster the plan was made for, `left` the keys of those who led a group that is over and are
    not there any more. The same plan gives the same bytes: nothing of the clock, nor of how long the solver took, is in
    it.
    """
    by_id = {person.id: person for person in people}
    meetings = plan.sessions.meetings
    days = days_worth_drawing(cohort=cohort, people=people, meetings=meetings) if people else ()
    values: dict[str, object] = {
        "cohort": cohort,
        "plan": plan,
        "people": by_id,
        "figures": figures(people=people, plan=plan),
        "stopped": plan.solver.stopped and STOPPED[plan.solver.stopped],
        "standing": standing_words(standing_of(plan, cohort=cohort)),
        "wording": Wording(locale=cohort.locale),
        "coaches": _coaches(cohort, people, plan),
        "advice_sought": advice_is_sought(cohort=cohort, people=people),
        "workshops": _workshops(cohort, by_id, plan, left or {}),
        "workshop_names": {workshop.id: workshop.name for workshop in cohort.workshops},
        "session_names": {session.id: session.name for session in cohort.sessions},
        "burdens": burden_table(people=people, meetings=meetings) if people and meetings else (),
        "maps": [heat_map(cohort=cohort, people=people, day=day, meetings=meetings) for day in days],
        "warnings": _remarks(plan, by_id, lambda reason: reason.is_warning),
        "alone": _remarks(plan, by_id, lambda reason: reason.code == "alone"),
        "assumed": [person for person in people if person.availability_assumed],
    }
    return render(template="report.html", values=values)


def _coaches(cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> tuple[CoachEntry, ...]:
    if cohort.coaching is None:
        return ()
    entries: list[tuple[Person, Capacity, tuple[Pair, ...]]] = []
    for coach in coaches(cohort=cohort, people=people):
        pairs = tuple(pair for pair in plan.coaching.pairs if pair.coach == coach.id)
        entries.append((coach, cohort.capacity_of(coach), pairs))
    widest = max((capacity.maximum for _, capacity, _ in entries), default=0)
    return tuple(
        CoachEntry(
            coach=coach,
            capacity=capacity,
            places=places(taken=len(pairs), capacity=capacity, widest=widest),
            pairs=pairs,
        )
        for coach, capacity, pairs in entries
    )


def _workshops(
    cohort: Cohort, people: Mapping[PersonId, Person], plan: Plan, left: Mapping[PersonId, str]
) -> tuple[WorkshopEntry, ...]:
    return tuple(
        WorkshopEntry(
            workshop=workshop,
            sections=tuple(
                _section(section, people, left)
                for section in plan.workshops.sections
                if section.workshop == workshop.id
            ),
        )
        for workshop in cohort.workshops
    )


def _remarks(
    plan: Plan, people: Mapping[PersonId, Person], wanted: Callable[[Reason], bool]
) -> tuple[Remark, ...]:
    """List what of one kind is said of seats, section by section."""
    return tuple(
        Remark(member=people[member], section=section, reason=reason)
        for section in plan.workshops.sections
        for seat, member in enumerate(section.members)
        for reason in section.said_of(seat)
        if wanted(reason)
    )


def _section(
    section: Section, people: Mapping[PersonId, Person], left: Mapping[PersonId, str]
) -> SectionEntry:
    leads = people.get(section.facilitator)
    return SectionEntry(
        section=section,
        facilitator=leads,
        key=left[section.facilitator] if leads is None else leads.key,
        seats=tuple(
            Seat(member=people[member], reasons=section.said_of(seat))
            for seat, member in enumerate(section.members)
        ),
    )
