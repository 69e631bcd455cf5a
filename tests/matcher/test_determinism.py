"""The same problem has the same plan, tie for tie: on one processor and on all, under any hash seed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COACHING = """
import hashlib, sys
from benchmarks.people import coaching
from matcher.coaching.solver import solve
solution = solve(coaching(int(sys.argv[1]), int(sys.argv[2]), worst_first=sys.argv[3] == "fair", minimum=2))
assert solution.proven
print(hashlib.sha256(repr(solution).encode()).hexdigest())
"""
GROUPS = """
import sys
from benchmarks.workshop_groups import cohort
from matcher.groups.solver import solve
for starts, per_member in ((20, 1), (12, 2)):
    served_first = sys.argv[1] == "served first"
    starts = min(starts, 12) if served_first else starts
    solution = solve(
        cohort(members=200, workshops=20, starts=starts, served_first=served_first, per_member=per_member)
    )
    assert solution.proven
    print(solution)
"""


def solved(code: str, *words: str, processors: str, seed: str) -> str:
    """Run in a process of its own, on `one` processor or on `all` there are."""
    one = ["taskset", "-c", str(min(os.sched_getaffinity(0)))] if processors == "one" else []
    done = subprocess.run(
        [*one, sys.executable, "-c", code, *words],
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
    words = (*map(str, size), order)
    first = solved(COACHING, *words, processors="all", seed="0")
    assert solved(COACHING, *words, processors="all", seed="0") == first
    assert solved(COACHING, *words, processors="one", seed="4711") == first


@pytest.mark.parametrize("order", ["total", "served first"])
def test_nor_do_they_change_workshop_groups(order: str) -> None:
    first = solved(GROUPS, order, processors="all", seed="0")
    assert solved(GROUPS, order, processors="all", seed="0") == first
    assert solved(GROUPS, order, processors="one", seed="4711") == first
