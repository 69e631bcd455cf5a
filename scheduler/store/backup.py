"""A copy of the embedded database, whole at one instant, made while others go on writing."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine

from scheduler.errors import RefusedError
from scheduler.store.faults import passing_faults


def back_up(engine: Engine, *, to: Path) -> None:
    """Write the database into a new file that only its owner may read; raise RefusedError where it cannot be.

    Raises UnavailableError where the database cannot be read at the moment, as on a full disk of its own.
    SQLite's VACUUM INTO reads one consistent view. What is left half-written by a crash never has the file's name.
    """
    if engine.dialect.name != "sqlite":
        raise RefusedError(
            "This database is PostgreSQL's: back it up with pg_dump, as docs/operation.md says."
        )
    if to.exists():
        raise RefusedError(f"{to} is there already: name a new file.")
    half = to.with_name(f"{to.name}.part")
    try:
        half.unlink(missing_ok=True)
        half.touch(mode=0o600)
        with passing_faults(), engine.connect() as connection:
            connection.connection.cursor().execute("VACUUM INTO ?", (str(half),))
        with half.open("rb+") as written:
            os.fsync(written.fileno())
        half.rename(to)
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise RefusedError(f"{to} cannot be written: {why}.") from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)
