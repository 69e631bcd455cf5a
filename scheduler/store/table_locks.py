"""Having every table of PostgreSQL's to ourselves, for a migration, while others go on reading and writing."""

import time
from collections.abc import Sequence
from itertools import cycle

from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import OperationalError

from scheduler.errors import RefusedError
from scheduler.store.tables import metadata

STOPS_WRITERS, STOPS_ALL = "SHARE ROW EXCLUSIVE", "ACCESS EXCLUSIVE"
"""PostgreSQL's names of locks."""
WAIT_SECONDS = 60.0
"""How long a migration tries to have all tables to itself; a transaction of ours takes less."""
TRY_SECONDS = (0.1, 0.2, 0.4, 0.8)
"""How long each try waits, in turn; less than the second after which PostgreSQL looks for deadlocks."""
ALONE_SECONDS = 3.0
"""How long it waits for a table that was in use, to have nothing else: autovacuum gives way after a second."""


def take_tables(writing: Connection) -> None:
    """Have every table to ourselves before any is changed, and deadlock with nobody; on PostgreSQL.

    An event takes `event`, then `delivery`; a claim the other way round, but only reads `event`: so first events are
    stopped, then claims, then all. That is no order of everybody's, and whoever holds what we want may wait for what we
    hold: so all is let go of after a moment, in which the others wait and none fails, and tried again once the table
    that was in use was free. Raises RefusedError if WAIT_SECONDS of that did not help.
    """
    there = set(inspect(writing).get_table_names())
    tables = [table.name for table in metadata.sorted_tables if table.name in there]
    order = [(table, STOPS_WRITERS) for table in ("event",) if table in there]
    order += [(table, STOPS_ALL) for table in sorted(tables, key=lambda table: table != "delivery")]
    until = time.monotonic() + WAIT_SECONDS
    for seconds in cycle(TRY_SECONDS):
        in_use = _lock(writing, order, seconds=seconds)
        if in_use is None:
            writing.exec_driver_sql("SET LOCAL lock_timeout TO DEFAULT")
            return
        if time.monotonic() >= until:
            raise RefusedError(
                f"The table {in_use} was in use whenever it was asked for, for {WAIT_SECONDS:.0f} seconds, and nothing "
                f"was changed. PostgreSQL's processes that use it: {_users(writing, in_use)}. Wait for what takes so "
                "long, such as a pg_dump, or end it, and run `commonhour migrate` again."
            )
        _lock(writing, [(in_use, STOPS_ALL)], seconds=ALONE_SECONDS, keep=False)


def _lock(
    writing: Connection, order: Sequence[tuple[str, str]], *, seconds: float, keep: bool = True
) -> str | None:
    """Lock the tables, each with its mode, in this order; return one that could not be had in time, none locked."""
    savepoint = writing.begin_nested()
    until = time.monotonic() + seconds
    for table, mode in order:
        left = max(1, round((until - time.monotonic()) * 1000))
        writing.exec_driver_sql(f"SET LOCAL lock_timeout = {left}")
        try:
            writing.exec_driver_sql(f'LOCK TABLE "{table}" IN {mode} MODE')
        except OperationalError as error:
            if not isinstance(error.orig, (LockNotAvailable, DeadlockDetected)):
                raise
            savepoint.rollback()
            return table
    if keep:
        savepoint.commit()
    else:
        savepoint.rollback()
    return None


def _users(writing: Connection, table: str) -> str:
    """Return which of the server's processes use the table at this moment."""
    pids = writing.exec_driver_sql(
        "SELECT DISTINCT pid FROM pg_locks WHERE granted AND relation = %s::regclass AND pid > 0 ORDER BY pid",
        (table,),
    ).scalars()
    return ", ".join(map(str, pids)) or "none at this moment"
