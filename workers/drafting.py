"""A draft: the plan, and beside it what every other pair would have cost."""

from collections.abc import Callable

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan
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
    planned: Callable[[Plan], None] = lambda _: None,
) -> Draft:
    """Solve, then, with the plan `planned`, price every pair of it; raises what `solve` raises."""
    plan = solve(cohort=cohort, people=people, seed=seed, seconds=seconds, report=report, cancelled=cancelled)
    planned(plan)
    return Draft(plan=plan, prices=packed_prices(cohort=cohort, people=people, plan=plan))
