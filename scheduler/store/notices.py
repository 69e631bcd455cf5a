"""Notices, as rows: e-mails that wait for a coordinator's approval, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.store import tables

STATES = ("waiting", "approved", "submitting", "sent", "refused", "unconfirmed", "withdrawn")
"""Waiting for approval; approved; being handed to the mail server; taken by it; refused for good; handed over with no
answer (never sent again by itself); withdrawn by a coordinator or by a later release."""

WITHDRAWABLE = ("waiting", "approved")
"""Not yet on its way: whoever withdraws these can be sure that nothing is sent."""
OPEN = (*WITHDRAWABLE, "submitting")
OUTDATED = "outdated"
"""Why a notice was withdrawn that nobody held back: what it says is no longer so, or is said by a later one."""


class Kind(StrEnum):
    """What a notice is: a letter about all one's meetings, or of one an invitation (also an update) or its end."""

    LETTER = "letter"
    REQUEST = "request"
    CANCEL = "cancel"


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One e-mail to one person about one change of calendars; `error` is what was answered when it was handed over.

    A letter tells of all their meetings; an invitation and its cancellation bring one, of this `uid`, under this
    SEQUENCE.

    Each change is a `round` of its cohort, from 1; `release` is the last one when it was drafted. (A version before
    knew releases alone: the round of its notices is 0.)
    """

    id: str
    person: PersonId
    cohort: CohortId
    release: int
    round: int
    state: str
    subject: str
    body: str
    created_at: datetime
    kind: Kind = Kind.LETTER
    uid: str | None = None
    sequence: int | None = None
    error: str | None = None
    approved_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the order in which its cohort's notices were drafted."""
        return self.release, self.round


class Notices:
    """Everyone's notices."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, notices: Sequence[Notice]) -> None:
        """Keep these."""
        if notices:
            self._connection.execute(insert(tables.notice), [_row(notice) for notice in notices])

    def begin_round(self, cohort: CohortId) -> int:
        """Return the number of the cohort's next round: one that no notice ever had, whoever has left since."""
        return self._connection.execute(
            update(tables.cohort)
            .where(tables.cohort.c.id == cohort)
            .values(rounds=tables.cohort.c.rounds + 1)
            .returning(tables.cohort.c.rounds)
        ).scalar_one()

    def of_cohort(self, cohort: CohortId) -> tuple[Notice, ...]:
        """Return the cohort's notices, by release, round and person."""
        rows = self._connection.execute(
            select(tables.notice)
            .where(tables.notice.c.cohort_id == cohort)
            .order_by(tables.notice.c.release, tables.notice.c.round, tables.notice.c.person_id)
        )
        return tuple(map(_notice, rows))

    def open_of_cohort(self, cohort: CohortId) -> tuple[Notice, ...]:
        """Return those of the cohort's notices that are not ended, in the order in which they were drafted."""
        rows = self._connection.execute(
            select(tables.notice)
            .where(tables.notice.c.cohort_id == cohort, tables.notice.c.state.in_(OPEN))
            .order_by(tables.notice.c.release, tables.notice.c.round, tables.notice.c.id)
        )
        return tuple(map(_notice, rows))

    def counts(self, cohort: CohortId) -> dict[str, int]:
        """Return how many of the cohort's notices are in each state that any is in."""
        rows = self._connection.execute(
            select(tables.notice.c.state, func.count())
            .where(tables.notice.c.cohort_id == cohort)
            .group_by(tables.notice.c.state)
        )
        return {row[0]: row[1] for row in rows}

    def notice(self, notice: str) -> Notice | None:
        """Return this notice."""
        row = self._connection.execute(
            select(tables.notice).where(tables.notice.c.id == notice)
        ).one_or_none()
        return None if row is None else _notice(row)

    def outdate(self, notices: Sequence[str], *, people: Sequence[PersonId], now: datetime) -> None:
        """Withdraw these notices that were not sent yet, and let what was held back of these people stay unsent."""
        self.change(notices, only=WITHDRAWABLE, state="withdrawn", error=OUTDATED, ended_at=now)
        self._connection.execute(
            update(tables.notice)
            .where(tables.notice.c.person_id.in_(people), tables.notice.c.state == "withdrawn")
            .values(error=OUTDATED)
        )

    def change(self, notices: Sequence[str], *, only: Sequence[str], **values: object) -> tuple[str, ...]:
        """Set columns of those of the notices that are in one of the states `only`; return which they are."""
        changed = self._connection.execute(
            update(tables.notice)
            .where(tables.notice.c.id.in_(notices), tables.notice.c.state.in_(only))
            .values(**values)
            .returning(tables.notice.c.id)
        )
        return tuple(sorted(changed.scalars()))


def _row(notice: Notice) -> dict[str, object]:
    return {
        "id": notice.id,
        "person_id": notice.person,
        "cohort_id": notice.cohort,
        "release": notice.release,
        "round": notice.round,
        "kind": notice.kind,
        "uid": notice.uid,
        "sequence": notice.sequence,
        "state": notice.state,
        "subject": notice.subject,
        "body": notice.body,
        "error": notice.error,
        "created_at": notice.created_at,
        "approved_at": notice.approved_at,
        "ended_at": notice.ended_at,
    }


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        person=PersonId(row.person_id),
        cohort=CohortId(row.cohort_id),
        release=row.release,
        round=row.round,
        kind=Kind(row.kind),
        uid=row.uid,
        sequence=row.sequence,
        state=row.state,
        subject=row.subject,
        body=row.body,
        error=row.error,
        created_at=row.created_at,
        approved_at=row.approved_at,
        ended_at=row.ended_at,
    )
