"""A store on each kind of database, whose clock the test moves."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from scheduler.events import RunRequested
from scheduler.ids import RandomIds
from scheduler.store.claims import Claim
from scheduler.store.outbox import Route, Routes
from scheduler.store.unit_of_work import Store
from tests.stores import database, postgresql

__all__ = ["database", "postgresql"]

REQUESTED = RunRequested(cohort="c", run="r")
START = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)


@dataclass(kw_only=True)
class MovingClock:
    """A clock that only the test moves."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def pass_seconds(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def routes() -> Routes:
    return {
        "run.requested": (
            Route(consumer="matcher", reaction="draft_plan"),
            Route(consumer="watcher", reaction="watch"),
        )
    }


@pytest.fixture
def store(database: Engine, clock: MovingClock, routes: Routes) -> Store:
    return Store(database, clock=clock, ids=RandomIds(), routes=routes)


@pytest.fixture
def delivery(store: Store) -> str:
    """One delivery of a requested run, owed to the matcher."""
    with store.write() as tx:
        tx.outbox.emit(REQUESTED)
        return next(owed.id for owed in tx.deliveries.owed() if owed.consumer == "matcher")


def claim_now(store: Store, delivery: str) -> Claim | None:
    with store.write() as tx:
        return next(iter(tx.claims.take(delivery)), None)


def states(store: Store) -> dict[str, str]:
    with store.read() as tx:
        return {owed.consumer: owed.state for owed in tx.deliveries.owed()}
