"""The prices of plans, a row of bytes for each plan that has them; they go with their plan."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from scheduler.domain.cohorts import CohortId
from scheduler.store import tables


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPrices:
    """What every pair would cost, as `scheduler.price_table` packs it, and of which revision of the plan."""

    packed: bytes
    revision: int


class Prices:
    """What every pair of a plan would cost."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, *, plan: str, packed: bytes) -> None:
        """Keep a plan's prices as it was solved."""
        self._connection.execute(insert(tables.price).values(plan_id=plan, packed=packed))

    def renew(self, *, plan: str, prices: StoredPrices) -> None:
        """Have these be the plan's prices, unless it has those of a later revision."""
        self._connection.execute(
            update(tables.price)
            .where(tables.price.c.plan_id == plan, tables.price.c.revision <= prices.revision)
            .values(packed=prices.packed, revision=prices.revision)
        )

    def of_plan(self, cohort: CohortId, plan: str) -> StoredPrices | None:
        """Return the prices of the cohort's plan of this id, if any are kept."""
        row = self._connection.execute(
            select(tables.price.c.packed, tables.price.c.revision)
            .join(tables.plan, tables.plan.c.id == tables.price.c.plan_id)
            .where(tables.plan.c.cohort_id == cohort, tables.plan.c.id == plan)
        ).one_or_none()
        return None if row is None else StoredPrices(packed=row.packed, revision=row.revision)

    def revision_of(self, plan: str) -> int | None:
        """Return of which revision of a plan its prices are; None where it has none."""
        return self._connection.execute(
            select(tables.price.c.revision).where(tables.price.c.plan_id == plan)
        ).scalar_one_or_none()
