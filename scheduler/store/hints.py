"""Wake-up calls: which deliveries are due for one, and when each is due for its next."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from scheduler.store import claims, tables

MAX_HINT_PAUSE = timedelta(minutes=1)
CLOCKS_AGREE_WITHIN = timedelta(seconds=10)
"""What lies further ahead than it can, by more than this, comes from a clock that was put back."""
_HINTS_COUNTED = 16
_DUE = and_(claims.IS_OPEN, tables.delivery.c.due_at <= bindparam("now"))
_TO_HINT = (
    select(tables.delivery.c.id, tables.delivery.c.consumer, tables.delivery.c.hints)
    .where(_DUE, tables.delivery.c.next_at <= bindparam("now"))
    .order_by(tables.delivery.c.next_at, tables.delivery.c.id)
)
"""In the index's order: whatever a planner believes of how many there are, it begins at the oldest."""
_ANY_TO_HINT = _TO_HINT.limit(1)
"""Built once, for it is asked thirty times a second."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hint:
    """A wake-up call: this delivery is due for this consumer."""

    delivery: str
    consumer: str


class Hints:
    """Whom the relay is to wake."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def anything_due(self) -> bool:
        """Say whether there is anyone to wake now; cheaper than `take`, and writes nothing."""
        return self._connection.execute(_ANY_TO_HINT, {"now": self._now}).first() is not None

    def take(self, *, limit: int = 500) -> tuple[Hint, ...]:
        """Return due deliveries to wake someone for, oldest first, and move their next hint on with backoff.

        What another relay is looking at is left to it. A crash of PostgreSQL may forget the last of it, and then some
        are hinted once more: so nobody waits for its disk.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
        rows = self._connection.execute(
            _TO_HINT.limit(limit).with_for_update(skip_locked=True),
            {"now": self._now},
        ).all()
        hinted: defaultdict[int, list[str]] = defaultdict(list)
        for row in rows:
            hinted[row.hints].append(row.id)
        for hints, deliveries in hinted.items():
            pause = min(timedelta(seconds=2**hints), MAX_HINT_PAUSE)
            self._connection.execute(
                update(tables.delivery)
                .where(tables.delivery.c.id.in_(deliveries))
                .values(next_at=self._now + pause, hints=min(hints + 1, _HINTS_COUNTED))
            )
        return tuple(Hint(delivery=row.id, consumer=row.consumer) for row in rows)

    def take_back(self, hints: Sequence[Hint]) -> None:
        """Take these hints back: they could not be sent, and are to be sent as soon as they can."""
        self._connection.execute(
            update(tables.delivery)
            .where(tables.delivery.c.id.in_([hint.delivery for hint in hints]))
            .values(next_at=self._now, hints=0)
        )

    def anything_ahead(self) -> bool:
        """Say whether there is anything to set right; writes nothing."""
        return (
            self._connection.execute(
                select(tables.delivery.c.id).where(self._ahead()).limit(1), {"now": self._now}
            ).first()
            is not None
        )

    def set_right(self) -> int:
        """Make due what lies ahead because the clock has been put back since; return how many deliveries.

        A lease and a hint lie only so far ahead, and what was due at once never does. What waits for another try
        waits for as much longer as the clock was put back.
        """
        found = self._connection.execute(
            update(tables.delivery).where(self._ahead()).values(due_at=self._now, next_at=self._now, hints=0),
            {"now": self._now},
        )
        return found.rowcount

    def _ahead(self) -> Any:  # noqa: ANN401 - SQLAlchemy's own expression type says no more
        at_once = (
            select(tables.event.c.time)
            .where(tables.event.c.id == tables.delivery.c.event_id)
            .scalar_subquery()
        )
        of, agreed = tables.delivery.c, self._now + CLOCKS_AGREE_WITHIN
        return and_(
            claims.IS_OPEN,
            or_(
                and_(of.state == "claimed", of.due_at > agreed + claims.LEASE),
                and_(of.state == "waiting", of.due_at > agreed, of.due_at == at_once),
                and_(_DUE, of.next_at > agreed + MAX_HINT_PAUSE),
            ),
        )
