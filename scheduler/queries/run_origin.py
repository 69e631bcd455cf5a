"""What a run or its plan was made from, seed, budget and roster, and how good the plan is known to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.access import CohortScope
from scheduler.commands.runs import source_of
from scheduler.domain.plans import STOPPED
from scheduler.outputs.standing import standing_of, standing_words
from scheduler.store.runs import PlanMark, Run, StoredPlan


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOrigin:
    """The seed, the budget in seconds, and the hash of cohort and people as they were at `read_at`.

    `changed` says that they are others now.
    """

    seed: int
    seconds: int | None
    input_hash: str
    read_at: datetime
    changed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanOrigin:
    """Where a plan comes from, what it says of the search for a better one, and which plan to compare it with.

    `other_is_later` says that the other came after it, and is what it is compared to.
    """

    run: RunOrigin
    stopped: str | None
    standing: tuple[str, ...]
    other: PlanMark | None
    other_is_later: bool


def run_origin(scope: CohortScope, *, run: Run) -> RunOrigin:
    """Return what the run is made from."""
    return _origin(scope, run=run, made_from=run.input_hash)


def plan_origin(scope: CohortScope, *, plan: str) -> PlanOrigin:
    """Return where the plan comes from; raise NotFoundError where the cohort has no such plan."""
    stored, marks = scope.plan(plan), scope.tx.runs.plans(scope.cohort.id)
    stopped, other = stored.plan.solver.stopped, _other(marks, than=stored)
    mine = next(mark for mark in marks if mark.id == stored.id)
    return PlanOrigin(
        run=_origin(scope, run=scope.run(stored.run), made_from=stored.input_hash),
        stopped=stopped and STOPPED[stopped],
        standing=tuple(standing_words(standing_of(stored.plan, cohort=scope.cohort)).values()),
        other=other,
        other_is_later=other is not None and _age(other) > _age(mine),
    )


def _origin(scope: CohortScope, *, run: Run, made_from: str) -> RunOrigin:
    return RunOrigin(
        seed=run.seed,
        seconds=run.seconds,
        input_hash=made_from,
        read_at=run.read_at or run.requested_at,
        changed=bool(made_from) and made_from != source_of(scope).input_hash,
    )


def _other(marks: Sequence[PlanMark], *, than: StoredPlan) -> PlanMark | None:
    """Return the last release, or the newest plan where there is none; not the plan itself, though."""
    others = [mark for mark in marks if mark.id != than.id]
    return max(others, key=lambda mark: mark.release or 0, default=None)


def _age(mark: PlanMark) -> tuple[bool, int | datetime]:
    """Order plans as they came to count: releases by number, then drafts by when they were made."""
    return (False, mark.release) if mark.release else (True, mark.created_at)
