"""Cohorts and their people, as rows."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.people import Person, PersonId
from scheduler.store import tables
from scheduler.store.addresses import is_at
from scheduler.store.dialects import insert_or

_FIELDS = tuple(field.name for field in fields(Person))
_COLUMNS = tuple(tables.person.c[name] for name in _FIELDS)
_IS_HERE = tables.person.c.left_at.is_(None)
_NOT_NEEDED: dict[str, Any] = {
    "languages": [],
    "interests": [],
    "availability": [],
    "capacity": None,
    "workshops": [],
    "whatsapp": None,
    "notes": None,
    "answers": {},
}
"""What nothing asks of who has left."""


class People:
    """Cohorts and the people in them."""

    def __init__(self, connection: Connection, *, now: datetime, writes: bool) -> None:
        self._connection = connection
        self._now = now
        self._writes = writes

    def add_cohort(self, cohort: Cohort, *, now: datetime) -> None:
        """Set up a cohort."""
        self._connection.execute(
            insert(tables.cohort).values(id=cohort.id, rules=to_json(cohort), created_at=now)
        )

    def change_cohort(self, cohort: Cohort) -> None:
        """Have these be the rules of a cohort that is there."""
        self._connection.execute(
            update(tables.cohort).where(tables.cohort.c.id == cohort.id).values(rules=to_json(cohort))
        )

    def cohort(self, cohort: CohortId) -> Cohort | None:
        """Return the cohort's rules; whoever may write has the cohort to themself until their transaction ends."""
        found = select(tables.cohort.c.rules).where(tables.cohort.c.id == cohort)
        if self._writes:
            found = found.with_for_update(key_share=True)
        rules = self._connection.execute(found).scalar_one_or_none()
        return None if rules is None else from_json(rules, as_type=Cohort)

    def cohorts(self) -> tuple[Cohort, ...]:
        """Return every cohort, oldest first."""
        rows = self._connection.execute(
            select(tables.cohort.c.rules).order_by(tables.cohort.c.created_at, tables.cohort.c.id)
        ).scalars()
        return tuple(from_json(rules, as_type=Cohort) for rules in rows)

    def replace(self, cohort: CohortId, people: tuple[Person, ...]) -> frozenset[str]:
        """Make these the cohort's people, in this order; whoever is no longer among them has left now.

        Of who has left remains what their calendar and a mail about it need. Returns the accounts that somebody signed
        in to who has left, or is parted from them as their e-mail is another now.
        """
        staying = [person.id for person in people]
        leaving = self._connection.execute(
            select(tables.person.c.account_id).where(
                _IS_HERE,
                tables.person.c.cohort_id == cohort,
                tables.person.c.id.not_in(staying),
                tables.person.c.account_id.is_not(None),
            )
        ).scalars()
        lost = {*leaving}
        self._connection.execute(
            update(tables.person)
            .where(_IS_HERE, tables.person.c.cohort_id == cohort, tables.person.c.id.not_in(staying))
            .values(left_at=self._now, **_NOT_NEEDED)
        )
        gone = select(tables.person.c.id).where(~_IS_HERE, tables.person.c.cohort_id == cohort)
        for said in (tables.reflection, tables.shared_contact):
            self._connection.execute(delete(said).where(said.c.person_id.in_(gone)))
        known = set(
            self._connection.execute(
                select(tables.person.c.id).where(tables.person.c.cohort_id == cohort)
            ).scalars()
        )
        rows = [
            to_json(person)
            | {"cohort_id": cohort, "position": position, "left_at": None}
            | {"found_by": None if person.email is None else person.email.lower()}
            for position, person in enumerate(people)
        ]
        lost |= self._part_from_accounts(cohort, rows)
        for row in rows:
            if row["id"] in known:
                self._connection.execute(
                    update(tables.person).where(tables.person.c.id == row["id"]).values(**row)
                )
        new = [row for row in rows if row["id"] not in known]
        if new:
            self._connection.execute(insert(tables.person), new)
        return frozenset(lost)

    def _part_from_accounts(self, cohort: CohortId, rows: list[dict[str, Any]]) -> set[str]:
        """Take whoever has another e-mail now out of the account that somebody signs in to by the one before.

        Returns those accounts.
        """
        by_mail = select(tables.account.c.id).where(tables.account.c.email.is_not(None))
        before = select(tables.person.c.id, tables.person.c.email, tables.person.c.account_id).where(
            tables.person.c.cohort_id == cohort, tables.person.c.account_id.in_(by_mail)
        )
        emails = {row["id"]: row["email"] for row in rows}
        gone = {
            row.id: row.account_id
            for row in self._connection.execute(before)
            if row.id in emails and (emails[row.id] or "").lower() != (row.email or "").lower()
        }
        if gone:
            self._connection.execute(
                update(tables.person).where(tables.person.c.id.in_(gone)).values(account_id=None)
            )
        return {*gone.values()}

    def correct(self, person: Person, *, fields: Collection[str]) -> None:
        """Keep these fields as the person says now, and that it was them who said so."""
        said = to_json(person)
        self._connection.execute(
            update(tables.person)
            .where(tables.person.c.id == person.id)
            .values({field: said[field] for field in fields})
        )
        noted = insert_or(self._connection, tables.correction)
        self._connection.execute(
            noted.on_conflict_do_update(
                index_elements=[tables.correction.c.person_id, tables.correction.c.field],
                set_={"corrected_at": noted.excluded.corrected_at},
            ),
            [{"person_id": person.id, "field": field, "corrected_at": self._now} for field in sorted(fields)],
        )

    def call(self, person: Person) -> None:
        """Keep what the person is called now, and what the roster calls them."""
        self._connection.execute(
            update(tables.person)
            .where(tables.person.c.id == person.id)
            .values(name=person.name, roster_name=person.roster_name)
        )

    def forget_corrections(self, people: Collection[PersonId]) -> None:
        """Let nothing be what these people have said of themselves any more."""
        self._connection.execute(delete(tables.correction).where(tables.correction.c.person_id.in_(people)))

    def corrections(self, cohort: CohortId) -> dict[PersonId, dict[str, datetime]]:
        """Return what people of the cohort have said of themselves, by field, and when."""
        said: dict[PersonId, dict[str, datetime]] = {}
        rows = self._connection.execute(
            select(tables.correction).join(tables.person).where(tables.person.c.cohort_id == cohort)
        )
        for row in rows:
            said.setdefault(PersonId(row.person_id), {})[row.field] = row.corrected_at
        return said

    def people(self, cohort: CohortId) -> tuple[Person, ...]:
        """Return the cohort's people in the roster's order."""
        return self._those(cohort, _IS_HERE)

    def leavers(self, cohort: CohortId) -> tuple[Person, ...]:
        """Return who has left the cohort, in the order of the rosters that they stood in."""
        return self._those(cohort, ~_IS_HERE)

    def person(self, person: PersonId) -> Person | None:
        """Return this person, of whichever cohort, and also if they have left it."""
        row = self._connection.execute(select(*_COLUMNS).where(tables.person.c.id == person)).one_or_none()
        return None if row is None else _person(row)

    def cohort_of(self, person: PersonId) -> CohortId | None:
        """Return the cohort that this person is in, or was; None for nobody."""
        found = select(tables.person.c.cohort_id).where(tables.person.c.id == person)
        cohort = self._connection.execute(found).scalar_one_or_none()
        return None if cohort is None else CohortId(cohort)

    def reached_at(self, cohort: CohortId, email: str) -> tuple[PersonId, ...]:
        """Return who of the cohort has this address, without regard to case; who has left it too, but last."""
        found = (
            select(tables.person.c.id)
            .where(tables.person.c.cohort_id == cohort, is_at(self._connection, email))
            .order_by(~_IS_HERE, tables.person.c.id)
        )
        return tuple(map(PersonId, self._connection.execute(found).scalars()))

    def left_at(self, person: PersonId) -> datetime | None:
        """Return when this person left their cohort; None for who is in it."""
        found = select(tables.person.c.left_at).where(tables.person.c.id == person)
        return self._connection.execute(found).scalar_one_or_none()

    def ids_by_key(self, cohort: CohortId) -> dict[str, PersonId]:
        """Return each person's id by external key, of who has left too: should they come back, it is them."""
        rows = self._connection.execute(
            select(tables.person.c.key, tables.person.c.id).where(tables.person.c.cohort_id == cohort)
        )
        return {row.key: PersonId(row.id) for row in rows}

    def of_account(self, account: str) -> tuple[tuple[CohortId, Person], ...]:
        """Return who this account is, in each cohort that knows them."""
        rows = self._connection.execute(
            select(tables.person.c.cohort_id, *_COLUMNS)
            .where(_IS_HERE, tables.person.c.account_id == account)
            .order_by(tables.person.c.cohort_id)
        )
        return tuple((CohortId(row.cohort_id), _person(row)) for row in rows)

    def with_email(self, email: str) -> tuple[tuple[CohortId, Person], ...]:
        """Return who has this address, without regard to case, in each cohort that they are in."""
        rows = self._connection.execute(
            select(tables.person.c.cohort_id, *_COLUMNS)
            .where(_IS_HERE, is_at(self._connection, email))
            .order_by(tables.person.c.cohort_id)
        )
        return tuple((CohortId(row.cohort_id), _person(row)) for row in rows)

    def account_of(self, person: PersonId) -> str | None:
        """Return the account this person signs in with, if they have one."""
        return self._connection.execute(
            select(tables.person.c.account_id).where(tables.person.c.id == person)
        ).scalar_one_or_none()

    def by_account(self, cohort: CohortId) -> dict[str, Person]:
        """Return whoever of the cohort signs in with each account."""
        rows = self._connection.execute(
            select(tables.person.c.account_id, *_COLUMNS).where(
                _IS_HERE, tables.person.c.cohort_id == cohort, tables.person.c.account_id.is_not(None)
            )
        )
        return {row.account_id: _person(row) for row in rows}

    def set_account(self, person: PersonId, account: str) -> None:
        """Let this account be this person."""
        self._connection.execute(
            update(tables.person).where(tables.person.c.id == person).values(account_id=account)
        )

    def _those(self, cohort: CohortId, which: ColumnElement[bool]) -> tuple[Person, ...]:
        rows = self._connection.execute(
            select(*_COLUMNS)
            .where(tables.person.c.cohort_id == cohort, which)
            .order_by(tables.person.c.position, tables.person.c.id)
        )
        return tuple(_person(row) for row in rows)


def _person(row: Row[Any]) -> Person:
    """Read a person out of a row that ends with `_COLUMNS`."""
    return from_json(dict(zip(_FIELDS, row[-len(_FIELDS) :], strict=True)), as_type=Person)
