"""What everyone was last told of each of their meetings, as rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from calendars.entries import EntryContent
from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.store import tables
from scheduler.store.dialects import insert_or


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What someone was last written about a meeting.

    `invited` is whether an invitation stands in a calendar of theirs, `sequence` that of the last one or its
    cancellation (None: there never was one).
    """

    content: EntryContent
    sequence: int | None = None
    invited: bool = False


class WhatWasTold:
    """What stood in the mails that were handed over, the last one about each meeting."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def to(self, person: PersonId) -> dict[str, Told]:
        """Return what this person was told, by UID."""
        rows = self._connection.execute(select(tables.told).where(tables.told.c.person_id == person))
        return {row.uid: _told(row) for row in rows}

    def in_cohort(
        self, cohort: CohortId, *, only: Collection[PersonId] | None = None
    ) -> dict[PersonId, dict[str, Told]]:
        """Return what everyone of the cohort, or `only` these few, were told, by UID."""
        found = select(tables.told).join(tables.person).where(tables.person.c.cohort_id == cohort)
        if only is not None:
            found = found.where(tables.told.c.person_id.in_(only))
        told: dict[PersonId, dict[str, Told]] = {}
        for row in self._connection.execute(found):
            told.setdefault(PersonId(row.person_id), {})[row.uid] = _told(row)
        return told

    def put(self, person: PersonId, told: Mapping[str, Told], *, invites: bool) -> None:
        """Remember that the person was told so, by UID; only what `invites` (or ends it) changes what stands there."""
        if not told:
            return
        values = ("content", "told_at", "sequence", "invited") if invites else ("content", "told_at")
        new = insert_or(self._connection, tables.told)
        self._connection.execute(
            new.on_conflict_do_update(
                index_elements=["person_id", "uid"], set_={name: new.excluded[name] for name in values}
            ),
            [
                {
                    "person_id": person,
                    "uid": uid,
                    "sequence": each.sequence,
                    "content": to_json(each.content),
                    "invited": each.invited,
                    "told_at": self._now,
                }
                for uid, each in sorted(told.items())
            ],
        )


def _told(row: Row[Any]) -> Told:
    return Told(
        content=from_json(row.content, as_type=EntryContent), sequence=row.sequence, invited=row.invited
    )
