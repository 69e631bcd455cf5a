"""A process without threads that has imported everything; each process of ours is a fork of it."""

import multiprocessing
import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

_CONTEXT = multiprocessing.get_context("forkserver")
_PRELOADED = "tests.crash.preloaded"
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""A fork has no other thread than the one that forked; a library that starts some on import is told not to."""


def start(
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str],
    output: Path,
    log: Path,
    forks_die_at: Sequence[str] = (),
    mutant: str | None = None,
) -> BaseProcess:
    """Start `commonhour ARGUMENTS`; what it prints goes to `output`, what it logs to `log`.

    `forks_die_at` are the points at which its own first, second, ... fork dies; `mutant` names a fault of
    tests.crash.mutants that it is to have.
    """
    _CONTEXT.set_forkserver_preload([_PRELOADED])
    with _surroundings():
        forkserver.ensure_running()
    said = (tuple(arguments), dict(environment), output, log, tuple(forks_die_at), mutant)
    process = _CONTEXT.Process(target=_run, args=said)
    process.start()
    return process


def _run(*said: Any) -> None:  # noqa: ANN401 - preloaded.run's own arguments
    from tests.crash import preloaded  # noqa: PLC0415 - whoever starts processes keeps the leases it has

    preloaded.run(*said)


@contextmanager
def _surroundings() -> Generator[None]:
    """Hand the fork server what it needs, and nothing that measures coverage: what is killed writes no report."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith(("COV_", "COVERAGE_"))]:
        del os.environ[name]
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
