"""Answers to invitations, as rows: the last of each person about each meeting."""

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from scheduler.domain.answers import Answer, GivenAnswer
from scheduler.domain.people import PersonId
from scheduler.store import tables


class Answers:
    """What everyone said of the meetings in their calendar."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person: PersonId) -> dict[str, GivenAnswer]:
        """Return this person's answers by the meetings' UIDs."""
        rows = self._connection.execute(select(tables.answer).where(tables.answer.c.person_id == person))
        return {row.uid: _given(row) for row in rows}

    def about(self, uid: str) -> dict[PersonId, GivenAnswer]:
        """Return everyone's answers about this meeting."""
        rows = self._connection.execute(select(tables.answer).where(tables.answer.c.uid == uid))
        return {PersonId(row.person_id): _given(row) for row in rows}

    def put(self, person: PersonId, uid: str, given: GivenAnswer) -> None:
        """Have this be what the person says of the meeting; for who holds their cohort's row."""
        self._connection.execute(
            delete(tables.answer).where(tables.answer.c.person_id == person, tables.answer.c.uid == uid)
        )
        self._connection.execute(
            insert(tables.answer).values(
                person_id=person,
                uid=uid,
                answer=given.answer,
                sequence=given.sequence,
                starts=given.starts,
                ends=given.ends,
                given_at=given.given_at,
                by=given.by,
            )
        )


def _given(row: Row[Any]) -> GivenAnswer:
    return GivenAnswer(
        answer=Answer(row.answer),
        sequence=row.sequence,
        starts=row.starts,
        ends=row.ends,
        given_at=row.given_at,
        by=row.by,
    )
