"""The board's reaction: a draft changed by hand is priced anew, so that the next change shows what it would cost."""

from scheduler.access import whole_cohort
from scheduler.commands.board_state import Board, board_of
from scheduler.commands.boards import keep_prices
from scheduler.domain.plans import CoachingValue
from scheduler.errors import NotFoundError
from scheduler.events import PlanEdited, PricesDue
from workers.job import Job


def price_draft(job: Job) -> None:
    """Prove the best plan around what was put in its place by hand: by that, a pair is priced when it is asked for.

    1. Read the draft; one that was changed again or is outdated by now needs no prices of this revision.
    2. Prove; price every pair of a draft that was taken of a rebalancing, if that is still to be done; and, where the
       rules were changed on the board or the draft has left what it was taken for, find what the best plan of all is
       worth by now.
    3. Keep them.
    """
    event = job.event
    assert isinstance(event, PlanEdited | PricesDue)  # noqa: S101 - the routing table pairs them
    try:
        with job.store.read() as tx:
            scope = whole_cohort(tx, event.cohort)
            board, kept = board_of(scope, plan=event.plan), scope.prices(event.plan)
    except NotFoundError:  # its cohort has gone, and the plan with it
        with job.finish():
            return
    if board.revision != event.revision or board.outdated:
        with job.finish():
            return
    from workers.pricing import prices_from, proven_around  # noqa: PLC0415 - only who prices loads a solver

    rules, people = board.rules, board.people
    around = packed = None
    if board.revision:
        around = proven_around(
            cohort=rules, people=people, held=board.held, near=board.placed, taken=board.taken
        )
    if board.taken is not None and kept is not None and not kept.packed:
        packed = prices_from(cohort=rules, people=people, taken=board.taken)
    bound = _best_of_all(board)
    with job.finish() as tx:
        scope = whole_cohort(tx, event.cohort)
        keep_prices(
            scope, plan=event.plan, revision=event.revision, around=around, bound=bound, packed=packed
        )


def _best_of_all(board: Board) -> CoachingValue | None:
    """Return what the best plan is worth, where the draft's own bound is none of it any more.

    A draft taken of a rebalancing is bounded by its number of moves, as long as it stands as it was taken.
    """
    asked = board.standing if board.taken is not None else [each for each in board.edits if each.ruling]
    if not asked:
        return None
    from workers.pricing import best_worth  # noqa: PLC0415 - as above

    return best_worth(cohort=board.rules, people=board.people)
