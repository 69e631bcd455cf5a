"""From a release and the cohort as it is now to both frontiers of DESIGN 6, *Rebalancing*: pairs, and then groups."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from time import perf_counter

from scheduler.domain.cohorts import Cohort
from scheduler.domain.frontiers import Rebalancing
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Midway, Plan
from workers.group_moves import group_moves
from workers.pair_moves import pair_moves
from workers.solve_time import SolveTime
from workers.solving import Report, telling


def rebalance(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    before: Plan,
    midway: Midway,
    moved_before: Collection[PersonId] = (),
    highest: Mapping[str, int],
    seed: int = 0,
    seconds: float | None = None,
    report: Report | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Rebalancing:
    """Return for each number of moves the best plan that follows `before`, every part checked without its solver.

    `moved_before` are those whom an earlier rebalancing moved; `highest` tells the highest number that a section of
    each workshop ever had, by the workshop's id. Once `seconds` have passed, or `cancelled` says so, the points found
    so far are it. Raises RequirementsError and TimeUpError as `solving.solve` does.
    """
    begun, time = perf_counter(), SolveTime(seconds=seconds, cancelled=cancelled)
    pairs = pair_moves(
        cohort=cohort,
        people=people,
        before=before,
        midway=midway,
        moved_before=moved_before,
        report=telling(report, part="coaching"),
    )
    groups = group_moves(
        cohort=cohort,
        people=people,
        before=before,
        midway=midway,
        moved_before=moved_before,
        highest=highest,
        seed=seed,
        time=time,
        report=telling(report, part="workshops"),
    )
    return Rebalancing(
        midway=midway,
        sessions=replace(before.sessions),
        coaching=pairs,
        workshops=groups,
        seed=seed,
        seconds=perf_counter() - begun,
    )
