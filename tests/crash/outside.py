"""The rest of the world: a mail server, a webhook's receiver and a subscriber on the exchange, which all keep count."""

import json
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, cast

from kombu.connection import Connection
from kombu.entity import Exchange, Queue
from kombu.message import Message
from kombu.messaging import Consumer

from scheduler.events import EXCHANGE
from tests.receiver import Posted, receiver, with_status
from tests.servers.mail_sink import MailSink

QUIET_SECONDS = 0.2


class Letterbox:
    """A mail server that counts what it takes in, by Message-ID."""

    def __init__(self) -> None:
        self._sink = MailSink()
        self.url = self._sink.url
        self._emptied_at = 0

    @property
    def taken(self) -> Counter[str]:
        """What has come since it was emptied."""
        return Counter(received.message_id for received in self._sink.received[self._emptied_at :])

    def empty(self) -> None:
        """Count from here on."""
        self._emptied_at = len(self._sink.received)

    def be_there(self, *, take: bool) -> None:
        """Take messages in, or none for now."""
        if take:
            self._sink.behave()
        else:
            self._sink.be_unavailable()

    def close(self) -> None:
        """Stop taking mail in."""
        self._sink.close()


class Receiver:
    """A web server that counts what it takes of what is posted, by the event's id; else it says that it is busy."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.takes = True
        self._running = ExitStack()
        self.url = self._running.enter_context(receiver(self._answer)).url

    def close(self) -> None:
        """Stop."""
        self._running.close()

    def _answer(self, posted: Posted, handler: BaseHTTPRequestHandler) -> None:
        if self.takes:
            self.taken[posted.headers["webhook-id"]] += 1
        with_status(200 if self.takes else 503)(posted, handler)


class Subscriber:
    """Another system with a queue of its own, bound to every event."""

    def __init__(self, broker_url: str) -> None:
        self.taken: Counter[str] = Counter()
        self._connection = Connection(broker_url)
        self._queue = Queue(
            "outside", Exchange(EXCHANGE, type="topic", durable=True), routing_key="#", durable=True
        )
        self._queue(self._connection.default_channel).declare()

    def listen(self) -> None:
        """Count all that has arrived, by the event's id."""
        with Consumer(self._connection, queues=[self._queue], on_message=self._take, accept=None):
            self._drain()

    def close(self) -> None:
        """Hang up."""
        self._connection.release()

    def _drain(self) -> None:
        while True:
            try:
                self._connection.drain_events(timeout=QUIET_SECONDS)
            except TimeoutError:
                return

    def _take(self, message: Message) -> None:
        self.taken[str(json.loads(cast("Any", message).body)["id"])] += 1
        message.ack()


def files_in(folder: Path) -> Counter[str]:
    """Count the mails that were written to files, by Message-ID."""
    return Counter(str(message_from_bytes(path.read_bytes())["Message-ID"]) for path in folder.glob("*.eml"))


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What the rest of the world has taken in: mails by Message-ID, events by id (None: nobody listened)."""

    letters: Counter[str]
    posted: Counter[str]
    announced: Counter[str] | None
