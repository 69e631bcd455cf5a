"""The work of the event benchmarks: one row of effect an event, and the instant after its commit, kept in a file."""

import os
import threading
import time
from pathlib import Path

from sqlalchemy import text

from scheduler.clock import SystemClock
from scheduler.events import CohortCreated
from scheduler.ids import RandomIds
from scheduler.logs import log_for_programs
from scheduler.store.engine import open_engine
from scheduler.store.outbox import Route, Routes
from scheduler.store.unit_of_work import Store
from workers.broker import Broker
from workers.desk import Desk
from workers.drafting import draft
from workers.hint_receiver import receive_hints
from workers.job import Job, Tools
from workers.pulse import UNSEEN
from workers.rebalancing import rebalance
from workers.relay import relay
from workers.routing import CONSUMERS, Consumer, Reaction

TABLE = "CREATE TABLE effect (event VARCHAR(64) NOT NULL)"
INSERT = text("INSERT INTO effect (event) VALUES (:event)")
BENCH = Consumer(name="bench", at_once=50, ahead=50)
ROUTES: Routes = {CohortCreated.type: (Route(consumer=BENCH.name, reaction="leave_effect"),)}
CONSUMERS[BENCH.name] = BENCH  # so that hints go to it by the fifty, as to the announcer
LOG = "COMMONHOUR_BENCH_DONE"
"""The environment's word for the file of instants, for processes that are only started."""


def note(key: str, *, done: Path | str) -> None:
    """Write that `key` has its effect as of now; one write of a short line to a file opened to append is whole."""
    file = os.open(done, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(file, f"{key} {time.monotonic()}\n".encode())
    finally:
        os.close(file)


def reaction(done: Path) -> Reaction:
    """Return the reaction that leaves one row of effect for each event."""

    def leave_effect(job: Job) -> None:
        key = job.event.cohort
        with job.finish() as tx:
            tx.outbox._connection.execute(INSERT, {"event": key})  # noqa: SLF001 - the effect is no table of ours
        note(key, done=done)

    return Reaction(on=CohortCreated, consumer=BENCH, do=leave_effect)


def open_store(database_url: str) -> Store:
    """Open the store; every event is owed to the benchmark's one reaction."""
    return Store(open_engine(database_url), clock=SystemClock(), ids=RandomIds(), routes=ROUTES)


def run_relay(*, database_url: str, broker_url: str, stop: threading.Event) -> None:
    """Relay until told to stop."""
    relay(store=open_store(database_url), broker=Broker(url=broker_url), pulse=UNSEEN, stop=stop)


def run_consumer(*, database_url: str, broker_url: str, done: Path, stop: threading.Event) -> None:
    """Work off deliveries until told to stop."""
    tools = Tools(solve=draft, rebalance=rebalance, feed_key=b"", stopping=stop)
    effects = {"leave_effect": reaction(done)}
    with Desk(consumer=BENCH, store=open_store(database_url), tools=tools, reactions=effects) as desk:
        receive_hints(broker=Broker(url=broker_url), consumer=BENCH.name, desk=desk, stop=stop)


def quietly() -> None:
    """Log as in production, every line of it, to nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    log_for_programs()
