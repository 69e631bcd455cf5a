"""A store on each kind of database, whose clock the test moves."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from scheduler.ids import RandomIds
from scheduler.store.outbox import Route, Routes
from scheduler.store.unit_of_work import Store
from tests.stores import database, postgresql

__all__ = ["database", "postgresql"]

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
