"""Opening a database, and what differs between SQLite and PostgreSQL (whose driver is behind `postgresql`)."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from scheduler.errors import RefusedError
from scheduler.store.keys import Keys
from scheduler.store.tables.columns import read_json, write_json
from scheduler.store.tables.encrypted import use_keys

IN_MEMORY = "sqlite://"
BUSY_SECONDS = 10
PATIENCE = "patience"
"""The execution option that says how many seconds a transaction that writes may wait for another's locks."""
NO_DATABASE = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
WRITE = (
    "write postgresql://user:password@host/name, with signs such as @ and / in the password as %40 and %2F, "
    "or sqlite:////path/to/file"
)
POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 7, "pool_use_lifo": True}
"""As many connections are kept as the web has threads, and one that was used a moment ago goes out first."""
ONE_AT_A_TIME: dict[str, Any] = {
    "poolclass": QueuePool,
    "pool_size": 1,
    "max_overflow": 0,
    "pool_timeout": BUSY_SECONDS,
}
"""A database in memory is its one connection: a second thread waits for it, as it would for the lock of a file."""
READING: dict[str, dict[str, Any]] = {
    "sqlite": {},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
"""How a transaction that only reads is opened; SQLite's see one consistent view anyway."""


def open_engine(url: str, *, keys: Keys | None = None) -> Engine:
    """Return an engine for this SQLAlchemy URL, whose contact columns are encrypted under these keys, if any.

    `sqlite://` alone is a throw-away store in memory.
    """
    engine = _open_engine(url)
    use_keys(engine, keys or Keys())
    return engine


def missing_file(url: str) -> Path | None:
    """Return the SQLite file that this URL names, if it is not there: opening it would make it."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return None
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    path = Path(parsed.database)
    return None if path.exists() else path


def _open_engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise RefusedError(f"COMMONHOUR_DATABASE_URL is no database's URL: {WRITE}.") from None
    if "@" in f"{parsed.host}{parsed.database}":  # the rest of a password
        raise RefusedError(f"COMMONHOUR_DATABASE_URL names no host that can be: {WRITE}.")
    if parsed.get_backend_name() == "postgresql":
        from scheduler.store.postgresql import open_postgresql  # noqa: PLC0415 - its driver loads where it is used

        return open_postgresql(parsed, POOL)
    if parsed.get_backend_name() != "sqlite":
        raise RefusedError(
            f"COMMONHOUR_DATABASE_URL begins with {parsed.get_backend_name()}:, and Commonhour works with SQLite and "
            f"PostgreSQL: {WRITE}."
        )
    arguments: dict[str, Any] = {
        "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False},
        "hide_parameters": True,  # an error names no person
        "json_serializer": write_json,
        "json_deserializer": read_json,
    }
    arguments |= ONE_AT_A_TIME if url == IN_MEMORY else POOL
    if parsed.database:
        _make_file(Path(parsed.database))
    engine = create_engine(url, **arguments)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_file(path: Path) -> None:
    """Make the database's file readable by its owner only; what SQLite puts beside it takes its mode."""
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise RefusedError(
            f"The database {path} cannot be opened ({error.strerror}): check COMMONHOUR_DATABASE_URL."
        ) from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late; ours is below
    try:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.DatabaseError as error:
        connection.close()
        if error.sqlite_errorname not in NO_DATABASE:
            raise
        raise RefusedError(
            "The file that COMMONHOUR_DATABASE_URL or COMMONHOUR_DATA_DIR leads to is no SQLite database, or a damaged "
            "one: check them, or restore a backup as docs/operation.md says."
        ) from error


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once for writes: a read that turns into a write later cannot wait for its turn."""
    options = connection.get_execution_options()
    if not options.get("writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    patience: float | None = options.get(PATIENCE)
    if patience is None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {1000 * patience:.0f}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {1000 * BUSY_SECONDS}")
