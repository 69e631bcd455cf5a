"""Answers Prometheus with what `metrics` counts, on a port of its own."""

import threading
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import structlog

from scheduler.metrics import Look, counts_alone, page

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

TRY_AGAIN_SECONDS = 1.0

log = structlog.get_logger()


def serve(*, host: str, port: int, look: Look) -> None:
    """Answer /metrics and /livez on a port of their own, from a thread, for as long as the process lives.

    Where another process has the port (of several that count together, one answers for all), wait for it to be free.
    """
    threading.Thread(target=_serve, args=(host, port, look), name="metrics", daemon=True).start()


class _Server(ThreadingMixIn, WSGIServer):
    """Answers each in a thread of its own: one who connects and says nothing keeps nobody waiting."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    timeout = 10  # seconds, for whoever says nothing

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's signature
        """Say nothing: who asks is no business of the log."""


def _serve(host: str, port: int, look: Look) -> None:
    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        path = environ.get("PATH_INFO")
        if path == "/livez":
            start_response("200 OK", [("Content-Type", "application/json")])
            return [b'{"status":"ok"}\n']
        if path != "/metrics":
            start_response("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"Here is /metrics, and /livez.\n"]
        body = page(look)
        start_response("200 OK", [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")])
        return [body]

    alone = counts_alone()
    while True:
        try:
            server = make_server(host, port, answer, server_class=_Server, handler_class=_Quiet)
        except OSError as error:
            if alone:
                log.warning("metrics.port_not_to_be_had", port=port, error=type(error).__name__)
                alone = False  # said once
            threading.Event().wait(TRY_AGAIN_SECONDS)
        else:
            server.serve_forever()
