"""The board's reaction: a draft changed by hand is priced anew, so that the next change shows what it would cost."""

from scheduler.access import whole_cohort
from scheduler.commands.boards import board_of, keep_prices
from scheduler.errors import NotFoundError
from scheduler.events import PlanEdited
from workers.job import Job
from workers.pricing import priced_around


def price_draft(job: Job) -> None:
    """Price the draft as it stands now, outside any transaction.

    1. Read it; one that was changed again or is outdated by now needs no prices of this revision.
    2. Price every pair around what was put in its place by hand.
    3. Keep the prices, and what the best plan of all is worth by now.
    """
    event = job.event
    assert isinstance(event, PlanEdited)  # noqa: S101 - the routing table pairs them
    try:
        with job.store.read() as tx:
            scope = whole_cohort(tx, event.cohort)
            board, people, rules = board_of(scope, plan=event.plan), scope.people(), scope.to_match()
    except NotFoundError:  # its cohort has gone, and the plan with it
        with job.finish():
            return
    if board.revision != event.revision or board.outdated:
        with job.finish():
            return
    priced = priced_around(cohort=rules, people=people, held=board.held)
    with job.finish() as tx:
        keep_prices(
            whole_cohort(tx, event.cohort),
            plan=event.plan,
            revision=event.revision,
            packed=priced.packed,
            bound=priced.bound,
        )
