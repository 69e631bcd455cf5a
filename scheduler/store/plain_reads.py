"""Rows asked of the driver itself: for a statement that is always the same, and asked far oftener than any other.

Such a one needs neither SQLAlchemy's compiler nor a transaction of its own, nor what a driver's cursor does around it.
"""

import select
import sqlite3
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Protocol, cast

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from scheduler.store.faults import passing_faults

MOST_KEPT = 8
"""As many as the web has threads."""

Rows = Sequence[tuple[Any, ...]]


class _Connection(Protocol):
    """A driver's connection, in no transaction."""

    def rows(self, statement: str, values: tuple[str, ...]) -> Rows:
        """Return what this finds for these values of `$1`, `$2`, ...; raise the driver's error."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


class PlainReads:
    """Reads over connections of its own, which it keeps; safe to share between threads.

    They are closed when the engine is disposed of, as before a fork.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._errors: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._kept = deque[_Connection]()
        event.listen(engine, "engine_disposed", self._let_go)

    def rows(self, statement: str, *values: str) -> Rows:
        """Return what this finds; a value stands where the statement has `$1`, `$2`, ... Raises UnavailableError."""
        with passing_faults():
            with suppress(IndexError, self._errors):  # one that is kept may have died since: a new one tells
                return self._asked(self._kept.pop(), statement, values)
            try:
                return self._asked(self._new(), statement, values)
            except self._errors as error:
                raise DBAPIError.instance(
                    None, None, error, self._errors, hide_parameters=True, dialect=self._engine.dialect
                ) from error

    def _asked(self, connection: _Connection, statement: str, values: tuple[str, ...]) -> Rows:
        """Ask over this connection, and keep it for whoever asks next unless that failed."""
        try:
            rows = connection.rows(statement, values)
        except BaseException:
            connection.close()
            raise
        if len(self._kept) < MOST_KEPT:
            self._kept.append(connection)
        else:
            connection.close()
        return rows

    def _new(self) -> _Connection:
        """Take a connection out of the engine's pool for good."""
        pooled = self._engine.raw_connection()
        driver: Any = pooled.driver_connection
        pooled.detach()
        return _OfSqlite(driver) if isinstance(driver, sqlite3.Connection) else _OfPostgres(driver)

    def _let_go(self, _engine: Engine) -> None:
        with suppress(IndexError):
            while True:
                self._kept.pop().close()


class _OfSqlite:
    def __init__(self, driver: sqlite3.Connection) -> None:
        self._driver = driver
        self.close = driver.close

    def rows(self, statement: str, values: tuple[str, ...]) -> Rows:
        return self._driver.execute(
            statement, {str(number): one for number, one in enumerate(values, 1)}
        ).fetchall()


class _OfPostgres:
    """Has libpq run a statement that the server has prepared (psycopg.pq): a cursor takes twice the processor for it.

    It waits for an answer as long as all our connections do.
    """

    def __init__(self, driver: Any) -> None:  # noqa: ANN401 - a psycopg.Connection, which loads only where it is used
        from psycopg import OperationalError, errors, pq  # noqa: PLC0415 - see above
        from psycopg.adapt import Transformer  # noqa: PLC0415 - the same

        self._server, self._loaded = driver.pgconn, Transformer(driver)
        seconds: float | None = driver.answer_seconds
        self._patience_ms = None if seconds is None else 1000 * seconds
        self._lost, self._error = OperationalError, errors.error_from_result
        self._fine = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)
        self._binary = pq.Format.BINARY
        self._names = dict[str, bytes]()
        self._waiting = select.poll()
        self._waiting.register(self._server.socket, select.POLLIN)
        self.close = driver.close

    def rows(self, statement: str, values: tuple[str, ...]) -> Rows:
        name = self._names.get(statement)
        if name is None:
            name = self._names[statement] = b"plain_%d" % len(self._names)
            self._server.send_prepare(name, statement.encode())
            self._result()
        self._server.send_query_prepared(name, [one.encode() for one in values], result_format=self._binary)
        result = self._result()
        self._loaded.set_pgresult(result, format=self._binary)
        return cast("Rows", self._loaded.load_rows(0, result.ntuples, tuple))

    def _result(self) -> Any:  # noqa: ANN401 - a psycopg.pq.PGresult
        """Wait for the whole answer, which ends with nothing; what was sent is short and never waits for room."""
        self._server.flush()
        result = None
        while (more := self._next()) is not None:
            result = more
        if result is None:
            raise self._lost("no result")
        if result.status not in self._fine:
            raise self._error(result)
        return result

    def _next(self) -> Any:  # noqa: ANN401 - the same, or None
        while self._server.is_busy():
            if not self._waiting.poll(self._patience_ms):
                raise self._lost("no answer")
            self._server.consume_input()
        return self._server.get_result()
