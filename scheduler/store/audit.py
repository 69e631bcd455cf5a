"""The audit trail, as rows that are only ever added."""

from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from scheduler.domain.audit import AuditRecord
from scheduler.store import tables


class AuditTrail:
    """Every look at people's data, and every change of them, oldest first."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(
        self,
        did: str,
        *,
        writes: bool,
        account: str | None = None,
        token: str | None = None,
        cohort: str | None = None,
        person: str | None = None,
    ) -> None:
        """Add a record of this instant."""
        self._connection.execute(
            insert(tables.audit_record).values(
                at=self._now,
                did=did,
                writes=writes,
                account_id=account,
                token_id=token,
                cohort_id=cohort,
                person_id=person,
            )
        )

    def last(self, did: str, *, cohort: str) -> datetime | None:
        """Return when this was last done in a cohort, as far back as records go."""
        of = tables.audit_record.c
        last = func.max(of.at, type_=tables.Instant)
        return self._connection.execute(
            select(last).where(of.cohort_id == cohort, of.did == did)
        ).scalar_one()

    def records(
        self, *, cohort: str | None = None, person: str | None = None, since: datetime | None = None
    ) -> tuple[AuditRecord, ...]:
        """Return records, oldest first: of a cohort, of a person, since an instant, as far as these are said."""
        of = tables.audit_record.c
        wanted = select(tables.audit_record).order_by(of.number)
        for column, value in ((of.cohort_id, cohort), (of.person_id, person)):
            if value is not None:
                wanted = wanted.where(column == value)
        if since is not None:
            wanted = wanted.where(of.at >= since)
        return tuple(
            AuditRecord(
                at=row.at,
                did=row.did,
                writes=row.writes,
                account=row.account_id,
                token=row.token_id,
                cohort=row.cohort_id,
                person=row.person_id,
            )
            for row in self._connection.execute(wanted)
        )
