"""Wake-up calls out: each confirmed by the broker, and none kept waiting by a queue that takes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from time import monotonic
from types import TracebackType
from typing import Any, Self, cast

import structlog
from amqp.exceptions import ChannelError, MessageNacked
from kombu.messaging import Producer

from scheduler import crash_points, metrics
from scheduler.store.hints import Hint
from workers.broker import TIMEOUT_SECONDS, Broker
from workers.hint_queues import HINTS, queue_of
from workers.routing import CONSUMERS

REST_SECONDS = 10.0
"""For how long a queue that takes nothing is left alone: waiting for it keeps the others waiting."""

log = structlog.get_logger()


class UnroutableError(Exception):
    """The broker took a message that it could hand to no queue, though the queue had just been declared."""


REFUSED = (ChannelError, MessageNacked, UnroutableError, TimeoutError)
"""What one queue may answer, or fail to, while the broker is well."""


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
                log.warning("hints.refused", consumer=name, error=type(error).__name__)
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
