"""A draft: the plan, and beside it what every other pair would have cost."""

from collections.abc import Callable

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from workers.job import Draft
from workers.pricing import packed_prices
from workers.solving import Report, solve


def draft(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    seed: int = 0,
    seconds: float | None = None,
    report: Report | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Draft:
    """Solve, then price every pair of the plan; raises what `solve` raises."""
    plan = solve(cohort=cohort, people=people, seed=seed, seconds=seconds, report=report, cancelled=cancelled)
    return Draft(plan=plan, prices=packed_prices(cohort=cohort, people=people, plan=plan))
