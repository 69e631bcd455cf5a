"""Asking for a plan, and what becomes of the run that makes it."""

import hashlib
import json

from scheduler.access import CohortScope
from scheduler.documents import to_json
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan, Reason
from scheduler.errors import NotNowError
from scheduler.events import PlanDrafted, RunFailed, RunRequested

ENDED = ("done", "failed", "cancelled")


def input_hash(*, cohort: Cohort, people: tuple[Person, ...]) -> str:
    """Return the SHA-256 of everything a plan is made from, hexadecimal."""
    rules, roster = to_json(cohort), to_json(people, as_type=tuple[Person, ...])
    if not cohort.criteria:  # no answer is asked for: plans that were made before any could be are up to date
        for person in roster:
            del person["answers"]
        if cohort.coaching:
            del rules["coaching"]["criteria"]
    return hashlib.sha256(json.dumps([rules, roster]).encode()).hexdigest()


def request_run(scope: CohortScope, *, seed: int = 0) -> str:
    """Ask for a plan of the cohort as it is now, and return the run's id."""
    if not scope.people():
        raise NotNowError("There is nobody to match yet: import a roster first.")
    run = scope.tx.ids.new("run")
    scope.tx.runs.add_run(scope.cohort.id, run=run, seed=seed, now=scope.tx.now)
    scope.tx.outbox.emit(RunRequested(cohort=scope.cohort.id, run=run))
    return run


def cancel_run(scope: CohortScope, *, run: str) -> None:
    """Stop a run that has not ended; its solver process is ended soon after."""
    if not scope.tx.runs.change_run(
        scope.run(run).id, unless=ENDED, state="cancelled", ended_at=scope.tx.now
    ):
        raise NotNowError("This run has already ended.")


def note_progress(scope: CohortScope, *, run: str, phase: str) -> bool:
    """Say how far a run is; return False when it was cancelled meanwhile."""
    return scope.tx.runs.change_run(run, unless=ENDED, state="solving", phase=phase)


def finish_run(
    scope: CohortScope, *, run: str, plan: Plan, made_from: str, prices: bytes | None = None
) -> None:
    """Keep the run's plan as a draft, with its prices (`price_table`); a run that was cancelled meanwhile has none."""
    if not scope.tx.runs.change_run(run, unless=ENDED, state="done", phase="", ended_at=scope.tx.now):
        return
    plan_id = scope.tx.ids.new("plan")
    scope.tx.runs.add_plan(
        scope.cohort.id, plan_id=plan_id, run=run, input_hash=made_from, plan=plan, now=scope.tx.now
    )
    if prices is not None:
        scope.tx.prices.add(plan=plan_id, packed=prices)
    scope.tx.outbox.emit(PlanDrafted(cohort=scope.cohort.id, run=run, plan=plan_id))


def fail_run(scope: CohortScope, *, run: str, reasons: tuple[Reason, ...]) -> None:
    """End the run without a plan, saying why."""
    said = to_json(reasons, as_type=tuple[Reason, ...])
    if scope.tx.runs.change_run(
        run, unless=ENDED, state="failed", phase="", reasons=said, ended_at=scope.tx.now
    ):
        scope.tx.outbox.emit(RunFailed(cohort=scope.cohort.id, run=run, code=reasons[0].code))
