"""Workshop groups beside a plain CP-SAT model of the same problem, given the same seconds: value and gap of both."""

import time
from collections.abc import Iterator

from benchmarks.measuring import SHARE, Result, shared
from benchmarks.plain_groups import Found, plainly
from benchmarks.workshop_groups import cohort
from matcher.check import check_groups
from matcher.groups.solver import solve
from matcher.solution import GroupsSolution

SIZES = (
    (40, 8, 60, False, 20),
    (40, 8, 60, True, 20),
    (200, 20, 40, False, 20),
    (200, 20, 40, True, 20),
    (1000, 60, 40, False, 5),
    (1000, 60, 40, False, 60),
    (1000, 60, 40, True, 60),
)
"""Members, workshops, starts, whether serving comes first, and the seconds that each solver may take."""


def results() -> Iterator[Result]:
    """Form the groups of made cohorts once with either solver: the clock may stop both, so their gaps say more."""
    for members, workshops, starts, served_first, seconds in SIZES:
        problem = cohort(
            members=shared(members),
            workshops=max(3, shared(workshops)),
            starts=shared(starts),
            served_first=served_first,
        )
        allowed, told = max(0.5, SHARE * seconds), list[float]()
        begun, begun_cpu = time.perf_counter(), time.process_time()
        solution = solve(
            problem, seconds=allowed, report=lambda _, told=told: told.append(time.perf_counter())
        )
        ours, ours_cpu = time.perf_counter() - begun, time.process_time() - begun_cpu
        assert check_groups(problem=problem, solution=solution) == ()
        peer_begun = time.perf_counter()
        peer = plainly(problem, seconds=allowed)
        theirs = time.perf_counter() - peer_begun
        order = "served first" if served_first else "total"
        work = f"groups {members} x {workshops} x {starts}, {order}, in {seconds} s"
        yield Result(work=work, ours=ours, peer="CP-SAT", theirs=theirs)
        first = min(told, default=begun + ours) - begun
        print(f"    ours   {_found(solution)}; first plan {first:.2f} s; {ours_cpu:.1f} s of CPU")
        print(f"    CP-SAT {peer}")


def _found(solution: GroupsSolution) -> Found:
    more_served = solution.bound.served > solution.objective.served
    first = more_served and solution.gap == 1 - solution.objective.served / solution.bound.served
    return Found(
        served=solution.objective.served,
        total=solution.objective.total,
        bound=solution.bound.served if first else solution.bound.total,
        gap=solution.gap,
    )
