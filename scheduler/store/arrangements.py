"""How meetings are arranged, as rows."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, insert, select

from scheduler.documents import from_json, to_json
from scheduler.domain.arrangements import Arrangement
from scheduler.domain.cohorts import CohortId
from scheduler.store import tables


class Arrangements:
    """What is arranged for each meeting of each cohort."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_cohort(self, cohort: CohortId) -> dict[str, Arrangement]:
        """Return the cohort's by the meetings' UIDs."""
        rows = self._connection.execute(
            select(tables.arrangement.c.document)
            .where(tables.arrangement.c.cohort_id == cohort)
            .order_by(tables.arrangement.c.uid)
        ).scalars()
        kept = (from_json(document, as_type=Arrangement) for document in rows)
        return {arrangement.uid: arrangement for arrangement in kept}

    def cohort_of(self, uid: str) -> CohortId | None:
        """Return the cohort that has a meeting of this UID."""
        found = select(tables.arrangement.c.cohort_id).where(tables.arrangement.c.uid == uid)
        cohort = self._connection.execute(found).scalar_one_or_none()
        return None if cohort is None else CohortId(cohort)

    def put(self, cohort: CohortId, arrangements: Iterable[Arrangement]) -> None:
        """Keep these, each in place of its meeting's last; one that says the same stays as it is."""
        before = self.of_cohort(cohort)
        rows = [
            {"uid": one.uid, "cohort_id": cohort, "document": to_json(one)}
            for one in arrangements
            if before.get(one.uid) != one
        ]
        if rows:
            gone = delete(tables.arrangement).where(tables.arrangement.c.uid == bindparam("its_uid"))
            self._connection.execute(gone, [{"its_uid": row["uid"]} for row in rows])
            self._connection.execute(insert(tables.arrangement), rows)
