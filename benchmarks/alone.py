"""Work in a process of its own, so that its peak memory is nobody else's."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Seconds of the work itself, and peak megabytes of its process."""

    seconds: float
    megabytes: float


def cost(module: str, *words: str) -> Cost:
    """Run `python -m MODULE WORDS`, whose last words are its `say`."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    seconds, megabytes = map(float, done.stdout.split()[-2:])
    return Cost(seconds=seconds, megabytes=megabytes)


def middle(costs: list[Cost]) -> Cost:
    """Take the median of either."""
    return Cost(
        seconds=median(one.seconds for one in costs), megabytes=median(one.megabytes for one in costs)
    )


def say(*, seconds: float) -> None:
    """Print the seconds, and the peak of this process: getrusage would tell the parent's where that is higher."""
    peak = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert peak
    print(seconds, int(peak[1]) / 1024)
