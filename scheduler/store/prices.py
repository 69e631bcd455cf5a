"""The prices of plans, a row of bytes for each plan that has them; they go with their plan."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.domain.prices import Certificate
from scheduler.store import tables

Kept = Mapping[PersonId | None, Certificate]
"""What prices around what was put somewhere by hand are opened with, by who is let go; None: nobody."""
_AS_KEPT = list[tuple[PersonId | None, Certificate]]


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPrices:
    """What every pair of a plan would cost as it was solved, as `scheduler.price_table` packs it.

    And of its `revision`, if it was changed by hand, what prices are opened with.
    """

    packed: bytes
    revision: int
    around: Kept | None


class Prices:
    """What every pair of a plan would cost."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, *, plan: str, packed: bytes) -> None:
        """Keep a plan's prices as it was solved."""
        self._connection.execute(insert(tables.price).values(plan_id=plan, packed=packed))

    def renew(self, *, plan: str, revision: int, around: Kept) -> None:
        """Have these be what the prices of this revision are opened with, unless there are those of a later one."""
        self._connection.execute(
            update(tables.price)
            .where(tables.price.c.plan_id == plan, tables.price.c.revision <= revision)
            .values(around=to_json(list(around.items()), as_type=_AS_KEPT), revision=revision)
        )

    def of_plan(self, cohort: CohortId, plan: str) -> StoredPrices | None:
        """Return the prices of the cohort's plan of this id, if any are kept."""
        row = self._connection.execute(
            select(tables.price)
            .join(tables.plan, tables.plan.c.id == tables.price.c.plan_id)
            .where(tables.plan.c.cohort_id == cohort, tables.plan.c.id == plan)
        ).one_or_none()
        if row is None:
            return None
        around = None if row.around is None else dict(from_json(row.around, as_type=_AS_KEPT))
        return StoredPrices(packed=row.packed, revision=row.revision, around=around)
