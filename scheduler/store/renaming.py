"""Kept documents call somebody by the name that they have now."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, select, update

from calendars.entries import EntryContent
from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.store import tables
from scheduler.store.identity import Identity
from scheduler.store.personal_data import REACHED
from scheduler.store.personal_rows import PersonalRows

_GONE = ("submitting", "sent")
"""States of a mail that nobody can change any more."""


class Renaming:
    """Somebody's name as it stands in what is kept for others: `who` has had it until now."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._kept = PersonalRows(connection)

    def in_documents(self, cohort: CohortId, who: Identity, *, to: str) -> None:
        """Have the reasons in the cohort's plans, drafts and offers say another name."""
        for table, column, rows in self._kept.documents(cohort, aside=who.id, saying=who.names):
            if column.name not in REACHED[table.name].renamed.split() or column is tables.price.c.packed:
                continue
            for row in rows:
                now = who.called_anew(row[-1], to=to)
                if now != row[-1]:
                    key = zip(table.primary_key.columns, row, strict=False)
                    self._write(table, [column == value for column, value in key], {column.name: now})

    def unsent_to(self, cohort: CohortId, who: Identity) -> frozenset[PersonId]:
        """Return to whom mails say the name that were not sent, and may be yet."""
        of = tables.notice.c
        unsent = select(of.person_id, of.subject, of.body).where(
            of.cohort_id == cohort, of.state.not_in(_GONE)
        )
        return frozenset(
            PersonId(row.person_id)
            for row in self._connection.execute(unsent)
            if who.is_named_in(f"{row.subject}\n{row.body}")
        )

    def in_what_was_told(
        self, cohort: CohortId, *, write: Callable[[EntryContent], EntryContent], now: datetime
    ) -> None:
        """Have what people know of meetings say another name, unless they are to have an invitation anew for it."""
        of = tables.told.c
        told = select(of.person_id, of.uid, of.invited, of.content).join(tables.person)
        for row in self._connection.execute(told.where(tables.person.c.cohort_id == cohort)).all():
            knows = from_json(row.content, as_type=EntryContent)
            says = knows if row.invited and knows.ends > now else write(knows)
            if says != knows:
                which = [of.person_id == row.person_id, of.uid == row.uid]
                self._write(tables.told, which, {"content": to_json(says)})

    def _write(self, table: Table, which: list[Any], values: Mapping[str, Any]) -> None:
        self._connection.execute(update(table).where(and_(*which)).values(values))
