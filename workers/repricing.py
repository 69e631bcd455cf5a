"""The board's reaction: a draft changed by hand is priced anew, so that the next change shows what it would cost."""

from dataclasses import dataclass

from scheduler.access import whole_cohort
from scheduler.commands.board_state import Board, board_of
from scheduler.commands.boards import keep_prices
from scheduler.commands.runs import outdated
from scheduler.domain.plans import CoachingValue
from scheduler.domain.prices import Certificate
from scheduler.errors import NotFoundError
from scheduler.events import PlanEdited, PricesDue
from scheduler.store.prices import StoredPrices
from workers.job import Job


@dataclass(frozen=True, kw_only=True, slots=True)
class Repriced:
    """What is found of a draft as it stands, to be kept: see `commands.boards.keep_prices`; None where it stays."""

    around: Certificate | None
    bound: CoachingValue | None
    packed: bytes | None


def price_draft(job: Job) -> None:
    """Work out what moves on a draft's board would cost, from where it stands.

    1. Read the draft; one that was changed again by now needs no prices of this revision, and one that is outdated is
       waited for no more.
    2. Prove and price (`repriced`).
    3. Keep what was found, unless the draft is outdated by now.
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
        with job.finish() as tx:
            tx.prices.give_up(plan=event.plan, revision=event.revision)
            return
    found = repriced(board, kept=kept)
    with job.finish() as tx:
        scope = whole_cohort(tx, event.cohort)
        if outdated(
            scope, plan=scope.plan(event.plan)
        ):  # such as by someone who was erased, and is priced here
            tx.prices.give_up(plan=event.plan, revision=event.revision)
            return
        keep_prices(
            scope,
            plan=event.plan,
            revision=event.revision,
            around=found.around,
            bound=found.bound,
            packed=found.packed,
        )


def repriced(board: Board, *, kept: StoredPrices | None) -> Repriced:
    """Prove the best plan around what was put in its place by hand: by that, a pair is priced when it is asked for.

    Of a draft that was taken of a rebalancing every pair is priced, where that is still expected (`kept`).
    """
    from workers.pricing import best_worth, prices_from, proven_around  # noqa: PLC0415 - only who prices loads a solver

    rules, people, taken = board.rules, board.people, board.taken
    around = packed = bound = None
    if board.revision:
        around = proven_around(cohort=rules, people=people, held=board.held, near=board.placed, taken=taken)
    if taken is not None and kept is not None and not kept.packed:
        packed = prices_from(cohort=rules, people=people, taken=taken)
    if _needs_bound(board):
        bound = best_worth(cohort=rules, people=people)
    return Repriced(around=around, bound=bound, packed=packed)


def _needs_bound(board: Board) -> bool:
    """Whether what the best plan of all is worth is not known: other rules have come to hold, or none told it yet.

    A draft that was taken of a rebalancing is bounded by its number of moves, as long as it stands as it was taken.
    """
    if board.taken is not None:
        return not board.as_taken
    return any(edit.ruling for edit in board.edits)
