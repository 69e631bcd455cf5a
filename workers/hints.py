"""Wake-up calls out, wake-up calls in: a lost one costs time, never work (DESIGN 3)."""

import re
import threading
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Any, Protocol, Self, cast

import structlog
from amqp.exceptions import ChannelError, MessageNacked, NotFound
from kombu.connection import Connection
from kombu.entity import Exchange, Queue
from kombu.message import Message
from kombu.messaging import Consumer, Producer

from scheduler import crash_points, metrics
from scheduler.store.outbox import Hint
from workers.broker import HEARTBEAT_SECONDS, TIMEOUT_SECONDS, Broker
from workers.pulse import UNSEEN, Pulse
from workers.routing import CONSUMERS

HINTS = Exchange("commonhour.hints", type="direct", durable=True)
DEAD = Exchange("commonhour.dead", type="fanout", durable=True)
DEAD_NAME = "commonhour.dead.v1"
DEAD_QUEUE = Queue(
    DEAD_NAME,
    DEAD,
    durable=True,
    queue_arguments={"x-queue-type": "quorum", "x-max-length": 10_000, "x-overflow": "drop-head"},
)
"""Hints that could not be handed to anyone: looked at by people, bounded, and of no consequence for the work."""

HINT_ARGUMENTS = {
    "x-queue-type": "quorum",
    "x-delivery-limit": 20,
    "x-dead-letter-exchange": DEAD.name,
    "x-dead-letter-strategy": "at-least-once",
    "x-overflow": "reject-publish",
    "x-max-length": 100_000,
}
DRAIN_SECONDS = 0.5
BUSY_DRAIN_SECONDS = 0.01
AWAY_DRAIN_SECONDS = 1.0
"""Between tries to claim what a hint names while the database is away."""

REST_SECONDS = 10.0
"""For how long a queue that takes nothing is left alone: waiting for it keeps the others waiting."""

log = structlog.get_logger()

