"""Deliveries as people and gauges look at them; nothing is written here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, literal_column, or_, select, true, union_all

from scheduler.store import tables
from scheduler.store.claims import IS_OPEN

IS_PARKED = tables.delivery.c.state == literal_column("'parked'")
IS_UNDONE = tables.delivery.c.id.in_(
    union_all(*(select(tables.delivery.c.id).where(those).correlate(None) for those in (IS_OPEN, IS_PARKED)))
)
"""Found by their two indexes: among a million that are done, these are few."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One event owed to one consumer; `since` is the event's time, `target` the webhook it goes to or empty."""

    id: str
    event_id: str
    event_type: str
    cohort: str
    since: datetime
    trace: str | None
    data: dict[str, str | int]
    consumer: str
    reaction: str
    target: str
    state: str
    tries: int
    due_at: datetime
    ended_at: datetime | None
    error: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Backlog:
    """How many deliveries of one reaction are in one state, and since when the oldest of them is due."""

    consumer: str
    reaction: str
    state: str
    count: int
    oldest_due_at: datetime


class Deliveries:
    """What is owed, and what has become of it."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def owed(self, *, cohort: str | None = None, state: str | None = None) -> tuple[Delivery, ...]:
        """Return every delivery that is not done, oldest first; of one cohort, in one state, if asked so."""
        rows = self._connection.execute(
            select(tables.delivery, *_OF_EVENT)
            .join(tables.event)
            .where(
                IS_UNDONE,
                tables.delivery.c.state == state if state is not None else true(),
                tables.event.c.cohort_id == cohort if cohort is not None else tables.event.c.id.is_not(None),
            )
            .order_by(tables.event.c.time, tables.delivery.c.id)
        )
        return tuple(map(_delivery, rows))

    def find(self, delivery: str) -> Delivery | None:
        """Return this delivery, done or not."""
        row = self._connection.execute(
            select(tables.delivery, *_OF_EVENT).join(tables.event).where(tables.delivery.c.id == delivery)
        ).one_or_none()
        return None if row is None else _delivery(row)

    def pending(self, *, cohort: str) -> int:
        """Return how many deliveries of this cohort are due now or being worked on."""
        return self._connection.execute(
            select(func.count())
            .select_from(tables.delivery.join(tables.event))
            .where(
                tables.event.c.cohort_id == cohort,
                IS_OPEN,
                or_(
                    tables.delivery.c.state == "claimed",
                    and_(tables.delivery.c.state == "waiting", tables.delivery.c.due_at <= self._now),
                ),
            )
        ).scalar_one()

    def backlog(self) -> tuple[Backlog, ...]:
        """Return what is due, being worked on or parked, by reaction and state."""
        oldest = func.min(tables.delivery.c.due_at, type_=tables.Instant)
        columns = (tables.delivery.c.consumer, tables.delivery.c.reaction, tables.delivery.c.state)
        rows = self._connection.execute(
            select(*columns, func.count().label("counted"), oldest.label("oldest"))
            .where(
                IS_UNDONE,
                or_(tables.delivery.c.state != "waiting", tables.delivery.c.due_at <= self._now),
            )
            .group_by(*columns)
            .order_by(*columns)
        )
        return tuple(
            Backlog(
                consumer=row.consumer,
                reaction=row.reaction,
                state=row.state,
                count=row.counted,
                oldest_due_at=row.oldest,
            )
            for row in rows
        )

    def oldest_due(self) -> datetime | None:
        """Return since when the oldest delivery that is due has been so; None when nothing waits."""
        return self._connection.execute(
            select(func.min(tables.delivery.c.due_at, type_=tables.Instant)).where(
                IS_OPEN, tables.delivery.c.due_at <= self._now
            )
        ).scalar_one()


_OF_EVENT = (
    tables.event.c.type,
    tables.event.c.time,
    tables.event.c.cohort_id,
    tables.event.c.data,
    tables.event.c.trace,
)


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        event_id=row.event_id,
        event_type=row.type,
        cohort=row.cohort_id,
        since=row.time,
        trace=row.trace,
        data=row.data,
        consumer=row.consumer,
        reaction=row.reaction,
        target=row.target,
        state=row.state,
        tries=row.tries,
        due_at=row.due_at,
        ended_at=row.ended_at,
        error=row.error,
    )
