"""A solve in a process of its own, which never opens the database and can be ended at any moment."""

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from math import ceil
from queue import Empty, Queue
from signal import SIGABRT, SIGBUS, SIGSEGV
from time import monotonic
from typing import IO, Any, Protocol, TypeVar

import structlog

from matcher.solution import Progress
from scheduler.commands.run_options import longest_budget
from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import Cohort
from scheduler.domain.frontiers import Followed, Rebalancing
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan, Reason
from scheduler.errors import RequirementsError, TimeUpError
from workers.job import Draft
from workers.memory import most_address_space, ran_short

LOOK_SECONDS = 0.25
MEMORY_LOOK_SECONDS = 0.02
GIVES_UP = (1, -SIGSEGV, -SIGABRT, -SIGBUS)
"""How a library ends the process that is refused memory, if it does not say so; OpenBLAS exits with 1."""
SPARING = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
"""No address space for threads of OpenBLAS that we do not use, nor 64 MB for each thread's small objects."""
DYING_SECONDS = 1.0
"""Between the end of what it says and its own."""
MOST_SAID = 2000
STOP = b"stop\n"

log = structlog.get_logger()


Answer = TypeVar("Answer")
Answer_co = TypeVar("Answer_co", covariant=True)


class Answered(Protocol[Answer_co]):
    """Makes the answer of the first word that a child says which is no progress, and of those that follow it."""

    def __call__(
        self,
        said: dict[str, Any],
        lines: Queue[bytes],
        child: subprocess.Popen[bytes],
        *,
        until: float,
        told: Callable[[], None],
    ) -> Answer_co:
        """Return the answer; raise what it says instead."""
        ...


class SolverDiedError(Exception):
    """The solver process failed, or ended without an answer; the log says where, or how."""


class SolverTimedOutError(Exception):
    """The solver process took longer than it may, and was ended."""


class SolverOutOfMemoryError(Exception):
    """The solver process needed more memory than it may use."""


def solve_in_process(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    seed: int = 0,
    seconds: float | None = None,
    report: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    most_seconds: float,
    megabytes: int,
) -> Draft:
    """Solve in a child process; `report` is called at least twice a second, and what it raises ends the child.

    After `seconds` of matching, or when `cancelled` says so, the child answers with the best plan that it has. It is
    ended after `most_seconds`, and may use `megabytes` of address space. It reads one line of JSON, and later perhaps
    the word to stop, and writes lines of JSON: phases, then the plan or the reasons there is none, then its prices. It
    does not outlive a killed parent, and what it prints on standard error is read only from before it had its question.
    Raises RequirementsError; SolverTimedOutError and SolverOutOfMemoryError for what is beyond its bounds;
    SolverDiedError when it fails or ends without an answer. A plan that is there is kept, whatever becomes of its
    prices.
    """
    return _in_child(
        _question(cohort=cohort, people=people, seed=seed, seconds=seconds, most_seconds=most_seconds),
        answered=_draft,
        report=report,
        cancelled=cancelled,
        most_seconds=most_seconds,
        megabytes=megabytes,
    )


def rebalance_in_process(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    followed: Followed,
    seed: int = 0,
    seconds: float | None = None,
    report: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    most_seconds: float,
    megabytes: int,
) -> Rebalancing:
    """Find what could follow a release in a child process, as `solve_in_process` finds a plan."""
    return _in_child(
        _question(
            cohort=cohort,
            people=people,
            followed=followed,
            seed=seed,
            seconds=seconds,
            most_seconds=most_seconds,
        ),
        answered=_rebalancing,
        report=report,
        cancelled=cancelled,
        most_seconds=most_seconds,
        megabytes=megabytes,
    )


def _question(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    followed: Followed | None = None,
    seed: int,
    seconds: float | None,
    most_seconds: float,
) -> str:
    return json.dumps(
        {
            "cohort": to_json(cohort),
            "people": to_json(people, as_type=tuple[Person, ...]),
            "followed": None if followed is None else to_json(followed),
            "seed": seed,
            "seconds": seconds and min(seconds, longest_budget(solve_seconds=most_seconds)),
        }
    )


def _in_child(
    question: str,
    *,
    answered: Answered[Answer],
    report: Callable[[Progress], None] | None,
    cancelled: Callable[[], bool] | None,
    most_seconds: float,
    megabytes: int,
) -> Answer:
    """Ask a child; `answered` makes the answer of the first word that is no progress."""
    # -P: never a folder that happens to be here
    command = [sys.executable, "-P", "-m", "workers.solver_child", str(megabytes), str(os.getpid())]
    with subprocess.Popen(  # noqa: S603 - our own command
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for us: the child ends when we do
        env=os.environ | SPARING,
    ) as child:
        try:
            return _converse(
                child,
                question,
                answered=answered,
                report=report or (lambda _: None),
                cancelled=cancelled or (lambda: False),
                until=monotonic() + most_seconds,
                megabytes=megabytes,
            )
        finally:
            child.kill()
            assert child.stdin is not None  # noqa: S101 - it was asked for
            with suppress(BrokenPipeError):  # what it never read
                child.stdin.close()


