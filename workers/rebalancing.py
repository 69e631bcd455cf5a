"""From a release and the cohort as it is now to both frontiers of DESIGN 6, *Rebalancing*: pairs, and then groups."""

from collections.abc import Callable
from time import perf_counter

from scheduler.domain.cohorts import Cohort
from scheduler.domain.frontiers import Followed, Rebalancing
from scheduler.domain.people import Person
from workers.group_moves import group_moves
from workers.pair_moves import pair_moves
from workers.solve_time import SolveTime
from workers.solving import Report, telling


def rebalance(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    followed: Followed,
    seed: int = 0,
    seconds: float | None = None,
    report: Report | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Rebalancing:
    """Return for each number of moves the best plan that follows a release, every part checked without its solver.

    Once `seconds` have passed, or `cancelled` says so, the points found so far are it. Raises RequirementsError and
    TimeUpError as `solving.solve` does.
    """
    begun, time = perf_counter(), SolveTime(seconds=seconds, cancelled=cancelled)
    pairs = pair_moves(
        cohort=cohort, people=people, followed=followed, report=telling(report, part="coaching")
    )
    groups = group_moves(
        cohort=cohort,
        people=people,
        followed=followed,
        seed=seed,
        time=time,
        report=telling(report, part="workshops"),
    )
    return Rebalancing(
        midway=followed.midway, coaching=pairs, workshops=groups, seconds=perf_counter() - begun
    )
