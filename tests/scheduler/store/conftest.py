"""A store in memory whose clock the test moves."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.ids import RandomIds
from scheduler.store.engine import IN_MEMORY, open_engine
from scheduler.store.outbox import Routes
from scheduler.store.tables import metadata
from scheduler.store.unit_of_work import Store

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
    return {"run.requested": (("matcher", "draft_plan"), ("watcher", "watch"))}


@pytest.fixture
def store(clock: MovingClock, routes: Routes) -> Store:
    engine = open_engine(IN_MEMORY)
    metadata.create_all(engine)
    return Store(engine, clock=clock, ids=RandomIds(), routes=routes)
