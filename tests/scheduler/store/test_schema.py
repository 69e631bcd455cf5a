"""The migrations and the tables are the same, and a database of another revision is refused."""

import threading
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from scheduler.errors import RefusedError
from scheduler.store import schema
from scheduler.store.engine import POSTGRESQL, open_engine
from scheduler.store.faults import BoundedConnection
from scheduler.store.schema import LOCK, head, migrate, require_head, revision
from scheduler.store.tables import metadata
from tests.stores import BOTH, postgres_database

PATIENCE_SECONDS = 30


@pytest.fixture(params=BOTH)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Engine]:
    """A database that was never migrated, of each kind."""
    with ExitStack() as stack:
        sqlite = f"sqlite:///{tmp_path / 'commonhour.db'}"
        url = sqlite if request.param == "sqlite" else stack.enter_context(postgres_database())
        engine = open_engine(url)
        stack.callback(engine.dispose)
        yield engine


def test_a_migrated_database_has_exactly_the_tables_of_the_code(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    migrate(engine)
    assert revision(engine) == head()


def test_the_migrations_can_be_taken_back_to_an_empty_database(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]


def test_whoever_waits_for_another_migration_waits_as_long_as_that_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """None of the bounds of ordinary work hold then: not the lock's, not the statement's, not our own."""
    monkeypatch.setitem(POSTGRESQL, "options", "-c lock_timeout=100ms -c statement_timeout=200ms")
    monkeypatch.setattr(BoundedConnection, "answer_seconds", 0.3)
    with postgres_database() as url, ExitStack() as stack:
        engine = open_engine(url)
        stack.callback(engine.dispose)
        waiting = threading.Thread(target=migrate, args=(engine,))
        with engine.begin() as other:
            other.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            waiting.start()
            waiting.join(1.0)
            assert waiting.is_alive()
        waiting.join(PATIENCE_SECONDS)
        assert revision(engine) == head()


def test_two_that_migrate_at_once_take_turns(engine: Engine) -> None:
    failures: list[BaseException] = []

    def go() -> None:
        try:
            migrate(engine)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test must see it
            failures.append(error)

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failures, revision(engine)) == ([], head())


def test_a_database_that_was_never_migrated_is_refused_with_what_to_do(engine: Engine) -> None:
    with pytest.raises(RefusedError, match=r"schema revision None.*commonhour migrate"):
        require_head(engine)


def test_a_database_at_this_revision_is_taken(engine: Engine) -> None:
    migrate(engine)
    require_head(engine)
