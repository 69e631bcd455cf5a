"""The rest of the world: a mail server, a webhook's receiver and a subscriber on the exchange, which all keep count."""

import json
import threading
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from aiosmtpd.controller import Controller
from kombu.connection import Connection
from kombu.entity import Exchange, Queue
from kombu.message import Message
from kombu.messaging import Consumer

from scheduler.events import EXCHANGE
from tests.servers.ports import LOOPBACK, ReservedPort

QUIET_SECONDS = 0.2


class Letterbox:
    """A mail server that takes everything in, by Message-ID."""

    def __init__(self) -> None:
        self._port = ReservedPort()
        self.taken: Counter[str] = Counter()
        self._controller = Controller(self, hostname=LOOPBACK, port=self._port.number)
        self._controller.start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"smtp://{LOOPBACK}:{self._port.number}"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name for it
        self, _server: object, _session: object, envelope: SimpleNamespace
    ) -> str:
        """Count a message once its last dot is here."""
        self.taken[str(message_from_bytes(cast("bytes", envelope.content))["Message-ID"])] += 1
        return "250 OK"

    def close(self) -> None:
        """Stop taking mail in."""
        self._controller.stop()
        self._port.release()


class Receiver:
    """A web server that counts what is posted to it, by the event's id."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        taken = self.taken

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                taken[str(self.headers["webhook-id"])] += 1
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{LOOPBACK}:{self._server.server_port}/"

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


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
