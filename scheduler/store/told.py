"""What everyone was last told of each of their meetings, as rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from calendars.entries import EntryContent
from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.store import tables


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What someone was last written about a meeting.

    `invited` is whether an invitation stands in a calendar of theirs, `sequence` that of the last one or its
    cancellation (None: there never was one).
    """

    content: EntryContent
    sequence: int | None = None
    invited: bool = False


_TELLS = dict[str, Told]


class WhatWasTold:
    """What stood in the mails that were handed over, the last one about each meeting."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def to(self, person: PersonId) -> dict[str, Told]:
        """Return what this person was told, by UID."""
        rows = self._connection.execute(select(tables.told).where(tables.told.c.person_id == person))
        return {row.uid: _told(row) for row in rows}

    def in_cohort(self, cohort: CohortId) -> dict[PersonId, dict[str, Told]]:
        """Return what everyone of the cohort was told, by UID."""
        rows = self._connection.execute(
            select(tables.told).join(tables.person).where(tables.person.c.cohort_id == cohort)
        )
        told: dict[PersonId, dict[str, Told]] = {}
        for row in rows:
            told.setdefault(PersonId(row.person_id), {})[row.uid] = _told(row)
        return told

    def begin(self, notice: str, told: Mapping[str, Told]) -> None:
        """Keep with a notice, while it is handed over, what its reader will have been told by it, by UID."""
        self._connection.execute(
            update(tables.notice)
            .where(tables.notice.c.id == notice)
            .values(tells=to_json(told, as_type=_TELLS))
        )

    def begun_in(self, cohort: CohortId) -> dict[PersonId, dict[str, Told]]:
        """Return what is being told by the notices of a cohort that are handed over now, by person and UID."""
        rows = self._connection.execute(
            select(tables.notice.c.person_id, tables.notice.c.tells).where(
                tables.notice.c.cohort_id == cohort,
                tables.notice.c.state == "submitting",
                tables.notice.c.tells.is_not(None),
            )
        )
        told: dict[PersonId, dict[str, Told]] = {}
        for row in rows:
            told.setdefault(PersonId(row.person_id), {}).update(from_json(row.tells, as_type=_TELLS))
        return told

    def end(self, notice: str, *, arrived: bool) -> None:
        """Let go of what a notice was to tell; where it `arrived`, or may have, its reader was told so."""
        row = self._connection.execute(
            select(tables.notice.c.person_id, tables.notice.c.tells).where(tables.notice.c.id == notice)
        ).one()
        if row.tells is None:
            return
        self._connection.execute(update(tables.notice).where(tables.notice.c.id == notice).values(tells=None))
        if arrived:
            self._put(PersonId(row.person_id), from_json(row.tells, as_type=_TELLS))

    def _put(self, person: PersonId, told: Mapping[str, Told]) -> None:
        if not told:
            return
        gone = delete(tables.told).where(
            tables.told.c.person_id == person, tables.told.c.uid == bindparam("its_uid")
        )
        self._connection.execute(gone, [{"its_uid": uid} for uid in told])
        self._connection.execute(
            insert(tables.told),
            [
                {
                    "person_id": person,
                    "uid": uid,
                    "sequence": each.sequence,
                    "content": to_json(each.content),
                    "invited": each.invited,
                    "told_at": self._now,
                }
                for uid, each in told.items()
            ],
        )


def _told(row: Row[Any]) -> Told:
    return Told(
        content=from_json(row.content, as_type=EntryContent), sequence=row.sequence, invited=row.invited
    )
