"""A solve in a process of its own, which never opens the database and can be ended at any moment."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, Queue
from time import monotonic
from typing import IO

from matcher.solution import Progress
from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan, Reason
from scheduler.errors import RequirementsError

LOOK_SECONDS = 0.5


class SolverDiedError(Exception):
    """The solver process ended without an answer; its last words are in the log."""


class SolverTimedOutError(Exception):
    """The solver process took longer than it may, and was ended."""


class SolverOutOfMemoryError(Exception):
    """The solver process needed more memory than it may use."""


def solve_in_process(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    seed: int = 0,
    report: Callable[[Progress], None] | None = None,
    seconds: float,
    megabytes: int,
) -> Plan:
    """Solve in a child process; `report` is called at least twice a second, and what it raises ends the child.

    The child may take `seconds`, and `megabytes` of address space. It reads one line of JSON and writes lines of JSON:
    phases, then the plan or the reasons there is none. It does not outlive a killed parent. Raises RequirementsError;
    SolverTimedOutError and SolverOutOfMemoryError for what is beyond its bounds; SolverDiedError when it ends without
    an answer.
    """
    question = json.dumps(
        {
            "cohort": to_json(cohort),
            "people": to_json(people, as_type=tuple[Person, ...]),
            "seed": seed,
        }
    )
    # -P: never a folder that happens to be here
    command = [sys.executable, "-P", "-m", "workers.solver_child", str(megabytes), str(os.getpid())]
    with subprocess.Popen(  # noqa: S603 - our own command
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for us: the child ends when we do
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    ) as child:
        assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018 - both were asked for
        try:
            return _converse(
                child.stdin, child.stdout, question, report or (lambda _: None), until=monotonic() + seconds
            )
        finally:
            child.kill()
            with suppress(BrokenPipeError):  # what it never read
                child.stdin.close()


def _converse(
    to_child: IO[bytes],
    from_child: IO[bytes],
    question: str,
    report: Callable[[Progress], None],
    *,
    until: float,
) -> Plan:
    lines: Queue[bytes] = Queue()

    def ask() -> None:
        with suppress(BrokenPipeError):  # the end of its answers says that it died
            to_child.write(question.encode() + b"\n")
            to_child.flush()
        for line in from_child:
            lines.put(line)
        lines.put(b"")

    threading.Thread(target=ask, name="solver's answers", daemon=True).start()
    phase = Progress(phase="starting")
    while True:
        report(phase)
        left = until - monotonic()
        if left <= 0:
            raise SolverTimedOutError
        try:
            line = lines.get(timeout=min(LOOK_SECONDS, left))
        except Empty:
            continue
        if not line:
            raise SolverDiedError
        said = json.loads(line)
        match said["kind"]:
            case "progress":
                phase = Progress(phase=said["phase"], incumbent=said["incumbent"], bound=said["bound"])
            case "plan":
                return from_json(said["plan"], as_type=Plan)
            case "out_of_memory":
                raise SolverOutOfMemoryError
            case _:
                raise RequirementsError(from_json(said["reasons"], as_type=tuple[Reason, ...]))
