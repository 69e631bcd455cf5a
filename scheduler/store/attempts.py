"""What was tried of late, and must not be tried too often, as rows that name nobody."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from scheduler.ids import Ids
from scheduler.store import tables

KEPT = timedelta(days=1)
"""How long an attempt counts at most; after that it goes."""
LOCK_DIGITS = 15
"""Of a hexadecimal hash: as many as surely fit PostgreSQL's signed 64 bits."""


class Attempts:
    """Every attempt that counts; `under` is the hash that it is counted under."""

    def __init__(self, connection: Connection, *, now: datetime, ids: Ids) -> None:
        self._connection = connection
        self._now = now
        self._ids = ids

    def hold(self, under: Iterable[str]) -> None:
        """Have these to oneself until the transaction ends: of many who try at once, none is overlooked."""
        if self._connection.dialect.name != "postgresql":  # SQLite has one writer at a time anyway
            return
        for each in sorted({int(whose[:LOCK_DIGITS], 16) for whose in under}):
            self._connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({each})")

    def number(self, under: str, *, within: timedelta) -> int:
        """Return how many there were in the stretch of time until now."""
        of = tables.attempt.c
        counted = select(func.count()).where(of.counted_under == under, of.made_at > self._now - within)
        return self._connection.execute(counted).scalar_one()

    def add(self, under: Iterable[str]) -> None:
        """Count one more under each of these."""
        self._connection.execute(
            insert(tables.attempt),
            [{"id": self._ids.new("attempt"), "counted_under": each, "made_at": self._now} for each in under],
        )
