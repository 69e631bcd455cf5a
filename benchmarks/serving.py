"""A feed asked for again and again, beside a bare Flask view of the same bytes in the same server.

Ours is the whole application: its log of every request, metrics, the servers' limits and the note of a fetch once a
minute. The bare view answers with bytes that it has; to whoever has them, with the 304 that Flask itself makes.

`python -m benchmarks.serving APP SERVER PORT WORD` serves one of them until it is ended.
"""

import hashlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flask import Flask, Response, request

from benchmarks.alone import ROOT
from benchmarks.clients import ask
from benchmarks.crowds import sample
from benchmarks.following import TOOLS
from benchmarks.measuring import ROUNDS, Line, shared
from benchmarks.scratch import answers, database, free_port, lacking
from scheduler import metrics
from scheduler.clock import SystemClock
from scheduler.ids import RandomIds
from scheduler.logs import log_for_people, log_for_programs
from scheduler.settings import Settings, read_settings
from scheduler.store.engine import open_engine
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from scheduler.tokens import feed_token
from scheduler.web import gunicorn
from scheduler.web.app import create_app
from scheduler.web.server import serving
from workers.consumer import drain
from workers.routing import routes

TIMES = shared(6000)
SLICE = 100
"""How often one is asked before it is the other's turn: over new connections, which gunicorn's processes share out by
chance, and for a moment in which the machine hardly changes."""
PATIENCE_SECONDS = 30
FEED_KEY = hashlib.sha256(b"feeds").hexdigest()


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where ours and the bare view answer, under one path; the feed's bytes and its ETag."""

    ports: tuple[int, int]
    path: str
    body: bytes
    etag: str

    def request(self, *, etag: str | None = None) -> bytes:
        """Return what a calendar program sends."""
        condition = "" if etag is None else f'If-None-Match: "{etag}"\r\n'
        host = "Host: localhost\r\nUser-Agent: bench\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n"
        return f"GET {self.path} HTTP/1.1\r\n{host}{condition}\r\n".encode()


def results() -> Iterator[Line]:
    """Time a feed's whole answer and its 304, embedded and in production."""
    log_for_people()
    with tempfile.TemporaryDirectory() as folder:
        yield from _lines("waitress, SQLite", f"sqlite:///{folder}/commonhour.db", "waitress")
    if missing := lacking():
        yield Line(work="serving, PostgreSQL", figures=f"not measured: {missing} is not here")
        return
    with database() as url:
        yield from _lines("gunicorn, PostgreSQL", url, "gunicorn")


def _lines(name: str, url: str, server: str) -> Iterator[Line]:
    with _both(url, server) as place:
        for what, etag, status in (("warm", None, 200), ("304", place.etag, 304)):
            asking = place.request(etag=etag)
            rounds = [_round(place, asking, status=status) for _ in range(1 + ROUNDS)][1:]
            ours, ratio = median(ours for ours, _ in rounds), median(ours / bare for ours, bare in rounds)
            yield Line(
                work=f"feed GET, {what}, {name}",
                figures=f"{ours:8.0f}/s  {ratio:5.2f} x a bare Flask view",
                measures={"rate": ours, "ratio": ratio},
            )


def _round(place: Place, asking: bytes, *, status: int) -> tuple[float, float]:
    """Return how many answers a second ours and the bare view give, asked in turn."""
    seconds, slices = [0.0, 0.0], max(1, TIMES // SLICE)
    for _ in range(slices):
        for which, port in enumerate(place.ports):
            rate, answer = ask(port=port, request=asking, status=status, times=SLICE)
            assert answer.endswith(b"\r\n\r\n" + (place.body if status == 200 else b""))
            seconds[which] += SLICE / rate
    return slices * SLICE / seconds[0], slices * SLICE / seconds[1]


@contextmanager
def _both(url: str, server: str) -> Generator[Place]:
    """Publish the sample there, and serve one feed of it by both."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        token, body, etag = _published(url)
        file = Path(folder) / "body"
        file.write_bytes(body)
        path, ports = f"/feeds/{token}.ics", (free_port(), free_port())
        for port, (app, word) in zip(ports, (("ours", url), ("bare", str(file))), strict=True):
            running.enter_context(_served(app, server, port, word, folder))
        yield Place(ports=ports, path=path, body=body, etag=etag)


def _published(url: str) -> tuple[str, bytes, str]:
    """Return the secret of the first member's feed, its bytes and its ETag."""
    store, crowd = _store(url), sample().times(1)
    migrate(store.engine)
    crowd.publish(store, plan=crowd.keep(store))
    drain(store=store, tools=TOOLS)
    with store.read() as tx:
        feed = tx.calendars.feeds(crowd.cohort.id)[crowd.people[0].id]
    store.engine.dispose()
    return feed_token(key=TOOLS.feed_key, feed=feed.id, generation=1), feed.body, feed.etag


@contextmanager
def _served(app: str, server: str, port: int, word: str, folder: str) -> Generator[None]:
    words = [sys.executable, "-m", "benchmarks.serving", app, server, str(port), word, folder]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while not answers(port):
            assert process.poll() is None, f"{app} in {server} has ended"
            assert time.monotonic() < until, f"{app} in {server} does not answer"
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


def _store(url: str) -> Store:
    return Store(open_engine(url), clock=SystemClock(), ids=RandomIds(), routes=routes())


def _bare(body: bytes) -> Flask:
    app, etag = Flask("bare"), hashlib.sha256(body).hexdigest()

    @app.get("/feeds/<name>.ics")
    def feed(name: str) -> Response:  # noqa: ARG001 - the path's
        answer = Response(body, content_type="text/calendar; charset=utf-8")
        if "If-None-Match" in request.headers:
            answer.set_etag(etag)
            answer.make_conditional(request)
        return answer

    return app


def _serve(app: str, server: str, port: str, word: str, folder: str) -> None:
    settings = read_settings(
        {
            "COMMONHOUR_DATA_DIR": folder,
            "COMMONHOUR_PORT": port,
            "COMMONHOUR_BASE_URL": "http://localhost",
            "COMMONHOUR_FEED_KEY": FEED_KEY,
            "COMMONHOUR_SESSION_KEY": hashlib.sha256(b"sessions").hexdigest(),
        }
    )
    store = _store(word if app == "ours" else "sqlite://")
    if app == "ours":
        log_for_programs()
        metrics.start(many_processes=server == "gunicorn")
        answering: Flask = create_app(store=store, settings=settings)
    else:
        answering = _bare(Path(word).read_bytes())
    if server == "gunicorn":
        gunicorn.serve(answering, store=store, settings=settings)
    _embedded(answering, settings)


def _embedded(app: Flask, settings: Settings) -> None:
    with serving(app, settings=settings):
        while True:
            time.sleep(60)


if __name__ == "__main__":
    _serve(*sys.argv[1:])
