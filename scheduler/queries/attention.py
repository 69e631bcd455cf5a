"""Who needs attention since the last release: away, come since, without a shared hour, in a group that has too few."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from scheduler.access import CohortScope
from scheduler.domain.enrolments import queues
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import Plan, Section
from scheduler.languages.sentences import counted, sentence
from scheduler.problems.coaching import coached, coaches, coaching_problem, shared_hours


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """One thing to look after: `what` in words, and whom it concerns, to be written to."""

    kind: str
    what: str
    people: tuple[Person, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Attention:
    """All there is to look after, the most pressing first; `published` once there is a plan."""

    matters: tuple[Matter, ...]
    published: bool


def attention(scope: CohortScope) -> Attention:
    """Return what has come up since the last release; no solver is asked."""
    plan, people = scope.standing_plan(), scope.people()
    if plan is None:
        return Attention(matters=(), published=False)
    known = {person.id: person for person in people}
    return Attention(
        matters=(
            *_apart(scope, plan, people=people),
            *_sections(scope, plan, known=known),
            *_newcomers(plan, people=people),
            *_coaches_gone(plan, known=known),
            *_away(scope, known=known),
            *_waiting(scope, known=known),
        ),
        published=True,
    )


def _apart(scope: CohortScope, plan: Plan, *, people: tuple[Person, ...]) -> Iterator[Matter]:
    """Find pairs that share no hour in some week any more, by what people say of themselves now."""
    members = {person.id: at for at, person in enumerate(coached(cohort=scope.cohort, people=people))}
    takers = {person.id: at for at, person in enumerate(coaches(cohort=scope.cohort, people=people))}
    pairs = [pair for pair in plan.coaching.pairs if pair.member in members and pair.coach in takers]
    if not pairs:
        return
    hours = shared_hours(coaching_problem(cohort=scope.cohort, people=people))
    shared = hours.of(
        np.array([members[pair.member] for pair in pairs], dtype=np.intp),
        np.array([takers[pair.coach] for pair in pairs], dtype=np.intp),
    ).minutes
    known = {person.id: person for person in people}
    for pair, minutes in zip(pairs, shared, strict=True):
        if minutes == 0 and pair.shared_minutes > 0:
            member, coach = known[pair.member], known[pair.coach]
            what = sentence(
                "{member} and {coach} do not share an hour in every week any more.",
                member=member.name,
                coach=coach.name,
            )
            yield Matter(kind="apart", what=what, people=(member, coach))


def _sections(scope: CohortScope, plan: Plan, *, known: dict[PersonId, Person]) -> Iterator[Matter]:
    """Find groups to come that nobody leads, or that have fewer members than they need."""
    workshops = {workshop.id: workshop for workshop in scope.cohort.workshops}
    for section in plan.workshops.sections:
        workshop = workshops.get(section.workshop)
        if workshop is None or _is_over(section, now=scope.tx.now):
            continue
        there = tuple(known[member] for member in section.members if member in known)
        if section.facilitator not in known:
            what = sentence(
                "Nobody leads group {number} of {name} any more.", number=section.section, name=workshop.name
            )
            yield Matter(kind="unled", what=what, people=there)
        if len(there) < workshop.size.minimum:
            what = counted(
                "Group {number} of {name} has one member: it needs {least}.",
                "Group {number} of {name} has {count} members: it needs {least}.",
                len(there),
                number=section.section,
                name=workshop.name,
                least=workshop.size.minimum,
            )
            leader = known.get(section.facilitator)
            yield Matter(kind="few", what=what, people=(*there, *([leader] if leader else ())))


def _is_over(section: Section, *, now: datetime) -> bool:
    return section.starts[-1] <= now


def _newcomers(plan: Plan, *, people: tuple[Person, ...]) -> Iterator[Matter]:
    """Find members whom the last release does not know."""
    placed = {pair.member for pair in plan.coaching.pairs} | {one.member for one in plan.coaching.unplaced}
    for person in people:
        if person.role is Role.MEMBER and placed and person.id not in placed:
            what = sentence("{name} has come since the last release, and has no coach.", name=person.name)
            yield Matter(kind="new", what=what, people=(person,))


def _coaches_gone(plan: Plan, *, known: dict[PersonId, Person]) -> Iterator[Matter]:
    for pair in plan.coaching.pairs:
        if pair.member in known and pair.coach not in known:
            member = known[pair.member]
            what = sentence("The coach of {name} has left.", name=member.name)
            yield Matter(kind="alone", what=what, people=(member,))


def _away(scope: CohortScope, *, known: dict[PersonId, Person]) -> Iterator[Matter]:
    for pause in scope.tx.pauses.of_cohort(scope.cohort.id):
        if pause.person in known and pause.holds_at(scope.tx.now):
            person = known[pause.person]
            what = sentence("{name} is away for a while.", name=person.name)
            yield Matter(kind="away", what=what, people=(person,))


def _waiting(scope: CohortScope, *, known: dict[PersonId, Person]) -> Iterator[Matter]:
    names = {workshop.id: workshop.name for workshop in scope.cohort.workshops}
    for (workshop, number), queue in queues(scope.tx.enrolments.of_cohort(scope.cohort.id)).items():
        those = tuple(known[person] for person in queue if person in known)
        if those and workshop in names:
            what = counted(
                "One member waits for a seat in group {number} of {name}.",
                "{count} members wait for a seat in group {number} of {name}.",
                len(those),
                number=number,
                name=names[workshop],
            )
            yield Matter(kind="waiting", what=what, people=those)
