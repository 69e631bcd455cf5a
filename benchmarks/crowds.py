"""Cohorts with a plan to be published: the sample's 55 people, or as many times over in one cohort as wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Self

from scheduler.access import whole_cohort
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import finish_run, input_hash, request_run
from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import LeftOut, Plan, Section
from scheduler.events import PlanPublished
from scheduler.ids import RandomIds
from scheduler.operator.files import new_cohort, people_of
from scheduler.store.runs import Release
from scheduler.store.unit_of_work import Store
from workers.drafting import draft

PTP = Path(__file__).parents[1] / "examples" / "ptp-2024"
IDS = RandomIds()


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """A cohort, its people and a plan for them."""

    cohort: Cohort
    people: tuple[Person, ...]
    plan: Plan

    def times(self, copies: int) -> Self:
        """Return a new cohort in which everybody, and every section, is there so many times; sessions are for all."""
        named = [{person.id: PersonId(IDS.new("person")) for person in self.people} for _ in range(copies)]
        each = list(enumerate(named))
        workshops = self.plan.workshops
        return replace(
            self,
            cohort=replace(self.cohort, id=CohortId(IDS.new("cohort"))),
            people=tuple(_copied(person, names, copy) for copy, names in each for person in self.people),
            plan=replace(
                self.plan,
                coaching=replace(
                    self.plan.coaching,
                    pairs=tuple(
                        replace(pair, member=names[pair.member], coach=names[pair.coach])
                        for names in named
                        for pair in self.plan.coaching.pairs
                    ),
                    unplaced=tuple(
                        _left(each, names) for names in named for each in self.plan.coaching.unplaced
                    ),
                ),
                workshops=replace(
                    workshops,
                    sections=tuple(
                        _held(section, names, copy * len(workshops.sections))
                        for copy, names in each
                        for section in workshops.sections
                    ),
                    unserved=tuple(_left(each, names) for names in named for each in workshops.unserved),
                ),
            ),
        )

    def keep(self, store: Store) -> str:
        """Keep the cohort, its people and the plan as a draft; return the draft's id."""
        with store.write() as tx:
            create_cohort(tx, cohort=self.cohort)
            import_people(whole_cohort(tx, self.cohort.id), people=self.people)
        return self.redraft(store)

    def redraft(self, store: Store) -> str:
        """Keep the plan as a draft of the cohort that is there; return the draft's id."""
        with store.write() as tx:
            scope = whole_cohort(tx, self.cohort.id)
            run = request_run(scope)
            made_from = input_hash(cohort=scope.cohort, people=scope.people())
            finish_run(scope, run=run, plan=self.plan, made_from=made_from)
            return tx.runs.plan_of_run(self.cohort.id, run).id

    def publish(self, store: Store, *, plan: str) -> None:
        """Publish a draft unjudged: of a crowd it is the sample's, many times over."""
        with store.write() as tx:
            number = 1 + len(tx.runs.releases(self.cohort.id))
            tx.runs.add_release(
                self.cohort.id, Release(number=number, plan=plan, published_at=tx.now, note="")
            )
            tx.outbox.emit(PlanPublished(cohort=self.cohort.id, plan=plan, release=number))


@cache
def sample() -> Crowd:
    """Return the sample cohort with its proven plan."""
    cohort = new_cohort(PTP / "cohort.toml")
    people = people_of(PTP / "roster.csv")(cohort, lambda _: PersonId(IDS.new("person")))
    return Crowd(cohort=cohort, people=people, plan=draft(cohort=cohort, people=people).plan)


def _copied(person: Person, names: Mapping[PersonId, PersonId], copy: int) -> Person:
    return replace(
        person,
        id=names[person.id],
        key=f"{copy}-{person.key}",
        email=None if person.email is None else f"{copy}-{person.email}",
    )


def _left(left: LeftOut, names: Mapping[PersonId, PersonId]) -> LeftOut:
    return replace(left, member=names[left.member])


def _held(section: Section, names: Mapping[PersonId, PersonId], after: int) -> Section:
    return replace(
        section,
        section=after + section.section,
        facilitator=names[section.facilitator],
        members=tuple(names[member] for member in section.members),
    )
