"""A community that was released some weeks ago, as pairs and groups by key, and what became of it since."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scheduler.access import CohortScope, whole_cohort
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.publishing import saying_whose_night
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import finish_run, request_run
from scheduler.domain.cohorts import Cohort
from scheduler.domain.pauses import Pause
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import (
    CoachingPart,
    CoachingValue,
    LeftOut,
    Pair,
    Plan,
    Section,
    SessionMeeting,
    SessionsPart,
    SessionsValue,
    SolverInfo,
    SolverParts,
    WorkshopsPart,
    WorkshopsValue,
)
from scheduler.ids import RandomIds
from scheduler.problems.coaching import shared_minutes
from scheduler.queries.attention import Matter, attention
from scheduler.store.runs import Release
from scheduler.store.unit_of_work import Store
from tests.stores import sqlite_file


@dataclass(kw_only=True)
class MovingClock:
    """A clock that a test sets."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Community:
    """A cohort of the store's, its clock, and how it is changed."""

    store: Store
    clock: MovingClock
    cohort: Cohort

    def release(
        self,
        *people: Person,
        pairs: tuple[tuple[str, str], ...] = (),
        sections: tuple[Section, ...] = (),
        sessions: tuple[SessionMeeting, ...] = (),
        unserved: tuple[str, ...] = (),
    ) -> None:
        """Bring these people in, and publish these pairs (member, coach) and groups of theirs."""
        plan = _plan(
            self.cohort, people=people, pairs=pairs, sections=sections, sessions=sessions, unserved=unserved
        )
        with self.store.write() as tx:
            scope = whole_cohort(tx, self.cohort.id)
            import_people(scope, people=people)
            run = request_run(scope)
            finish_run(scope, run=run, plan=saying_whose_night(plan, people=people), made_from="")
            made = tx.runs.plan_of_run(self.cohort.id, run)
            tx.runs.add_release(self.cohort.id, Release(number=1, plan=made.id, published_at=tx.now, note=""))

    def change(self, by: Callable[[CohortScope], None]) -> None:
        """Have something be done to the cohort."""
        with self.store.write() as tx:
            by(whole_cohort(tx, self.cohort.id))

    def now_has(self, *people: Person) -> None:
        """Have these be the people from now on."""
        self.change(lambda scope: import_people(scope, people=people))

    def pauses(self, person: Person, *, since: datetime, until: datetime) -> None:
        """Have somebody be away."""
        pause = Pause(person=person.id, since=since, until=until)
        self.change(lambda scope: scope.tx.pauses.put(pause))

    def matters(self, *moment: int) -> tuple[Matter, ...]:
        """Return what matters as of a moment, of UTC."""
        self.clock.at = at(*moment)
        with self.store.read() as tx:
            return attention(whole_cohort(tx, self.cohort.id)).matters

    def said(self, *moment: int) -> list[tuple[str, date | None, str]]:
        """Return the kind, the date and the words of what matters as of a moment, of UTC."""
        return [(matter.kind, matter.since, str(matter.what)) for matter in self.matters(*moment)]


def section(*members: str, leader: str, starts: tuple[datetime, ...], number: int = 1) -> Section:
    """Make a group of the workshop `songs`, of meetings of an hour."""
    return Section(
        workshop="songs",
        section=number,
        facilitator=PersonId(f"id-{leader}"),
        starts=starts,
        minutes=60,
        members=tuple(PersonId(f"id-{member}") for member in members),
    )


@pytest.fixture
def make_community(make_cohort: Callable[..., Cohort], tmp_path: Path) -> Iterator[Callable[..., Community]]:
    """Found a cohort in London for the first half of 2026; keywords change its rules."""
    clock = MovingClock(at=at(2026, 1, 6, 12))
    with sqlite_file(tmp_path) as engine:
        store = Store(engine, clock=clock, ids=RandomIds(), routes={})

        def make(**rules: object) -> Community:
            cohort = make_cohort(**({"starts": date(2026, 1, 5), "ends": date(2026, 6, 26)} | rules))
            with store.write() as tx:
                create_cohort(tx, cohort=cohort)
            return Community(store=store, clock=clock, cohort=cohort)

        yield make


def _plan(
    cohort: Cohort,
    *,
    people: tuple[Person, ...],
    pairs: tuple[tuple[str, str], ...],
    sections: tuple[Section, ...],
    sessions: tuple[SessionMeeting, ...],
    unserved: tuple[str, ...],
) -> Plan:
    known = {person.key: person for person in people}
    coaching = CoachingValue(placed=len(pairs), shortfall=0, bands=(0,) * 10, total=0)
    workshops, value = WorkshopsValue(served=0, total=0), SessionsValue(worst=0, total=0)
    placed = {member for member, _ in pairs}
    return Plan(
        sessions=SessionsPart(objective=value, bound=value, proven=True, meetings=sessions),
        coaching=CoachingPart(
            objective=coaching,
            bound=coaching,
            proven=True,
            pairs=tuple(
                Pair(
                    member=known[member].id,
                    coach=known[coach].id,
                    score=0,
                    shared_minutes=shared_minutes(cohort=cohort, coach=known[coach], member=known[member]),
                    topics=(),
                    languages=(),
                    worst_week="2026-01-05",
                )
                for member, coach in pairs
            ),
            unplaced=tuple(
                LeftOut(member=person.id, reasons=())
                for person in people
                if cohort.coaching and person.role is Role.MEMBER and person.key not in placed
            ),
        ),
        workshops=WorkshopsPart(
            objective=workshops,
            bound=workshops,
            gap=0.0,
            proven=True,
            sections=sections,
            unserved=tuple(LeftOut(member=known[key].id, reasons=()) for key in unserved),
        ),
        solver=SolverInfo(seed=0, seconds=0.0, parts=SolverParts(sessions=0.0, coaching=0.0, workshops=0.0)),
    )
