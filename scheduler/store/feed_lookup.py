"""A feed found by its secret for who only serves it: one indexed read, asked of the driver itself.

Calendar programs ask for feeds far oftener than anybody asks for anything else, and a statement that is always the same
needs neither SQLAlchemy's compiler nor a transaction of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from scheduler.store.faults import passing_faults

_COLUMNS = "etag, modified_at, fetched_at, trace"


@dataclass(frozen=True, kw_only=True, slots=True)
class ServedFeed:
    """What is told of a feed that is served, and when it was last fetched."""

    etag: str
    modified_at: datetime
    fetched_at: datetime | None
    trace: str | None


class FeedLookup:
    """Finds feeds; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._errors: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._is_sqlite = engine.dialect.name == "sqlite"
        mark = "?" if self._is_sqlite else "%s"
        self._find = f"SELECT {_COLUMNS} FROM feed WHERE token_hash = {mark} AND NOT revoked"  # noqa: S608 - no value
        self._read = f"SELECT body FROM feed WHERE token_hash = {mark} AND NOT revoked AND etag = {mark}"  # noqa: S608 - the same

    def by_token(self, token_hash: str) -> ServedFeed | None:
        """Return the feed whose secret has this SHA-256, unless it was revoked. Raises UnavailableError."""
        rows = self._rows(self._find, token_hash)
        if not rows:
            return None
        etag, modified_at, fetched_at, trace = rows[0]
        return ServedFeed(
            etag=etag,
            modified_at=_instant(modified_at),
            fetched_at=None if fetched_at is None else _instant(fetched_at),
            trace=trace,
        )

    def body(self, token_hash: str, *, etag: str) -> bytes | None:
        """Return the bytes with this ETag of the same feed; None if it has others now. Raises UnavailableError."""
        rows = self._rows(self._read, token_hash, etag)
        return rows[0][0] if rows else None

    def _rows(self, statement: str, *values: str) -> Sequence[tuple[Any, ...]]:
        with passing_faults():
            try:
                connection = self._engine.raw_connection()
                try:
                    driver: Any = connection.driver_connection
                    if self._is_sqlite:
                        return driver.execute(statement, values).fetchall()
                    return driver.ask_alone(statement, *values)
                except self._errors as error:
                    connection.invalidate(error)
                    raise
                finally:
                    connection.close()
            except self._errors as error:
                raise DBAPIError.instance(
                    None, None, error, self._errors, hide_parameters=True, dialect=self._engine.dialect
                ) from error


def _instant(kept: str | datetime) -> datetime:
    """Return an instant as `columns.Instant` does: SQLite keeps its text, in UTC and without saying so."""
    if isinstance(kept, str):
        return datetime.fromisoformat(kept).replace(tzinfo=UTC)
    return kept.astimezone(UTC)
