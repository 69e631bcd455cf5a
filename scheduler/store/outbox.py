"""Events and whom they are owed to: written in the transaction of the state they tell of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, Insert, Table, bindparam, func, insert, select

from scheduler import trace
from scheduler.events import Event, data_of
from scheduler.ids import Ids
from scheduler.store import tables

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """Owe an event to `consumer`, for its `reaction`: once, or once to each webhook that wants it."""

    consumer: str
    reaction: str
    per_webhook: bool = False


Routes = Mapping[str, tuple[Route, ...]]
"""Event type -> where it goes."""


class Outbox:
    """What happened, and who is to hear of it."""

    def __init__(self, connection: Connection, *, now: datetime, ids: Ids, routes: Routes) -> None:
        self._connection = connection
        self._now = now
        self._ids = ids
        self._routes = routes

    def emit(self, *events: Event, due_at: datetime | None = None) -> None:
        """Record the events and owe each to all that its routes name, from `due_at` on (default: now).

        A webhook that is to be left alone for now is owed them when it no longer is.
        """
        told = [(self._ids.new("event"), event) for event in events]
        if not told:
            return
        due = due_at or self._now
        webhooks = self._webhooks([event for _, event in told])
        _WRITE[self._connection.dialect.name](
            self._connection,
            [
                {
                    "id": event_id,
                    "type": event.type,
                    "time": self._now,
                    "cohort_id": event.cohort,
                    "data": data_of(event),
                    "trace": trace.current(),
                }
                for event_id, event in told
            ],
            [
                {
                    "id": self._ids.new("delivery"),
                    "event_id": event_id,
                    "consumer": route.consumer,
                    "reaction": route.reaction,
                    "target": target,
                    "state": "waiting",
                    "due_at": max(due, quiet_until or due),
                    "next_at": max(due, quiet_until or due),
                    "hints": 0,
                    "tries": 0,
                    "fence": 0,
                }
                for event_id, event in told
                for route in self._routes.get(event.type, ())
                for target, quiet_until in (webhooks[event] if route.per_webhook else (("", None),))
            ],
        )

    def _webhooks(self, events: Sequence[Event]) -> dict[Event, tuple[tuple[str, datetime | None], ...]]:
        """Return which webhooks want each of the events, and until when each is to be left alone."""
        asked = {event for event in events for route in self._routes.get(event.type, ()) if route.per_webhook}
        if not asked:
            return {}
        rows = self._connection.execute(
            select(
                tables.webhook.c.id,
                tables.webhook.c.cohort_id,
                tables.webhook.c.types,
                tables.webhook.c.quiet_until,
            )
            .where(tables.webhook.c.disabled_at.is_(None))
            .order_by(tables.webhook.c.id)
        ).all()
        return {
            event: tuple(
                (row.id, row.quiet_until)
                for row in rows
                if row.cohort_id in (None, event.cohort) and (not row.types or event.type in row.types)
            )
            for event in asked
        }


def _insert_from_json(table: Table) -> Insert:
    """Return the statement that writes the rows of one JSON array, in the parameter called like the table."""
    given = func.json_to_recordset(bindparam(table.name, type_=JSON)).table_valued(*table.columns)
    rows = select(given.render_derived(with_types=True))
    return insert(table).from_select([column.name for column in table.columns], rows, include_defaults=False)


_NEW_EVENT = insert(tables.event)
_NEW_DELIVERY = insert(tables.delivery)
_NEW_AT_ONCE = _insert_from_json(tables.delivery).add_cte(_insert_from_json(tables.event).cte("told"))
"""Built once, for they are run for every event."""


def _write_each(connection: Connection, events: Sequence[Row], deliveries: Sequence[Row]) -> None:
    connection.execute(_NEW_EVENT, events)
    if deliveries:
        connection.execute(_NEW_DELIVERY, deliveries)


def _write_at_once(connection: Connection, events: Sequence[Row], deliveries: Sequence[Row]) -> None:
    """Write all of it in one statement: a journey to a server takes as long as the writing itself."""
    rows = {"event": list(map(_as_json, events)), "delivery": list(map(_as_json, deliveries))}
    connection.execute(_NEW_AT_ONCE, rows)


def _as_json(row: Row) -> Row:
    return {
        name: tables.in_utc(value).isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


_WRITE = {"sqlite": _write_each, "postgresql": _write_at_once}
