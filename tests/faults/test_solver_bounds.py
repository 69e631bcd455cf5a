"""A solve is bounded in time and memory by a process of its own, which never outlives whoever asked."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.runs import request_run
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.store.unit_of_work import Store
from tests.servers.ports import wait_until
from workers.consumer import drain
from workers.job import Tools
from workers.solver_process import (
    SolverDiedError,
    SolverOutOfMemoryError,
    SolverTimedOutError,
    solve_in_process,
)

PATIENCE_SECONDS = 20
ENOUGH_MEGABYTES = 4096
TOO_FEW_MEGABYTES = 60
"""Python alone starts in less, and the libraries of a solve do not load in it."""
ASKER = """
import subprocess, sys, os, time
child = subprocess.Popen(
    [sys.executable, "-P", "-m", "workers.solver_child", "4096", str(os.getpid())], stdin=subprocess.PIPE
)
print(child.pid, flush=True)
time.sleep(600)
"""


def is_running(pid: int) -> bool:
    """Say whether there is such a process; one that ended and was not yet waited for does not run."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def children() -> set[int]:
    """Return this process's children, whichever of its threads started them."""
    tasks = Path("/proc/self/task").iterdir()
    return {int(pid) for task in tasks for pid in (task / "children").read_text().split()}


@pytest.mark.parametrize("megabytes", [TOO_FEW_MEGABYTES, 130, 200])
def test_a_solve_that_needs_more_memory_than_it_may_use_says_so(
    cohort: Cohort, people: tuple[Person, ...], megabytes: int
) -> None:
    """Whichever library is the first to be refused memory: Python, the solvers, or while they load."""
    with pytest.raises((SolverOutOfMemoryError, SolverDiedError)) as raised:
        solve_in_process(cohort=cohort, people=people, most_seconds=60, megabytes=megabytes)
    assert raised.type is SolverOutOfMemoryError


def test_a_solve_that_takes_longer_than_it_may_is_ended_with_its_process(
    cohort: Cohort, people: tuple[Person, ...]
) -> None:
    before = children()
    with pytest.raises(SolverTimedOutError):
        solve_in_process(cohort=cohort, people=people, most_seconds=0.05, megabytes=ENOUGH_MEGABYTES)
    assert children() - before == set()


def test_a_solver_that_hangs_is_ended_at_its_deadline(cohort: Cohort, people: tuple[Person, ...]) -> None:
    before = children()

    def stop_it(_: object) -> None:
        for child in children() - before:
            os.kill(child, signal.SIGSTOP)

    with pytest.raises(SolverTimedOutError):
        solve_in_process(
            cohort=cohort, people=people, report=stop_it, most_seconds=1, megabytes=ENOUGH_MEGABYTES
        )
    assert children() - before == set()


def test_a_solver_that_is_killed_has_died(cohort: Cohort, people: tuple[Person, ...]) -> None:
    before = children()

    def kill_it(_: object) -> None:
        for child in children() - before:
            os.kill(child, signal.SIGKILL)

    with pytest.raises(SolverDiedError):
        solve_in_process(
            cohort=cohort, people=people, report=kill_it, most_seconds=60, megabytes=ENOUGH_MEGABYTES
        )


def test_a_solver_ends_with_whoever_asked_even_where_its_own_threads_are_not_let_run() -> None:
    """SIGSTOP holds its threads as a search in C++ holds them; only the kernel can end it then."""
    with subprocess.Popen([sys.executable, "-c", ASKER], stdout=subprocess.PIPE) as asker:
        child = int(asker.stdout.readline())
        wait_until(lambda: is_in_main(child), seconds=PATIENCE_SECONDS, what="the solver reads its question")
        os.kill(child, signal.SIGSTOP)
        asker.kill()
    wait_until(lambda: not is_running(child), seconds=PATIENCE_SECONDS, what="the solver has ended")


def is_in_main(child: int) -> bool:
    """Say whether the child has bounded itself, which it does before it waits for its question."""
    limits = Path(f"/proc/{child}/limits").read_text()
    return str(ENOUGH_MEGABYTES << 20) in limits


def test_a_solver_whose_asker_is_gone_already_does_not_begin() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "workers.solver_child", "4096", "1"],
        input=b"{}\n",
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, b"")


@pytest.mark.parametrize(
    ("bounds", "error", "code"),
    [
        (
            {"most_seconds": 60, "megabytes": TOO_FEW_MEGABYTES},
            "SolverOutOfMemoryError",
            "solver_out_of_memory",
        ),
        ({"most_seconds": 0.05, "megabytes": ENOUGH_MEGABYTES}, "SolverTimedOutError", "solver_timed_out"),
    ],
)
def test_what_is_beyond_its_bounds_is_parked_at_once_and_its_run_says_why(
    store: Store,
    imported: Cohort,
    tools_with: Callable[..., Tools],
    bounds: dict[str, float],
    error: str,
    code: str,
) -> None:
    with store.write() as tx:
        run = request_run(whole_cohort(tx, imported.id))
    drain(store=store, tools=tools_with(solve=partial(solve_in_process, **bounds)))
    with store.read() as tx:
        assert [(owed.state, owed.tries, owed.error) for owed in tx.deliveries.owed()] == [
            ("parked", 1, error)
        ]
        ended = whole_cohort(tx, imported.id).run(run)
    assert (ended.state, [reason.code for reason in ended.reasons]) == ("failed", [code])
