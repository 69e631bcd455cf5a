"""The same problem has the same plan, tie for tie: on one processor and on all, under any hash seed.

Where COMMONHOUR_ORACLE_EXAMPLES is above 1 (`make fuzz`), at the largest sizes too.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LARGE = int(os.environ.get("COMMONHOUR_ORACLE_EXAMPLES", "1")) > 1
CASES = [
    *(
        (members, coaches, order)
        for members, coaches in ((40, 12), (1_500, 200))
        for order in ("total", "fair")
    ),
    *([(10_000, 1_000, "total"), (10_000, 1_000, "fair"), (100_000, 10_000, "total")] * LARGE),
]
COACHING = """
import hashlib, sys
from benchmarks.people import coaching
from matcher.coaching.solver import solve
fair = sys.argv[3] == "fair"
solution = solve(coaching(int(sys.argv[1]), int(sys.argv[2]), worst_first=fair, minimum=2 if fair else 0))
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


SESSIONS = """
import sys
from benchmarks.sessions import Size, problem_of
from matcher.gatherings.solver import solve
people = int(sys.argv[1])
size = Size(people=people, evenings=True, months=12, sessions=2, step=60, days=2, seconds=0)
solution = solve(problem_of(size))
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
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("case", CASES)
def test_neither_processors_nor_hash_seeds_nor_another_run_change_a_plan(case: tuple[int, int, str]) -> None:
    words = tuple(map(str, case))
    first = solved(COACHING, *words, processors="all", seed="0")
    assert solved(COACHING, *words, processors="all", seed="0") == first
    assert solved(COACHING, *words, processors="one", seed="4711") == first


@pytest.mark.parametrize("people", [200, *([1_000] * LARGE)])
def test_nor_do_they_change_sessions(people: int) -> None:
    first = solved(SESSIONS, str(people), processors="all", seed="0")
    assert solved(SESSIONS, str(people), processors="all", seed="0") == first
    assert solved(SESSIONS, str(people), processors="one", seed="4711") == first


@pytest.mark.parametrize("order", ["total", "served first"])
def test_nor_do_they_change_workshop_groups(order: str) -> None:
    first = solved(GROUPS, order, processors="all", seed="0")
    assert solved(GROUPS, order, processors="all", seed="0") == first
    assert solved(GROUPS, order, processors="one", seed="4711") == first
