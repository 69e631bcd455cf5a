"""Wake-up calls in: handed to a desk while it has room, and acknowledged once their deliveries are claimed."""

import re
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import Protocol, cast

import structlog
from kombu.connection import Connection
from kombu.message import Message
from kombu.messaging import Consumer

from scheduler import crash_points
from workers.broker import HEARTBEAT_SECONDS, Broker
from workers.hint_queues import look_at, name_of, queue_of
from workers.pulse import UNSEEN, Pulse

DRAIN_SECONDS = 0.5
BUSY_DRAIN_SECONDS = 0.01
AWAY_DRAIN_SECONDS = 1.0
"""Between tries to claim what a hint names while the database is away."""

LISTEN_SECONDS = 5.0
"""After so long without a hint a consumer looks whether it is still heard."""

log = structlog.get_logger()

_DELIVERY_ID = re.compile(r"[0-9A-Za-z-]{1,36}")


class KeptFromUsError(ConnectionError):
    """There are hints in the queue, and the broker does not deliver them."""


class GarbageError(Exception):
    """A message is no hint."""


class Desk(Protocol):
    """Where hints are handed to."""

    def has_room(self) -> bool:
        """Say whether more deliveries would be welcome."""
        ...

    def accept(self, deliveries: Sequence[str]) -> None:
        """Claim those of the deliveries that are due, and have them worked off."""
        ...


def receive_hints(
    *, broker: Broker, consumer: str, desk: Desk, stop: threading.Event, pulse: Pulse = UNSEEN
) -> None:
    """Hand every hint that arrives for this consumer to the desk while it has room, until `stop` is set.

    A hint is acknowledged once its deliveries are claimed in the database: the broker's limit on the time of
    an acknowledgement then has nothing to do with how long the work takes, and this loop, which answers the broker's
    heartbeats, is never held up by it. While the database is away the hint is kept. What is no hint is rejected, and
    so goes to the dead letters. Raises workers.broker.AWAY, also if the broker keeps hints from us.
    """
    arrived: deque[Message] = deque()
    silence = _Silence(consumer)
    with broker.connected(heartbeat=0 if broker.in_memory else HEARTBEAT_SECONDS) as connection:
        Consumer(
            connection,
            queues=[queue_of(consumer, connection)],
            on_message=arrived.append,
            on_decode_error=_reject,
            accept=["json"],
            prefetch_count=1,
        ).consume()
        while not stop.is_set():
            wait = BUSY_DRAIN_SECONDS if arrived else DRAIN_SECONDS
            if arrived and desk.has_room():
                if _hand_over(arrived[0], consumer=consumer, desk=desk):
                    arrived.popleft()
                else:
                    wait = AWAY_DRAIN_SECONDS
            with suppress(TimeoutError):
                connection.drain_events(timeout=wait)
            if arrived or broker.in_memory:
                silence.broken()
            else:
                silence.check(connection)
            connection.heartbeat_check()
            pulse.beat()


class _Silence:
    """Tells a queue that is empty from a broker that has stopped to deliver.

    A quorum queue that is deleted and at once declared again may hold its hints for a subscription that no one hears:
    neither a cancellation nor a hint arrives any more (RabbitMQ 3.10).
    """

    def __init__(self, consumer: str) -> None:
        self._queue = name_of(consumer)
        self.broken()

    def broken(self) -> None:
        """Note that something has arrived."""
        self._since = monotonic()
        self._suspected = False

    def check(self, connection: Connection) -> None:
        """Look into the queue after a silence; raise KeptFromUsError after two, with hints in it."""
        if monotonic() - self._since < LISTEN_SECONDS:
            return
        waiting, listening = look_at(self._queue, connection)
        if waiting == 0 and listening > 0:
            self.broken()
        elif self._suspected:
            raise KeptFromUsError(f"{waiting} hints wait, {listening} listen, and none arrives")
        else:
            self._since, self._suspected = monotonic(), True


def _hand_over(message: Message, *, consumer: str, desk: Desk) -> bool:
    """Hand the message's deliveries to the desk and acknowledge it; say whether it is dealt with."""
    try:
        deliveries = _deliveries(message)
    except Exception as error:  # noqa: BLE001 - whatever is in it, it must not end the consumer
        _reject(message, error)
        return True
    try:
        desk.accept(deliveries)
    except Exception as error:  # noqa: BLE001 - the ids are sound, so it is the store; the next try may succeed
        log.warning("hint.kept", consumer=consumer, error=type(error).__name__)
        return False
    crash_points.before("ack", consumer)
    message.ack()
    crash_points.after("ack", consumer)
    return True


def _reject(message: Message, error: Exception) -> None:
    log.warning("hint.rejected", error=type(error).__name__)
    message.reject()


def _deliveries(message: Message) -> list[str]:
    said = cast("object", message.decode())
    found = cast("dict[str, object]", said).get("deliveries") if isinstance(said, dict) else None
    ids = cast("list[object]", found) if isinstance(found, list) else [None]
    if not all(isinstance(each, str) and _DELIVERY_ID.fullmatch(each) for each in ids):
        raise GarbageError
    return cast("list[str]", ids)
