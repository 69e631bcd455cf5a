"""Coaching against its size: seconds and peak memory, ours and others', each run in a process of its own.

`python -m benchmarks.scaling METHOD MEMBERS COACHES` is one such run.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from benchmarks.alone import Cost, cost, middle, say
from benchmarks.measuring import ROUNDS, SHARE, Measures
from benchmarks.people import coaching

SIZES = ((40, 12), (200, 40), (1_000, 100), (3_000, 300), (10_000, 1_000), (30_000, 3_000), (100_000, 10_000))
MINIMUM = 5


@dataclass(frozen=True, kw_only=True)
class Point:
    """One method at one size: median seconds without the making of the people, and peak megabytes of the process."""

    method: str
    members: int
    coaches: int
    cost: Cost

    @property
    def work(self) -> str:
        """What was done."""
        return f"{self.method:24} {self.members:7} x {self.coaches:6}"

    @property
    def measures(self) -> Measures:
        """Its figures."""
        return {"seconds": self.cost.seconds, "megabytes": self.cost.megabytes}

    def __str__(self) -> str:
        return f"{self.work} {self.cost.seconds:9.3f} s {self.cost.megabytes:8.0f} MB"


def results() -> Iterator[Point]:
    """Run every method at every size it is fit for."""
    for method, (_, _, most) in METHODS.items():
        for members, coaches in SIZES:
            if members <= most * SHARE:
                runs = [run(method, members, coaches) for _ in range(ROUNDS)]
                yield Point(method=method, members=members, coaches=coaches, cost=middle(runs))


def run(method: str, members: int, coaches: int) -> Cost:
    """Run a method once."""
    return cost("benchmarks.scaling", method, str(members), str(coaches))


def draw(points: list[Point], *, target: Path) -> None:
    """Draw seconds and megabytes against the number of members, both on logarithmic scales, as SVG."""
    import matplotlib as mpl  # noqa: PLC0415 - a second to load, for whoever writes the page
    from matplotlib import pyplot as plt  # noqa: PLC0415 - the same

    mpl.use("svg")
    mpl.rcParams |= {"svg.hashsalt": "commonhour", "font.size": 9}
    figure, (times, memory) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for method, mark in zip(METHODS, MARKS, strict=True):
        own = [point for point in points if point.method == method]
        members = [point.members for point in own]
        for axes, values in (
            (times, [point.cost.seconds for point in own]),
            (memory, [point.cost.megabytes for point in own]),
        ):
            axes.loglog(members, values, mark, label=method)
    for axes, title in ((times, "seconds"), (memory, "peak memory, MB")):
        axes.set(xlabel="members (a coach for every three to ten)", title=title)
        axes.grid(visible=True, which="major", alpha=0.4)
        axes.set_xticks([members for members, _ in SIZES], [f"{members:,}" for members, _ in SIZES])
        axes.minorticks_off()
        axes.yaxis.set_major_formatter("{x:,g}")
    times.legend()
    figure.savefig(target, metadata={"Date": None})


METHODS = {
    "ours, total": ("matcher.coaching.solver", "solve", 100_000),
    "ours, worst first": ("matcher.coaching.solver", "solve", 30_000),
    "scipy": ("benchmarks.peers", "scipy_total", 10_000),
    "plain CP-SAT": ("benchmarks.peers", "cpsat_total", 1_000),
    "networkx": ("benchmarks.peers", "networkx_total", 1_000),
}
"""Each with the most members that it is asked to match: beyond that it takes minutes, or more memory than there is."""

MARKS = ("o-", "s-", "^--", "v--", "D--")
"""Ours drawn through, the others dashed, so that it can be told without colour."""


def _one(method: str, members: int, coaches: int) -> None:
    module, function, _ = METHODS[method]
    solve = getattr(import_module(module), function)
    fair = method == "ours, worst first"
    problem = coaching(members, coaches, worst_first=fair, minimum=MINIMUM if fair else 0)
    begun = time.perf_counter()
    assert solve(problem) is not None, f"{method} ended without a proof"
    say(seconds=time.perf_counter() - begun)


if __name__ == "__main__":
    _one(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
