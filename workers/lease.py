"""Holding a claim while the work takes long: a heartbeat renews its lease."""

import threading
from collections.abc import Generator
from contextlib import contextmanager

import structlog

from scheduler.store.outbox import LEASE, Claim, LeaseLostError
from scheduler.store.unit_of_work import Store

HEARTBEAT_SECONDS = LEASE.total_seconds() / 4

log = structlog.get_logger()


@contextmanager
def held(store: Store, claim: Claim, *, every: float = HEARTBEAT_SECONDS) -> Generator[None]:
    """Renew the claim's lease every so many seconds until the block ends or another consumer takes it."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(every):
            try:
                with store.write() as tx:
                    tx.outbox.renew(claim)
            except LeaseLostError:
                return  # the fence keeps us from writing; nothing is left to hold
            except Exception as error:  # noqa: BLE001 - a missed beat must not end the beating; the next may succeed
                log.warning("lease.beat_missed", delivery=claim.delivery, error=type(error).__name__)

    thread = threading.Thread(target=beat, name=f"lease {claim.delivery}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
