"""Where a process can be killed on purpose: before and after every commit, publish, acknowledgement and submission.

Off unless armed; then each step that is passed is counted, written down, or is the last thing this process does.
"""

import os
import signal
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(kw_only=True)
class _Plan:
    """At each passing: write it and its thread down in `log`, and end this process at `at`: `after commit claim #2`."""

    at: str
    log: Path | None
    passed: Counter[str] = field(default_factory=Counter[str])
    lock: threading.Lock = field(default_factory=threading.Lock)

    def passing(self, point: str) -> None:
        with self.lock:
            self.passed[point] += 1
            name = f"{point} #{self.passed[point]}"
            if self.log is not None:
                with self.log.open("a") as log:  # opened for appending: several processes may share it
                    log.write(f"{name}\t{threading.get_ident()}\n")
            if name == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


_plan: _Plan | None = None


def arm(*, at: str = "", log: Path | None = None) -> None:
    """From now on write every passing to `log` and kill this process at `at`; with neither, do nothing again."""
    global _plan  # noqa: PLW0603 - one process has one death
    _plan = _Plan(at=at, log=log) if at or log else None


def before(step: str, what: str) -> None:
    """Say that `step` (commit, publish, ack, submit) is about to be done for `what`."""
    if _plan is not None:
        _plan.passing(f"before {step} {what}")


def after(step: str, what: str) -> None:
    """Say that `step` has just been done for `what`."""
    if _plan is not None:
        _plan.passing(f"after {step} {what}")
