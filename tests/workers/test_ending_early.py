"""A run that could go on for long is bounded, asked for its best so far, and cancelled, in its real process."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from time import monotonic, sleep

import pytest
from sqlalchemy import event

from matcher.solution import Progress
from scheduler.access import whole_cohort
from scheduler.commands import run_options
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import cancel_run, request_run, stop_run
from scheduler.domain.cohorts import CohortId
from scheduler.domain.plans import Plan
from scheduler.judging import judge
from scheduler.store.runs import Run
from scheduler.store.unit_of_work import Store
from tests.workers.contested import contested_cohort, contested_people
from workers.consumer import drain
from workers.job import Draft, Tools
from workers.solver_process import SolverTimedOutError, solve_in_process
from workers.solving import solve

COHORT = CohortId("contested")
PATIENCE_SECONDS = 20
SOON = 10
"""Seconds, on a busy machine; the search itself would go on for longer."""


@pytest.fixture
def contested(store: Store) -> CohortId:
    """The cohort, with a roster."""
    with store.write() as tx:
        create_cohort(tx, cohort=contested_cohort())
        import_people(whole_cohort(tx, COHORT), people=contested_people())
    return COHORT


@pytest.fixture
def tools(tools: Tools) -> Tools:
    """The real solver, in its real process."""
    return replace(tools, solve=partial(solve_in_process, most_seconds=60, megabytes=4096))


def ask(store: Store, **options: int) -> str:
    with store.write() as tx:
        return request_run(whole_cohort(tx, COHORT), **options)


def look(store: Store, run: str) -> tuple[Run, Plan | None]:
    with store.read() as tx:
        plan = tx.runs.plan_of_run(COHORT, run)
        return whole_cohort(tx, COHORT).run(run), plan and plan.plan


@contextmanager
def at_work(store: Store, tools: Tools) -> Generator[threading.Thread]:
    """Have what is owed worked off beside the test."""
    worker = threading.Thread(target=drain, kwargs={"store": store, "tools": tools})
    worker.start()
    try:
        yield worker
    finally:
        worker.join(PATIENCE_SECONDS)
        assert not worker.is_alive()


def wait_for_workshops(store: Store, run: str) -> Run:
    """Wait until a plan of the workshops is being bettered."""
    until = monotonic() + PATIENCE_SECONDS
    while monotonic() < until:
        state, _ = look(store, run)
        if any(count.phase == "workshops" for count in state.counts):
            return state
        sleep(0.05)
    raise TimeoutError


def holds(plan: Plan) -> bool:
    return judge(cohort=contested_cohort(), people=contested_people(), plan=plan) == ()


@pytest.mark.parametrize("seconds", [1e-9, 0.6])
def test_a_solve_that_runs_out_of_its_time_has_a_plan_that_keeps_every_rule(seconds: float) -> None:
    begun = monotonic()
    plan = solve(cohort=contested_cohort(), people=contested_people(), seconds=seconds)
    assert monotonic() - begun < seconds + SOON
    assert holds(plan)
    assert (plan.solver.stopped, plan.workshops.proven) == ("time", False)
    assert plan.workshops.sections
    assert 0 < plan.workshops.gap < 1


def test_a_budget_that_is_not_needed_changes_nothing() -> None:
    cohort, people = (
        replace(contested_cohort(), workshops=contested_cohort().workshops[:2]),
        contested_people(),
    )
    plain, bounded = (solve(cohort=cohort, people=people, seconds=seconds) for seconds in (None, 60))
    assert plain.workshops.proven
    assert replace(bounded, solver=plain.solver) == plain
    assert bounded.solver.stopped is None


def test_a_run_with_a_budget_ends_in_a_plan_that_says_the_clock_stopped_it(
    store: Store, tools: Tools, contested: CohortId
) -> None:
    run = ask(store, seconds=1)
    drain(store=store, tools=tools)
    state, plan = look(store, run)
    assert (state.state, state.reasons, state.seconds) == ("done", (), 1)
    assert (plan.solver.stopped, plan.workshops.proven, holds(plan)) == ("time", False, True)


def test_a_budget_beyond_the_utmost_time_of_a_process_ends_before_it_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run_options, "BEFORE_THE_END", 0.1)
    question = {"cohort": contested_cohort(), "people": contested_people(), "megabytes": 4096}
    plan = solve_in_process(**question, seconds=3600, most_seconds=15).plan
    assert plan.solver.stopped == "time"
    assert 1 <= plan.solver.seconds < 15
    with pytest.raises(SolverTimedOutError):
        solve_in_process(**question, most_seconds=1.5)


def test_a_run_asked_for_its_best_so_far_ends_with_it_within_seconds(
    store: Store, tools: Tools, contested: CohortId
) -> None:
    run = ask(store)
    with at_work(store, tools):
        before = wait_for_workshops(store, run)
        asked = monotonic()
        for _ in range(2):  # a double click
            with store.write() as tx:
                stop_run(whole_cohort(tx, COHORT), run=run)
    took = monotonic() - asked
    state, plan = look(store, run)
    assert before.state == "solving"
    assert {(count.phase, count.of) for count in before.counts} <= {
        ("coaching", "placed"),
        ("workshops", "served"),
        ("workshops", "total"),
    }
    assert (state.state, state.stop_asked, state.reasons) == ("done", True, ())
    assert (plan.solver.stopped, plan.workshops.proven, holds(plan)) == ("asked", False, True)
    assert plan.workshops.gap > 0
    assert took < SOON  # on a quiet machine two: heard within one, and the reasons for two hundred seats


def test_a_run_that_is_cancelled_at_work_ends_without_a_plan(
    store: Store, tools: Tools, contested: CohortId
) -> None:
    run = ask(store)
    with at_work(store, tools):
        wait_for_workshops(store, run)
        with store.write() as tx:
            cancel_run(whole_cohort(tx, COHORT), run=run)
    state, plan = look(store, run)
    assert (state.state, plan) == ("cancelled", None)


def test_a_run_asked_for_its_best_while_it_waited_goes_on_to_a_first_plan(
    store: Store, tools: Tools, contested: CohortId
) -> None:
    run = ask(store)
    with store.write() as tx:
        stop_run(whole_cohort(tx, COHORT), run=run)
    drain(store=store, tools=tools)
    state, plan = look(store, run)
    assert (state.state, plan.solver.stopped, holds(plan)) == ("done", "asked", True)


def test_the_row_of_a_run_is_written_a_few_times_however_much_its_solver_says(
    store: Store, tools: Tools, contested: CohortId
) -> None:
    written: list[str] = []

    def talks(*, report, **question: object) -> Draft:
        event.listen(store.engine, "before_cursor_execute", note)
        for n in range(1000):
            report(Progress(phase="workshops", of="total", incumbent=n, bound=1000))
        event.remove(store.engine, "before_cursor_execute", note)
        return Draft(plan=solve(**question | {"seconds": 0.1}))

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        written.extend([statement] if statement.startswith("UPDATE run ") else [])

    begun = monotonic()
    run = ask(store)
    drain(store=store, tools=replace(tools, solve=talks))
    assert look(store, run)[0].state == "done"
    assert 1 <= len(written) <= 1 + (monotonic() - begun) / 0.5
