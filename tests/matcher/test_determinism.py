"""The same coaching problem has the same plan, tie for tie: on one processor and on all, under any hash seed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOLVE = """
import hashlib, os, sys
processors = sys.argv[4]
if processors == "one":
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from benchmarks.people import coaching
from matcher.coaching.solver import solve
solution = solve(coaching(int(sys.argv[1]), int(sys.argv[2]), worst_first=sys.argv[3] == "fair", minimum=2))
assert solution.proven
print(hashlib.sha256(repr(solution).encode()).hexdigest())
"""


def solved(size: tuple[int, int], *, order: str, processors: str, seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SOLVE, *map(str, size), order, processors],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("order", ["total", "fair"])
@pytest.mark.parametrize("size", [(40, 12), (1500, 200)])
def test_neither_processors_nor_hash_seeds_nor_another_run_change_a_plan(
    size: tuple[int, int], order: str
) -> None:
    first = solved(size, order=order, processors="all", seed="0")
    assert solved(size, order=order, processors="all", seed="0") == first
    assert solved(size, order=order, processors="one", seed="4711") == first
