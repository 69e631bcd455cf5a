"""Sign-up forms that were sent and wait for a coordinator, and the link to each cohort's, as rows."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, func, insert, select

from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import CohortId
from scheduler.domain.sign_ups import SignUp, SignUpLink
from scheduler.store import tables
from scheduler.store.dialects import insert_or


class SignUps:
    """Each waits until somebody decides; then nothing of it is left."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, cohort: CohortId, sign_up: SignUp) -> None:
        """Keep a form that was sent."""
        row = to_json(sign_up) | {"sent_at": sign_up.sent_at, "cohort_id": cohort}
        self._connection.execute(insert(tables.sign_up).values(**row))

    def of_cohort(self, cohort: CohortId) -> tuple[SignUp, ...]:
        """Return those that wait, the oldest first."""
        rows = self._connection.execute(
            select(tables.sign_up.c.id, tables.sign_up.c.cells, tables.sign_up.c.sent_at)
            .where(tables.sign_up.c.cohort_id == cohort)
            .order_by(tables.sign_up.c.sent_at, tables.sign_up.c.id)
        )
        return tuple(from_json(dict(row), as_type=SignUp) for row in rows.mappings())

    def count(self, cohort: CohortId) -> int:
        """Return how many wait."""
        waiting = select(func.count()).where(tables.sign_up.c.cohort_id == cohort)
        return self._connection.execute(waiting).scalar_one()

    def drop(self, cohort: CohortId, sign_ups: Collection[str]) -> None:
        """Forget these."""
        self._connection.execute(
            delete(tables.sign_up).where(
                tables.sign_up.c.cohort_id == cohort, tables.sign_up.c.id.in_(sign_ups)
            )
        )

    def link(self, cohort: CohortId) -> SignUpLink | None:
        """Return the link to the cohort's form; None where it never had one."""
        row = self._connection.execute(
            select(tables.sign_up_link).where(tables.sign_up_link.c.cohort_id == cohort)
        ).one_or_none()
        return None if row is None else SignUpLink(generation=row.generation, is_open=row.is_open)

    def keep_link(self, cohort: CohortId, link: SignUpLink) -> None:
        """Have this be the link from now on."""
        kept = insert_or(self._connection, tables.sign_up_link).values(
            cohort_id=cohort, generation=link.generation, is_open=link.is_open
        )
        self._connection.execute(
            kept.on_conflict_do_update(
                index_elements=[tables.sign_up_link.c.cohort_id],
                set_={"generation": kept.excluded.generation, "is_open": kept.excluded.is_open},
            )
        )
