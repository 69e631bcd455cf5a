"""Production's web server: gunicorn, with processes that each have threads, ending gracefully when it is asked to."""

import logging
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.base import Worker
from gunicorn.workers.gthread import ThreadWorker

from scheduler.settings import Settings
from scheduler.store.unit_of_work import Store
from scheduler.web.headers import everywhere
from scheduler.web.listening import not_to_be_had

LAST_SECONDS = 10
"""How long what is being answered may take when the server is asked to end."""
IDLE_SECONDS = 75
"""How long a browser or a proxy may keep an idle connection: longer than proxies do, so that they let go first."""
LONGEST_LINE = 8190
MOST_FIELDS = 100
"""A request's line and each of its header fields have this many bytes at most. A body has what the application
allows (MAX_UPLOAD_BYTES): nothing is read or kept before it is asked for."""
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - where a process says it lives; gunicorn gives its file a random name

_log = structlog.get_logger("commonhour.web")
_OF_THE_CLIENT = re.compile(r" from ip=\S*|'.*'", re.DOTALL)
"""Where a request that is no HTTP came from, and what it said."""


class LinesOfOurs(logging.Handler):
    """Writes gunicorn's lines as ours: JSON, and of a client only what it did wrong."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        said = _OF_THE_CLIENT.sub("", record.getMessage())
        _log.log(record.levelno, "web.server", said=said, exc_info=record.exc_info or None)


class _Hardening:
    """A client's socket, on which gunicorn's own answers are written with the headers that every answer has."""

    def __init__(self, client: socket.socket, *, head: bytes) -> None:
        self._client = client
        self._head = head

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all else is the socket's own
        return getattr(self._client, name)

    def sendall(self, answer: bytes) -> None:
        """Send an answer whole; after its first line come the headers."""
        line, rest = answer.split(b"\r\n", 1)
        self._client.sendall(line + b"\r\n" + self._head + rest)


class HardenedWorker(ThreadWorker):
    """Gunicorn's threads; what it answers by itself, to what is no request, is hardened too."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Any) -> None:  # noqa: ANN401 - gunicorn's own
        """Answer; gunicorn calls this."""
        settings = cast("Server", self.app).settings
        head = "".join(f"{name}: {value}\r\n" for name, value in everywhere(settings).items())
        hardening = cast("socket.socket", _Hardening(client, head=head.encode()))
        super().handle_error(req, hardening, addr, exc)


def say_ready(worker: Worker) -> None:
    """Write that a process answers from here on; told to end before this, it may not hear of it."""
    worker.log.info("Worker ready (pid: %s)", worker.pid)


class Server(BaseApplication):
    """Gunicorn around an application, set up here and nowhere else: not by files, arguments or its own variables."""

    def __init__(
        self, app: Flask, *, settings: Settings, listener: socket.socket, on_start: Callable[[], None]
    ) -> None:
        self._app = app
        self._on_start = on_start
        self.settings = settings
        self._address = f"fd://{listener.detach()}"
        super().__init__()

    def load_config(self) -> None:
        """Say how to serve; gunicorn calls this."""
        handler = f"{LinesOfOurs.__module__}.{LinesOfOurs.__qualname__}"
        said: dict[str, Any] = {
            "bind": self._address,
            "workers": self.settings.web_workers,
            "worker_class": HardenedWorker,
            "threads": self.settings.web_threads,
            "graceful_timeout": LAST_SECONDS,
            "keepalive": IDLE_SECONDS,
            "limit_request_line": LONGEST_LINE,
            "limit_request_field_size": LONGEST_LINE,
            "limit_request_fields": MOST_FIELDS,
            "forwarded_allow_ips": "",  # the address people open is a setting, and where they are nobody asks
            "worker_tmp_dir": str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None,
            "control_socket_disable": True,
            "post_worker_init": say_ready,
            "logconfig_dict": {
                "root": {"handlers": []},
                "handlers": {"ours": {"class": handler}},
                "loggers": {"gunicorn.error": {"handlers": ["ours"], "level": "INFO", "propagate": False}},
            },
        }
        for name, value in said.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401 - what gunicorn calls an application and what Flask does differ in types
        """Return the application; gunicorn calls this in each process."""
        self._on_start()
        return self._app


def serve(
    app: Flask, *, store: Store, settings: Settings, on_start: Callable[[], None] = lambda: None
) -> None:
    """Serve until SIGTERM, then let what is being answered be answered, and exit the process.

    1. Take the address; RefusedError when it is taken or is not this machine's.
    2. Close every connection to the database: two processes must never share one, so each opens its own.
    3. Start the processes, each of which first calls `on_start`; one that dies is replaced.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise not_to_be_had(error, settings=settings) from error
    store.engine.dispose()
    Server(app, settings=settings, listener=listener, on_start=on_start).run()
