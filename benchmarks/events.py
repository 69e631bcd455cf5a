"""Events from commit to effect: embedded, over PostgreSQL and RabbitMQ, and beside bare kombu and Celery.

What each promises. Ours: event and state are one commit, nothing is lost or done twice.
Celery (late acknowledgement, confirms, quorum queue): a task that was published runs at least once, perhaps twice; the
publish is no part of any transaction. Bare kombu: the broker has the message; nothing is done with it.
"""

import math
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from kombu.connection import Connection
from kombu.entity import Queue
from kombu.messaging import Consumer
from sqlalchemy import create_engine, text

from benchmarks import celery_peer, effects
from benchmarks.measuring import ROUNDS, Line, shared
from benchmarks.scratch import RABBIT, database, driver_url, forget_queues, lacking
from scheduler.events import CohortCreated
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from workers.broker import Broker
from workers.hint_queues import HINT_ARGUMENTS

MANY = shared(1000)
FEW = shared(30)
PROCESSES = 2
PATIENCE_SECONDS = 120
BARE = "commonhour-bench-bare"
Emit = Callable[[list[str]], None]


@dataclass(kw_only=True)
class Place:
    """Where effects are left: how to cause some, and the file that tells when they were committed."""

    done: Path
    emit_each: Emit
    emit_all: Emit
    count: Callable[[], int]
    read: int = 0

    def new(self, number: int) -> list[str]:
        """Return names of events that no one has used."""
        return [f"{random.getrandbits(64):016x}" for _ in range(number)]

    def instants(self, keys: list[str]) -> dict[str, float]:
        """Wait until each of them has its effect; return when."""
        until, wanted, found = time.monotonic() + PATIENCE_SECONDS, set(keys), dict[str, float]()
        while len(found) < len(wanted):
            assert time.monotonic() < until, f"{len(wanted) - len(found)} of {len(wanted)} have no effect"
            time.sleep(0.002)
            with self.done.open("rb") as file:
                file.seek(self.read)
                new = file.read()
            whole = new[: new.rfind(b"\n") + 1]
            self.read += len(whole)
            for line in whole.decode().splitlines():
                key, instant = line.split()
                if key in wanted:
                    found[key] = float(instant)
        return found


def results() -> Iterator[Line]:
    """Time the whole chain and its parts; every effect is counted at the end."""
    if missing := lacking():
        yield Line(work="events", figures=f"not measured: {missing} is not here")
        return
    bare = median(_bare_publish() for _ in range(ROUNDS))
    yield Line(work="bare kombu: publish with confirms, quorum queue", figures=f"{bare:8.0f}/s")
    both = median(_bare_publish_and_consume() for _ in range(ROUNDS))
    yield Line(work="bare kombu: publish, consume and acknowledge", figures=f"{both:8.0f}/s")
    with _embedded() as place:
        yield from _lines("embedded (SQLite, within one process)", place)
    with _production() as place:
        yield from _lines(f"PostgreSQL + RabbitMQ, {PROCESSES} consumers", place)
    with _celery() as place:
        yield from _lines(f"Celery, {PROCESSES} processes", place)


def _lines(name: str, place: Place) -> Iterator[Line]:
    place.instants(_emitted(place.emit_each, place.new(50)))  # the way is warm
    yield _beside_bare(f"{name}: a commit or publish each", place, place.emit_each)
    if place.emit_all is not place.emit_each:
        yield _beside_bare(f"{name}: {MANY} events in one commit", place, place.emit_all)
    rounds = [_idle(place) for _ in range(ROUNDS)]
    half, most = (1000 * median(_share(one, share) for one in rounds) for share in (0.5, 0.99))
    yield Line(
        work=f"{name}: idle, commit to effect",
        figures=f"p50 {half:6.1f} ms  p99 {most:6.1f} ms",
        measures={"p50": half / 1000, "p99": most / 1000},
    )
    assert place.count() == 50 + ROUNDS * (MANY * (1 + (place.emit_all is not place.emit_each)) + FEW)


def _beside_bare(work: str, place: Place, emit: Emit) -> Line:
    """Time bare publishes and ours in turn: a machine that is slow for a while is so for both."""
    rates = [(_bare_publish(), _rate(place, emit)) for _ in range(ROUNDS)]
    ours, ratio = median(ours for _, ours in rates), median(ours / bare for bare, ours in rates)
    figures = f"{ours:8.0f}/s  {ratio:5.2f} x bare publish"
    return Line(work=work, figures=figures, measures={"rate": ours, "ratio": ratio})


def _emitted(emit: Emit, keys: list[str]) -> list[str]:
    emit(keys)
    return keys


def _rate(place: Place, emit: Emit) -> float:
    """Return effects a second, from before the first commit to after the last effect's."""
    keys = place.new(MANY)
    begun = time.monotonic()
    emit(keys)
    return MANY / (max(place.instants(keys).values()) - begun)


def _idle(place: Place) -> list[float]:
    """Return the seconds from after an event's commit to after its effect's, one at a time, at no regular interval."""
    seconds: list[float] = []
    for key in place.new(FEW):
        time.sleep(random.uniform(0.05, 0.15))
        place.emit_each([key])
        committed = time.monotonic()
        seconds.append(place.instants([key])[key] - committed)
    return seconds


def _share(seconds: list[float], share: float) -> float:
    return sorted(seconds)[math.ceil(share * len(seconds)) - 1]


@contextmanager
def _store_at(url: str, done: Path) -> Generator[Place]:
    store = effects.open_store(url)
    migrate(store.engine)
    with store.engine.begin() as connection:
        connection.exec_driver_sql(effects.TABLE)
    yield Place(
        done=done,
        emit_each=lambda keys: _emit(store, *([key] for key in keys)),
        emit_all=lambda keys: _emit(store, keys),
        count=lambda: _count(url),
    )
    store.engine.dispose()


