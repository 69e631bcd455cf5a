"""Who pauses, or has paused, as rows."""

from sqlalchemy import Connection, delete, insert, select

from scheduler.domain.cohorts import CohortId
from scheduler.domain.pauses import Pause
from scheduler.domain.people import PersonId
from scheduler.store import tables


class Pauses:
    """Every pause, those that are over too: what was not in a calendar then does not come into it later."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_cohort(self, cohort: CohortId) -> tuple[Pause, ...]:
        """Return those of everyone in the cohort, the earliest first."""
        rows = self._connection.execute(
            select(tables.pause)
            .join(tables.person)
            .where(tables.person.c.cohort_id == cohort)
            .order_by(tables.pause.c.since, tables.pause.c.person_id)
        )
        return tuple(Pause(person=PersonId(row.person_id), since=row.since, until=row.until) for row in rows)

    def put(self, pause: Pause) -> None:
        """Keep a pause, in place of one that began at the same instant."""
        of = tables.pause.c
        self._connection.execute(
            delete(tables.pause).where(of.person_id == pause.person, of.since == pause.since)
        )
        self._connection.execute(
            insert(tables.pause).values(person_id=pause.person, since=pause.since, until=pause.until)
        )

    def take_back(self, pause: Pause) -> None:
        """Forget a pause."""
        of = tables.pause.c
        self._connection.execute(
            delete(tables.pause).where(of.person_id == pause.person, of.since == pause.since)
        )
