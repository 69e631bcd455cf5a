"""The embedded web server: waitress, with threads that answer, ending gracefully when it is asked to."""

import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from socket import socket

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from scheduler.settings import Settings
from scheduler.web.app import MAX_UPLOAD_BYTES
from scheduler.web.listening import not_to_be_had

THREADS = 8
MAX_BODY_BYTES = 6 * MAX_UPLOAD_BYTES
"""Above this waitress itself cuts the request off; between, the application can say kindly what is too large."""
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
    sockets: dict[int, socket] = {}
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
        )
    except (OSError, ValueError) as error:  # the latter is waitress's, for a name that leads nowhere
        wasyncore.close_all(sockets)
        raise not_to_be_had(error, settings=settings) from error
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


def _run(sockets: dict[int, socket], told: threading.Event) -> None:
    """Move bytes until told otherwise: waitress's own loop ends in the main thread only, or after its last client."""
    while not told.is_set():
        wasyncore.loop(timeout=_LOOK_SECONDS, map=sockets, use_poll=True, count=1)
