"""The relay: looks for deliveries that are due and wakes their consumers."""

import threading
from time import monotonic

import structlog

from scheduler.commands.housekeeping import owe_tidying, tidying_is_owed
from scheduler.store.unit_of_work import Store
from workers.broker import Broker
from workers.hint_sender import HintSender
from workers.pulse import Pulse

POLL_SECONDS = 0.03
MANY = 10
"""A look that found so many is followed by a rest twice as long: more go together, in one hint and one claim."""
AT_ONCE = 500
"""How many hints one look takes along at most; who sends fewer waits, so that what comes meanwhile goes together."""
BEAT_SECONDS = 5.0
"""Between looks for what a clock that was put back has left in the future, and for who owes the housekeeping."""

log = structlog.get_logger()


def relay_once(*, store: Store, sender: HintSender) -> int:
    """Send a hint for each delivery that is due now; return how many.

    What could not be sent is due again at once. Killed in between, its deliveries are hinted again after a pause.
    """
    with store.read() as tx:
        if not tx.hints.anything_due():
            return 0
    with store.write("hints") as tx:
        hints = tx.hints.take(limit=AT_ONCE)
    try:
        sender.send(hints)
    except Exception:
        with store.write("unhint") as tx:
            tx.hints.take_back(hints)
        raise
    return len(hints)


def set_right(store: Store) -> None:
    """Make due what a clock that was put back would leave undone for as long."""
    with store.read() as tx:
        if not tx.hints.anything_ahead():
            return
    with store.write("set_right") as tx:
        log.warning("relay.clock_was_put_back", deliveries=tx.hints.set_right())


def see_to_tidying(store: Store) -> None:
    """Owe the next housekeeping where nothing does, as after its delivery was parked by hand; wait for nobody."""
    with store.read() as tx:
        if tidying_is_owed(tx):
            return
    with store.write("tidying") as tx:
        owe_tidying(tx, wait=False)


def relay(
    *, store: Store, broker: Broker, pulse: Pulse, stop: threading.Event, every: float = POLL_SECONDS
) -> None:
    """Relay until `stop` is set, looking every so many seconds, at once after a look that was full."""
    with HintSender(broker) as sender:
        next_look = monotonic()
        while not stop.is_set():
            if monotonic() >= next_look:
                set_right(store)
                see_to_tidying(store)
                next_look = monotonic() + BEAT_SECONDS
            found = relay_once(store=store, sender=sender)
            if found < AT_ONCE:
                stop.wait(every if found < MANY else 2 * every)
            pulse.beat()
