"""Runs, the plans they end in and the releases made of those, as rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from matcher.solution import Progress
from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import CohortId
from scheduler.domain.frontiers import Rebalancing
from scheduler.domain.parts import EVERYTHING, Parts
from scheduler.domain.plans import Plan, Reason
from scheduler.store import tables

Kind = Literal["match", "rebalance", "choice"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One solve that was asked for: waiting, solving (in `phase`), done, failed (`reasons`) or cancelled.

    Its `kind` is "match", from which a plan comes, "rebalance", from which the domain's Rebalancing does, or "choice",
    of a plan that a rebalancing offered; it is free to change `parts`. `seconds` is its budget, if it has one;
    `stop_asked` says that somebody wants the best plan so far; `counts` are the last value and bound of each component.
    `input_hash` is of the cohort and its people as they were when it was requested, and from `read_at` on as they were
    then; empty for a run of a version that kept none.
    """

    id: str
    kind: Kind
    parts: Parts
    state: str
    seed: int
    seconds: int | None
    stop_asked: bool
    phase: str
    counts: tuple[Progress, ...]
    reasons: tuple[Reason, ...]
    input_hash: str
    requested_at: datetime
    read_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPlan:
    """A plan, the run it came from, the hash of what it was made from and the release it became, if any.

    `revision` counts how often it was changed by hand.
    """

    id: str
    run: str
    input_hash: str
    plan: Plan
    release: int | None
    revision: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanMark:
    """By what a plan is known, without what is in it: when it was made, from what, which seed, its release if any."""

    id: str
    seed: int
    input_hash: str
    created_at: datetime
    release: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """A published plan: numbered from 1 in its cohort."""

    number: int
    plan: str
    published_at: datetime
    note: str
    name: str = ""


