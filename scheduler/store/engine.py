"""Opening a database, and everything that differs between SQLite and PostgreSQL."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import StaticPool

from scheduler.errors import RefusedError

IN_MEMORY = "sqlite://"
BUSY_SECONDS = 10


def open_engine(url: str) -> Engine:
    """Return an engine for this SQLAlchemy URL; `sqlite://` alone is a throw-away store in memory."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise RefusedError(f"COMMONHOUR_DATABASE_URL is no database's URL: {url!r}.") from error
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    arguments: dict[str, Any] = {
        "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False},
        "hide_parameters": True,  # an error names no person
    }
    if url == IN_MEMORY:
        arguments["poolclass"] = StaticPool
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
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once for writes: a read that turns into a write later cannot wait for its turn."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
