"""The queues of wake-up calls, and what lies in them: a lost one costs time, never work (DESIGN 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from amqp.exceptions import NotFound
from kombu.connection import Connection
from kombu.entity import Exchange, Queue

from workers.broker import Broker

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Queues:
    """How many listen to each consumer's queue, and how many hints nobody could be handed."""

    listeners: Mapping[str, int]
    dead: int


def queue_of(consumer: str, connection: Connection) -> Queue:
    """Return the queue of this consumer; its name has a version, for its arguments can never change (FACTS 1)."""
    if connection.transport.driver_type == "memory":
        return Queue(f"commonhour.hints.{consumer}", HINTS, routing_key=consumer)
    DEAD_QUEUE(connection.default_channel).declare()
    return Queue(
        name_of(consumer),
        HINTS,
        routing_key=consumer,
        durable=True,
        queue_arguments=HINT_ARGUMENTS,
    )


def look_at_queues(broker: Broker, *, consumers: Sequence[str]) -> Queues:
    """Return how many listen for each consumer, and how many hints are dead; what is not there yet is 0."""
    with broker.connected() as connection:
        return Queues(
            listeners={name: look_at(name_of(name), connection)[1] for name in consumers},
            dead=look_at(DEAD_NAME, connection)[0],
        )


def look_at(queue: str, connection: Connection) -> tuple[int, int]:
    """Return how many messages the queue holds and how many listen; declared passively, so that none is made."""
    channel = cast("Any", connection.channel())
    try:
        found: Any = channel.queue_declare(queue, passive=True)
    except NotFound:  # which has closed the channel
        return 0, 0
    channel.close()
    return found.message_count, found.consumer_count


def name_of(consumer: str) -> str:
    """Return the name of the consumer's queue at a broker."""
    return f"commonhour.hints.{consumer}.v2"
