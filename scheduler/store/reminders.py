"""The mails that are to remind of meetings, as rows; each goes as it is drafted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.domain.reminders import Reminder
from scheduler.store import tables


class Reminders:
    """What everyone is to be reminded of, and when it is looked for."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def plan(self, cohort: CohortId, reminders: Sequence[Reminder]) -> None:
        """Have these be all that are due in the cohort after now; what is due already stays."""
        of = tables.reminder.c
        self._connection.execute(delete(tables.reminder).where(_of_cohort(cohort), of.due_at > self._now))
        overdue = self._connection.execute(
            select(of.person_id, of.uid, of.minutes).where(_of_cohort(cohort))
        ).all()
        kept = {(row.person_id, row.uid, row.minutes) for row in overdue}
        rows = [
            {
                "person_id": each.person,
                "uid": each.uid,
                "minutes": each.minutes,
                "starts": each.starts,
                "due_at": each.due_at,
            }
            for each in reminders
            if (each.person, each.uid, each.minutes) not in kept
        ]
        if rows:
            self._connection.execute(insert(tables.reminder), rows)

    def take(self, cohort: CohortId) -> tuple[Reminder, ...]:
        """Return what is due in the cohort now, and keep it no longer."""
        rows = self._connection.execute(
            delete(tables.reminder)
            .where(_of_cohort(cohort), tables.reminder.c.due_at <= self._now)
            .returning(tables.reminder)
        ).all()
        found = (
            Reminder(
                person=PersonId(row.person_id),
                uid=row.uid,
                minutes=row.minutes,
                starts=row.starts,
                due_at=row.due_at,
            )
            for row in rows
        )
        return tuple(sorted(found, key=lambda each: (each.person, each.uid, each.minutes)))

    def next_due(self, cohort: CohortId) -> datetime | None:
        """Return when the cohort's first reminder is due."""
        first = select(func.min(tables.reminder.c.due_at)).where(_of_cohort(cohort))
        return self._connection.execute(first).scalar_one()

    def looked_for_at(self, cohort: CohortId) -> datetime | None:
        """Return when they are next looked for."""
        found = select(tables.cohort.c.reminders_at).where(tables.cohort.c.id == cohort)
        return self._connection.execute(found).scalar_one()

    def look_at(self, cohort: CohortId, instant: datetime | None) -> None:
        """Keep when they are next looked for."""
        self._connection.execute(
            update(tables.cohort).where(tables.cohort.c.id == cohort).values(reminders_at=instant)
        )


def _of_cohort(cohort: CohortId) -> ColumnElement[bool]:
    people = select(tables.person.c.id).where(tables.person.c.cohort_id == cohort)
    return tables.reminder.c.person_id.in_(people)
