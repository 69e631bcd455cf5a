"""Deliveries that are steered: parked and replayed by people, put off and ended as their webhook answers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select, update

from scheduler.store import tables
from scheduler.store.claims import IS_OPEN, OPEN
from scheduler.store.deliveries import IS_UNDONE


class Steering:
    """What is to be tried, later, again or not at all."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def replay(self, delivery: str) -> bool:
        """Owe a parked delivery again with all its tries; say whether it was parked."""
        return self._change(
            delivery,
            only=("parked",),
            state="waiting",
            due_at=self._now,
            next_at=self._now,
            hints=0,
            tries=0,
            error=None,
            ended_at=None,
        )

    def park(self, delivery: str, *, why: str = "ParkedByHand") -> bool:
        """Stop trying a delivery, even one being worked on, whose effect is then refused; say whether it was open."""
        return self._change(
            delivery,
            only=OPEN,
            state="parked",
            error=why,
            ended_at=self._now,
            fence=tables.delivery.c.fence + 1,
        )

    def park_all_to(self, target: str, *, why: str) -> int:
        """Stop trying what waits for this webhook; return how many deliveries that were."""
        parked = self._connection.execute(
            update(tables.delivery)
            .where(IS_OPEN, tables.delivery.c.target == target, tables.delivery.c.state == "waiting")
            .values(state="parked", error=why, ended_at=self._now)
        )
        return parked.rowcount

    def end_all_to(self, target: str) -> int:
        """Owe this webhook nothing any more of what nobody is working on; return how many deliveries that were."""
        ended = self._connection.execute(
            update(tables.delivery)
            .where(IS_UNDONE, tables.delivery.c.target == target, tables.delivery.c.state != "claimed")
            .values(state="done", ended_at=self._now)
        )
        return ended.rowcount

    def put_off_all_to(self, target: str, *, until: datetime) -> None:
        """Let nothing that waits for this webhook be due before `until`; what somebody else is changing is left."""
        self._move_all(target, tables.delivery.c.due_at < until, due=until)

    def call_in_all_to(self, target: str) -> None:
        """Let what waits for this webhook and was never tried be due now."""
        later = and_(tables.delivery.c.due_at > self._now, tables.delivery.c.tries == 0)
        self._move_all(target, later, due=self._now)

    def _move_all(self, target: str, which: ColumnElement[bool], *, due: datetime) -> None:
        waiting = (
            select(tables.delivery.c.id)
            .where(IS_OPEN, tables.delivery.c.target == target, tables.delivery.c.state == "waiting", which)
            .with_for_update(skip_locked=True)
        )
        self._connection.execute(
            update(tables.delivery)
            .where(tables.delivery.c.id.in_(waiting))
            .values(due_at=due, next_at=due, hints=0)
        )

    def _change(self, delivery: str, *, only: Sequence[str], **values: object) -> bool:
        """Change it if it is in one of these states: in one statement, for between two it could pass them by."""
        changed = self._connection.execute(
            update(tables.delivery)
            .where(tables.delivery.c.id == delivery, tables.delivery.c.state.in_(only))
            .values(**values)
        )
        return changed.rowcount == 1
