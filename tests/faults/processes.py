"""The service's real processes on servers of the test's own: started, looked at, told to stop."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from scheduler.clock import SystemClock
from scheduler.ids import RandomIds
from scheduler.store import tables
from scheduler.store.engine import open_engine
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from tests.flows.compose_file import ROOT
from tests.made_secrets import FEED_KEY, SESSION_KEY
from tests.servers.ports import ReservedPort, wait_until
from workers.routing import routes

PROMISED_SECONDS = 10
PATIENCE_SECONDS = 60

UNTRIED = ("waiting", 0, None, True)
"""What was given back: as if nobody had claimed it, for whoever comes next."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where our processes run: what they are told, where they log, and how the test looks at what they do."""

    environment: dict[str, str]
    log: Path
    store: Store

    @contextmanager
    def running(self, *arguments: str, **told: str) -> Generator[subprocess.Popen[bytes]]:
        """Run `commonhour ARGUMENTS` until the block ends; `told` are settings besides."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "commonhour", *arguments],
                env=self.environment | {f"COMMONHOUR_{name}": value for name, value in told.items()},
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def look(self, consumer: str) -> Counter[str]:
        """Return how many of the consumer's deliveries are in each state."""
        query = (
            select(tables.delivery.c.state, func.count())
            .where(tables.delivery.c.consumer == consumer)
            .group_by(tables.delivery.c.state)
        )
        with self.store.engine.connect() as connection:
            return Counter(dict(connection.execute(query).all()))

    def left(self, consumer: str) -> Counter[tuple[str, int, str | None, bool]]:
        """Return what is not done: its state, tries and error, and whether it is due."""
        with self.store.read() as tx:
            return Counter(
                (owed.state, owed.tries, owed.error, owed.due_at <= tx.now)
                for owed in tx.deliveries.owed()
                if owed.consumer == consumer
            )

    def told_of(self, kind: str, field: str) -> Counter[str]:
        """Return how often an event of this type happened to each."""
        with self.store.engine.connect() as connection:
            rows = connection.execute(select(tables.event.c.data).where(tables.event.c.type == kind))
            return Counter(row.data[field] for row in rows)

    def wait_until_done(self, consumer: str) -> None:
        wait_until(
            lambda: set(self.look(consumer)) == {"done"},
            seconds=PATIENCE_SECONDS,
            what=f"all was done by the {consumer}",
        )


@contextmanager
def place_on(*, database_url: str, broker_url: str, folder: Path) -> Generator[Place]:
    """Make the place of processes over this database, which is migrated, and this broker."""
    engine, port = open_engine(database_url), ReservedPort()
    migrate(engine)
    try:
        yield Place(
            environment=dict(os.environ)
            | {
                "COMMONHOUR_DATA_DIR": str(folder),
                "COMMONHOUR_FEED_KEY": FEED_KEY,
                "COMMONHOUR_SESSION_KEY": SESSION_KEY,
                "COMMONHOUR_DATABASE_URL": database_url,
                "COMMONHOUR_BROKER_URL": broker_url,
                "COMMONHOUR_PORT": str(port.number),
            },
            log=folder / "log",
            store=Store(engine, clock=SystemClock(), ids=RandomIds(), routes=routes(embedded=False)),
        )
    finally:
        engine.dispose()
        port.release()


def frozen_when(process: subprocess.Popen[bytes], is_so: Callable[[], object], *, what: str) -> None:
    """Freeze the process at a moment at which it is so."""

    def caught() -> bool:
        process.send_signal(signal.SIGSTOP)
        if is_so():
            return True
        process.send_signal(signal.SIGCONT)
        return False

    wait_until(caught, seconds=PATIENCE_SECONDS, what=what)


def stop(process: subprocess.Popen[bytes], *, promised: float = PROMISED_SECONDS) -> float:
    """Tell the process to stop, see it end as promised, and return its seconds; one that is frozen goes on then.

    The kernel hands a signal that finds every thread frozen to whichever comes back first, and Python hears of it in
    its main thread alone: which must not sleep for good.
    """
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGCONT)
    assert process.wait(PATIENCE_SECONDS) == 0
    took = time.monotonic() - begun
    assert took < promised
    return took