def _converse(
    child: subprocess.Popen[bytes],
    question: str,
    *,
    answered: Answered[Answer],
    report: Callable[[Progress], None],
    cancelled: Callable[[], bool],
    until: float,
    megabytes: int,
) -> Answer:
    lines: Queue[bytes] = Queue()
    to_child, from_child = child.stdin, child.stdout
    assert to_child is not None and from_child is not None  # noqa: S101, PT018 - both were asked for

    def ask() -> None:
        with suppress(ValueError):  # closed: nobody listens any more
            with suppress(BrokenPipeError):  # the end of its answers says that it died
                to_child.write(question.encode() + b"\n")
                to_child.flush()
            for line in from_child:
                lines.put(line)
        lines.put(b"")

    threading.Thread(target=ask, name="solver's answers", daemon=True).start()
    phase, most, listens = Progress(phase="starting"), 0, False
    while True:
        report(phase)
        if listens and cancelled():
            listens = False
            _say_stop(to_child)
        line, most = _next_line(lines, child, until=until, most=most)
        if line is None:
            continue
        if not line:
            if _death(child) in GIVES_UP and ran_short(most, megabytes):
                raise SolverOutOfMemoryError
            raise SolverDiedError
        said = json.loads(line)
        if said["kind"] != "progress":
            return answered(said, lines, child, until=until, told=partial(report, phase))
        if phase.phase == "starting":  # it has its question now, so that no word of ours waits to be read
            listens = True
        phase = Progress(**{name: said[name] for name in ("phase", "of", "incumbent", "bound")})


def _next_line(
    lines: Queue[bytes], child: subprocess.Popen[bytes], *, until: float, most: int
) -> tuple[bytes | None, int]:
    """Return what the child says next, None if it says nothing for a while, and the most memory it has used."""
    left = until - monotonic()
    if left <= 0:
        raise SolverTimedOutError
    for _ in range(ceil(min(LOOK_SECONDS, left) / MEMORY_LOOK_SECONDS)):
        most = most_address_space(child.pid) or most
        with suppress(Empty):
            return lines.get(timeout=MEMORY_LOOK_SECONDS), most
    return None, most


def _say_stop(to_child: IO[bytes]) -> None:
    with suppress(BrokenPipeError):  # it has ended meanwhile
        to_child.write(STOP)
        to_child.flush()


def _draft(
    said: dict[str, Any],
    lines: Queue[bytes],
    child: subprocess.Popen[bytes],
    *,
    until: float,
    told: Callable[[], None],
) -> Draft:
    """Return the plan that the child has said, with the prices that it says next; raise what it says instead."""
    if said["kind"] != "plan":
        raise _instead(said)
    plan = from_json(said["plan"], as_type=Plan)
    return Draft(plan=plan, prices=_prices(lines, child, until=until, told=told))


def _rebalancing(
    said: dict[str, Any],
    lines: Queue[bytes],  # noqa: ARG001 - of Answered
    child: subprocess.Popen[bytes],  # noqa: ARG001 - of Answered
    *,
    until: float,  # noqa: ARG001 - of Answered
    told: Callable[[], None],  # noqa: ARG001 - of Answered
) -> Rebalancing:
    """Return what the child says could follow; raise what it says instead."""
    if said["kind"] != "rebalancing":
        raise _instead(said)
    return from_json(said["rebalancing"], as_type=Rebalancing)


def _prices(
    lines: Queue[bytes], child: subprocess.Popen[bytes], *, until: float, told: Callable[[], None]
) -> bytes | None:
    """Return what the child says after its plan: the prices, or None where it has none or does not come to it."""
    line, most = None, 0
    try:
        while line is None:
            told()
            line, most = _next_line(lines, child, until=until, most=most)
        said = json.loads(line or b'{"kind": "died"}')
    except SolverTimedOutError:
        said = {"kind": "timed_out"}
    if said["kind"] != "prices":
        log.error("solver.prices_lost", **said)
        return None
    return None if said["prices"] is None else base64.b64decode(said["prices"])


def _instead(said: dict[str, Any]) -> Exception:
    """Return what to raise where the child's last line says that there is no plan."""
    match said["kind"]:
        case "undecided":
            return TimeUpError()
        case "out_of_memory":
            return SolverOutOfMemoryError()
        case "failed":
            log.error("solver.failed", error=said["error"], where=said["where"])
            return SolverDiedError()
        case _:
            return RequirementsError(from_json(said["reasons"], as_type=tuple[Reason, ...]))


def _death(child: subprocess.Popen[bytes]) -> int:
    """Return its exit code; log that, and what it printed before it had its question, as when no library loads."""
    with suppress(subprocess.TimeoutExpired):
        child.wait(timeout=DYING_SECONDS)
    child.kill()
    exit_code = child.wait()
    assert child.stderr is not None  # noqa: S101 - it was asked for
    said = child.stderr.read().decode(errors="replace").strip()
    log.error("solver.died", exit_code=exit_code, said=said[-MOST_SAID:])
    return exit_code
