"""Spreadsheets that were dropped in, as rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from scheduler.domain.cohorts import CohortId
from scheduler.store import tables


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A spreadsheet as it was dropped in, with what was settled about it so far (a mapping file's text)."""

    id: str
    filename: str
    content: bytes
    decisions: str | None
    imported_at: datetime | None


class Uploads:
    """Spreadsheets, kept until they are imported and a while after."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_upload(self, cohort: CohortId, upload: Upload, *, now: datetime) -> None:
        """Keep a spreadsheet until it is imported."""
        self._connection.execute(
            insert(tables.upload).values(
                id=upload.id,
                cohort_id=cohort,
                filename=upload.filename,
                content=upload.content,
                decisions=upload.decisions,
                created_at=now,
            )
        )

    def change_upload(self, upload: str, **values: object) -> None:
        """Set `content`, `decisions` or `imported_at`."""
        self._connection.execute(update(tables.upload).where(tables.upload.c.id == upload).values(**values))

    def upload(self, cohort: CohortId, upload: str) -> Upload | None:
        """Return the cohort's upload of this id."""
        row = self._connection.execute(
            select(tables.upload).where(tables.upload.c.cohort_id == cohort, tables.upload.c.id == upload)
        ).one_or_none()
        return None if row is None else _upload(row)

    def of_cohort(self, cohort: CohortId) -> tuple[Upload, ...]:
        """Return every spreadsheet of the cohort that is kept, oldest first."""
        rows = self._connection.execute(
            select(tables.upload)
            .where(tables.upload.c.cohort_id == cohort)
            .order_by(tables.upload.c.created_at, tables.upload.c.id)
        )
        return tuple(map(_upload, rows))

    def drop(self, upload: str) -> None:
        """Forget a spreadsheet."""
        self._connection.execute(delete(tables.upload).where(tables.upload.c.id == upload))

    def last_upload(self, cohort: CohortId) -> Upload | None:
        """Return the spreadsheet that was dropped in last."""
        row = self._connection.execute(
            select(tables.upload)
            .where(tables.upload.c.cohort_id == cohort)
            .order_by(tables.upload.c.created_at.desc(), tables.upload.c.id)
            .limit(1)
        ).one_or_none()
        return None if row is None else _upload(row)


def _upload(row: Row[Any]) -> Upload:
    return Upload(
        id=row.id,
        filename=row.filename,
        content=row.content,
        decisions=row.decisions,
        imported_at=row.imported_at,
    )
