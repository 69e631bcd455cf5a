"""The board's reaction: a draft changed by hand is priced anew, so that the next change shows what it would cost."""

from scheduler.access import whole_cohort
from scheduler.commands.board_state import board_of
from scheduler.commands.boards import keep_prices
from scheduler.errors import NotFoundError
from scheduler.events import PlanEdited
from workers.job import Job
from workers.pricing import proven_around


def price_draft(job: Job) -> None:
    """Price the draft as it stands now, outside any transaction.

    1. Read it; one that was changed again or is outdated by now needs no prices of this revision.
    2. Prove the best plan around what was put in its place by hand: by that, any pair is priced when it is asked for.
    3. Keep the proof, and what the best plan of all is worth by now.
    """
    event = job.event
    assert isinstance(event, PlanEdited)  # noqa: S101 - the routing table pairs them
    try:
        with job.store.read() as tx:
            board = board_of(whole_cohort(tx, event.cohort), plan=event.plan)
    except NotFoundError:  # its cohort has gone, and the plan with it
        with job.finish():
            return
    if board.revision != event.revision or board.outdated:
        with job.finish():
            return
    proven = proven_around(cohort=board.rules, people=board.people, held=board.held)
    with job.finish() as tx:
        keep_prices(
            whole_cohort(tx, event.cohort),
            plan=event.plan,
            revision=event.revision,
            around=proven.kept,
            bound=proven.bound,
        )
