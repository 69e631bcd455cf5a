"""The prices of plans, a row of bytes for each plan that has them; they go with their plan."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import CohortId
from scheduler.domain.prices import Certificate
from scheduler.store import tables


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPrices:
    """What every pair of a plan would cost as it was solved, as `scheduler.price_table` packs it; empty until it is.

    And of its `revision`, if it was changed by hand, what prices are opened with.
    """

    packed: bytes
    revision: int
    around: Certificate | None

    @property
    def given_up(self) -> bool:
        """Whether this revision was out of date when it was to be priced, and so never was."""
        return self.revision >= 0 and not (self.around if self.revision else self.packed)


class Prices:
    """What every pair of a plan would cost."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, *, plan: str, packed: bytes) -> None:
        """Keep a plan's prices as it was solved."""
        self._connection.execute(insert(tables.price).values(plan_id=plan, packed=packed))

    def expect(self, *, plan: str) -> None:
        """Say of a plan that its prices are still being worked out."""
        self._connection.execute(insert(tables.price).values(plan_id=plan, packed=b"", revision=-1))

    def renew(
        self, *, plan: str, revision: int, around: Certificate | None, packed: bytes | None = None
    ) -> None:
        """Have these be what the prices of this revision are opened with, unless there are those of a later one.

        `packed` are those of the plan as it was solved, where they were still expected.
        """
        known: dict[str, object] = {} if packed is None else {"packed": packed}
        if around is not None:
            known["around"] = to_json(around)
        self._connection.execute(
            update(tables.price)
            .where(tables.price.c.plan_id == plan, tables.price.c.revision <= revision)
            .values(revision=revision, **known)
        )

    def give_up(self, *, plan: str, revision: int) -> None:
        """Have nobody wait for the prices of this revision, unless they are there, or of a later one."""
        self._connection.execute(
            update(tables.price)
            .where(tables.price.c.plan_id == plan, tables.price.c.revision < revision)
            .values(revision=revision, around=None)
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
        around = None if row.around is None else from_json(row.around, as_type=Certificate)
        return StoredPrices(packed=row.packed, revision=row.revision, around=around)

    def due(self, cohort: CohortId, plan: str) -> int | None:
        """Return the revision of the cohort's plan whose prices are still being worked out; None where none are."""
        return self._connection.execute(
            select(tables.plan.c.revision)
            .join(tables.price, tables.price.c.plan_id == tables.plan.c.id)
            .where(
                tables.plan.c.cohort_id == cohort,
                tables.plan.c.id == plan,
                tables.price.c.revision < tables.plan.c.revision,
            )
        ).scalar_one_or_none()
