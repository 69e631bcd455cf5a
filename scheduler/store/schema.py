"""Bringing a database to this version's tables, under a lock, and refusing one that is at another."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import ProgrammingError

from scheduler.errors import RefusedError
from scheduler.store.faults import passing_faults
from scheduler.store.postgresql import without_hurry
from scheduler.store.table_locks import take_tables

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x436F6D6D6F6E  # any number that nothing else in the database locks


def migrate(engine: Engine) -> None:
    """Apply every migration the database has not seen, in one transaction; others who try meanwhile wait.

    Raises UnavailableError or RefusedError, with nothing done.
    """
    with passing_faults(), _rights_named(), engine.connect() as connection:
        writing = connection.execution_options(writes=True)
        with writing.begin(), without_hurry(writing):
            on_server = engine.dialect.name == "postgresql"
            if on_server:
                writing.exec_driver_sql("SET LOCAL statement_timeout = 0")
                writing.exec_driver_sql("SET LOCAL lock_timeout = 0")
                writing.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            found = _revision(writing)
            if found == head():
                return
            if not _is_known(found):
                raise RefusedError(f"The database is at schema revision {found}. {what_to_do(found)}")
            if on_server:
                _require_right_to_create(writing)
                take_tables(writing)
            config = _config()
            config.attributes["connection"] = writing
            command.upgrade(config, "head")


def revision(engine: Engine) -> str | None:
    """Return the revision the database is at, None for one that was never migrated; raise UnavailableError."""
    with passing_faults(), engine.connect() as connection:
        return _revision(connection)


def head() -> str | None:
    """Return the revision this version of Commonhour works with."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def require_head(engine: Engine) -> None:
    """Raise RefusedError unless the database is at this version's revision, UnavailableError if it does not answer."""
    with _rights_named():
        found, wanted = revision(engine), head()
    if found != wanted:
        raise RefusedError(
            f"The database is at schema revision {found}, and this version of Commonhour works with {wanted}. "
            + what_to_do(found)
        )


def what_to_do(found: str | None) -> str:
    """Return what brings a database at this revision, which is not this version's, and this version together."""
    if _is_known(found):
        return "Run `commonhour migrate` with this version first; `commonhour serve` does so by itself."
    return (
        "That is newer than this program: install the version of Commonhour that brought the database there, or "
        "restore the backup from before."
    )


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _is_known(found: str | None) -> bool:
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return found is None or found in {script.revision for script in scripts}


@contextmanager
def _rights_named() -> Generator[None]:
    """Raise RefusedError where the database's user lacks a right; PostgreSQL says which, and names tables only."""
    try:
        yield
    except ProgrammingError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        raise RefusedError(
            f"The database's user lacks a right ({error.orig.diag.message_primary}). Run this as the user whom the "
            "tables belong to: the one who first ran `commonhour migrate`."
        ) from error


def _require_right_to_create(writing: Connection) -> None:
    """Raise RefusedError, with the GRANT that helps, where tables cannot be made; on PostgreSQL."""
    user, schema, may = writing.exec_driver_sql(
        "SELECT current_user, coalesce(current_schema(), 'public'), has_schema_privilege(current_schema(), 'CREATE')"
    ).one()
    if not may:
        user, schema = map(writing.dialect.identifier_preparer.quote, (user, schema))
        raise RefusedError(
            f"The database's user {user} may not make tables in the schema {schema}. As the database's owner, say "
            f"GRANT USAGE, CREATE ON SCHEMA {schema} TO {user}; and run `commonhour migrate` again."
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
