"""The board's reaction: a draft changed by hand is priced anew, so that the next change shows what it would cost."""

from scheduler.access import whole_cohort
from scheduler.commands.board_state import board_of
from scheduler.commands.boards import keep_prices
from scheduler.errors import NotFoundError
from scheduler.events import PlanEdited
from workers.job import Job


def price_draft(job: Job) -> None:
    """Prove the best plan around what was put in its place by hand: by that, a pair is priced when it is asked for.

    1. Read the draft; one that was changed again or is outdated by now needs no prices of this revision.
    2. Prove, and, where the rules were changed on the board, find what the best plan of all is worth by now.
    3. Keep both.
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
    from workers.pricing import best_worth, proven_around  # noqa: PLC0415 - only who prices loads a solver

    rules, people = board.rules, board.people
    around = proven_around(cohort=rules, people=people, held=board.held, near=board.placed)
    bound = best_worth(cohort=rules, people=people) if any(edit.ruling for edit in board.edits) else None
    with job.finish() as tx:
        scope = whole_cohort(tx, event.cohort)
        keep_prices(scope, plan=event.plan, revision=event.revision, around=around, bound=bound)
