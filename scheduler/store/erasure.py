"""Somebody is taken out of every table: their own rows go, and what others have of them names nobody any more."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Engine, Row, Table, and_, delete, select, update

from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.errors import UnavailableError
from scheduler.price_table import renamed
from scheduler.store import tables
from scheduler.store.faults import passing_faults
from scheduler.store.identity import Identity
from scheduler.store.personal_data import REACHED
from scheduler.store.personal_rows import PersonalRows
from scheduler.store.tables.encrypted import same

_BY_COMMAND = (tables.cohort.c.rules, tables.entry.c.content)
"""What `commands.erasing` writes anew: more is to change there than a name."""


class Erasure:
    """Each method says how many rows it took, by table."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._kept = PersonalRows(connection)

    def take_out_of_documents(self, cohort: CohortId, who: Identity) -> Counter[str]:
        """Rewrite the cohort's documents and texts that name somebody."""
        changed: Counter[str] = Counter()
        for table, column, rows in self._kept.documents(cohort, aside=who.id):
            if any(column is each for each in _BY_COMMAND):
                continue
            write = _writer(table, column, who)
            for row in rows:
                now = write(row[-1])
                if now != row[-1]:
                    self._connection.execute(update(table).where(_is(table, row)).values({column.name: now}))
                    changed[table.name] += 1
        return changed

    def mails_about(self, cohort: CohortId, who: Identity) -> tuple[str, ...]:
        """Return the ids of the mails that are to somebody, or tell others of them."""
        of = tables.notice.c
        found = select(of.id, of.person_id, of.subject, of.body, of.tells, of.company)
        return tuple(
            row.id
            for row in self._connection.execute(found.where(of.cohort_id == cohort).order_by(of.id))
            if row.person_id == who.id
            or who.is_named_in(f"{row.subject}\n{row.body}")
            or who.part_of(row.tells) is not None
            or who.part_of(row.company) is not None
        )

    def delete_person(self, person: PersonId) -> Counter[str]:
        """Delete all that is this person's own."""
        gone = Counter({name: len(rows) for name, rows in self._kept.of_person(person).items()})
        self._connection.execute(delete(tables.person).where(tables.person.c.id == person))
        return gone

    def delete_events(self, person: PersonId) -> Counter[str]:
        """Delete what happened of which this person's id is a part, with what is owed of it."""
        ids = [row["id"] for row in self._kept.events_of(person)]
        owed = delete(tables.delivery).where(tables.delivery.c.event_id.in_(ids))
        gone = Counter({"event": len(ids), "delivery": self._connection.execute(owed).rowcount})
        self._connection.execute(delete(tables.event).where(tables.event.c.id.in_(ids)))
        return +gone

    def delete_account(self, account: str) -> Counter[str]:
        """Delete an account with its rights, sessions and links."""
        gone = Counter({name: len(rows) for name, rows in self._kept.of_account(account).items()})
        self._connection.execute(delete(tables.account).where(tables.account.c.id == account))
        return gone

    def delete_requests(self, email: str) -> tuple[str, ...]:
        """Delete what was asked for to sign in by this address; return the ids of the mails."""
        of = tables.sign_in_request.c
        gone = (
            delete(tables.sign_in_request)
            .where(same(self._connection, of.email, email.lower()))
            .returning(of.id)
        )
        return tuple(self._connection.execute(gone).scalars())


def overwrite(engine: Engine) -> None:
    """Have what was deleted from the embedded database stand nowhere in its files; PostgreSQL's own vacuum sees to it.

    SQLite only marks as free what is deleted: VACUUM writes every page anew, and the log before it is cut off. Raises
    UnavailableError while somebody reads what was there before.
    """
    if engine.dialect.name != "sqlite":
        return
    with passing_faults(), engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("VACUUM")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise UnavailableError("What was erased stands in the database's log as long as somebody reads it.")


def _writer(table: Table, column: Column[Any], who: Identity) -> Callable[[Any], Any]:
    """Return what writes a cell of the column without them."""
    if column is tables.price.c.packed:
        return lambda cell: renamed(cell, person=who.id, to=who.stands_in)
    if column.name in REACHED[table.name].renamed.split():
        return who.taken_out
    if column is tables.told.c.content:
        return who.reworded_entry
    if column is tables.notice.c.tells:
        return lambda cell: {uid: who.reworded_entry(each) for uid, each in cell.items()}
    return who.reworded


def _is(table: Table, row: Row[Any]) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(table.primary_key.columns, row, strict=False)))
