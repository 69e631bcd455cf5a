"""Can somebody find out who is here by how long an answer takes? Two kinds of requests, mixed at random and compared.

Each pair is judged by the share of times in which one request of the first kind took longer than one of the second (0.5
where nothing can be told: the area under the curve of whoever guesses by it), by the Mann-Whitney test of that, and by
the difference of medians with a bootstrapped interval of 95 %. The server is the whole service, in a process of its
own, and known addresses are mailed to at the same time: embedded by threads of that process.
"""

import hashlib
import http.client
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

import numpy as np
from scipy.stats import mannwhitneyu

from benchmarks.alone import ROOT
from benchmarks.crowds import sample
from benchmarks.following import TOOLS
from benchmarks.measuring import Line, shared
from benchmarks.scratch import RABBIT, answers, database, free_port, lacking
from scheduler.clock import SystemClock
from scheduler.commands.feeds import revoke_feed
from scheduler.ids import RandomIds
from scheduler.logs import log_for_people
from scheduler.store.engine import open_engine
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from scheduler.tokens import feed_token, new_token
from workers.consumer import drain
from workers.routing import routes

ASKS = shared(2000)
FETCHES = shared(2500)
"""Requests of each kind."""
FIRST = 20
"""Requests before any is timed."""
RESAMPLED = 2000
PATIENCE_SECONDS = 60
_FORM_TOKEN = re.compile(rb'name="form_token" value="([\w-]{86})"')
_COOKIE = re.compile(r"commonhour-visitor=[^;]+")
_networks = count(1)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the service answers; addresses of people who are there; secrets of feeds that are open, closed and none.

    As many of each: what is asked for again is answered a little sooner, whatever it is.
    """

    connection: http.client.HTTPConnection
    known: Sequence[str]
    good: Sequence[str]
    revoked: Sequence[str]
    unknown: Sequence[str]


def results() -> Iterator[Line]:
    """Time what a stranger can ask for, embedded and in production."""
    log_for_people()
    with tempfile.TemporaryDirectory() as folder:
        yield from _lines("waitress, SQLite", f"sqlite:///{folder}/commonhour.db", folder, "serve")
    if missing := lacking():
        yield Line(work="enumeration, PostgreSQL", figures=f"not measured: {missing} is not here")
        return
    with database() as url, tempfile.TemporaryDirectory() as folder:
        yield from _lines("gunicorn, PostgreSQL", url, folder, "web")


def _lines(name: str, url: str, folder: str, command: str) -> Iterator[Line]:
    with _served(url, folder, command) as place:
        known = (f"{place.known[number % len(place.known)]}" for number in count())
        unknown = (f"nobody{number}@example.org" for number in count())
        asked = _mixed(
            {"known": lambda: _ask(place, next(known)), "unknown": lambda: _ask(place, next(unknown))}, ASKS
        )
        for part, what in enumerate(("sign-in asked for", "the page after it")):
            yield _line(
                f"{what}, addresses known and unknown, {name}",
                *([each[part] for each in asked[kind]] for kind in ("known", "unknown")),
            )
        kinds: dict[str, Callable[[], str]] = {
            "unknown": lambda: random.choice(place.unknown),
            "revoked": lambda: random.choice(place.revoked),
            "right but for its end": lambda: _but_for(random.choice(place.good), at=-2),
            "right but for its start": lambda: _but_for(random.choice(place.good), at=0),
        }
        fetched = _mixed({kind: (lambda of=of: _fetch(place, of())) for kind, of in kinds.items()}, FETCHES)
        for kind in (*kinds,)[1:]:
            yield _line(
                f"a feed asked for, links unknown and {kind}, {name}", fetched["unknown"], fetched[kind]
            )


def _mixed(
    kinds: dict[str, Callable[[], tuple[float, ...]]], times: int
) -> dict[str, list[tuple[float, ...]]]:
    """Ask for each kind so many times, in an order by chance; return what was timed."""
    order = [kind for kind in kinds for _ in range(times)]
    random.Random(1).shuffle(order)
    for kind in order[:FIRST]:
        kinds[kind]()
    took: dict[str, list[tuple[float, ...]]] = {kind: [] for kind in kinds}
    for kind in order:
        took[kind].append(kinds[kind]())
    return took


def _line(work: str, one: Sequence[object], other: Sequence[object]) -> Line:
    first, second = (1000 * np.asarray(times, dtype=float).reshape(-1) for times in (one, other))
    test = mannwhitneyu(first, second)
    longer = float(test.statistic) / (len(first) * len(second))
    dice = np.random.default_rng(1)
    medians = [np.median(dice.choice(times, (RESAMPLED, len(times))), axis=1) for times in (first, second)]
    low, high = np.quantile(medians[0] - medians[1], (0.025, 0.975))
    difference = float(np.median(first) - np.median(second))
    return Line(
        work=work,
        figures=(
            f"{np.median(first):.3f} and {np.median(second):.3f} ms, "
            f"apart {difference:+.3f} ({low:+.3f} to {high:+.3f}); longer {longer:.3f}, p {test.pvalue:.2f}"
        ),
        measures={"milliseconds_apart": difference, "longer": longer, "p": float(test.pvalue)},
    )


def _ask(place: Place, email: str) -> tuple[float, float]:
    """Ask to sign in as a new browser from a new place; return the seconds of the answer and of the next page."""
    network = next(_networks)
    headers = {
        "X-Forwarded-For": f"10.{network >> 16 & 255}.{network >> 8 & 255}.{network & 255}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    _, page, cookie = _timed(place, "GET", "/", headers)
    found = _FORM_TOKEN.search(page)
    assert found is not None
    form = urlencode({"form_token": found[1].decode(), "email": email})
    headers["Cookie"] = cookie
    asked, _, _ = _timed(place, "POST", "/sign-in", headers, form, status=303)
    after, _, _ = _timed(place, "GET", "/sign-in/code", headers)
    return asked, after


def _fetch(place: Place, token: str) -> tuple[float]:
    return (_timed(place, "GET", f"/feeds/{token}.ics", {}, status=404)[0],)


def _timed(
    place: Place,
    method: str,
    path: str,
    headers: dict[str, str],
    body: str | None = None,
    *,
    status: int = 200,
) -> tuple[float, bytes, str]:
    """Return the seconds of an answer, its body and the visitor's cookie."""
    began = time.perf_counter()
    place.connection.request(method, path, body=body, headers=headers)
    answer = place.connection.getresponse()
    whole = answer.read()
    seconds = time.perf_counter() - began
    assert answer.status == status, f"{method} {path} was answered with {answer.status}"
    cookie = _COOKIE.search(answer.getheader("Set-Cookie", ""))
    return seconds, whole, "" if cookie is None else cookie[0]


