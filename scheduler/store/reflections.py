"""What meetings were worth, as rows: the word of each person on each meeting that they were at."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from scheduler.domain.people import PersonId
from scheduler.domain.reflections import Reflection, Worth
from scheduler.store import tables


class Reflections:
    """What everyone said; that of who leaves a cohort goes with them (`People.replace`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person: PersonId, uid: str) -> Reflection | None:
        """Return what this person said of this meeting."""
        of = tables.reflection.c
        row = self._connection.execute(
            select(tables.reflection).where(of.person_id == person, of.uid == uid)
        ).one_or_none()
        return None if row is None else _reflection(row)

    def about(self, uids: Collection[str]) -> dict[str, dict[PersonId, Reflection]]:
        """Return what everyone said of these meetings, by the meetings' UIDs."""
        said: dict[str, dict[PersonId, Reflection]] = {uid: {} for uid in uids}
        if not said:
            return said
        rows = self._connection.execute(select(tables.reflection).where(tables.reflection.c.uid.in_(said)))
        for row in rows:
            said[row.uid][PersonId(row.person_id)] = _reflection(row)
        return said

    def put(self, person: PersonId, uid: str, reflection: Reflection) -> None:
        """Have this be what the person says of the meeting; for who holds their cohort's row."""
        self.take_back(person, uid)
        self._connection.execute(
            insert(tables.reflection).values(
                person_id=person,
                uid=uid,
                worth=reflection.worth,
                text=reflection.text,
                given_at=reflection.given_at,
            )
        )

    def take_back(self, person: PersonId, uid: str) -> None:
        """Forget what the person said of the meeting."""
        of = tables.reflection.c
        self._connection.execute(delete(tables.reflection).where(of.person_id == person, of.uid == uid))


def _reflection(row: Row[Any]) -> Reflection:
    return Reflection(worth=Worth(row.worth), text=row.text, given_at=row.given_at)
