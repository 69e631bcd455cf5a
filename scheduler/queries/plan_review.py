"""A plan as the people who answer for it read it: who goes with whom, who waits, whose hour it is, and why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from calendars.burden import DAY, MARGIN, NIGHT, NONE
from scheduler.access import CohortScope, Right
from scheduler.commands.runs import outdated
from scheduler.domain.cohorts import Cohort, Workshop
from scheduler.domain.common_hours import OfferedHour, offered_hours
from scheduler.domain.people import Capacity, Person, PersonId, Role
from scheduler.domain.plans import LeftOut, Pair, Plan, Reason, Section, SessionMeeting, without_answers
from scheduler.outputs.burden_table import burden_table
from scheduler.problems.more_hours import advice_is_sought

Names = dict[PersonId, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Charge:
    """A member as their coach has them, and when they can meet in every week; `name` is None for who has left since.

    `ended` says that the pair was ended after the release.
    """

    name: str | None
    pair: Pair
    hours: tuple[OfferedHour, ...]
    ended: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachLoad:
    """A coach, how many members they take, and those they were given."""

    name: str | None
    capacity: Capacity | None
    charges: tuple[Charge, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """A member in a section, why, and what else there is to say of it; `alone` with their language or not."""

    name: str | None
    reasons: tuple[Reason, ...]

    @property
    def alone(self) -> bool:
        """Whether nobody else there speaks their language, where the cohort asks that somebody does."""
        return any(reason.code == "alone" for reason in self.reasons)

    @property
    def warned_of(self) -> bool:
        """Whether they were asked for against their wishes or hours."""
        return any(reason.is_warning for reason in self.reasons)


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionView:
    """One group of a workshop, who leads it and who sits in it."""

    section: Section
    facilitator: str | None
    seats: tuple[Seat, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkshopView:
    """A workshop and its sections; none where it is not held."""

    workshop: Workshop
    sections: tuple[SectionView, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """Someone without a coach or a seat, and why."""

    member: PersonId
    name: str | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ZoneRow:
    """The people of one zone: how many, and the heaviest burden (0, 1, 3, 10) that any bears, meeting by meeting."""

    time_zone: str
    people: int
    burdens: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionView:
    """A whole-group meeting, and for how many it falls in their own hours, the day, its margins, the night."""

    name: str
    meeting: SessionMeeting
    within: int
    day: int
    margin: int
    night: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanReview:
    """Everything that a review looks at; `outdated` when the people or the rules have changed since.

    `may_end` says that this is the last release, and its pairs may be ended by whoever reads.
    `edited` when somebody has changed the pairs by hand: then the advice, which is for the plan as solved, is none.
    """

    id: str
    release: int | None
    outdated: bool
    edited: bool
    may_end: bool
    plan: Plan
    coaches: tuple[CoachLoad, ...]
    unplaced: tuple[Waiting, ...]
    advice_sought: bool
    workshops: tuple[WorkshopView, ...]
    unserved: tuple[Waiting, ...]
    sessions: tuple[SessionView, ...]
    zones: tuple[ZoneRow, ...]
    now: datetime


def plan_review(scope: CohortScope, *, plan: str) -> PlanReview:
    """Return the plan for review; raise NotFoundError where the cohort has no such plan."""
    stored = scope.plan(plan)
    made = stored.plan if Right.COORDINATOR in scope.rights else _without_answers(stored.plan)
    people = scope.people_to_read()
    names = {person.id: person.name for person in people}
    sessions, zones = _sessions(scope.cohort, people=people, meetings=made.sessions.meetings)
    return PlanReview(
        id=stored.id,
        release=stored.release,
        outdated=outdated(scope, plan=stored),
        edited=any(edit.changes and not edit.undone for edit in scope.tx.boards.edits(stored.id)),
        may_end=stored.release is not None
        and scope.parts.coaching
        and stored.release == scope.last_release(),
        plan=made,
        coaches=_coaches(
            scope.cohort,
            people=people,
            pairs=made.coaching.pairs,
            ended={
                (each.member, each.coach)
                for each in scope.tx.endings.of_cohort(scope.cohort.id)
                if each.release == stored.release
            },
        ),
        unplaced=_waiting(made.coaching.unplaced, names=names),
        advice_sought=advice_is_sought(cohort=scope.cohort, people=people),
        workshops=tuple(
            WorkshopView(
                workshop=workshop,
                sections=tuple(
                    _section(section, names=names)
                    for section in made.workshops.sections
                    if section.workshop == workshop.id
                ),
            )
            for workshop in scope.cohort.workshops
        ),
        unserved=_waiting(made.workshops.unserved, names=names),
        sessions=sessions,
        zones=zones,
        now=scope.tx.now,
    )


def _without_answers(plan: Plan) -> Plan:
    """Leave out what people answered in the cohort's own columns, and what was made of it."""
    pairs = (
        replace(pair, criteria=(), reasons=without_answers(pair.reasons)) for pair in plan.coaching.pairs
    )
    unplaced = (replace(one, reasons=without_answers(one.reasons)) for one in plan.coaching.unplaced)
    coaching = replace(
        plan.coaching,
        pairs=tuple(pairs),
        unplaced=tuple(unplaced),
        advice=without_answers(plan.coaching.advice),
    )
    return replace(plan, coaching=coaching)


