"""What goes wrong with a database and passes: told apart from defects, and never waited for without end."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TypeVar

import psycopg
import structlog
from psycopg.abc import PQGen
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeftError

from scheduler.errors import UnavailableError

ANSWER_SECONDS = 35.0
"""A little longer than PostgreSQL may work on a statement: who has not answered by then does not any more."""
PASSING_OF_SQLITE = ("BUSY", "LOCKED", "FULL", "IOERR", "CANTOPEN", "READONLY", "PROTOCOL")
SAID = "The database does not answer or has no room at the moment. Nothing was half done: please try again in a minute."

Found = TypeVar("Found")

log = structlog.get_logger()


class BoundedConnection(psycopg.Connection):
    """A connection that waits for an answer for so long and no longer.

    What stands between may keep it open and forward nothing: then no time limit of the server's or of TCP's runs.
    """

    answer_seconds: float | None = ANSWER_SECONDS

    def wait(self, gen: PQGen[Found], interval: float = 0.1, timeout: float | None = None) -> Found:
        """Wait as psycopg does; close the connection and raise OperationalError when no answer comes."""
        bound = self.answer_seconds if timeout is None else timeout
        try:
            return super().wait(gen, interval, bound)
        except psycopg.errors._WaitTimeout as error:  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - it has no other name
            if timeout is not None:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer within {bound} s") from error


@contextmanager
def without_hurry(connection: Connection) -> Generator[None]:
    """Wait in this block as long as it takes, as a migration of large tables may."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, BoundedConnection):
        yield
        return
    driver.answer_seconds = None
    try:
        yield
    finally:
        driver.answer_seconds = ANSWER_SECONDS


@contextmanager
def passing_faults() -> Generator[None]:
    """Raise UnavailableError in place of what passes, and log its code; a defect is raised as it is."""
    try:
        yield
    except (DBAPIError, NoConnectionLeftError) as error:
        code = _code(error)
        if code is None:
            raise
        log.warning("store.unavailable", code=code)
        raise UnavailableError(SAID) from error


def _code(error: DBAPIError | NoConnectionLeftError) -> str | None:
    """Return the database's own name for what passes; None for what is a defect."""
    if isinstance(error, NoConnectionLeftError):
        return "no connection left"
    of_sqlite: str | None = getattr(error.orig, "sqlite_errorname", None)
    if of_sqlite is not None:
        return of_sqlite if of_sqlite.removeprefix("SQLITE_").startswith(PASSING_OF_SQLITE) else None
    if error.connection_invalidated or (
        isinstance(error, OperationalError) and isinstance(error.orig, psycopg.Error)
    ):
        return getattr(error.orig, "sqlstate", None) or type(error.orig).__name__
    return None
