"""The prices of plans, a row of bytes for each plan that has them; they go with their plan."""

from sqlalchemy import Connection, insert, select

from scheduler.domain.cohorts import CohortId
from scheduler.store import tables


class Prices:
    """What every pair of a plan would have cost, as `scheduler.price_table` packs it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, *, plan: str, packed: bytes) -> None:
        """Keep a plan's prices; they are written once."""
        self._connection.execute(insert(tables.price).values(plan_id=plan, packed=packed))

    def of_plan(self, cohort: CohortId, plan: str) -> bytes | None:
        """Return the prices of the cohort's plan of this id, if any are kept."""
        return self._connection.execute(
            select(tables.price.c.packed)
            .join(tables.plan, tables.plan.c.id == tables.price.c.plan_id)
            .where(tables.plan.c.cohort_id == cohort, tables.plan.c.id == plan)
        ).scalar_one_or_none()