def _coaches(
    cohort: Cohort,
    *,
    people: tuple[Person, ...],
    pairs: tuple[Pair, ...],
    ended: set[tuple[PersonId, PersonId]],
) -> tuple[CoachLoad, ...]:
    """Return every coach in the roster's order, those without members too, then those who have left."""
    if cohort.coaching is None:
        return ()
    known = {person.id: person for person in people}
    coaches = [person.id for person in people if person.role is Role.COACH]
    coaches += [coach for coach in dict.fromkeys(pair.coach for pair in pairs) if coach not in known]
    return tuple(
        CoachLoad(
            name=known[coach].name if coach in known else None,
            capacity=cohort.capacity_of(known[coach]) if coach in known else None,
            charges=tuple(
                _charge(cohort, pair=pair, known=known, ended=(pair.member, pair.coach) in ended)
                for pair in pairs
                if pair.coach == coach
            ),
        )
        for coach in coaches
    )


def _charge(cohort: Cohort, *, pair: Pair, known: Mapping[PersonId, Person], ended: bool) -> Charge:
    coach, member = known.get(pair.coach), known.get(pair.member)
    return Charge(
        name=None if member is None else member.name,
        pair=pair,
        hours=offered_hours(cohort=cohort, coach=coach, member=member) if coach and member else (),
        ended=ended,
    )


def _section(section: Section, *, names: Names) -> SectionView:
    return SectionView(
        section=section,
        facilitator=names.get(section.facilitator),
        seats=tuple(
            Seat(name=names.get(member), reasons=section.said_of(seat))
            for seat, member in enumerate(section.members)
        ),
    )


def _waiting(left_out: tuple[LeftOut, ...], *, names: Names) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(member=each.member, name=names.get(each.member), reasons=each.reasons) for each in left_out
    )


def _sessions(
    cohort: Cohort, *, people: tuple[Person, ...], meetings: tuple[SessionMeeting, ...]
) -> tuple[tuple[SessionView, ...], tuple[ZoneRow, ...]]:
    """Return the whole-group meetings with what they cost, and the same by zone: whose hour it is each time."""
    if not meetings or not people:
        return (), ()
    names = {session.id: session.name for session in cohort.sessions}
    zones = burden_table(people=people, meetings=meetings)
    views: list[SessionView] = []
    for index, meeting in enumerate(meetings):
        borne = Counter(bearer.burdens[index] for zone in zones for bearer in zone.bearers)
        views.append(
            SessionView(
                name=names.get(meeting.session, meeting.session),
                meeting=meeting,
                within=borne[NONE],
                day=borne[DAY],
                margin=borne[MARGIN],
                night=borne[NIGHT],
            )
        )
    rows = tuple(
        ZoneRow(
            time_zone=zone.time_zone,
            people=len(zone.bearers),
            burdens=tuple(
                max(bearer.burdens[index] for bearer in zone.bearers) for index in range(len(meetings))
            ),
        )
        for zone in zones
    )
    return tuple(views), rows
