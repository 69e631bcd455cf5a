"""The hours that coaches and members agree on, as rows."""

from sqlalchemy import Connection, delete, insert, select

from scheduler.documents import from_json, to_json
from scheduler.domain.agreements import Agreement
from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.store import tables


class Agreements:
    """Where every pair stands that has said anything."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_cohort(self, cohort: CohortId) -> dict[tuple[PersonId, PersonId], Agreement]:
        """Return the cohort's by coach and member."""
        rows = self._connection.execute(
            select(tables.agreement.c.document)
            .join(tables.person, tables.person.c.id == tables.agreement.c.coach_id)
            .where(tables.person.c.cohort_id == cohort)
            .order_by(tables.agreement.c.coach_id, tables.agreement.c.member_id)
        ).scalars()
        kept = (from_json(document, as_type=Agreement) for document in rows)
        return {(agreement.coach, agreement.member): agreement for agreement in kept}

    def put(self, agreement: Agreement) -> None:
        """Keep where a pair stands, in place of what was."""
        of = tables.agreement.c
        self._connection.execute(
            delete(tables.agreement).where(of.coach_id == agreement.coach, of.member_id == agreement.member)
        )
        self._connection.execute(
            insert(tables.agreement).values(
                coach_id=agreement.coach, member_id=agreement.member, document=to_json(agreement)
            )
        )
