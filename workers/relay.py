"""The relay: looks for deliveries that are due and wakes their consumers."""

import threading

from scheduler.store.unit_of_work import Store
from workers.broker import HintSender

POLL_SECONDS = 0.1


def relay_once(*, store: Store, sender: HintSender) -> int:
    """Send a hint for each delivery that is due now; return how many."""
    with store.read() as tx:
        if not tx.outbox.anything_due():
            return 0
    with store.write() as tx:
        hints = tx.outbox.hints()
    sender.send(hints)
    return len(hints)


def relay(*, store: Store, broker_url: str, stop: threading.Event, every: float = POLL_SECONDS) -> None:
    """Relay until `stop` is set, looking every so many seconds."""
    sender = HintSender(broker_url)
    try:
        while not stop.wait(every):
            relay_once(store=store, sender=sender)
    finally:
        sender.close()
