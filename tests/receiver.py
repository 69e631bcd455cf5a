"""Another system's server for webhooks: it keeps what it was posted, and answers as each test says."""

import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.servers.certificates import Certificate


@dataclass(frozen=True, kw_only=True)
class Posted:
    """One request; header names are in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes


Answer = Callable[[Posted, BaseHTTPRequestHandler], None]


@dataclass(kw_only=True)
class Receiver:
    """Where it is, what came, and how it answers; `gone` is set when the test ends."""

    port: int
    scheme: str
    answer: Answer
    posted: list[Posted] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/hook?token=secret"


def with_status(status: int, **headers: str) -> Answer:
    """Answer with this status and these headers (`_` for `-`)."""

    def answer(_posted: Posted, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()

    return answer


@contextmanager
def receiver(answer: Answer | None = None, *, certificate: Certificate | None = None) -> Generator[Receiver]:
    """Run such a server on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            here.posted.append(Posted(path=self.path, headers=headers, body=body))
            here.answer(here.posted[-1], self)

        do_GET = do_POST  # noqa: N815 - http.server's name

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 128

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that has given up is nothing to print."""

    server = Server(("127.0.0.1", 0), Handler)
    if certificate is not None:
        server.socket = certificate.server_context().wrap_socket(server.socket, server_side=True)
    here = Receiver(
        port=server.server_address[1],
        scheme="http" if certificate is None else "https",
        answer=answer or with_status(204),
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        here.gone.set()
        server.shutdown()
        server.server_close()
        thread.join()
