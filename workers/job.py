"""One delivery being worked on: what happened, where to read, and the one way to write."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from matcher.solution import Progress
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan
from scheduler.events import Event
from scheduler.store.outbox import Claim
from scheduler.store.unit_of_work import Store, Transaction


class StoppingError(Exception):
    """This process was told to stop: the delivery goes back untried."""


class Solve(Protocol):
    """Makes a plan; raises scheduler.errors.RequirementsError when the requirements contradict each other."""

    def __call__(
        self,
        *,
        cohort: Cohort,
        people: tuple[Person, ...],
        seed: int = 0,
        report: Callable[[Progress], None] | None = None,
    ) -> Plan:
        """Return the best plan; `report` is called as it goes, and what it raises ends the solve."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What reactions are handed: the solver, in this process or its own, the key of feed links, and when to stop."""

    solve: Solve
    feed_key: bytes
    stopping: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A claimed delivery."""

    claim: Claim
    store: Store
    tools: Tools

    @property
    def event(self) -> Event:
        """What happened."""
        return self.claim.event

    @contextmanager
    def finish(self) -> Generator[Transaction]:
        """Open the transaction of the effect: it, its events and the delivery's end are committed together.

        Raises LeaseLostError, and undoes everything, when another consumer has claimed the delivery meanwhile.
        """
        with self.store.write() as tx:
            tx.outbox.finish(self.claim)
            yield tx
