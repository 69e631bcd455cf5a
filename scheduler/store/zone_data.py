"""By which version of the zone data each cohort's meetings were last read, as a column of its row."""

from datetime import datetime

from sqlalchemy import Connection, exists, or_, select, update

from scheduler.domain.cohorts import CohortId
from scheduler.store import tables

NAMED = 10
"""How many of the cohorts that were read by other zone data are named in a log line or a finding."""


class ZoneData:
    """The version that each cohort's calendars follow; None where it is not known, or nothing follows yet."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def of(self, cohort: CohortId) -> str | None:
        """Return the version that the cohort's meetings were last read by."""
        found = select(tables.cohort.c.zone_data).where(tables.cohort.c.id == cohort)
        return self._connection.execute(found).scalar_one()

    def note(self, cohort: CohortId, version: str) -> None:
        """Keep that the cohort's meetings are read by this version now."""
        self._connection.execute(
            update(tables.cohort).where(tables.cohort.c.id == cohort).values(zone_data=version)
        )

    def others_than(self, version: str) -> dict[CohortId, str | None]:
        """Return what each cohort with a meeting to come was last read by, if not by this version; oldest cohort first.

        A cohort of before meetings were arranged one by one has none that is known here, until its calendars follow.
        """
        of, meeting = tables.cohort.c, tables.arrangement.c
        starts = meeting.document["starts"].as_string()  # in UTC and of one form: its order is that of time
        to_come = exists().where(meeting.cohort_id == of.id, starts > f"{self._now:%Y-%m-%dT%H:%M:%SZ}")
        rows = self._connection.execute(
            select(of.id, of.zone_data)
            .where(or_(of.zone_data.is_(None), of.zone_data != version), to_come)
            .order_by(of.created_at, of.id)
        )
        return {CohortId(row.id): row.zone_data for row in rows}
