"""What is kept of somebody, read out of every table as `store.personal_data` says of each."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Row,
    Table,
    Text,
    exists,
    or_,
    select,
)
from sqlalchemy import cast as sql_cast

from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.store import tables
from scheduler.store.addresses import is_at
from scheduler.store.identity import Identity
from scheduler.store.personal_data import REACHED, Whose
from scheduler.store.tables.encrypted import EncryptedJSON, same

Rows = tuple[dict[str, Any], ...]
"""Rows by column."""


class PersonalRows:
    """Everything that is kept of somebody."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def people_at(self, email: str) -> tuple[tuple[CohortId, PersonId], ...]:
        """Return who has this address, without regard to case, in every cohort, and also who has left it."""
        of = tables.person.c
        found = select(of.cohort_id, of.id).where(is_at(self._connection, email))
        rows = self._connection.execute(found.order_by(of.cohort_id, of.id))
        return tuple((CohortId(row.cohort_id), PersonId(row.id)) for row in rows)

    def people_of(self, account: str) -> tuple[PersonId, ...]:
        """Return who signs in with this account, or could by its address, and also who has left their cohort."""
        of = tables.person.c
        address = self._connection.execute(
            select(tables.account.c.email).where(tables.account.c.id == account)
        ).scalar_one_or_none()
        theirs = of.account_id == account
        if address is not None:
            theirs = or_(theirs, is_at(self._connection, address))
        found = select(of.id).where(theirs)
        return tuple(map(PersonId, self._connection.execute(found.order_by(of.id)).scalars()))

    def of_person(self, person: PersonId) -> dict[str, Rows]:
        """Return the rows that refer to this person, by table."""
        return self._own(Whose.PERSON, person)

    def of_account(self, account: str) -> dict[str, Rows]:
        """Return the rows that belong to this account, by table."""
        return self._own(Whose.ACCOUNT, account)

    def requests_of(self, email: str) -> Rows:
        """Return what was asked for lately to sign in by this address."""
        return self._rows(
            tables.sign_in_request, same(self._connection, tables.sign_in_request.c.email, email.lower())
        )

    def events_of(self, person: PersonId) -> Rows:
        """Return what happened of which this person's id is a part."""
        told = sql_cast(tables.event.c.data, Text)
        return self._rows(tables.event, told.contains(f'"{person}"', autoescape=True))

    def parts_of(self, cohort: CohortId, who: Identity) -> Iterator[tuple[str, str, list[Any]]]:
        """Yield what documents of a cohort that are nobody's own say of somebody: table, column, what of each."""
        for table, column, rows in self.documents(cohort, aside=who.id):
            found = [who.part_of(_opened(row[-1])) for row in rows]
            said = [each for each in found if each is not None]
            if said:
                yield table.name, column.name, said

    def named_in_words(self, cohort: CohortId, who: Identity) -> Counter[str]:
        """Return in how many rows of each table words of others say somebody's name."""
        said: Counter[str] = Counter()
        for name, table in tables.metadata.tables.items():
            reached = REACHED[name]
            words = reached.words.split() + (["rules"] if name == "cohort" else [])
            if not words:
                continue
            found = select(*(table.c[each] for each in words)).where(_of_cohort(table, cohort))
            if reached.whose is Whose.PERSON:
                found = found.where(~_refers(table, who.id))
            for row in self._connection.execute(found):
                said[name] += any(who.is_named_in(text) for cell in row for text in _texts(cell))
        return +said

    def documents(
        self, cohort: CohortId, *, aside: PersonId, saying: Sequence[str] = ()
    ) -> Iterator[tuple[Table, Column[Any], Sequence[Row[Any]]]]:
        """Yield each column that may name somebody, with rows of the cohort: their key, then what stands there.

        With `saying`, those alone in which one of these texts stands, as far as the database can read them. Rows that
        are the own of who is left `aside` are none of them. Of bytes only prices speak of people by id.
        """
        for name, table in tables.metadata.tables.items():
            reached = REACHED[name]
            for column in (table.c[each] for each in f"{reached.renamed} {reached.reworded}".split()):
                if isinstance(column.type, LargeBinary) and column is not tables.price.c.packed:
                    continue
                found = select(*table.primary_key.columns, column)
                found = found.where(_of_cohort(table, cohort), column.is_not(None))
                if reached.whose is Whose.PERSON:
                    found = found.where(~_refers(table, aside))
                if saying and not isinstance(column.type, LargeBinary | EncryptedJSON):
                    found = found.where(or_(*(_says(column, text) for text in saying)))
                yield table, column, self._connection.execute(found).all()

    def _own(self, whose: Whose, owner: str) -> dict[str, Rows]:
        found = {
            name: self._rows(table, _refers(table, owner))
            for name, table in tables.metadata.tables.items()
            if REACHED[name].whose is whose
        }
        return {name: rows for name, rows in found.items() if rows}

    def _rows(self, table: Table, which: ColumnElement[bool]) -> Rows:
        """Return rows without what is secret in them."""
        secret = REACHED[table.name].secret.split()
        wanted = select(*(column for column in table.c if column.name not in secret)).where(which)
        found = self._connection.execute(wanted.order_by(*table.primary_key.columns))
        return tuple(dict(row) for row in found.mappings())


def _says(column: Column[Any], text: str) -> ColumnElement[bool]:
    """Return what is true of a column in which a text stands, as it is or as JSON may write it."""
    kept, written = sql_cast(column, Text), json.dumps(text)[1:-1]
    return or_(kept.contains(text, autoescape=True), kept.contains(written, autoescape=True))


def _opened(cell: Any) -> Any:  # noqa: ANN401 - JSON has no static type
    """Return whom the bytes of prices speak of; anything else as it is."""
    return json.loads(cell.partition(b"\n")[0] or b"{}").get("people") if isinstance(cell, bytes) else cell


def _texts(cell: Any) -> Iterator[str]:  # noqa: ANN401 - the same
    if isinstance(cell, str):
        yield cell
    elif isinstance(cell, dict | list):
        within = cast("dict[str, Any] | list[Any]", cell)
        for each in within.values() if isinstance(within, dict) else within:
            yield from _texts(each)


def _refers(table: Table, to: str) -> ColumnElement[bool]:
    return or_(*(table.c[each] == to for each in REACHED[table.name].by))


def _of_cohort(table: Table, cohort: CohortId) -> ColumnElement[bool]:
    """Return what is true of a table's rows that belong to a cohort: it says so itself, or what it refers to does."""
    if table is tables.cohort:
        return tables.cohort.c.id == cohort
    if "cohort_id" in table.c and table is not tables.feed:
        return table.c.cohort_id == cohort
    keys = sorted(table.foreign_keys, key=lambda key: key.parent.name)
    return or_(
        *(
            exists().where(key.column == key.parent, _of_cohort(key.column.table, cohort)).correlate(table)
            for key in keys
            if key.column.table is not tables.account
        )
    )
