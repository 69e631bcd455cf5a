"""A release as a coordinator makes it: matched, published, and followed by calendars."""

from scheduler.access import whole_cohort
from scheduler.commands.publishing import publish_plan
from scheduler.commands.runs import request_run
from scheduler.domain.cohorts import CohortId
from scheduler.store.unit_of_work import Store
from workers.consumer import drain
from workers.job import Tools


def release(store: Store, tools: Tools, cohort: CohortId) -> int:
    """Match the cohort as it is now, publish the plan and have calendars follow; return the release's number."""
    with store.write() as tx:
        run = request_run(whole_cohort(tx, cohort))
    drain(store=store, tools=tools)
    with store.write() as tx:
        plan = tx.runs.plan_of_run(cohort, run)
        number = publish_plan(whole_cohort(tx, cohort), plan=plan.id)
    drain(store=store, tools=tools)
    return number
