"""Bringing a database to this version's tables, under a lock, and refusing one that is at another."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from scheduler.errors import RefusedError
from scheduler.store.faults import passing_faults, without_hurry

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x436F6D6D6F6E  # any number that nothing else in the database locks


def migrate(engine: Engine) -> None:
    """Apply every migration the database has not seen, in one transaction; others who try meanwhile wait.

    Raises UnavailableError, with nothing done.
    """
    with passing_faults(), engine.connect() as connection:
        writing = connection.execution_options(writes=True)
        with writing.begin(), without_hurry(writing):
            if engine.dialect.name == "postgresql":
                writing.exec_driver_sql("SET LOCAL statement_timeout = 0")
                _wait_for_others(writing)
            config = _config()
            config.attributes["connection"] = writing
            command.upgrade(config, "head")


def revision(engine: Engine) -> str | None:
    """Return the revision the database is at; None for one that was never migrated."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """Return the revision this version of Commonhour works with."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def require_head(engine: Engine) -> None:
    """Raise RefusedError unless the database is at this version's revision, UnavailableError if it does not answer."""
    with passing_faults():
        found, wanted = revision(engine), head()
    if found != wanted:
        raise RefusedError(
            f"The database is at schema revision {found}, and this version of Commonhour works with {wanted}: "
            "run `commonhour migrate` with this version first."
        )


def _wait_for_others(writing: Connection) -> None:
    """Wait as long as another migration takes; for tables that are in use only as long as any other transaction."""
    bound = writing.exec_driver_sql("SHOW lock_timeout").scalar_one()
    writing.exec_driver_sql("SET LOCAL lock_timeout = 0")
    writing.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    writing.exec_driver_sql(f"SET LOCAL lock_timeout = '{bound}'")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