def _but_for(token: str, *, at: int) -> str:
    """Return the token with another sign in this place."""
    sign = "A" if token[at] != "A" else "B"
    return token[:at] + sign + token[at:][1:]


@contextmanager
def _served(url: str, folder: str, command: str) -> Generator[Place]:
    """Publish the sample there, close every other feed, and serve it all."""
    known, tokens = _set_up(url)
    port = free_port()
    environment = os.environ | {
        "COMMONHOUR_DATA_DIR": folder,
        "COMMONHOUR_DATABASE_URL": url,
        "COMMONHOUR_BROKER_URL": "memory://" if command == "serve" else RABBIT,
        "COMMONHOUR_PORT": str(port),
        "COMMONHOUR_PROXIES": "1",
        "COMMONHOUR_FEED_KEY": hashlib.sha256(b"feeds").hexdigest(),
        "COMMONHOUR_SESSION_KEY": hashlib.sha256(b"sessions").hexdigest(),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "commonhour", command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while not answers(port):
            assert process.poll() is None, f"commonhour {command} has ended"
            assert time.monotonic() < until, f"commonhour {command} does not answer"
            time.sleep(0.05)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        good, revoked = tokens[1::2], tokens[::2]
        unknown = [new_token() for _ in revoked]
        yield Place(connection=connection, known=known, good=good, revoked=revoked, unknown=unknown)
        connection.close()
    finally:
        process.terminate()
        process.wait()


def _set_up(url: str) -> tuple[list[str], list[str]]:
    """Return everybody's address, so many times over that none is asked for too often, and every feed's secret."""
    store = Store(open_engine(url), clock=SystemClock(), ids=RandomIds(), routes=routes())
    migrate(store.engine)
    crowd = sample().times(1 + ASKS // 500)
    crowd.publish(store, plan=crowd.keep(store))
    drain(store=store, tools=TOOLS)
    with store.write() as tx:
        feeds = tx.calendars.feeds(crowd.cohort.id)
        of_people = [feeds[person.id] for person in crowd.people]
        for feed in of_people[::2]:
            revoke_feed(tx, feed=feed)
    store.engine.dispose()
    tokens = [feed_token(key=TOOLS.feed_key, feed=feed.id, generation=1) for feed in of_people]
    return [person.email for person in crowd.people if person.email is not None], tokens
