"""What members say of their own seats in workshops, as rows."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from scheduler.domain.cohorts import CohortId
from scheduler.domain.enrolments import Enrolment, Standing
from scheduler.domain.people import PersonId
from scheduler.store import tables


class Enrolments:
    """Everybody's word, at most one on each workshop."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_cohort(self, cohort: CohortId) -> tuple[Enrolment, ...]:
        """Return those of who is in the cohort, the earliest first."""
        rows = self._connection.execute(
            select(tables.enrolment)
            .join(tables.person)
            .where(tables.person.c.cohort_id == cohort, tables.person.c.left_at.is_(None))
            .order_by(tables.enrolment.c.since, tables.enrolment.c.person_id, tables.enrolment.c.workshop)
        )
        return tuple(
            Enrolment(
                person=PersonId(row.person_id),
                workshop=row.workshop,
                section=row.section,
                standing=Standing(row.standing),
                since=row.since,
            )
            for row in rows
        )

    def put(self, enrolment: Enrolment) -> None:
        """Have this be what somebody says of a workshop."""
        self.take_back(enrolment.person, enrolment.workshop)
        self._connection.execute(
            insert(tables.enrolment).values(
                person_id=enrolment.person,
                workshop=enrolment.workshop,
                section=enrolment.section,
                standing=enrolment.standing,
                since=enrolment.since,
            )
        )

    def take_back(self, person: PersonId, workshop: str) -> None:
        """Have somebody say nothing of a workshop."""
        of = tables.enrolment.c
        self._connection.execute(
            delete(tables.enrolment).where(of.person_id == person, of.workshop == workshop)
        )

    def settle(self, cohort: CohortId, *, but: Sequence[Enrolment] = ()) -> None:
        """Forget who joined or waits, `but` for these: a new release has read it. Who left stays out."""
        here = select(tables.person.c.id).where(tables.person.c.cohort_id == cohort)
        of = tables.enrolment.c
        self._connection.execute(
            delete(tables.enrolment).where(of.person_id.in_(here), of.standing != Standing.LEFT)
        )
        for each in but:
            self.put(each)
