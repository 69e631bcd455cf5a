"""A spreadsheet of anybody's is read in a process of its own, which it may harm and nothing else."""

import json
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, cast

import structlog

from scheduler.roster.unreadable import UnreadableError, Why

MEGABYTES = 512
"""Of address space: the interpreter takes 30, the fullest workbook that is not refused 250."""
CPU_SECONDS = 4
WALL_SECONDS = 20
"""A machine that is busy takes seconds to start a process."""
AT_ONCE = BoundedSemaphore(2)
"""How many are read at a time by one process of ours: who sends a hundred waits, and takes no memory meanwhile."""

OURS = str(Path(__file__).parents[2])

log = structlog.get_logger()


def rows_apart(
    data: bytes,
    *,
    megabytes: int = MEGABYTES,
    cpu_seconds: int = CPU_SECONDS,
    wall_seconds: float = WALL_SECONDS,
) -> list[list[str]]:
    """Read the rows in a child process; raises UnreadableError, also for what takes more than a list of people may.

    The child is told where our own code lies and nothing else: there is no secret for it to know. It is killed after
    `wall_seconds`, dies by itself of `cpu_seconds`, and what it answers is looked at as what a stranger says.
    """
    # -B -P: it writes no file, and loads nothing from a folder that happens to be here
    command = [
        sys.executable,
        "-B",
        "-P",
        "-m",
        "scheduler.roster.rows_child",
        str(megabytes),
        str(cpu_seconds),
    ]
    with (
        AT_ONCE,
        subprocess.Popen(  # noqa: S603 - our own command
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us: the child ends by itself
            env={"PYTHONPATH": OURS},
        ) as child,
    ):
        try:
            said, _ = child.communicate(data, timeout=wall_seconds)
        except subprocess.TimeoutExpired:
            log.warning("roster.read_too_long")
            raise UnreadableError(Why.TOO_COSTLY) from None
        finally:
            child.kill()
    if child.returncode:
        log.warning("roster.reader_died", exit_code=child.returncode)
        raise UnreadableError(Why.TOO_COSTLY)
    return _rows(said)


def _rows(said: bytes) -> list[list[str]]:
    answer = cast("dict[str, Any]", json.loads(said))
    if "why" in answer:
        raise UnreadableError(Why(answer["why"]), int(answer["number"]))
    return [[str(cell) for cell in row] for row in answer["rows"]]
