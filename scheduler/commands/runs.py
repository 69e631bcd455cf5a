"""Asking for a plan, and what becomes of the run that makes it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from matcher.solution import Progress
from scheduler.access import CohortScope
from scheduler.documents import to_json
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan, Reason
from scheduler.errors import NotNowError
from scheduler.events import PlanDrafted, RunFailed, RunRequested
from scheduler.languages.sentences import sentence
from scheduler.store.runs import Kind, StoredPlan

ENDED = ("done", "failed", "cancelled")


def input_hash(*, cohort: Cohort, people: tuple[Person, ...]) -> str:
    """Return the SHA-256 of everything a plan is made from, hexadecimal.

    What a cohort does not use is left out: plans that were made before there was any of it are up to date. So is how
    its calendars are told, how long its people are kept, and what they choose to be called.
    """
    rules, roster = to_json(cohort), to_json(people, as_type=tuple[Person, ...])
    for person in roster:
        person["name"] = person.pop("roster_name") or person["name"]
    del rules["discreet"], rules["erase_after_days"]
    for rule in ("must_attend", "never_attend", "no_one_alone"):
        if not rules[rule]:
            del rules[rule]
    if not cohort.criteria:
        for person in roster:
            del person["answers"]
        if cohort.coaching:
            del rules["coaching"]["criteria"]
    return hashlib.sha256(json.dumps([rules, roster]).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """What a run is made from: the hash of the cohort and its people, and when they were read."""

    input_hash: str
    read_at: datetime


class Wish(Enum):
    """What is wanted of a run that is at work."""

    GO_ON = auto()
    STOP = auto()
    """End with the best plan so far."""
    CANCEL = auto()
    """End without one."""


def source_of(scope: CohortScope) -> Source:
    """Return what a run that begins now is made from."""
    return Source(input_hash=input_hash(cohort=scope.to_match(), people=scope.people()), read_at=scope.tx.now)


def outdated(scope: CohortScope, *, plan: StoredPlan, input_hash: str | None = None) -> bool:
    """Whether the people or the rules have changed since a plan was made, or a draft's release is not the last.

    `input_hash` is what a run that begins now is made from, for who has it already.
    """
    return overtaken(scope, plan=plan) or plan.input_hash != (input_hash or source_of(scope).input_hash)


def overtaken(scope: CohortScope, *, plan: StoredPlan) -> bool:
    """Whether this is a draft that follows a release which is not the last any more."""
    midway = plan.plan.midway
    return plan.release is None and midway is not None and midway.release != scope.last_release()


def request_run(
    scope: CohortScope, *, kind: Kind = "match", seed: int = 0, seconds: int | None = None
) -> str:
    """Ask for a plan of the cohort as it is now, or what its `kind` asks for, and return the run's id.

    It may change what whoever asks may.

    `seconds` is the run's budget, 1 or more; without one it goes on until its plan is proven or the solvers' own
    limits are met.
    """
    if not scope.people():
        raise NotNowError(sentence("There is nobody to match yet: import a roster first."))
    run, source = scope.tx.ids.new("run"), source_of(scope)
    scope.tx.runs.add_run(
        scope.cohort.id,
        run=run,
        kind=kind,
        parts=scope.parts,
        seed=seed,
        seconds=seconds,
        input_hash=source.input_hash,
        now=scope.tx.now,
    )
    scope.tx.outbox.emit(RunRequested(cohort=scope.cohort.id, run=run))
    return run


def stop_run(scope: CohortScope, *, run: str) -> None:
    """Have a run end soon with the best plan it has; one that has ended, or was asked already, is left as it is."""
    scope.tx.runs.change_run(scope.run(run).id, unless=ENDED, stop_asked=True)


def cancel_run(scope: CohortScope, *, run: str) -> None:
    """End a run without a plan; its solver process is ended soon after. Cancelled twice is cancelled once."""
    known = scope.run(run)
    if known.state != "cancelled" and not scope.tx.runs.change_run(
        known.id, unless=ENDED, state="cancelled", ended_at=scope.tx.now
    ):
        raise NotNowError(sentence("This run has already ended."))


def note_progress(
    scope: CohortScope, *, run: str, phase: str, counts: tuple[Progress, ...] = (), source: Source
) -> Wish:
    """Say how far a run is, its last `counts` of each component, and what it is made from; return what is wanted."""
    if not scope.tx.runs.change_run(
        run,
        unless=ENDED,
        state="solving",
        phase=phase,
        counts=to_json(counts, as_type=tuple[Progress, ...]),
        input_hash=source.input_hash,
        read_at=source.read_at,
    ):
        return Wish.CANCEL
    return Wish.STOP if scope.run(run).stop_asked else Wish.GO_ON


def ended(scope: CohortScope, *, run: str, counts: tuple[Progress, ...] = ()) -> bool:
    """End a run that has done what it was asked for; say whether it did, or was cancelled meanwhile."""
    return scope.tx.runs.change_run(
        run,
        unless=ENDED,
        state="done",
        phase="",
        counts=to_json(counts, as_type=tuple[Progress, ...]),
        ended_at=scope.tx.now,
    )


def finish_run(
    scope: CohortScope,
    *,
    run: str,
    plan: Plan,
    made_from: str,
    prices: bytes | None = None,
    counts: tuple[Progress, ...] = (),
) -> None:
    """Keep the run's plan as a draft, with its prices (`price_table`) and the last counts of its solve.

    A run that was cancelled meanwhile has none.
    """
    if not ended(scope, run=run, counts=counts):
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
