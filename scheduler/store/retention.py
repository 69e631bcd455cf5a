"""When a cohort's people are erased, as they were told, and when that is next looked at."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from scheduler.domain.cohorts import CohortId
from scheduler.store import tables


class Retention:
    """Of each cohort whose rules say for how long its people are kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def told(self, cohort: CohortId) -> datetime | None:
        """Return when the cohort's people are erased, as they were told; None where they were told of none."""
        found = select(tables.cohort.c.erased_at).where(tables.cohort.c.id == cohort)
        return self._connection.execute(found).scalar_one()

    def tell(self, cohort: CohortId, instant: datetime | None) -> None:
        """Keep when they are erased, as they are told; None if what they were told is not so any more."""
        self._change(cohort, erased_at=instant)

    def looked_at(self, cohort: CohortId) -> datetime | None:
        """Return when the cohort is next looked at, or was last."""
        found = select(tables.cohort.c.retention_at).where(tables.cohort.c.id == cohort)
        return self._connection.execute(found).scalar_one()

    def look_at(self, cohort: CohortId, instant: datetime) -> None:
        """Keep when it is next looked at."""
        self._change(cohort, retention_at=instant)

    def _change(self, cohort: CohortId, **values: datetime | None) -> None:
        self._connection.execute(update(tables.cohort).where(tables.cohort.c.id == cohort).values(**values))
