"""Two plans of a cohort side by side as those who answer for it read them: people, workshops and sessions by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from scheduler.access import CohortScope
from scheduler.errors import NotFoundError
from scheduler.outputs.comparison import Comparison, Held, Value, compare
from scheduler.outputs.plan_document import written
from scheduler.store.runs import PlanMark


@dataclass(frozen=True, kw_only=True, slots=True)
class Has:
    """A coach's name and the pair's score, or an instant, with a facilitator's name for a seat; None: who has left."""

    name: str | None = None
    score: int | None = None
    starts: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What one person, or one session, has in either plan; None for nothing. `who` None is who has left."""

    who: str | None
    what: str
    before: Has | None
    after: Has | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanComparison:
    """The cohort's plans to choose from, newest first, and all that differs between the two chosen ones."""

    choices: tuple[PlanMark, ...]
    before: PlanMark
    after: PlanMark
    coaches: tuple[Difference, ...]
    seats: tuple[Difference, ...]
    sessions: tuple[Difference, ...]
    values: tuple[Value, ...]

    @property
    def alike(self) -> bool:
        """Whether both were made from the same people and rules."""
        return self.before.input_hash == self.after.input_hash


def differences(scope: CohortScope, *, before: str, after: str) -> Comparison:
    """Compare two plans of the cohort, people by their ids; raise NotFoundError where it has no such plan."""
    one, other = scope.plan(before), scope.plan(after)
    return compare(*(written(cohort=scope.cohort, plan=stored.plan, key=str) for stored in (one, other)))


def plan_comparison(scope: CohortScope, *, before: str, after: str) -> PlanComparison:
    """Compare two plans of the cohort; raise NotFoundError where it has no such plan."""
    found = differences(scope, before=before, after=after)
    marks = scope.tx.runs.plans(scope.cohort.id)
    by_id = {mark.id: mark for mark in marks}
    people: dict[str, str] = {person.id: person.name for person in scope.people_to_read()}
    workshops = {workshop.id: workshop.name for workshop in scope.cohort.workshops}
    sessions: dict[str, str] = {session.id: session.name for session in scope.cohort.sessions}

    def of_kind(kind: str) -> tuple[Difference, ...]:
        whose: Mapping[str, str | None] = (
            {change.who: sessions.get(change.who, change.who) for change in found.changes}
            if kind == "session"
            else people
        )
        return tuple(
            Difference(
                who=whose.get(change.who),
                what=workshops.get(change.what, change.what),
                before=_has(change.before, people=people),
                after=_has(change.after, people=people),
            )
            for change in found.changes
            if change.kind == kind
        )

    return PlanComparison(
        choices=marks,
        before=by_id[before],
        after=by_id[after],
        coaches=of_kind("coach"),
        seats=of_kind("seat"),
        sessions=of_kind("session"),
        values=found.values,
    )


def usual_pair(scope: CohortScope) -> tuple[str, str]:
    """Return two plans to begin with, the last release and the newest other; raise NotFoundError without any."""
    marks = scope.tx.runs.plans(scope.cohort.id)
    if not marks:
        raise NotFoundError
    released = max(marks, key=lambda mark: mark.release or 0)
    before = released if released.release else marks[-1]
    after = next((mark for mark in marks if mark.id != before.id), before)
    return before.id, after.id


def _has(held: Held | None, *, people: Mapping[str, str]) -> Has | None:
    if held is None:
        return None
    if held.score is not None:
        return Has(name=people.get(held.at), score=held.score)
    leads = None if held.facilitator is None else people.get(held.facilitator)
    return Has(name=leads, starts=datetime.fromisoformat(held.at))
