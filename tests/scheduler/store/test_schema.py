"""The migrations and the tables are the same, and a database of another revision is refused."""

import re
import threading
import uuid
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from scheduler.errors import RefusedError
from scheduler.store import schema, table_locks
from scheduler.store.engine import open_engine
from scheduler.store.postgresql import OPTIONS, BoundedConnection
from scheduler.store.schema import LOCK, head, migrate, require_head, revision
from scheduler.store.tables import metadata
from tests.stores import BOTH, bring_to, postgres_database

PATIENCE_SECONDS = 30
BEFORE = "0001"
A_CLAIM = ("UPDATE delivery SET hints = 0", "SELECT count(*) FROM event")
AN_EVENT = ("UPDATE event SET type = type", "UPDATE delivery SET hints = 0")


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
    monkeypatch.setitem(OPTIONS, "options", "-c lock_timeout=100ms -c statement_timeout=200ms")
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


@pytest.fixture
def older() -> Generator[Engine]:
    """A PostgreSQL database of the version before."""
    with postgres_database() as url, ExitStack() as stack:
        engine = open_engine(url)
        stack.callback(engine.dispose)
        bring_to(engine, BEFORE)
        yield engine


def migration_waits(engine: Engine) -> bool:
    with engine.connect() as connection:
        return bool(
            connection.exec_driver_sql(
                "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
                "WHERE datname = current_database() AND mode = 'AccessExclusiveLock' AND NOT granted"
            ).scalar_one()
        )


@pytest.mark.parametrize("work", [A_CLAIM, AN_EVENT], ids=["claim", "event"])
def test_a_migration_gets_through_beside_work_that_is_half_done_and_so_does_the_work(
    older: Engine, work: tuple[str, str]
) -> None:
    """Claims and events take the same two tables, in opposite orders."""
    with ThreadPoolExecutor(1) as pool:
        with older.begin() as connection:
            connection.exec_driver_sql(work[0])
            migrating = pool.submit(migrate, older)
            while not migration_waits(older):
                assert not migrating.done()
            connection.exec_driver_sql(work[1])
        migrating.result(PATIENCE_SECONDS)
    assert revision(older) == head()


def test_a_migration_gives_up_on_a_table_that_is_never_free_and_says_who_has_it(
    older: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WAIT_SECONDS", "ALONE_SECONDS"):
        monkeypatch.setattr(table_locks, name, 0.2)
    with older.begin() as dump:
        dump.exec_driver_sql("SELECT count(*) FROM delivery")
        pid = dump.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with pytest.raises(RefusedError, match=rf"delivery was in use.*nothing was changed.*: {pid}\. Wait"):
            migrate(older)
        with older.begin() as others:
            others.exec_driver_sql("UPDATE delivery SET hints = 0")
    assert revision(older) == BEFORE


def test_a_migration_with_nothing_to_do_waits_for_no_table(older: Engine) -> None:
    migrate(older)
    with older.begin() as work:
        work.exec_driver_sql("UPDATE delivery SET hints = 0")
        migrate(older)


@pytest.fixture
def stranger(older: Engine) -> Generator[Engine]:
    """Another user's way into the same database, who has no right there yet."""
    name = f"stranger_{uuid.uuid4().hex}"
    with older.begin() as owner:
        owner.exec_driver_sql(f"CREATE ROLE {name} LOGIN PASSWORD 'secret'")
        owner.exec_driver_sql("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    engine = open_engine(
        older.url.set(username=name, password="secret").render_as_string(hide_password=False)
    )
    yield engine
    engine.dispose()
    with older.begin() as owner:
        owner.exec_driver_sql(f"DROP OWNED BY {name}")
        owner.exec_driver_sql(f"DROP ROLE {name}")


def test_whoever_may_make_no_tables_is_told_the_grant_that_helps(older: Engine, stranger: Engine) -> None:
    with older.begin() as owner:
        owner.exec_driver_sql("DROP TABLE " + ", ".join(inspect(owner).get_table_names()))
    with pytest.raises(RefusedError, match="may not make tables in the schema public") as refused:
        migrate(stranger)
    grant = re.search("GRANT [^;]*;", str(refused.value))[0]
    with older.begin() as owner:
        owner.exec_driver_sql(grant)
    migrate(stranger)
    assert revision(stranger) == head()


def test_whoever_migrates_tables_of_another_user_is_told_so(older: Engine, stranger: Engine) -> None:
    with older.begin() as owner:
        owner.exec_driver_sql(f"GRANT ALL ON SCHEMA public TO {stranger.url.username}")
    for look in (migrate, require_head):
        with pytest.raises(
            RefusedError, match=r"permission denied for table alembic_version.*whom the tables"
        ):
            look(stranger)
    with older.begin() as owner:
        owner.exec_driver_sql(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {stranger.url.username}")
    with pytest.raises(RefusedError, match=r"must be owner of .*whom the tables"):
        migrate(stranger)
    assert revision(older) == BEFORE


def test_a_newer_database_is_refused_by_all_with_advice_that_helps(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for look in (migrate, require_head):
        with pytest.raises(RefusedError, match=r"revision 9999.*newer than this program: install") as refused:
            look(engine)
        assert "commonhour migrate" not in str(refused.value)


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
