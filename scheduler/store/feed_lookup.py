"""A feed found by its secret for who only serves it: one indexed read, asked of the driver itself.

Calendar programs ask for feeds far oftener than anybody asks for anything else, and a statement that is always the same
needs neither SQLAlchemy's compiler nor a transaction of its own.
"""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from scheduler.store.faults import passing_faults

MOST_KEPT = 8
"""As many as the web has threads."""
_COLUMNS = "etag, modified_at, fetched_at, trace"


@dataclass(frozen=True, kw_only=True, slots=True)
class ServedFeed:
    """What is told of a feed that is served, and when it was last fetched."""

    etag: str
    modified_at: datetime
    fetched_at: datetime | None
    trace: str | None


class FeedLookup:
    """Finds feeds over connections of its own, which it keeps; safe to share between threads.

    They are closed when the engine is disposed of, as before a fork.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._errors: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._kept = deque[Any]()
        event.listen(engine, "engine_disposed", self._let_go)
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
            with suppress(IndexError, self._errors):  # one that is kept may have died since: a new one tells
                return self._asked(self._kept.pop(), statement, values)
            try:
                return self._asked(self._new(), statement, values)
            except self._errors as error:
                raise DBAPIError.instance(
                    None, None, error, self._errors, hide_parameters=True, dialect=self._engine.dialect
                ) from error

    def _asked(
        self,
        connection: Any,  # noqa: ANN401 - the driver's
        statement: str,
        values: tuple[str, ...],
    ) -> Sequence[tuple[Any, ...]]:
        """Ask over this connection, in no transaction, and keep it for whoever asks next unless that failed."""
        try:
            if self._is_sqlite:
                rows = connection.execute(statement, values).fetchall()
            else:
                with connection.cursor(binary=True) as cursor:
                    rows = cursor.execute(statement, values, prepare=True).fetchall()
        except BaseException:
            connection.close()
            raise
        if len(self._kept) < MOST_KEPT:
            self._kept.append(connection)
        else:
            connection.close()
        return rows

    def _new(self) -> Any:  # noqa: ANN401 - the driver's
        """Take a connection out of the engine's pool for good."""
        pooled = self._engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        if not self._is_sqlite:
            connection.autocommit = True
        return connection

    def _let_go(self, _engine: Engine) -> None:
        with suppress(IndexError):
            while True:
                self._kept.pop().close()


def _instant(kept: str | datetime) -> datetime:
    """Return an instant as `columns.Instant` does: SQLite keeps its text, in UTC and without saying so."""
    if isinstance(kept, str):
        return datetime.fromisoformat(kept).replace(tzinfo=UTC)
    return kept.astimezone(UTC)
