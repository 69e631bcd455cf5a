"""A small cohort in a store on each kind of database, ready for the workers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine

from scheduler.access import whole_cohort
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.rosters import import_people
from scheduler.domain.cohorts import Choice, Coaching, Cohort, MonthlyAt, Session, Workshop
from scheduler.domain.people import Capacity, Person, Role
from scheduler.ids import RandomIds
from scheduler.store.unit_of_work import Store
from tests.stores import database, postgresql
from tests.workers.by_mail import approve, arrange, mailing, post, published, to_amina
from workers.consumer import drain
from workers.drafting import draft
from workers.job import Tools
from workers.rebalancing import rebalance
from workers.routing import routes

__all__ = [
    "approve",
    "arrange",
    "database",
    "mailing",
    "post",
    "postgresql",
    "published",
    "to_amina",
]


@dataclass(kw_only=True)
class MovingClock:
    """A clock that only the test moves."""

    at: datetime = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def pass_time(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def store(database: Engine, clock: MovingClock) -> Store:
    return Store(database, clock=clock, ids=RandomIds(), routes=routes())


@pytest.fixture
def tools() -> Tools:
    return Tools(solve=draft, rebalance=rebalance, feed_key=b"feed key")


@pytest.fixture
def people(make_person) -> tuple[Person, ...]:
    return (
        make_person("amina", zone="Africa/Nairobi", interests=("math",)),
        make_person("bilal", zone="Asia/Beirut", interests=("math",)),
        make_person("carla", role=Role.COACH, zone="America/New_York", interests=("math",)),
        make_person("dora", role=Role.STAFF),
    )


@pytest.fixture
def cohort(make_cohort) -> Cohort:
    return make_cohort(
        starts=date(2026, 10, 1),
        ends=date(2026, 11, 30),
        topics=("math",),
        coaching=Coaching(capacity=Capacity(minimum=0, maximum=2), meeting_minutes=60, target_minutes=120),
        sessions=(
            Session(
                id="all",
                name="Gathering",
                minutes=60,
                when=MonthlyAt(ordinal=2, weekday=1, at=time(18)),
                join_url="https://example.org/j",
            ),
        ),
        workshops=(
            Workshop(
                id="games",
                name="Math games",
                topic="math",
                facilitators=("carla",),
                minutes=60,
                size=Capacity(minimum=1, maximum=5),
                window=(date(2026, 10, 19), date(2026, 10, 23)),
                when=Choice(weekdays=(0,), opens=1080, closes=1140, step_minutes=60),
            ),
        ),
    )


@pytest.fixture
def imported(store: Store, tools: Tools, cohort: Cohort, people: tuple[Person, ...]) -> Cohort:
    """The cohort, in the store with its people, and nothing owed."""
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
        import_people(whole_cohort(tx, cohort.id), people=people)
    drain(store=store, tools=tools)
    return cohort
