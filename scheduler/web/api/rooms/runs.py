"""Runs: asked for, watched while they work, ended early."""

from http import HTTPStatus
from typing import Literal

from pydantic import ConfigDict, Field

from scheduler.access import COORDINATE, LOOK, Access, CohortScope
from scheduler.commands.run_options import MOST_SECONDS, MOST_SEED, longest_budget, read_options
from scheduler.commands.runs import cancel_run, request_run, stop_run
from scheduler.domain.scopes import Scope
from scheduler.store.runs import Run
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Instant, Listed, Made, Paging, Taken
from scheduler.web.api.urls import url_of
from scheduler.web.visit import house

room = Room(
    tag="Runs",
    about="One solve of a cohort as it is: it waits, works, and ends in a plan, in why there is none, or early.",
)


class RunAsked(Taken):
    """A run to be made."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"seed": 0, "seconds": 30}]})

    seed: int = Field(
        default=0, ge=0, le=MOST_SEED, description="The same input and seed give the same plan."
    )
    seconds: int | None = Field(
        default=None,
        ge=1,
        le=MOST_SECONDS,
        description="How long to look for a better plan; null: until it is proven.",
    )


class Count(Given):
    """How good what was found is beside the best there could be."""

    phase: str
    of: str
    found: int | None
    bound: int | None


class RunGiven(Given):
    """A run. While it is `waiting` or `solving`, ask again with If-None-Match."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "6f9619ff-8b86-4011-b42d-00c04fc964ff",
                    "kind": "match",
                    "state": "done",
                    "seed": 0,
                    "seconds": 30,
                    "phase": "",
                    "stop_asked": False,
                    "counts": [{"phase": "coaching", "of": "placed", "found": 38, "bound": 38}],
                    "reasons": [],
                    "requested_at": "2026-09-01T12:00:00Z",
                    "read_at": "2026-09-01T12:00:01Z",
                    "ended_at": "2026-09-01T12:00:03Z",
                    "plan": "0b9c6f0e-5b06-4a3f-9c61-8f3f3f0d9a51",
                }
            ]
        }
    )

    id: str
    kind: Literal["match", "rebalance", "choice"]
    state: str = Field(description="waiting, solving, done, failed or cancelled.")
    seed: int
    seconds: int | None
    phase: str = Field(description="What is being worked on: sessions, coaching or workshops.")
    stop_asked: bool
    counts: tuple[Count, ...]
    reasons: tuple[str, ...] = Field(description="Codes of why it failed.")
    requested_at: Instant
    read_at: Instant | None
    ended_at: Instant | None
    plan: str | None = Field(description="The plan that it ended in.")


@room.get("/cohorts/<cohort>/runs", scope=Scope.PLANS_READ)
def list_runs(access: Access, *, cohort: str, query: Paging) -> Listed[RunGiven]:
    """List the runs of a cohort, newest first."""
    scope = access.cohort(cohort, need=LOOK)
    every = scope.tx.runs.runs(scope.cohort.id)
    return page_of(every, query, key=lambda run: run.id, shown=lambda run: _given(scope, run))


@room.post("/cohorts/<cohort>/runs", scope=Scope.PLANS_WRITE, status=HTTPStatus.ACCEPTED)
def ask_for_run(access: Access, *, cohort: str, body: RunAsked) -> Made:
    """Ask for a plan of the cohort as it is now."""
    scope = access.cohort(cohort, need=COORDINATE)
    longest = longest_budget(solve_seconds=house().settings.solve_seconds)
    asked = read_options(
        seed=str(body.seed), seconds="" if body.seconds is None else str(body.seconds), longest=longest
    )
    run = request_run(scope, seed=asked.seed, seconds=asked.seconds)
    return Made(id=run, url=url_of("get_run", cohort=cohort, run=run))


@room.get("/cohorts/<cohort>/runs/<run>", scope=Scope.PLANS_READ)
def get_run(access: Access, *, cohort: str, run: str) -> RunGiven:
    """Read how far a run is."""
    scope = access.cohort(cohort, need=LOOK)
    return _given(scope, scope.run(run))


@room.post("/cohorts/<cohort>/runs/<run>/stop", scope=Scope.PLANS_WRITE, status=HTTPStatus.ACCEPTED)
def stop(access: Access, *, cohort: str, run: str) -> Made:
    """Have a run end soon with the best plan it has."""
    stop_run(access.running(cohort, run=run), run=run)
    return Made(id=run, url=url_of("get_run", cohort=cohort, run=run))


@room.post("/cohorts/<cohort>/runs/<run>/cancel", scope=Scope.PLANS_WRITE, status=HTTPStatus.ACCEPTED)
def cancel(access: Access, *, cohort: str, run: str) -> Made:
    """End a run without a plan."""
    cancel_run(access.running(cohort, run=run), run=run)
    return Made(id=run, url=url_of("get_run", cohort=cohort, run=run))


def _given(scope: CohortScope, run: Run) -> RunGiven:
    plan = scope.tx.runs.plan_of_run(scope.cohort.id, run.id)
    return RunGiven(
        id=run.id,
        kind=run.kind,
        state=run.state,
        seed=run.seed,
        seconds=run.seconds,
        phase=run.phase,
        stop_asked=run.stop_asked,
        counts=tuple(
            Count(phase=count.phase, of=count.of, found=count.incumbent, bound=count.bound)
            for count in run.counts
        ),
        reasons=tuple(reason.code for reason in run.reasons),
        requested_at=run.requested_at,
        read_at=run.read_at,
        ended_at=run.ended_at,
        plan=None if plan is None else plan.id,
    )
