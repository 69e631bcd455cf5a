"""The whole command, from files to the directory, as a process of its own; and when it first had a plan of all parts.

`python -m benchmarks.plans BEGUN FOLDER OUT` is one run that is watched from within.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.alone import ROOT, Cost, cost, middle, say
from benchmarks.measuring import ROUNDS, Measures
from commonhour import main
from matcher.check import check_groups
from matcher.groups.seating import Seating
from matcher.groups.standing import Standing

EXAMPLES = ROOT / "examples"
NAMES = ("ptp-2024", "qhl", "school", "200")
PARTS = ("sessions", "coaching", "workshops")


@dataclass(frozen=True, kw_only=True)
class Planned:
    """Seconds of the command from its start to its end, and to its first checked plan of all parts; peak megabytes."""

    example: str
    wall: float
    first: Cost

    @property
    def work(self) -> str:
        """What was planned."""
        return f"plan {self.example}, wall, all proven"

    @property
    def measures(self) -> Measures:
        """Its figures."""
        return {
            "seconds": self.wall,
            "first plan": self.first.seconds,
            "megabytes": self.first.megabytes,
        }

    def __str__(self) -> str:
        first = f"first plan of all parts after {self.first.seconds:.3f} s"
        return f"{self.work:58} {self.wall:8.3f} s  {first} {self.first.megabytes:8.0f} MB"


def results() -> Iterator[Planned]:
    """Time `commonhour plan` on every example; each part of each must be proven."""
    for name in NAMES:
        yield Planned(
            example=name,
            wall=median(_plan(name) for _ in range(ROUNDS)),
            first=middle([_watched(name) for _ in range(ROUNDS)]),
        )


def _plan(name: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "plan"
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "commonhour", *_words(name, out)],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        seconds = time.perf_counter() - begun
        document = json.loads((out / "plan.json").read_text())
        assert all(document[part]["proven"] for part in PARTS), name
    return seconds


def _watched(name: str) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        return cost("benchmarks.plans", str(time.monotonic()), name, str(Path(folder) / "plan"))


def _words(name: str, out: Path) -> list[str]:
    files = [str(EXAMPLES / name / "roster.csv"), "--cohort", str(EXAMPLES / name / "cohort.toml")]
    return ["plan", *files, "--out", str(out), "--as-of", "2024-08-01"]


def _watch(begun: float, name: str, out: Path) -> None:
    """Run the command here; workshops come last: their first plan that passes the check is the first of all parts."""
    instants: list[float] = []
    found = Standing.found

    def look(standing: Standing, plan: Seating) -> None:
        found(standing, plan)
        if not instants:
            stated = standing.stated()
            assert check_groups(problem=standing.problem, solution=stated) == ()
            instants.append(time.monotonic())

    Standing.found = look
    main(_words(name, out), standalone_mode=False)
    say(seconds=min([*instants, time.monotonic()]) - begun)


if __name__ == "__main__":
    _watch(float(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
