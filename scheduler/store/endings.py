"""The pairs that were ended midway, as rows."""

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from scheduler.documents import from_json, to_json
from scheduler.domain.agreements import Agreement
from scheduler.domain.boards import Says
from scheduler.domain.cohorts import CohortId
from scheduler.domain.endings import EndedPair
from scheduler.domain.people import PersonId
from scheduler.store import tables


class Endings:
    """Every pair that was ended, with what it takes to undo it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_cohort(self, cohort: CohortId) -> tuple[EndedPair, ...]:
        """Return the cohort's, the earliest first."""
        of = tables.ended_pair.c
        rows = self._connection.execute(
            select(tables.ended_pair).where(of.cohort_id == cohort).order_by(of.ended_at, of.member_id)
        )
        return tuple(map(_ended, rows))

    def add(self, cohort: CohortId, ended: EndedPair) -> None:
        """Keep that a pair was ended."""
        self._connection.execute(
            insert(tables.ended_pair).values(
                cohort_id=cohort,
                member_id=ended.member,
                coach_id=ended.coach,
                release=ended.release,
                ended_at=ended.at,
                account_id=ended.by,
                reason=ended.reason,
                said_before=ended.said_before,
                said_since=ended.said_since,
                agreement=None if ended.agreement is None else to_json(ended.agreement),
            )
        )

    def take_back(self, ended: EndedPair) -> None:
        """Forget that a pair was ended."""
        of = tables.ended_pair.c
        self._connection.execute(
            delete(tables.ended_pair).where(
                of.member_id == ended.member, of.coach_id == ended.coach, of.release == ended.release
            )
        )


def _ended(row: Row[Any]) -> EndedPair:
    return EndedPair(
        member=PersonId(row.member_id),
        coach=PersonId(row.coach_id),
        release=row.release,
        at=row.ended_at,
        by=row.account_id,
        reason=row.reason,
        said_before=Says(row.said_before),
        said_since=Says(row.said_since),
        agreement=None if row.agreement is None else from_json(row.agreement, as_type=Agreement),
    )
