"""A database of the version before, with a cohort in the middle of its work, goes on under this version on both stores.

`data/at_0001.json` holds every row of it, by the columns that schema 0001 had: a published cohort with its feeds, and
three more runs, whose deliveries are waiting, claimed and parked.
"""

import base64
import json
from collections.abc import Generator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, MetaData

from scheduler.access import whole_cohort
from scheduler.clock import FixedClock
from scheduler.commands.deliveries import replay_delivery
from scheduler.commands.sharing import share
from scheduler.domain.circles import Circle
from scheduler.domain.company import NOBODY, companies
from scheduler.domain.people import PersonId
from scheduler.ids import RandomIds
from scheduler.store import schema
from scheduler.store.engine import open_engine
from scheduler.store.unit_of_work import Store
from tests.stores import BOTH, bring_to, postgres_database
from workers.consumer import drain
from workers.job import Tools
from workers.routing import routes

BEFORE = "0001"
ROWS = json.loads((Path(__file__).parent / "data" / f"at_{BEFORE}.json").read_text())


@pytest.fixture(params=BOTH)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Engine]:
    """An empty database of each kind."""
    with ExitStack() as stack:
        sqlite = f"sqlite:///{tmp_path / 'commonhour.db'}"
        engine = open_engine(
            sqlite if request.param == "sqlite" else stack.enter_context(postgres_database())
        )
        stack.callback(engine.dispose)
        yield engine


def write_as_the_version_before(engine: Engine) -> None:
    """Write every row, naming only the columns that it knows."""
    tables = MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        for name in [table.name for table in tables.sorted_tables if table.name in ROWS]:
            rows = [
                {
                    column: _value(value, sqlite=engine.dialect.name == "sqlite")
                    for column, value in row.items()
                }
                for row in ROWS[name]
            ]
            connection.execute(tables.tables[name].insert(), rows)


def _value(kept: Any, *, sqlite: bool) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(kept, dict) and set(kept) == {"base64"}:
        return base64.b64decode(kept["base64"])
    if isinstance(kept, dict) and set(kept) == {"instant"}:
        instant = datetime.fromisoformat(kept["instant"])
        return instant.astimezone(UTC).replace(tzinfo=None) if sqlite else instant
    return kept


def assert_the_work_goes_on(engine: Engine, tools: Tools, clock) -> None:
    """The feeds have the same bytes, and what waited, was claimed or parked is worked off."""
    clock.pass_time(minutes=1)
    store = Store(engine, clock=clock, ids=RandomIds(), routes=routes())

    def feeds() -> dict[str, tuple[bytes, str]]:
        with store.read() as tx:
            return {person: (feed.body, feed.etag) for person, feed in tx.calendars.feeds("cohort").items()}

    before = {row["person_id"]: (_value(row["body"], sqlite=True), row["etag"]) for row in ROWS["feed"]}
    assert feeds() == before
    assert PersonId("id-amina") in before
    with store.write() as tx:
        (parked,) = tx.deliveries.owed(state="parked")
        replay_delivery(tx, delivery=parked.id)
    drain(store=store, tools=tools)
    with store.read() as tx:
        scope = whole_cohort(tx, "cohort")
        assert [run.state for run in tx.runs.runs(scope.cohort.id)] == ["done"] * 4
        assert [owed for owed in tx.deliveries.owed() if owed.consumer in ("matcher", "calendars")] == []
    assert feeds() == before


def test_a_database_of_the_version_before_is_brought_forward_and_its_work_goes_on(
    empty: Engine, tools: Tools, clock
) -> None:
    bring_to(empty, BEFORE)
    write_as_the_version_before(empty)
    schema.migrate(empty)
    assert_the_work_goes_on(empty, tools, clock)


def test_the_version_before_still_writes_on_the_new_schema(empty: Engine, tools: Tools, clock) -> None:
    """While machines change over one after the other, both versions work on one database."""
    schema.migrate(empty)
    write_as_the_version_before(empty)
    assert_the_work_goes_on(empty, tools, clock)


def test_a_cohort_goes_back_to_the_version_before_whole(empty: Engine) -> None:
    schema.migrate(empty)
    write_as_the_version_before(empty)
    with empty.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.downgrade(config, BEFORE)
    tables = MetaData()
    tables.reflect(empty)
    with empty.connect() as connection:
        left = {name: len(connection.execute(tables.tables[name].select()).all()) for name in sorted(ROWS)}
        columns = {name: {column.name for column in tables.tables[name].columns} for name in ROWS}
    assert left == {name: len(rows) for name, rows in sorted(ROWS.items())}
    assert columns == {name: set(rows[0]) for name, rows in ROWS.items()}


def test_going_back_the_calendars_that_are_shared_go_and_everyones_own_stay(empty: Engine) -> None:
    schema.migrate(empty)
    write_as_the_version_before(empty)
    store = Store(empty, clock=FixedClock(at=datetime(2026, 9, 2, tzinfo=UTC)), ids=RandomIds(), routes={})
    with store.write() as tx:
        scope = whole_cohort(tx, "cohort")
        share(scope, circle=Circle(), feed_key=b"feed key")
        own = {feed.id for feed in tx.calendars.feeds(scope.cohort.id).values()}
        assert len(scope.shared_feeds()) == 1
    with empty.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0008")
    with empty.connect() as connection:
        assert set(connection.exec_driver_sql("SELECT id FROM feed").scalars()) == own
    schema.migrate(empty)
    with store.read() as tx:
        assert whole_cohort(tx, "cohort").shared_feeds() == {}


def test_whom_everyone_meets_is_taken_as_known(empty: Engine) -> None:
    """Nobody hears of a release before in the letters of this version."""
    schema.migrate(empty)
    write_as_the_version_before(empty)
    with empty.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0027")
    schema.migrate(empty)
    store = Store(empty, clock=FixedClock(at=datetime(2026, 9, 2, tzinfo=UTC)), ids=RandomIds(), routes={})
    with store.read() as tx:
        kept, scope = tx.company.in_cohort("cohort"), whole_cohort(tx, "cohort")
        now = companies(scope.standing_plan())
        assert now
        assert {person: each.stands for person, each in kept.items()} == {
            person.id: now.get(person.id, NOBODY) for person in (*scope.people(), *scope.leavers())
        }
        assert all(each.stands == each.told for each in kept.values())
