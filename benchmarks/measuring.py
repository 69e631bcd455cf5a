"""Timing: the median of five, ours and the peer's in turn; or once and less, to see that the benchmarks run.

COMMONHOUR_BENCH_SHARE, from 0 to 1, says how much of the work is done. Below 1 the figures mean nothing.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Protocol

SHARE = float(os.environ.get("COMMONHOUR_BENCH_SHARE", "1"))
ROUNDS = 5 if SHARE == 1 else 1

Measures = dict[str, float]
"""Figures by name: `seconds`, `ratio` (the peer's time to ours, or our rate to theirs), `megabytes`, `gap` ..."""


class Measured(Protocol):
    """What every benchmark says of a piece of work: a line to print, and its figures by name."""

    @property
    def work(self) -> str:
        """What was done, the same words every time."""
        ...

    @property
    def measures(self) -> Measures:
        """Its figures."""
        ...


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of its own form."""

    work: str
    figures: str
    measures: Measures = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.work:58} {self.figures}"


@dataclass(frozen=True, kw_only=True)
class Result:
    """Median seconds of one piece of work, and of its peer where it has one; peak megabytes where they are bounded."""

    work: str
    ours: float
    peer: str = ""
    theirs: float | None = None
    megabytes: float | None = None

    @property
    def measures(self) -> Measures:
        """Its figures."""
        known = {
            "seconds": self.ours,
            "ratio": None if self.theirs is None else self.theirs / self.ours,
            "megabytes": self.megabytes,
        }
        return {name: figure for name, figure in known.items() if figure is not None}

    def __str__(self) -> str:
        memory = "" if self.megabytes is None else f"{self.megabytes:8.0f} MB"
        beside = (
            ""
            if self.theirs is None
            else f"{self.peer} {self.theirs:8.3f} s  ratio {self.theirs / self.ours:6.1f}"
        )
        return f"{self.work:58} {self.ours:8.3f} s  {beside}{memory}"


def shared(number: int) -> int:
    """Return how many of so many are to be done."""
    return max(1, round(SHARE * number))


def measure(
    work: str, ours: Callable[[], object], *, peer: str = "", theirs: Callable[[], object] | None = None
) -> Result:
    """Time both five times in turn, after one round that does not count."""
    our_seconds: list[float] = []
    their_seconds: list[float] = []
    for counted in [False] + [True] * ROUNDS:
        for run, seconds in ((ours, our_seconds), (theirs, their_seconds)):
            if run is not None:
                begun = time.perf_counter()
                run()
                if counted:
                    seconds.append(time.perf_counter() - begun)
    return Result(
        work=work,
        ours=median(our_seconds),
        peer=peer,
        theirs=median(their_seconds) if their_seconds else None,
    )
