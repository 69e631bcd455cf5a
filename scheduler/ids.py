"""Opaque ids: random in the service, derived from names where a plan must come out the same twice."""

import uuid
from collections import Counter
from typing import Protocol

from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId

_NAMESPACE = uuid.UUID("6f1c8a52-7f0f-5b0e-9d55-3a6c2a1d4e77")


class Ids(Protocol):
    """Makes ids that say nothing about what they name."""

    def new(self, kind: str) -> str:
        """Return a fresh id for a thing of this kind."""
        ...

    def cohort(self, name: str) -> CohortId:
        """Return the id of a new cohort of this name."""
        ...

    def person(self, cohort: CohortId, key: str) -> PersonId:
        """Return the id of a new person with this external key in this cohort."""
        ...


class RandomIds:
    """UUID version 4 for everything: the service's."""

    def new(self, kind: str) -> str:  # noqa: ARG002 - the kind matters only where ids are derived
        """Return a fresh random id."""
        return str(uuid.uuid4())

    def cohort(self, name: str) -> CohortId:
        """Return a fresh random id."""
        return CohortId(self.new(name))

    def person(self, cohort: CohortId, key: str) -> PersonId:  # noqa: ARG002 - as above
        """Return a fresh random id."""
        return PersonId(self.new(key))


class NamedIds:
    """UUID version 5 of the name: the same input has the same ids (DESIGN 5)."""

    def __init__(self) -> None:
        self._made = Counter[str]()

    def new(self, kind: str) -> str:
        """Return the id of the next thing of this kind."""
        self._made[kind] += 1
        return str(uuid.uuid5(_NAMESPACE, f"{kind}:{self._made[kind]}"))

    def cohort(self, name: str) -> CohortId:
        """Return the id that belongs to the name."""
        return CohortId(str(uuid.uuid5(_NAMESPACE, f"cohort:{name}")))

    def person(self, cohort: CohortId, key: str) -> PersonId:
        """Return uuid5(cohort, key)."""
        return PersonId(str(uuid.uuid5(uuid.UUID(cohort), key)))
