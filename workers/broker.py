"""The only door to kombu: wake-up calls out, wake-up calls in. A lost one costs time, never work (DESIGN 3)."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from kombu.connection import Connection
from kombu.entity import Exchange, Queue
from kombu.exceptions import OperationalError
from kombu.message import Message
from kombu.messaging import Consumer, Producer

from scheduler.store.outbox import Hint

EXCHANGE = Exchange("commonhour.hints", type="direct", durable=True)
MEMORY_OPTIONS = {
    "polling_interval": 0.02
}  # seconds between looks at an in-process queue; the default is a second
DRAIN_SECONDS = 0.5


def queue_of(consumer: str) -> Queue:
    """Return the queue of this consumer; its name has a version, for its arguments can never change."""
    return Queue(f"commonhour.hints.{consumer}.v1", EXCHANGE, routing_key=consumer, durable=True)


class HintSender:
    """Publishes wake-up calls over one connection; for one thread."""

    def __init__(self, url: str) -> None:
        self._connection = _connect(url)
        self._producer: Producer = self._connection.Producer(serializer="json")

    def send(self, hints: Iterable[Hint]) -> None:
        """Publish each hint to its consumer's queue."""
        for hint in hints:
            queue = queue_of(hint.consumer)
            self._producer.publish(
                {"delivery": hint.delivery},
                exchange=EXCHANGE,
                routing_key=hint.consumer,
                declare=[queue],
                retry=True,
                retry_policy={"max_retries": 3},
            )

    def close(self) -> None:
        """Close the connection."""
        self._connection.release()


def receive_hints(
    *, url: str, consumer: str, on_delivery: Callable[[str], object], stop: threading.Event
) -> None:
    """Hand every delivery id that arrives for this consumer to `on_delivery`, until `stop` is set."""

    def on_message(body: Any, message: Message) -> None:  # noqa: ANN401 - kombu decodes what it was sent
        on_delivery(body["delivery"])
        message.ack()

    with _connect(url) as connection:
        receiver = Consumer(
            connection, queues=[queue_of(consumer)], callbacks=[on_message], accept=["json"], prefetch_count=1
        )
        with receiver:
            while not stop.is_set():
                try:
                    connection.drain_events(timeout=DRAIN_SECONDS)
                except TimeoutError:
                    continue


def _connect(url: str) -> Connection:
    options = MEMORY_OPTIONS if url.startswith("memory:") else {"max_retries": 3}
    return Connection(url, transport_options=options)


def reach(url: str) -> str | None:
    """Return why the broker at this URL cannot be reached; None if it can."""
    try:
        with Connection(url, connect_timeout=3, transport_options={"max_retries": 0}) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0)
    except (OperationalError, OSError) as error:
        return f"{type(error).__name__}: {error}"
    return None