_DELIVERY_ID = re.compile(r"[0-9A-Za-z-]{1,36}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Queues:
    """How many listen to each consumer's queue, and how many hints nobody could be handed."""

    listeners: Mapping[str, int]
    dead: int


class UnroutableError(Exception):
    """The broker took a message that it could hand to no queue, though the queue had just been declared."""


class GarbageError(Exception):
    """A message is no hint."""


REFUSED = (ChannelError, MessageNacked, UnroutableError, TimeoutError)
"""What one queue may answer, or fail to, while the broker is well."""


class Desk(Protocol):
    """Where hints are handed to."""

    def has_room(self) -> bool:
        """Say whether more deliveries would be welcome."""
        ...

    def accept(self, deliveries: Sequence[str]) -> None:
        """Claim those of the deliveries that are due, and have them worked off."""
        ...


class HintSender:
    """Publishes wake-up calls over one connection, each confirmed by the broker; for one thread.

    A context manager: left with an error, it drops the connection without a word, for nobody may be listening.
    """

    def __init__(self, broker: Broker) -> None:
        self._in_memory = broker.in_memory
        self._connection = broker.connect()
        self._returned: list[str] = []
        self._declared: set[str] = set()
        self._rests_until: dict[str, float] = {}
        self._producer: Producer
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._connection.release()
        else:
            self._connection.collect()

    def send(self, hints: Iterable[Hint]) -> int:
        """Publish the hints to their consumers' queues, as many in a message as the consumer takes at once; count them.

        A queue that takes nothing, because it is full, was declared otherwise or has no leader, keeps nothing from the
        others: it is left alone for a while, and its hints come again in their time. Raises workers.broker.AWAY: then
        none, some or all have been sent.
        """
        of: defaultdict[str, list[str]] = defaultdict(list)
        for hint in hints:
            of[hint.consumer].append(hint.delivery)
        sent = 0
        for name, deliveries in of.items():
            if self._rests_until.get(name, 0.0) > monotonic():
                continue
            at_once = CONSUMERS[name].at_once if name in CONSUMERS else 1
            try:
                for first in range(0, len(deliveries), at_once):
                    crash_points.before("publish", name)
                    self._publish(name, deliveries[first : first + at_once])
                    sent += len(deliveries[first : first + at_once])
                    crash_points.after("publish", name)
                    metrics.count("hints", by=len(deliveries[first : first + at_once]), consumer=name)
            except REFUSED as error:
                log.warning("hints.refused", consumer=name, error=type(error).__name__, why=str(error))
                self._open()  # the broker closes a channel on which it refused something; raises if it is away
                if isinstance(error, TimeoutError) and name in self._rests_until:
                    self._make_anew(name)
                self._rests_until[name] = monotonic() + REST_SECONDS
            else:
                self._rests_until.pop(name, None)
        return sent

    def _open(self) -> None:
        channel = cast("Any", self._connection.channel())  # kombu says no type
        self._producer = Producer(channel, serializer="json")
        self._declared.clear()
        self._returned.clear()
        if not self._in_memory:
            self._producer.channel.events["basic_return"].add(self._note_return)

    def _publish(self, name: str, deliveries: Sequence[str], *, again: bool = True) -> None:
        """Publish one message; a queue that is not there, or no longer, is declared."""
        if name not in self._declared:
            queue_of(name, self._connection).declare(channel=self._producer.channel)
            self._declared.add(name)
        self._producer.publish(
            {"deliveries": list(deliveries)},
            exchange=HINTS,
            routing_key=name,
            mandatory=True,
            delivery_mode="persistent",
            retry=False,
            timeout=TIMEOUT_SECONDS,
            confirm_timeout=TIMEOUT_SECONDS,
        )
        if self._returned:
            self._returned.clear()
            self._declared.discard(name)
            if not again:
                raise UnroutableError(name)
            self._publish(name, deliveries, again=False)

    def _make_anew(self, name: str) -> None:
        """Delete a queue that confirmed nothing twice in a row; it held nothing but hints.

        A quorum queue whose broker is killed in the second it is declared comes back without a leader, and for good.
        """
        log.error("hints.queue_made_anew", consumer=name)
        queue_of(name, self._connection)(self._producer.channel).delete()

    def _note_return(self, _exception: object, _exchange: str, routing_key: str, _message: object) -> None:
        self._returned.append(routing_key)


def receive_hints(
    *, broker: Broker, consumer: str, desk: Desk, stop: threading.Event, pulse: Pulse = UNSEEN
) -> None:
    """Hand every hint that arrives for this consumer to the desk while it has room, until `stop` is set.

    A hint is acknowledged once its deliveries are claimed in the database: the broker's limit on the time of
    an acknowledgement then has nothing to do with how long the work takes, and this loop, which answers the broker's
    heartbeats, is never held up by it. While the database is away the hint is kept. What is no hint is rejected, and
    so goes to the dead letters. Raises workers.broker.AWAY.
    """
    arrived: deque[Message] = deque()
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
            connection.heartbeat_check()
            pulse.beat()


def queue_of(consumer: str, connection: Connection) -> Queue:
    """Return the queue of this consumer; its name has a version, for its arguments can never change (FACTS 1)."""
    if connection.transport.driver_type == "memory":
        return Queue(f"commonhour.hints.{consumer}", HINTS, routing_key=consumer)
    DEAD_QUEUE(connection.default_channel).declare()
    return Queue(
        _name_of(consumer),
        HINTS,
        routing_key=consumer,
        durable=True,
        queue_arguments=HINT_ARGUMENTS,
    )


def look_at_queues(broker: Broker, *, consumers: Sequence[str]) -> Queues:
    """Return how many listen for each consumer, and how many hints are dead; what is not there yet is 0."""
    with broker.connected() as connection:
        return Queues(
            listeners={name: _look_at(_name_of(name), connection)[1] for name in consumers},
            dead=_look_at(DEAD_NAME, connection)[0],
        )


def _look_at(queue: str, connection: Connection) -> tuple[int, int]:
    """Return how many messages the queue holds and how many listen; declared passively, so that none is made."""
    channel = cast("Any", connection.channel())
    try:
        found: Any = channel.queue_declare(queue, passive=True)
    except NotFound:  # which has closed the channel
        return 0, 0
    channel.close()
    return found.message_count, found.consumer_count


def _name_of(consumer: str) -> str:
    return f"commonhour.hints.{consumer}.v2"


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
