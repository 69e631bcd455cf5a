"""PostgreSQL through psycopg: connections that are bounded in time and looked after in the pool."""

import math
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from scheduler.errors import RefusedError
from scheduler.store.tables.columns import read_json, write_json

ANSWER_SECONDS = 35.0
"""A little longer than PostgreSQL may work on a statement: who has not answered by then does not any more."""
IDLE_SECONDS = 1.0
OPTIONS: dict[str, Any] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,  # milliseconds until what was sent, and never acknowledged, counts as lost
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "options": "-c lock_timeout=10s -c statement_timeout=30s -c idle_in_transaction_session_timeout=120s",
}

Found = TypeVar("Found")


def open_postgresql(url: URL, pool: Mapping[str, Any]) -> Engine:
    """Return an engine for this URL, whatever driver it names, with such a `pool`."""
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        json_serializer=write_json,
        json_deserializer=read_json,
        connect_args=OPTIONS,
        **pool,
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", _ping_if_idle)
    return engine


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


def _connect(
    _dialect: object, _record: object, arguments: tuple[str, ...], options: dict[str, Any]
) -> BoundedConnection:
    try:
        return BoundedConnection.connect(*arguments, **options)
    except psycopg.ProgrammingError as error:  # of an option that it does not know; it names no value
        raise RefusedError(
            f"COMMONHOUR_DATABASE_URL cannot be used: {error}. Check what stands after the ?."
        ) from None


def _begin(connection: Connection) -> None:
    """Wait for locks no longer than this transaction says."""
    patience: float | None = connection.get_execution_options().get("patience")
    if patience is not None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {1000 * patience:.0f}")


def _note_use(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["used"] = time.monotonic()


def _ping_if_idle(connection: psycopg.Connection[Any], record: ConnectionPoolEntry, _proxy: object) -> None:
    """Replace a connection that died in the pool; one used a moment ago is not asked: that costs three round trips."""
    if time.monotonic() - record.info.get("used", math.inf) < IDLE_SECONDS:
        return
    try:
        connection.autocommit = True
        connection.execute("SELECT 1")
        connection.autocommit = False
    except psycopg.Error as error:
        raise DisconnectionError from error
