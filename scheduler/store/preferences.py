"""What people have chosen about their calendar and mails, as rows; whoever has none chose nothing."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.domain.preferences import Channel, Preference
from scheduler.store import tables


class Preferences:
    """Everyone's choices."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person: PersonId) -> Preference:
        """Return what this person has chosen."""
        row = self._connection.execute(
            select(tables.preference).where(tables.preference.c.person_id == person)
        ).one_or_none()
        return Preference() if row is None else _preference(row)

    def in_cohort(
        self, cohort: CohortId, *, only: Collection[PersonId] | None = None
    ) -> dict[PersonId, Preference]:
        """Return the choices of everyone in the cohort, or of `only` these few, who has made any."""
        found = select(tables.preference).join(tables.person).where(tables.person.c.cohort_id == cohort)
        if only is not None:
            found = found.where(tables.preference.c.person_id.in_(only))
        return {PersonId(row.person_id): _preference(row) for row in self._connection.execute(found)}

    def put(self, person: PersonId, preference: Preference) -> None:
        """Have this be what the person has chosen."""
        self._connection.execute(delete(tables.preference).where(tables.preference.c.person_id == person))
        self._connection.execute(
            insert(tables.preference).values(
                person_id=person,
                channel=preference.channel,
                mails=preference.mails,
                alarms=list(preference.alarms),
                reminders=list(preference.reminders),
                discreet=preference.discreet,
                subscribed_at=preference.subscribed_at,
            )
        )


def _preference(row: Row[Any]) -> Preference:
    subscribed_at: datetime | None = row.subscribed_at
    return Preference(
        channel=Channel(row.channel),
        mails=row.mails,
        alarms=tuple(row.alarms),
        reminders=tuple(row.reminders),
        discreet=row.discreet,
        subscribed_at=subscribed_at,
    )
