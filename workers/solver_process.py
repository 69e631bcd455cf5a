"""A solve in a process of its own, which never opens the database and can be ended at any moment."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from queue import Empty, Queue
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


def solve_in_process(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    seed: int = 0,
    report: Callable[[Progress], None] | None = None,
) -> Plan:
    """Solve in a child process; `report` is called at least twice a second, and what it raises ends the child.

    The child reads one line of JSON and writes lines of JSON: phases, then the plan or the reasons there is none.
    It ends itself when its input closes, so it does not outlive a killed parent. Raises RequirementsError, and
    SolverDiedError when the child ends without an answer.
    """
    question = json.dumps(
        {
            "cohort": to_json(cohort),
            "people": to_json(people, as_type=tuple[Person, ...]),
            "seed": seed,
        }
    )
    try:
        with subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "workers.solver_child",
            ],  # -P: never a folder that happens to be here
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for us: the child ends when we do
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        ) as child:
            assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018 - both were asked for
            try:
                return _converse(child.stdin, child.stdout, question, report or (lambda _: None))
            finally:
                child.kill()
    except BrokenPipeError as error:
        raise SolverDiedError from error


def _converse(
    to_child: IO[bytes], from_child: IO[bytes], question: str, report: Callable[[Progress], None]
) -> Plan:
    lines: Queue[bytes] = Queue()

    def listen() -> None:
        for line in from_child:
            lines.put(line)
        lines.put(b"")

    threading.Thread(target=listen, name="solver's answers", daemon=True).start()
    to_child.write(question.encode() + b"\n")
    to_child.flush()
    phase = Progress(phase="starting")
    while True:
        report(phase)
        try:
            line = lines.get(timeout=LOOK_SECONDS)
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
            case _:
                raise RequirementsError(from_json(said["reasons"], as_type=tuple[Reason, ...]))
