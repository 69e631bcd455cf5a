"""What goes wrong with a database and passes: told apart from defects, and never waited for without end."""

from collections.abc import Generator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeftError

from scheduler.errors import UnavailableError
from scheduler.languages.sentences import sentence

PASSING_OF_SQLITE = ("BUSY", "LOCKED", "FULL", "IOERR", "CANTOPEN", "READONLY", "PROTOCOL")
SAID = sentence(
    "The database does not answer or has no room at the moment. Nothing was half done: please try again in a minute."
)

log = structlog.get_logger()


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
        isinstance(error, OperationalError) and hasattr(error.orig, "sqlstate")
    ):
        return getattr(error.orig, "sqlstate", None) or type(error.orig).__name__
    return None
