"""The board's reaction: a draft changed by hand is priced anew, so that the next change shows what it would cost."""

from scheduler.access import whole_cohort
from scheduler.commands.board_state import board_of
from scheduler.commands.boards import keep_bound, keep_prices
from scheduler.errors import NotFoundError
from scheduler.events import PlanEdited
from workers.job import Job
from workers.pricing import best_worth, proven_around


def price_draft(job: Job) -> None:
    """Prove the best plan around what was put in its place by hand: by that, a pair is priced when it is asked for.

    1. Read the draft; one that was changed again or is outdated by now needs no prices of this revision.
    2. Prove, and keep the proof at once: all but what was put in its place can be priced by it.
    3. Prove with each of those let go, and, where the rules were changed on the board, what the best plan is worth.
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
    rules, people = board.rules, board.people
    proofs = proven_around(cohort=rules, people=people, held=board.held, near=board.placed)
    around = dict([next(proofs)])
    with job.write("price") as tx:
        keep_prices(whole_cohort(tx, event.cohort), plan=event.plan, revision=event.revision, around=around)
    ruled = any(edit.ruling for edit in board.edits)
    bound = best_worth(cohort=rules, people=people) if ruled else None
    around |= proofs
    with job.finish() as tx:
        scope = whole_cohort(tx, event.cohort)
        keep_prices(scope, plan=event.plan, revision=event.revision, around=around)
        if bound is not None:
            keep_bound(scope, plan=event.plan, revision=event.revision, bound=bound)