def _emit(store: Store, *together: list[str]) -> None:
    for keys in together:
        with store.write() as tx:
            tx.outbox.emit(*(CohortCreated(cohort=key) for key in keys))


def _count(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        number = connection.execute(text("SELECT count(*) FROM effect")).scalar_one()
    engine.dispose()
    return number


@contextmanager
def _embedded() -> Generator[Place]:
    """Relay and consumer in one process, as `serve` has them; the events come from another."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        url, done = f"sqlite:///{folder}/commonhour.db", _file(folder)
        with _store_at(url, done) as place:
            running.enter_context(_processes(_serve, {"database_url": url, "done": done}))
            yield place
            running.close()


@contextmanager
def _production() -> Generator[Place]:
    """One process relays, and some consume."""
    where = {"broker_url": RABBIT}
    with tempfile.TemporaryDirectory() as folder, database() as url, ExitStack() as running:
        done = _file(folder)
        with _store_at(url, done) as place:
            consuming = {"database_url": url, "done": done} | where
            running.enter_context(_processes(_consume, *([consuming] * PROCESSES)))
            running.enter_context(_processes(_relay, {"database_url": url} | where))
            yield place
            running.close()
        forget_queues(["commonhour.hints.bench.v2"])


@contextmanager
def _celery() -> Generator[Place]:
    """Run a Celery worker with as many processes."""
    with tempfile.TemporaryDirectory() as folder, database() as url:
        done = _file(folder)
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.exec_driver_sql(effects.TABLE)
        engine.dispose()
        celery = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "benchmarks.celery_peer",
            "worker",
            "-c",
            f"{PROCESSES}",
        ]
        peer = subprocess.Popen(
            [*celery, "-P", "prefork", "--without-mingle", "--without-gossip", "-l", "INFO"],
            env=os.environ
            | {effects.LOG: str(done), celery_peer.DATABASE: driver_url(url), celery_peer.BROKER: RABBIT},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

        def publish(keys: list[str]) -> None:
            with celery_peer.app.producer_or_acquire() as producer:
                for key in keys:
                    celery_peer.leave_effect.apply_async((key,), producer=producer)

        try:
            yield Place(done=done, emit_each=publish, emit_all=publish, count=lambda: _count(url))
        finally:
            peer.terminate()
            peer.wait()
            forget_queues([celery_peer.QUEUE])


def _file(folder: str) -> Path:
    done = Path(folder) / "done"
    done.touch()
    return done


@contextmanager
def _processes(work: Callable[..., None], *each: dict[str, object]) -> Generator[None]:
    """Run `work` in a process for each of these arguments, until the block ends."""
    spawning = multiprocessing.get_context("spawn")
    stop = spawning.Event()
    running = [spawning.Process(target=work, kwargs=one | {"stop": stop}) for one in each]
    for process in running:
        process.start()
    try:
        yield
    finally:
        stop.set()
        for process in running:
            process.join()


def _consume(**where: object) -> None:
    effects.quietly()
    effects.run_consumer(**where)


def _relay(**where: object) -> None:
    effects.quietly()
    effects.run_relay(**where)


def _serve(*, database_url: str, done: Path, stop: threading.Event) -> None:
    effects.quietly()
    where = {"database_url": database_url, "broker_url": "memory://", "stop": stop}
    consuming = threading.Thread(target=effects.run_consumer, kwargs=where | {"done": done})
    consuming.start()
    effects.run_relay(**where)
    consuming.join()


def _bare_publish() -> float:
    """Return messages a second of the size of a hint, published one by one, each confirmed."""
    with _bare_queue() as (connection, queue):
        producer = Broker(url=RABBIT).connect().Producer(serializer="json")
        body = {"deliveries": ["0" * 36]}
        begun = time.monotonic()
        for _ in range(MANY):
            producer.publish(body, routing_key=queue.name, mandatory=True, delivery_mode="persistent")
        seconds = time.monotonic() - begun
        producer.connection.release()
        assert queue(connection.default_channel).queue_declare(passive=True).message_count == MANY
    return MANY / seconds


def _bare_publish_and_consume() -> float:
    """Return messages a second, published by this thread, consumed and acknowledged in another at the same time."""
    got = threading.Semaphore(0)

    def consume() -> None:
        with Broker(url=RABBIT).connect() as receiving:
            left = MANY

            def take(message: object) -> None:
                nonlocal left
                message.ack()
                left -= 1

            with Consumer(receiving, queues=[queue], on_message=take, prefetch_count=50):
                while left:
                    receiving.drain_events(timeout=10)
        got.release()

    with _bare_queue() as (_, queue):
        taking = threading.Thread(target=consume)
        taking.start()
        producer = Broker(url=RABBIT).connect().Producer(serializer="json")
        begun = time.monotonic()
        for _ in range(MANY):
            producer.publish({"deliveries": ["0" * 36]}, routing_key=queue.name, delivery_mode="persistent")
        got.acquire()
        seconds = time.monotonic() - begun
        producer.connection.release()
        taking.join()
    return MANY / seconds


@contextmanager
def _bare_queue() -> Generator[tuple[Connection, Queue]]:
    arguments = {"x-queue-type": HINT_ARGUMENTS["x-queue-type"]}
    with Connection(RABBIT) as connection:
        queue = Queue(BARE, durable=True, queue_arguments=arguments)
        queue(connection.default_channel).declare()
        try:
            yield connection, queue
        finally:
            queue(connection.default_channel).delete()
