"""Webhooks, as rows: addresses of other systems that events are posted to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from scheduler.domain.cohorts import CohortId
from scheduler.store import tables


@dataclass(frozen=True, kw_only=True, slots=True)
class Webhook:
    """Where events are posted: those of one cohort, or of all; those of the CloudEvents `types`, or all if empty.

    Since `failing_since` nothing has got through; before `quiet_until` nothing is tried. Until `previous_until` the
    `previous_secret` signs too.
    """

    id: str
    url: str
    secret: str
    created_at: datetime
    cohort: CohortId | None = None
    types: tuple[str, ...] = ()
    previous_secret: str | None = None
    previous_until: datetime | None = None
    failing_since: datetime | None = None
    quiet_until: datetime | None = None
    disabled_at: datetime | None = None
    disabled_why: str | None = None


class Webhooks:
    """Every webhook of this instance."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, webhook: Webhook) -> None:
        """Keep a new webhook."""
        self._connection.execute(
            insert(tables.webhook).values(
                id=webhook.id,
                cohort_id=webhook.cohort,
                url=webhook.url,
                secret=webhook.secret,
                types=list(webhook.types),
                created_at=webhook.created_at,
            )
        )

    def all(self) -> tuple[Webhook, ...]:
        """Return every webhook, oldest first."""
        rows = self._connection.execute(
            select(tables.webhook).order_by(tables.webhook.c.created_at, tables.webhook.c.id)
        )
        return tuple(map(_webhook, rows))

    def webhook(self, webhook: str) -> Webhook | None:
        """Return this webhook."""
        row = self._connection.execute(
            select(tables.webhook).where(tables.webhook.c.id == webhook)
        ).one_or_none()
        return None if row is None else _webhook(row)

    def change(self, webhook: str, **values: object) -> bool:
        """Set columns of its row by name; say whether it is there."""
        changed = self._connection.execute(
            update(tables.webhook).where(tables.webhook.c.id == webhook).values(**values)
        )
        return changed.rowcount == 1

    def remove(self, webhook: str) -> bool:
        """Forget a webhook; say whether it was there."""
        gone = self._connection.execute(delete(tables.webhook).where(tables.webhook.c.id == webhook))
        return gone.rowcount == 1


def _webhook(row: Row[Any]) -> Webhook:
    return Webhook(
        id=row.id,
        url=row.url,
        secret=row.secret,
        created_at=row.created_at,
        cohort=None if row.cohort_id is None else CohortId(row.cohort_id),
        types=tuple(row.types),
        previous_secret=row.previous_secret,
        previous_until=row.previous_until,
        failing_since=row.failing_since,
        quiet_until=row.quiet_until,
        disabled_at=row.disabled_at,
        disabled_why=row.disabled_why,
    )
