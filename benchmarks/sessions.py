"""Monthly sessions beside a plain CP-SAT model of the same problem, given the same seconds: value and bound of both."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median

from benchmarks.measuring import ROUNDS, SHARE, Line, Measured, Result, shared
from benchmarks.people import roster
from benchmarks.plain_sessions import Found, plainly
from matcher.check import check_gatherings
from matcher.gatherings.solver import solve
from matcher.problem import GatheringsProblem
from scheduler.domain.cohorts import Choice, Cohort, CohortId, Session
from scheduler.problems import gatherings_problem

ENDS = {9: date(2027, 5, 31), 12: date(2027, 8, 31)}
WEEKDAYS = {2: (1, 5), 4: (1, 2, 3, 5), 5: (0, 1, 2, 3, 5)}


@dataclass(frozen=True, kw_only=True)
class Size:
    """People with some evenings who meet by day, or with most parts of days and meetings round the clock."""

    people: int
    evenings: bool
    months: int
    sessions: int
    step: int
    days: int
    seconds: int

    def __str__(self) -> str:
        kind = "evenings" if self.evenings else "round the clock"
        return f"{self.people} people, {kind}, {self.sessions} x {self.months} months, in {self.seconds} s"


SIZES = (
    Size(people=55, evenings=True, months=9, sessions=1, step=60, days=4, seconds=10),
    Size(people=55, evenings=False, months=9, sessions=1, step=60, days=4, seconds=10),
    Size(people=55, evenings=False, months=12, sessions=3, step=30, days=4, seconds=10),
    Size(people=200, evenings=True, months=12, sessions=2, step=30, days=4, seconds=10),
    Size(people=200, evenings=False, months=9, sessions=1, step=60, days=4, seconds=60),
    Size(people=1000, evenings=True, months=12, sessions=3, step=15, days=5, seconds=10),
    Size(people=1000, evenings=False, months=12, sessions=1, step=15, days=5, seconds=10),
    Size(people=1000, evenings=False, months=12, sessions=1, step=15, days=5, seconds=60),
)


def problem_of(size: Size) -> GatheringsProblem:
    """Ask when so many meet, each month from September 2026 by New York's clock, for an hour and a half."""
    opens, closes = (8 * 60, 21 * 60) if size.evenings else (0, 24 * 60)
    when = Choice(
        weekdays=WEEKDAYS[size.days],
        opens=opens,
        closes=closes,
        step_minutes=min(240, round(size.step / SHARE)),
    )
    cohort = Cohort(
        id=CohortId("sessions"),
        name="Sessions",
        starts=date(2026, 9, 1),
        ends=ENDS[size.months],
        home_time_zone="America/New_York",
        locale="en-US",
        topics=(),
        sessions=tuple(
            Session(id=f"session-{nth}", name=f"Session {nth}", minutes=90, when=when)
            for nth in range(size.sessions)
        ),
    )
    return gatherings_problem(cohort=cohort, people=roster(shared(size.people), evenings=size.evenings))


def results() -> Iterator[Measured]:
    """Set each problem and place its sessions; the median of five where it is proven, once where the clock stops it."""
    for size in SIZES:
        begun = time.perf_counter()
        problem = problem_of(size)
        built = time.perf_counter() - begun
        allowed = max(0.5, SHARE * size.seconds)
        ours, first, found = _ours(problem, seconds=allowed)
        rounds = [ours] + [_ours(problem, seconds=allowed)[0] for _ in range(ROUNDS - 1) if found.proven]
        peer_begun = time.perf_counter()
        peer = plainly(problem, seconds=allowed)
        theirs = time.perf_counter() - peer_begun
        yield Result(work=f"sessions, {size}", ours=median(rounds), peer="CP-SAT", theirs=theirs)
        yield Line(
            work=f"{size}: ours",
            figures=f"{found}; first plan {first:.2f} s; problem set in {built:.2f} s",
            measures={"first plan": first, "proven": found.proven},
        )
        yield Line(work=f"{size}: CP-SAT", figures=str(peer))


def _ours(problem: GatheringsProblem, *, seconds: float) -> tuple[float, float, Found]:
    """Return the seconds it took, those to the first plan, and what was found."""
    told = list[float]()
    begun = time.perf_counter()
    solution = solve(problem, seconds=seconds, report=lambda _: told.append(time.perf_counter()))
    took = time.perf_counter() - begun
    assert check_gatherings(problem=problem, solution=solution) == ()
    found = Found(objective=solution.objective, bound=solution.bound, proven=solution.proven)
    return took, min(told) - begun, found
