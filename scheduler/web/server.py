"""The embedded web server: waitress, with threads that answer, ending gracefully when it is asked to."""

import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

from flask import Flask
from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server

from scheduler.settings import Settings
from scheduler.web.app import MAX_UPLOAD_BYTES
from scheduler.web.channels import Channel
from scheduler.web.headers import everywhere
from scheduler.web.listening import not_to_be_had

THREADS = 8
MAX_BODY_BYTES = 6 * MAX_UPLOAD_BYTES
"""Above this waitress itself cuts the request off; between, the application can say kindly what is too large."""
MAX_HEAD_BYTES = 32 * 1024
"""Of a request's line and header fields together."""
CONNECTIONS = 500
"""At the same time; beyond, whoever comes waits to be accepted. Only answers take threads."""
IDLE_SECONDS = 60
"""How long a connection may be idle, or take to send the head of a request."""
LOOK_FOR_IDLE_SECONDS = 10
LAST_SECONDS = 5
"""How long what is being answered may take when the server is asked to end."""
TURN_SECONDS = 0.00003
"""How long a thread computes on while another waits: whoever moves bytes needs many short turns, and would wait for
Python's usual 5 ms at each (benchmarks/RESULTS.md, serving)."""
_LOOK_SECONDS = 0.2


@contextmanager
def serving(app: Flask, *, settings: Settings) -> Generator[None]:
    """Serve in a thread of its own until the block ends, then let what is being answered be answered.

    Raises RefusedError when the address is taken or is not this machine's.
    """
    sockets: dict[int, Any] = {}  # waitress's dispatchers, by their file's number
    try:
        server = create_server(
            app,
            map=sockets,
            host=settings.host,
            port=settings.port,
            threads=THREADS,
            ident=None,
            max_request_body_size=MAX_BODY_BYTES,
            clear_untrusted_proxy_headers=not settings.proxies,
            max_request_header_size=MAX_HEAD_BYTES,
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=LOOK_FOR_IDLE_SECONDS,
        )
    except (OSError, ValueError) as error:  # the latter is waitress's, for a name that leads nowhere
        wasyncore.close_all(sockets)
        raise not_to_be_had(error, settings=settings) from error
    hardened = list(everywhere(settings).items())
    for each in sockets.values():
        if isinstance(each, BaseWSGIServer):  # one for each address that the host has
            each.channel_class = cast("Any", partial(Channel, hardened=hardened))
    usual = sys.getswitchinterval()
    sys.setswitchinterval(TURN_SECONDS)
    told = threading.Event()
    thread = threading.Thread(target=_run, args=(sockets, told), name="web")
    thread.start()
    try:
        yield
    finally:
        told.set()
        thread.join()
        server.task_dispatcher.shutdown(timeout=LAST_SECONDS)
        wasyncore.close_all(sockets)
        sys.setswitchinterval(usual)


def _run(sockets: dict[int, Any], told: threading.Event) -> None:
    """Move bytes until told otherwise: waitress's own loop ends in the main thread only, or after its last client."""
    while not told.is_set():
        wasyncore.loop(timeout=_LOOK_SECONDS, map=sockets, use_poll=True, count=1)
