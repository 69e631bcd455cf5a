"""Who shows how to reach them to whom they meet in coaching, as rows; whoever has none shows nothing."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from scheduler.domain.cohorts import CohortId
from scheduler.domain.contacts import Shares
from scheduler.domain.people import PersonId
from scheduler.store import tables


class SharedContacts:
    """Everyone's choice."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def in_cohort(self, cohort: CohortId) -> dict[PersonId, Shares]:
        """Return what everyone of the cohort shares who has said anything of it."""
        found = select(tables.shared_contact).join(tables.person).where(tables.person.c.cohort_id == cohort)
        return {
            PersonId(row.person_id): Shares(email=row.email, whatsapp=row.whatsapp)
            for row in self._connection.execute(found)
        }

    def put(self, person: PersonId, shares: Shares) -> None:
        """Have this be what the person shares."""
        of = tables.shared_contact
        self._connection.execute(delete(of).where(of.c.person_id == person))
        if shares != Shares():
            self._connection.execute(
                insert(of).values(
                    person_id=person, email=shares.email, whatsapp=shares.whatsapp, chosen_at=self._now
                )
            )
