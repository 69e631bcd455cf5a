"""An HTTP server that keeps what it was sent, and answers well, wrongly, slowly, endlessly or not at all."""

import socket
import ssl
import struct
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.servers.certificates import Certificate
from tests.servers.ports import LOOPBACK

PATIENCE_SECONDS = 10
CHUNK_BYTES = 65_536
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request, with its body read to the end; header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is answered: `wait_seconds` pass before its first byte, `drip_seconds` before every byte of the body.

    `huge_bytes` makes the body so many zero bytes instead of `body`. `drop` resets the connection instead of answering.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    wait_seconds: float = 0
    drip_seconds: float = 0
    huge_bytes: int = 0
    drop: bool = False


class Listener:
    """A server on a free port of loopback, for any path and method; a context manager.

    With `certificate` it speaks TLS. Until told otherwise it answers 200 with no body.
    """

    def __init__(self, *, certificate: Certificate | None = None) -> None:
        self._server = _Server(certificate.server_context() if certificate else None)
        self.port: int = self._server.server_address[1]
        self._scheme = "https" if certificate else "http"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="listener", daemon=True
        )
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"{self._scheme}://{LOOPBACK}:{self.port}"

    @property
    def requests(self) -> tuple[Request, ...]:
        """All requests so far, in order."""
        with self._server.changed:
            return tuple(self._server.requests)

    def wait_for(self, count: int, *, seconds: float = PATIENCE_SECONDS) -> tuple[Request, ...]:
        """Return all requests once so many are here. Raises TimeoutError."""
        requests = self._server.requests
        with self._server.changed:
            if not self._server.changed.wait_for(lambda: len(requests) >= count, timeout=seconds):
                raise TimeoutError(f"{len(requests)} of {count} requests came within {seconds} s")
            return tuple(requests)

    def answer(self, answer: Answer, *, times: int | None = None) -> None:
        """Answer so from now on, or only the next requests, and after them as before."""
        with self._server.changed:
            if times is None:
                self._server.always = answer
                self._server.next_answers.clear()
            else:
                self._server.next_answers += [answer] * times

    def close(self) -> None:
        """Reset every connection, whatever is being answered, and stop listening."""
        self._server.shutdown()
        self._server.reset_all()
        self._server.server_close()
        self._thread.join(PATIENCE_SECONDS)


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for all of them
    request_queue_size = 128

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self.requests: list[Request] = []
        self.always = Answer()
        self.next_answers: list[Answer] = []
        self.changed = threading.Condition()
        self.closing = threading.Event()
        self._context = context
        self._open: set[socket.socket] = set()
        super().__init__((LOOPBACK, 0), _Conversation)

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection; its handshake is its own thread's."""
        connection, address = super().get_request()
        if self._context:
            connection = self._context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        with self.changed:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - the base class's type
        """Close a connection."""
        with self.changed:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base class's types
        """Let those go silently who leave, or do not believe our certificate; report all else."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def reset_all(self) -> None:
        """Wake every thread that reads or writes."""
        with self.changed:
            for connection in self._open:
                with suppress(OSError):  # gone by itself
                    connection.shutdown(socket.SHUT_RDWR)

    def keep(self, request: Request) -> Answer:
        """Keep a request; return what to answer."""
        with self.changed:
            self.requests.append(request)
            self.changed.notify_all()
            return self.next_answers.pop(0) if self.next_answers else self.always


class _Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def take(self) -> None:
        """Keep the request, and answer it as told."""
        assert isinstance(self.server, _Server)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        answer = self.server.keep(Request(method=self.command, path=self.path, headers=headers, body=body))
        closing = self.server.closing
        if closing.wait(answer.wait_seconds) or answer.drop:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(answer.huge_bytes or len(answer.body)))
        self.end_headers()
        self._send_body(answer, closing)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = take  # noqa: N815 - the base class's names

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the base class's
        """Print nothing: what was asked is in `requests`."""

    def _send_body(self, answer: Answer, closing: threading.Event) -> None:
        if answer.huge_bytes:
            for sent in range(0, answer.huge_bytes, CHUNK_BYTES):
                self.wfile.write(bytes(min(CHUNK_BYTES, answer.huge_bytes - sent)))
        elif answer.drip_seconds:
            for byte in answer.body:
                if closing.wait(answer.drip_seconds):
                    break
                self.wfile.write(bytes([byte]))
        else:
            self.wfile.write(answer.body)
