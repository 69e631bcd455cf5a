"""Cohorts that faults happen to, each with people of its own, and one that takes seconds to solve."""

from collections.abc import Callable
from dataclasses import replace

from scheduler.access import whole_cohort
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.rosters import import_people
from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.people import Person, PersonId, Role
from scheduler.store.unit_of_work import Store

OF_EACH_ROLE = 1000
"""So many members and coaches take a second or two to match, and over 400 MB; a small cohort, 220 MB."""


def found(store: Store, cohort: Cohort, people: tuple[Person, ...], *, name: str) -> CohortId:
    """Set such a cohort up under another id, with people of its own."""
    cohort = replace(cohort, id=CohortId(name))
    own = tuple(replace(person, id=PersonId(f"{name}-{person.key}")) for person in people)
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
        import_people(whole_cohort(tx, cohort.id), people=own)
    return cohort.id


def found_large(
    store: Store, cohort: Cohort, make_person: Callable[..., Person], *, name: str = "large"
) -> CohortId:
    """Set a large cohort up, which has coaching and no workshops."""
    people = tuple(
        make_person(f"{role.value}-{number}", role=role, interests=("math",))
        for role in (Role.MEMBER, Role.COACH)
        for number in range(OF_EACH_ROLE)
    )
    return found(store, replace(cohort, workshops=()), people, name=name)
