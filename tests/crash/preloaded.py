"""What our processes import, imported once: forks of it run the real commands, and start within milliseconds.

One constant is changed, before anything takes a copy of it: leases last a second instead of ten, so that a test need
not wait ten seconds for each killed process. The code that runs is the same.
"""

import importlib
import os
import pkgutil
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import scheduler
import workers
from scheduler import crash_points
from scheduler.store import claims

LEASE = timedelta(seconds=1)
ONLY_FOR_SOLVING = (
    "workers.drafting",
    "workers.pricing",
    "workers.solving",
    "workers.solver_child",
    "workers.throwaway",
)
"""These load the solver, which no process of ours does but its own child."""
DRIVERS = (
    "kombu.transport.memory",
    "kombu.transport.pyamqp",
    "sqlalchemy.dialects.postgresql.psycopg",
    "waitress",
)

claims.LEASE = LEASE
for package in (scheduler, workers):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if module.name not in ONLY_FOR_SOLVING:
            importlib.import_module(module.name)
for driver in DRIVERS:
    importlib.import_module(driver)
commonhour = importlib.import_module("commonhour")


def run(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    output: Path,
    log: Path,
    forks_die_at: Sequence[str],
    mutant: str | None,
) -> None:
    """Be the process `commonhour ARGUMENTS` of this environment, with what it prints and logs in files."""
    os.setpgid(0, 0)  # with its own forks it is killed as one
    os.environ.clear()
    os.environ.update(environment)
    for path, stream in ((output, 1), (log, 2)):
        with path.open("ab") as file:
            os.dup2(file.fileno(), stream)
    _doom_forks(forks_die_at)
    if mutant is not None:
        importlib.import_module("tests.crash.mutants").MUTANTS[mutant].spoil()
    sys.exit(commonhour.main(list(arguments), standalone_mode=False))


def _doom_forks(points: Sequence[str]) -> None:
    """Have the first fork of this process die at the first point, and so on; those without a point live.

    Gunicorn forks its workers from a process that is armed as the first is to be, and replaces whoever dies.
    """
    forks = [0]

    def count() -> None:
        forks[0] += 1

    def arm() -> None:
        plan = crash_points._plan
        if plan is not None:
            crash_points.arm(at=points[forks[0]] if forks[0] < len(points) else "", log=plan.log)

    os.register_at_fork(after_in_parent=count, after_in_child=arm)
