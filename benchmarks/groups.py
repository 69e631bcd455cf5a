"""Workshop groups beside a plain CP-SAT model of the same problem, given the same seconds: value and gap of both."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from benchmarks.measuring import ROUNDS, SHARE, Measures, shared
from benchmarks.plain_groups import Found, plainly
from benchmarks.workshop_groups import cohort
from matcher.check import check_groups
from matcher.groups.solver import solve
from matcher.problem import GroupsProblem
from matcher.solution import GroupsSolution

SIZES = (
    (40, 8, 60, False, 20),
    (40, 8, 60, True, 20),
    (200, 20, 40, False, 20),
    (200, 20, 40, True, 20),
    (1000, 60, 40, False, 5),
    (1000, 60, 40, False, 60),
    (1000, 60, 40, True, 5),
    (1000, 60, 40, True, 60),
)
"""Members, workshops, starts, whether serving comes first, and the seconds that each solver may take."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One cohort under one solver: seconds, those to the first plan where it tells of them, and what it found."""

    seconds: float
    first: float
    found: Found


@dataclass(frozen=True, kw_only=True)
class Groups:
    """Medians over five cohorts of a size. The clock may stop either solver, so what they found says more than it."""

    work: str
    ours: tuple[Run, ...]
    theirs: tuple[Run, ...]

    @property
    def measures(self) -> Measures:
        """Its figures; a gap is a share."""
        return {
            "seconds": _middle(self.ours, lambda run: run.seconds),
            "first plan": _middle(self.ours, lambda run: run.first),
            "gap": _middle(self.ours, lambda run: run.found.gap),
            "served": _middle(self.ours, lambda run: run.found.served),
            "peer's gap": _middle(self.theirs, lambda run: run.found.gap),
        }

    def __str__(self) -> str:
        first = f"; first plan {self.measures['first plan']:.2f} s"
        return f"{self.work}\n    ours   {_said(self.ours)}{first}\n    CP-SAT {_said(self.theirs)}"


def results() -> Iterator[Groups]:
    """Form the groups of five made cohorts of each size with either solver in turn."""
    for members, workshops, starts, served_first, seconds in SIZES:
        allowed = max(0.5, SHARE * seconds)
        ours: list[Run] = []
        theirs: list[Run] = []
        for seed in range(ROUNDS):
            problem = cohort(
                members=shared(members),
                workshops=max(3, shared(workshops)),
                starts=shared(starts),
                seed=seed,
                served_first=served_first,
            )
            ours.append(_ours(problem, seconds=allowed))
            theirs.append(_plainly(problem, seconds=allowed))
        order = "served first" if served_first else "total"
        work = f"groups {members} x {workshops} x {starts}, {order}, in {seconds} s"
        yield Groups(work=work, ours=tuple(ours), theirs=tuple(theirs))


def _ours(problem: GroupsProblem, *, seconds: float) -> Run:
    told: list[float] = []
    begun = time.perf_counter()
    solution = solve(problem, seconds=seconds, report=lambda _: told.append(time.perf_counter()))
    ended = time.perf_counter()
    assert check_groups(problem=problem, solution=solution) == ()
    return Run(seconds=ended - begun, first=min([*told, ended]) - begun, found=_found(solution))


def _plainly(problem: GroupsProblem, *, seconds: float) -> Run:
    begun = time.perf_counter()
    found = plainly(problem, seconds=seconds)
    taken = time.perf_counter() - begun
    return Run(seconds=taken, first=taken, found=found)


def _found(solution: GroupsSolution) -> Found:
    more_served = solution.bound.served > solution.objective.served
    first = more_served and solution.gap == 1 - solution.objective.served / solution.bound.served
    return Found(
        served=solution.objective.served,
        total=solution.objective.total,
        bound=solution.bound.served if first else solution.bound.total,
        gap=solution.gap,
    )


def _said(runs: tuple[Run, ...]) -> str:
    middle = Found(
        served=round(_middle(runs, lambda run: run.found.served)),
        total=round(_middle(runs, lambda run: run.found.total)),
        bound=round(_middle(runs, lambda run: run.found.bound)),
        gap=_middle(runs, lambda run: run.found.gap),
    )
    return f"{middle}; {_middle(runs, lambda run: run.seconds):.2f} s"


def _middle(runs: tuple[Run, ...], figure: Callable[[Run], float]) -> float:
    return median(map(figure, runs))
