"""Whom everyone meets as a coach or a member, as it stands and as they were told, as rows."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select, update

from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import CohortId
from scheduler.domain.company import Company, Kept
from scheduler.domain.people import PersonId
from scheduler.store import tables
from scheduler.store.dialects import insert_or


class Companies:
    """Everyone's company, once their cohort has a release."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def in_cohort(
        self, cohort: CohortId, *, only: Collection[PersonId] | None = None
    ) -> dict[PersonId, Kept]:
        """Return that of everyone in the cohort, or of `only` these few."""
        found = select(tables.company).join(tables.person).where(tables.person.c.cohort_id == cohort)
        if only is not None:
            found = found.where(tables.company.c.person_id.in_(only))
        return {
            PersonId(row.person_id): Kept(
                stands=from_json(row.stands, as_type=Company), told=from_json(row.told, as_type=Company)
            )
            for row in self._connection.execute(found)
        }

    def stands(self, person: PersonId) -> Company | None:
        """Return how it stands with somebody."""
        found = self._connection.execute(
            select(tables.company.c.stands).where(tables.company.c.person_id == person)
        ).scalar()
        return None if found is None else from_json(found, as_type=Company)

    def put(self, companies: Mapping[PersonId, Company]) -> None:
        """Have these be as it stands; whoever had none is taken to know it."""
        if not companies:
            return
        new = insert_or(self._connection, tables.company)
        self._connection.execute(
            new.on_conflict_do_update(index_elements=["person_id"], set_={"stands": new.excluded["stands"]}),
            [
                {"person_id": person, "stands": to_json(each), "told": to_json(each)}
                for person, each in sorted(companies.items())
            ],
        )

    def put_told(self, person: PersonId, company: Company) -> None:
        """Remember what somebody was told."""
        self._connection.execute(
            update(tables.company).where(tables.company.c.person_id == person).values(told=to_json(company))
        )