class Runs:
    """From a run to a release, each step kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_run(
        self,
        cohort: CohortId,
        *,
        run: str,
        kind: Kind = "match",
        parts: Parts = EVERYTHING,
        seed: int,
        seconds: int | None,
        input_hash: str,
        now: datetime,
    ) -> None:
        """Ask for a solve."""
        self._connection.execute(
            insert(tables.run).values(
                id=run,
                cohort_id=cohort,
                kind=kind,
                parts=to_json(parts),
                state="waiting",
                seed=seed,
                seconds=seconds,
                phase="",
                reasons=[],
                input_hash=input_hash,
                requested_at=now,
            )
        )

    def change_run(self, run: str, *, unless: tuple[str, ...] = (), **values: object) -> bool:
        """Set columns of the run, unless its state is one of these; say whether they were set."""
        changed = self._connection.execute(
            update(tables.run)
            .where(tables.run.c.id == run, tables.run.c.state.not_in(unless))
            .values(**values)
        )
        return changed.rowcount == 1

    def runs(self, cohort: CohortId) -> tuple[Run, ...]:
        """Return the cohort's runs, newest first."""
        rows = self._connection.execute(
            select(tables.run)
            .where(tables.run.c.cohort_id == cohort)
            .order_by(tables.run.c.requested_at.desc(), tables.run.c.id)
        )
        return tuple(_run(row) for row in rows)

    def run(self, cohort: CohortId, run: str) -> Run | None:
        """Return the cohort's run of this id."""
        row = self._connection.execute(
            select(tables.run).where(tables.run.c.cohort_id == cohort, tables.run.c.id == run)
        ).one_or_none()
        return None if row is None else _run(row)

    def add_rebalancing(self, run: str, rebalancing: Rebalancing) -> None:
        """Keep what a run offers."""
        self._connection.execute(insert(tables.rebalancing).values(run_id=run, document=to_json(rebalancing)))

    def rebalancing(self, cohort: CohortId, run: str) -> Rebalancing | None:
        """Return what the cohort's run of this id offers."""
        document = self._connection.execute(
            select(tables.rebalancing.c.document)
            .join(tables.run, tables.run.c.id == tables.rebalancing.c.run_id)
            .where(tables.run.c.cohort_id == cohort, tables.run.c.id == run)
        ).scalar_one_or_none()
        return None if document is None else from_json(document, as_type=Rebalancing)

    def add_plan(
        self, cohort: CohortId, *, plan_id: str, run: str, input_hash: str, plan: Plan, now: datetime
    ) -> None:
        """Keep what a run ended in; a run has one plan."""
        self._connection.execute(
            insert(tables.plan).values(
                id=plan_id,
                cohort_id=cohort,
                run_id=run,
                input_hash=input_hash,
                document=to_json(plan),
                created_at=now,
            )
        )

    def plan(self, cohort: CohortId, plan: str) -> StoredPlan | None:
        """Return the cohort's plan of this id."""
        return self._one_plan(tables.plan.c.cohort_id == cohort, tables.plan.c.id == plan)

    def plan_of_run(self, cohort: CohortId, run: str) -> StoredPlan | None:
        """Return the plan that this run ended in."""
        return self._one_plan(tables.plan.c.cohort_id == cohort, tables.plan.c.run_id == run)

    def plans(self, cohort: CohortId) -> tuple[PlanMark, ...]:
        """Return the cohort's plans, newest first."""
        plan, release, run = tables.plan.c, tables.release.c, tables.run.c
        rows = self._connection.execute(
            select(plan.id, run.seed, plan.input_hash, plan.created_at, release.number)
            .join(tables.run, run.id == plan.run_id)
            .join(tables.release, release.plan_id == plan.id, isouter=True)
            .where(plan.cohort_id == cohort)
            .order_by(plan.created_at.desc(), plan.id)
        )
        return tuple(
            PlanMark(
                id=row.id,
                seed=row.seed,
                input_hash=row.input_hash,
                created_at=row.created_at,
                release=row.number,
            )
            for row in rows
        )

    def published(self, cohort: CohortId) -> StoredPlan | None:
        """Return the plan of the cohort's last release."""
        last = (
            select(func.max(tables.release.c.number))
            .where(tables.release.c.cohort_id == cohort)
            .scalar_subquery()
        )
        return self._one_plan(tables.plan.c.cohort_id == cohort, tables.release.c.number == last)

    def add_release(self, cohort: CohortId, release: Release) -> None:
        """Publish a plan."""
        self._connection.execute(
            insert(tables.release).values(
                cohort_id=cohort,
                number=release.number,
                plan_id=release.plan,
                published_at=release.published_at,
                note=release.note,
                name=release.name,
            )
        )

    def releases(self, cohort: CohortId) -> tuple[Release, ...]:
        """Return the cohort's releases, newest first."""
        rows = self._connection.execute(
            select(tables.release)
            .where(tables.release.c.cohort_id == cohort)
            .order_by(tables.release.c.number.desc())
        )
        return tuple(
            Release(
                number=row.number,
                plan=row.plan_id,
                published_at=row.published_at,
                note=row.note,
                name=row.name,
            )
            for row in rows
        )

    def set_document(self, plan: str, document: Plan) -> None:
        """Keep the plan as it was published."""
        self._connection.execute(
            update(tables.plan).where(tables.plan.c.id == plan).values(document=to_json(document))
        )

    def _one_plan(self, *conditions: ColumnElement[bool]) -> StoredPlan | None:
        row = self._connection.execute(
            select(tables.plan, tables.release.c.number)
            .join(tables.release, tables.release.c.plan_id == tables.plan.c.id, isouter=True)
            .where(*conditions)
        ).one_or_none()
        if row is None:
            return None
        return StoredPlan(
            id=row.id,
            run=row.run_id,
            input_hash=row.input_hash,
            plan=from_json(row.document, as_type=Plan),
            release=row.number,
            revision=row.revision,
        )


def _run(row: Row[Any]) -> Run:
    return Run(
        id=row.id,
        kind=row.kind,
        parts=EVERYTHING if row.parts is None else from_json(row.parts, as_type=Parts),
        state=row.state,
        seed=row.seed,
        seconds=row.seconds,
        stop_asked=row.stop_asked,
        phase=row.phase,
        counts=from_json(row.counts, as_type=tuple[Progress, ...]),
        reasons=from_json(row.reasons, as_type=tuple[Reason, ...]),
        input_hash=row.input_hash,
        requested_at=row.requested_at,
        read_at=row.read_at,
        ended_at=row.ended_at,
    )
