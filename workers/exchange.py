"""Events on their way to other systems: CloudEvents on a topic exchange, each confirmed by the broker."""

import json
import threading
from collections.abc import Mapping

from kombu.connection import Connection
from kombu.entity import Exchange
from kombu.messaging import Producer

from scheduler import crash_points
from scheduler.events import CONTENT_TYPE, EXCHANGE
from workers.broker import TIMEOUT_SECONDS, Broker

EVENTS = Exchange(EXCHANGE, type="topic", durable=True)


def declare_exchange(broker: Broker) -> None:
    """Have the exchange there before anything has happened, for others to bind queues to; raise workers.broker.AWAY."""
    with broker.connected() as connection:
        EVENTS(connection.default_channel).declare()


class EventSender:
    """Publishes CloudEvents, structured, by their type; each thread has a connection of its own (FACTS 1).

    A connection that failed is dropped, and made again for the next event. Not mandatory: nobody may be listening.
    """

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._of_thread = threading.local()
        self._open: list[Connection] = []

    def __call__(self, event: Mapping[str, object]) -> None:
        """Publish it, and wait until the broker has it; raise what kombu raises if it may not have it."""
        kind = str(event["type"])
        crash_points.before("publish", kind)
        try:
            self._producer().publish(
                json.dumps(event).encode(),
                exchange=EVENTS,
                routing_key=kind,
                content_type=CONTENT_TYPE,
                content_encoding="utf-8",
                message_id=event["id"],
                delivery_mode="persistent",
                retry=False,
                timeout=TIMEOUT_SECONDS,
                confirm_timeout=TIMEOUT_SECONDS,
            )
        except Exception:
            self._drop()
            raise
        crash_points.after("publish", kind)

    def close(self) -> None:
        """Close the connections of all threads, none of which may be publishing."""
        while self._open:
            self._open.pop().release()

    def _producer(self) -> Producer:
        """Return this thread's producer; raise what kombu raises if there is no broker to be reached."""
        producer: Producer | None = getattr(self._of_thread, "producer", None)
        if producer is None:
            connection: Connection = self._broker.connect()
            self._of_thread.connection = connection
            self._open.append(connection)
            producer = connection.Producer()
            EVENTS(producer.channel).declare()
            self._of_thread.producer = producer
        return producer

    def _drop(self) -> None:
        connection: Connection | None = getattr(self._of_thread, "connection", None)
        self._of_thread.producer = self._of_thread.connection = None
        if connection is not None:
            self._open.remove(connection)
            connection.collect()
