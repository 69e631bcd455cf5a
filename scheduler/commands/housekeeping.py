"""Keeping the tables bounded: what has been kept for long enough goes, and the next look is owed."""

from datetime import timedelta

from scheduler.events import TidyingDue
from scheduler.store.housekeeping import Housekeeping
from scheduler.store.unit_of_work import Transaction

EVERY = timedelta(hours=1)
BATCH = 500
KINDS = {
    "events": Housekeeping.events,
    "sessions": Housekeeping.sessions,
    "links": Housekeeping.links,
    "requests": Housekeeping.requests,
    "tokens": Housekeeping.tokens,
    "answers": Housekeeping.kept_answers,
    "audit": Housekeeping.audit,
    "attempts": Housekeeping.attempts,
    "uploads": Housekeeping.uploads,
    "drafts": Housekeeping.drafts,
    "offers": Housekeeping.offers,
    "notices": Housekeeping.notices,
}
"""What is looked through, in this order."""


def tidy_some(tx: Transaction, *, kind: str, keep: timedelta, limit: int = BATCH) -> int:
    """Delete up to `limit` things of this kind that nothing has needed for longer than `keep`; return how many."""
    return KINDS[kind](tx.housekeeping, before=tx.now - keep, limit=limit)


def tidying_is_owed(tx: Transaction) -> bool:
    """Say whether a look through the tables waits or is being worked on."""
    return tx.housekeeping.is_owed("tidy")


def owe_tidying(tx: Transaction, *, again_in: timedelta = EVERY, wait: bool = True) -> None:
    """Owe one look through the tables, unless one is owed already: however many ask, and whatever was parked.

    Who does not `wait` leaves it to whoever is at it at this moment, and asks again some time.
    """
    if tx.housekeeping.may_owe(wait=wait) and not tidying_is_owed(tx):
        tx.outbox.emit(TidyingDue(), due_at=tx.now + again_in)
