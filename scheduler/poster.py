"""The one door to httpcore: a message posted to an address that somebody else chose, so as to reach nothing of ours."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import httpcore

from scheduler.addresses import is_public, require_url
from scheduler.errors import RefusedError
from scheduler.posting import TOTAL_SECONDS, Answer, NotPostedError

CONNECT_SECONDS = 5.0

Resolve = Callable[[str, int], Iterable[str]]
"""A host's name and a port -> every address it has."""


class ForbiddenAddressError(Exception):
    """The name leads to an address that is not public."""


class NotBelievedError(Exception):
    """No TLS could be agreed upon, or the certificate is not the name's."""


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Return every address of the host; raise OSError if it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[4][0]) for place in found))


class Poster:
    """Posts, each time over a new connection to the very address that was judged, within TOTAL_SECONDS.

    Redirects are not followed, proxies of the environment not used, and of the answer no more than its head is read.
    `private` lets it go to any address, and over plain http.
    """

    def __init__(
        self, *, private: bool = False, trust: ssl.SSLContext | None = None, find: Resolve = resolve
    ) -> None:
        self._private = private
        self._trust = trust
        self._find = find
        self._lock = threading.Lock()

    def __call__(self, *, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return the answer, of any status; raise NotPostedError if there is none."""
        try:
            require_url(url, private=self._private)
        except RefusedError as error:
            raise NotPostedError("ForbiddenAddress") from error
        deadline = time.monotonic() + TOTAL_SECONDS
        network = _Network(private=self._private, find=self._find, deadline=deadline)
        sent = [("Connection", "close"), *headers.items()]
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self._context(), network_backend=network) as pool,
                pool.stream("POST", url, headers=sent, content=body) as answer,
            ):
                said = {
                    name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers
                }
                return Answer(status=answer.status, retry_after=said.get("retry-after"))
        except ForbiddenAddressError as error:
            raise NotPostedError("ForbiddenAddress") from error
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise NotPostedError("TimedOut") from error
        except NotBelievedError as error:
            raise NotPostedError("TlsFailed") from error
        except httpcore.ConnectError as error:
            raise NotPostedError("NotReached") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise NotPostedError("BrokenAnswer") from error

    def _context(self) -> ssl.SSLContext:
        """Return whom to believe, read when first needed: the system's certificates unless told otherwise."""
        with self._lock:
            self._trust = self._trust or ssl.create_default_context()
            return self._trust


class _Network(httpcore.NetworkBackend):
    """Finds the addresses of a name, judges all of them, and connects to one of those; all of it by the deadline."""

    def __init__(self, *, private: bool, find: Resolve, deadline: float) -> None:
        self._private = private
        self._find = find
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline stands for it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to one of the host's addresses, none of which is private."""
        addresses = self._addresses(host, port)
        if not self._private and not all(map(is_public, addresses)):
            raise ForbiddenAddressError
        failed: httpcore.ConnectError | httpcore.ConnectTimeout = httpcore.ConnectError("it has no address")
        for address in addresses:
            seconds = min(CONNECT_SECONDS, _left(self._deadline))
            try:
                stream = self._sockets.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Stream(stream, deadline=self._deadline)
        raise failed

    def _addresses(self, host: str, port: int) -> tuple[str, ...]:
        """Look the name up in a thread of its own, for the system's resolver keeps no deadline."""
        found: list[tuple[str, ...] | OSError] = []

        def look() -> None:
            try:
                found.append(tuple(self._find(host, port)))
            except (OSError, UnicodeError) as error:
                found.append(error if isinstance(error, OSError) else OSError("it is no name"))

        thread = threading.Thread(target=look, name="name lookup", daemon=True)
        thread.start()
        thread.join(_left(self._deadline))
        if not found:
            raise httpcore.ConnectTimeout
        if isinstance(found[0], OSError):
            raise httpcore.ConnectError from found[0]
        return found[0]


class _Stream(httpcore.NetworkStream):
    """A connection on which nothing waits beyond the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, *, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline stands for it
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the same
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the same
    ) -> httpcore.NetworkStream:
        try:
            secured = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline))
        except httpcore.ConnectError as error:
            raise NotBelievedError from error
        return _Stream(secured, deadline=self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's signature
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    """Return the seconds left; raise TimeoutError if there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
