"""What has been kept for long enough, deleted a batch at a time: each call is one short statement or two."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, exists, not_, or_, select, tuple_, update

from scheduler.store import tables
from scheduler.store.attempts import KEPT
from scheduler.store.claims import IS_OPEN
from scheduler.store.sign_ins import goes_on
from scheduler.store.tables.audit import KEPT_DAYS

LOCK = 0x54696479
"""Whoever looks whether a delivery is owed, and owes it if not, holds this; any number nothing else locks."""

ANSWERS_KEPT = timedelta(days=1)
"""For how long the API answers the same again to the same Idempotency-Key."""
ENDED_NOTICES = ("sent", "refused", "withdrawn")


class Housekeeping:
    """Each method takes `limit` rows at most and returns how many it took; fewer than `limit` means none is left."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def events(self, *, before: datetime, limit: int) -> int:
        """Delete events with their deliveries once all are done before then; one parked or undone keeps its event."""
        ended = and_(
            tables.delivery.c.event_id == tables.event.c.id,
            or_(tables.delivery.c.state != "done", tables.delivery.c.ended_at >= before),
        )
        gone = self._found(
            select(tables.event.c.id)
            .where(tables.event.c.time < before, ~exists().where(ended))
            .order_by(tables.event.c.time)
            .limit(limit)
        )
        self._connection.execute(delete(tables.delivery).where(tables.delivery.c.event_id.in_(gone)))
        self._connection.execute(delete(tables.event).where(tables.event.c.id.in_(gone)))
        return len(gone)

    def sessions(self, *, before: datetime, limit: int) -> int:  # noqa: ARG002 - an ended session is of no use to anyone
        """Delete browser sessions that have ended, or were left unused, however lately."""
        return self._delete(tables.web_session.c.token_hash, not_(goes_on(self._now)), limit=limit)

    def attempts(self, *, before: datetime, limit: int) -> int:  # noqa: ARG002 - one that counts no more is of no use to anyone
        """Delete attempts that count no more."""
        return self._delete(tables.attempt.c.id, tables.attempt.c.made_at <= self._now - KEPT, limit=limit)

    def links(self, *, before: datetime, limit: int) -> int:
        """Delete sign-in links that expired before then; one that was spent goes when it would have expired."""
        return self._delete(
            tables.sign_in_link.c.token_hash, tables.sign_in_link.c.expires_at < before, limit=limit
        )

    def requests(self, *, before: datetime, limit: int) -> int:  # noqa: ARG002 - one that is over is of no use to anyone
        """Delete what was asked for to sign in by mail and cannot be used any more: it holds an address."""
        return self._delete(
            tables.sign_in_request.c.id, tables.sign_in_request.c.expires_at <= self._now, limit=limit
        )

    def tokens(self, *, before: datetime, limit: int) -> int:
        """Delete tokens of the API that expired or were revoked before then."""
        of = tables.api_token.c
        return self._delete(of.id, or_(of.expires_at < before, of.revoked_at < before), limit=limit)

    def kept_answers(self, *, before: datetime, limit: int) -> int:  # noqa: ARG002 - they are kept for a day
        """Delete what the API has answered longer ago than it may be asked for again."""
        of = tables.kept_answer.c
        old = select(of.api_token_id, of.key_hash).where(of.kept_at < self._now - ANSWERS_KEPT).limit(limit)
        gone = self._connection.execute(
            delete(tables.kept_answer).where(tuple_(of.api_token_id, of.key_hash).in_(old))
        )
        return gone.rowcount

    def audit(self, *, before: datetime, limit: int) -> int:  # noqa: ARG002 - the trail is kept for as long as it says
        """Delete records of the audit trail that are older than the database itself keeps them."""
        old = self._now - timedelta(days=KEPT_DAYS + 1)
        return self._delete(tables.audit_record.c.number, tables.audit_record.c.at < old, limit=limit)

    def uploads(self, *, before: datetime, limit: int) -> int:
        """Delete spreadsheets that were imported, or dropped in and left, before then: they hold everyone's data."""
        left = and_(
            tables.upload.c.created_at < before,
            or_(tables.upload.c.imported_at.is_(None), tables.upload.c.imported_at < before),
        )
        return self._delete(tables.upload.c.id, left, limit=limit)

    def drafts(self, *, before: datetime, limit: int) -> int:
        """Delete runs that ended before then, with their plans, where a later run of the cohort serves instead.

        What was published stays, and so does each cohort's last plan; a run without a plan goes when any came later.
        """
        later = tables.run.alias("later")
        of_later = tables.plan.alias("of_later")
        drafted = (
            select(tables.plan.c.id).where(tables.plan.c.run_id == tables.run.c.id).correlate(tables.run)
        )
        published = drafted.join(tables.release, tables.release.c.plan_id == tables.plan.c.id)
        superseded = (
            select(later.c.id)
            .where(
                later.c.cohort_id == tables.run.c.cohort_id,
                later.c.requested_at > tables.run.c.requested_at,
                or_(exists().where(of_later.c.run_id == later.c.id), ~drafted.exists()),
            )
            .correlate(tables.run)
        )
        return self._delete(
            tables.run.c.id,
            and_(tables.run.c.ended_at < before, ~published.exists(), superseded.exists()),
            limit=limit,
        )

    def offers(self, *, before: datetime, limit: int) -> int:
        """Delete offers of seats that ended before then."""
        return self._delete(tables.seat_offer.c.id, tables.seat_offer.c.ended_at < before, limit=limit)

    def notices(self, *, before: datetime, limit: int) -> int:
        """Empty the text of notices that ended before then; the rest still says who was told, when, and of what."""
        gone = self._found(
            select(tables.notice.c.id)
            .where(
                tables.notice.c.ended_at < before,
                tables.notice.c.body != "",
                tables.notice.c.state.in_(ENDED_NOTICES),
            )
            .limit(limit)
        )
        emptied = update(tables.notice).where(tables.notice.c.id.in_(gone)).values(body="", tells=None)
        self._connection.execute(emptied)
        return len(gone)

    def may_owe(self, *, wait: bool) -> bool:
        """Say whether it is ours, until this transaction has ended, to owe what nothing does; `wait` for our turn."""
        if self._connection.dialect.name != "postgresql":  # SQLite has one writer at a time anyway
            return True
        if wait:
            self._connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            return True
        return self._connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({LOCK})").scalar_one()

    def is_owed(self, reaction: str) -> bool:
        """Say whether a delivery to this reaction is open."""
        found = select(tables.delivery.c.id).where(IS_OPEN, tables.delivery.c.reaction == reaction)
        return self._connection.execute(found.limit(1)).first() is not None

    def _delete(self, key: Any, condition: Any, *, limit: int) -> int:  # noqa: ANN401 - SQLAlchemy's own types say no more
        gone = self._found(select(key).where(condition).limit(limit))
        self._connection.execute(delete(key.table).where(key.in_(gone)))
        return len(gone)

    def _found(self, wanted: Select[Any]) -> Sequence[str]:
        return self._connection.execute(wanted).scalars().all()
