"""The whole command, from files to the directory, as a process of its own."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Result, measure

EXAMPLES = Path(__file__).parents[1] / "examples"


def results() -> Iterator[Result]:
    """Time `commonhour plan` on every example."""
    for example in ("ptp-2024", "qhl", "school", "200"):
        yield measure(f"plan {example}, wall", lambda example=example: _plan(EXAMPLES / example))


def _plan(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as out:
        subprocess.run(
            [
                *(sys.executable, "-m", "commonhour", "plan", folder / "roster.csv"),
                *("--cohort", folder / "cohort.toml", "--out", Path(out) / "plan", "--as-of", "2024-08-01"),
            ],
            cwd=EXAMPLES.parent,
            check=True,
            capture_output=True,
        )
