"""The broker: where it is, how it is connected to within bounded time, and what it raises when it is not there."""

import ssl
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from amqp.exceptions import AMQPError
from kombu.connection import Connection
from kombu.exceptions import OperationalError

HEARTBEAT_SECONDS = 10
TIMEOUT_SECONDS = 5
MEMORY_POLL_SECONDS = 0.02
"""Between looks at an in-process queue; kombu's default is a second."""
AWAY = (OSError, OperationalError, AMQPError)
"""What is raised when the broker is away, refuses, or does not answer in time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Broker:
    """Where the broker is; `ca` are the certificates to trust, where they are not the system's."""

    url: str
    ca: Path | None = None

    @property
    def in_memory(self) -> bool:
        """Whether it is this process's own."""
        return self.url.startswith("memory:")

    def connect(self, *, heartbeat: int = 0) -> Connection:
        """Return a connection on which nothing waits for an answer for ever (FACTS 1); raise AWAY."""
        if self.in_memory:
            return Connection(self.url, transport_options={"polling_interval": MEMORY_POLL_SECONDS})
        options: dict[str, Any] = {"max_retries": 1, "interval_start": 0, "confirm_publish": True}
        if self.url.startswith("amqps:"):
            options["ssl"] = {
                "cert_reqs": ssl.CERT_REQUIRED,
                "ca_certs": None if self.ca is None else str(self.ca),
                "server_hostname": urlsplit(self.url).hostname,  # without it, py-amqp checks no name
            }
        connection = Connection(
            self.url, heartbeat=heartbeat, connect_timeout=TIMEOUT_SECONDS, transport_options=options
        )
        try:
            made = cast("Any", connection.connect())
            # py-amqp's read_timeout bounds nothing (its read tries again for ever): the socket's own does.
            made.transport.sock.settimeout(TIMEOUT_SECONDS)
        except BaseException:
            connection.collect()
            raise
        return connection

    @contextmanager
    def connected(self, *, heartbeat: int = 0) -> Generator[Connection]:
        """Connect for a block; after an error the connection is dropped without a word, for nobody may be listening."""
        connection = self.connect(heartbeat=heartbeat)
        try:
            yield connection
        except BaseException:
            connection.collect()
            raise
        connection.release()

    def reach(self) -> str | None:
        """Return why the broker cannot be reached; None if it can."""
        try:
            with self.connected():
                pass
        except AWAY as error:
            return f"{type(error).__name__}: {error}"
        return None
