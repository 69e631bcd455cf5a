"""The event core as it runs in production, in threads of the test, with an effect that can be counted.

Each piece of work is one event; its effect is one further event with its number, written with the delivery's end.
"""

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import func, select

from scheduler.clock import Clock, SystemClock
from scheduler.events import EntriesRevised, PlanPublished
from scheduler.ids import RandomIds
from scheduler.store import tables
from scheduler.store.engine import open_engine
from scheduler.store.outbox import Route
from scheduler.store.unit_of_work import Store
from tests.servers.ports import wait_until
from workers.broker import Broker
from workers.drafting import draft
from workers.job import Job, Tools
from workers.processes import run_consumer, run_relay
from workers.rebalancing import rebalance
from workers.routing import CALENDARS, Reaction

ROUTES = {PlanPublished.type: (Route(consumer=CALENDARS.name, reaction="follow"),)}
BATCH = 500
WHOLE = os.environ.get("COMMONHOUR_FAULTS") == "whole"
"""Whether `make faults` runs: everything at its full length."""


def note_it(job: Job) -> None:
    """Leave a mark with the event's number."""
    with job.finish() as tx:
        event = job.event
        assert isinstance(event, PlanPublished)
        tx.outbox.emit(EntriesRevised(cohort=event.cohort, release=event.release, changed=0))


def reacting(do: Callable[[Job], None] = note_it, **more: object) -> dict[str, Reaction]:
    """Return a table in which the calendars' reaction to a release is this one."""
    return {"follow": Reaction(on=(PlanPublished,), consumer=CALENDARS, do=do, **more)}


def store_at(url: str, *, clock: Clock | None = None) -> Store:
    """Return a store with an engine of its own, as each process has; its tables are made if need be."""
    engine = open_engine(url)
    tables.metadata.create_all(engine)
    return Store(engine, clock=clock or SystemClock(), ids=RandomIds(), routes=ROUTES)


@dataclass(kw_only=True)
class Rig:
    """Relays and workers on one database and one broker, each as a process has it: with engine and connections."""

    database_url: str
    broker: Broker
    store: Store
    clock: Clock = field(default_factory=SystemClock)
    threads: list[threading.Thread] = field(default_factory=list)
    stores: list[Store] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def emit(self, *numbers: int) -> None:
        """Have so many things happen, a batch to a transaction."""
        for first in range(0, len(numbers), BATCH):
            with self.store.write() as tx:
                tx.outbox.emit(
                    *(
                        PlanPublished(cohort="cohort", plan="plan", release=number)
                        for number in numbers[first : first + BATCH]
                    )
                )

    def start(self, *, relays: int = 1, workers: int = 1) -> None:
        """Start so many of each."""
        for _ in range(relays):
            work = {"store": self._own_store(), "broker": self.broker, "stop": self.stop}
            self._start(run_relay, (), work)
        for _ in range(workers):
            tools = Tools(solve=draft, rebalance=rebalance, feed_key=b"feed key", stopping=self.stop)
            work = {"store": self._own_store(), "tools": tools, "broker": self.broker, "stop": self.stop}
            self._start(run_consumer, (CALENDARS.name,), work)

    def effects(self) -> Counter[int]:
        """Return how often each number has had its effect."""
        query = select(tables.event.c.data).where(tables.event.c.type == EntriesRevised.type)
        with self.store.engine.connect() as connection:
            return Counter(row.data["release"] for row in connection.execute(query))

    def undone(self) -> int:
        """Return how many deliveries are neither done nor parked."""
        query = (
            select(func.count())
            .select_from(tables.delivery)
            .where(tables.delivery.c.state.in_(("waiting", "claimed")))
        )
        with self.store.engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def wait_until_done(self, *, seconds: float) -> float:
        """Wait until nothing is left to do; return how long that took."""
        begun = time.monotonic()
        wait_until(lambda: self.undone() == 0, seconds=seconds, what="everything was done")
        return time.monotonic() - begun

    def close(self) -> None:
        """Stop all that was started, as SIGTERM would, and see it end."""
        self.stop.set()
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive(), f"{thread.name} did not stop"
        for store in (self.store, *self.stores):
            store.engine.dispose()

    def _own_store(self) -> Store:
        self.stores.append(store_at(self.database_url, clock=self.clock))
        return self.stores[-1]

    def _start(
        self, target: Callable[..., None], arguments: tuple[str, ...], work: dict[str, object]
    ) -> None:
        thread = threading.Thread(target=target, args=arguments, kwargs=work, daemon=True)
        thread.start()
        self.threads.append(thread)


@contextmanager
def rig_on(
    *, database_url: str, broker: Broker, clock: Clock | None = None, look_through: str | None = None
) -> Generator[Rig]:
    """Yield a rig and close it; the test itself looks at the database through `look_through`, if that is given."""
    clock = clock or SystemClock()
    rig = Rig(
        database_url=database_url,
        broker=broker,
        store=store_at(look_through or database_url, clock=clock),
        clock=clock,
    )
    try:
        yield rig
    finally:
        rig.close()


def once_each(numbers: range) -> Counter[int]:
    """Return what `Rig.effects` is when every one of the numbers has had its effect, once."""
    return Counter(dict.fromkeys(numbers, 1))
