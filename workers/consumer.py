"""Working off deliveries: claim, react, and commit the effect together with the delivery's end."""

import structlog

from scheduler.store.outbox import MAX_TRIES, Claim, LeaseLostError
from scheduler.store.unit_of_work import Store
from workers.job import Job, StoppingError, Tools
from workers.lease import held
from workers.routing import BY_NAME

log = structlog.get_logger()


def work_off(*, store: Store, tools: Tools, delivery: str) -> bool:
    """Work on one delivery if it is due; say whether it was claimed.

    1. Claim it, counting the try before any work, so that what kills us is counted too.
    2. React under a lease; the reaction commits its effect and the delivery's end together.
    3. What fails is tried again later, and parked after its last try.
    """
    with store.write() as tx:
        claim = tx.outbox.claim(delivery)
    if claim is None:
        return False
    log.info("delivery.claimed", delivery=delivery, reaction=claim.reaction, tries=claim.tries)
    if claim.tries > MAX_TRIES:  # its last try never came back: it killed its process, or was killed with it
        _fail(store, claim, error="Killed")
        return True
    try:
        with held(store, claim):
            BY_NAME[claim.reaction].do(Job(claim=claim, store=store, tools=tools))
    except LeaseLostError:
        log.warning("delivery.lease_lost", delivery=delivery, reaction=claim.reaction)
    except StoppingError:
        with store.write() as tx:
            tx.outbox.give_back(claim)
    except Exception as error:
        log.exception("delivery.failed", delivery=delivery, reaction=claim.reaction, tries=claim.tries)
        _fail(store, claim, error=type(error).__name__)
    else:
        log.info("delivery.done", delivery=delivery, reaction=claim.reaction)
    return True


def drain(*, store: Store, tools: Tools) -> int:
    """Work off every delivery that is due, and what follows from it, in this thread; return how many."""
    worked = 0
    while True:
        with store.write() as tx:
            hints = tx.outbox.hints()
        if not hints:
            return worked
        worked += sum(work_off(store=store, tools=tools, delivery=hint.delivery) for hint in hints)


def _fail(store: Store, claim: Claim, *, error: str) -> None:
    """Have it tried again, or park it; what only another version knows has nothing to give up."""
    reaction = BY_NAME.get(claim.reaction)
    give_up = reaction.give_up if reaction and reaction.on.type == claim.event_type else None
    try:
        with store.write() as tx:
            if tx.outbox.fail(claim, error=error) and give_up is not None:
                give_up(tx, claim.event)
    except LeaseLostError:
        log.warning("delivery.lease_lost", delivery=claim.delivery, reaction=claim.reaction)
