"""A cohort's norms and links, as rows: one of each."""

from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import CohortId
from scheduler.domain.community import Norms, SharedLink, SharedLinks
from scheduler.store import tables


class Community:
    """What each cohort has agreed on and shares."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def norms(self, cohort: CohortId) -> Norms:
        """Return the cohort's norms; empty ones where there are none."""
        row = self._row(tables.norms, cohort)
        return (
            Norms() if row is None else Norms(text=row.text, revision=row.revision, changed_at=row.changed_at)
        )

    def put_norms(self, cohort: CohortId, norms: Norms) -> None:
        """Have these be the cohort's norms; for who holds the cohort's row."""
        self._put(tables.norms, cohort, text=norms.text, revision=norms.revision, changed_at=norms.changed_at)

    def links(self, cohort: CohortId) -> SharedLinks:
        """Return the cohort's links."""
        row = self._row(tables.shared_links, cohort)
        if row is None:
            return SharedLinks()
        links = tuple(from_json(link, as_type=SharedLink) for link in row.links)
        return SharedLinks(links=links, revision=row.revision)

    def put_links(self, cohort: CohortId, links: SharedLinks) -> None:
        """Have these be the cohort's links; for who holds the cohort's row."""
        kept = [to_json(link) for link in links.links]
        self._put(tables.shared_links, cohort, links=kept, revision=links.revision)

    def _row(self, table: Table, cohort: CohortId) -> Any:  # noqa: ANN401 - a row of either table, or None
        return self._connection.execute(select(table).where(table.c.cohort_id == cohort)).one_or_none()

    def _put(self, table: Table, cohort: CohortId, **values: object) -> None:
        self._connection.execute(delete(table).where(table.c.cohort_id == cohort))
        self._connection.execute(insert(table).values(cohort_id=cohort, **values))
