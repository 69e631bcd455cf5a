"""Meetings that were added by hand, as rows."""

from sqlalchemy import Connection, insert, select

from scheduler.documents import from_json, to_json
from scheduler.domain.added_meetings import AddedMeeting
from scheduler.domain.cohorts import CohortId
from scheduler.store import tables


class AddedMeetings:
    """Every meeting that was added to a cohort, as it was added; they go with the cohort, and not before."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, cohort: CohortId, meeting: AddedMeeting) -> None:
        """Keep a meeting."""
        self._connection.execute(
            insert(tables.added_meeting).values(id=meeting.id, cohort_id=cohort, document=to_json(meeting))
        )

    def of_cohort(self, cohort: CohortId) -> tuple[AddedMeeting, ...]:
        """Return the cohort's, the earliest first."""
        rows = self._connection.execute(
            select(tables.added_meeting.c.document).where(tables.added_meeting.c.cohort_id == cohort)
        ).scalars()
        kept = (from_json(document, as_type=AddedMeeting) for document in rows)
        return tuple(sorted(kept, key=lambda meeting: (meeting.starts, meeting.id)))
