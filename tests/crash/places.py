"""Where a service runs in a test: its store, its addresses, and the processes that it is made of."""

import os
import shutil
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Engine

from scheduler.clock import SystemClock
from scheduler.commands.webhooks import add_webhook
from scheduler.ids import RandomIds
from scheduler.settings import read_settings
from scheduler.store.engine import open_engine
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from tests.crash.outside import Heard, Letterbox, Receiver, Subscriber, files_in
from tests.servers.ports import LOOPBACK, ReservedPort
from tests.servers.postgres import create_database, drop_database
from workers.routing import CONSUMERS

FEED_KEY = "k" * 32
SESSION_KEY = "s" * 32
POSTED = ("plan.published",)
"""What is posted to the webhook that every store begins with."""
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH")


class Place(Protocol):
    """A service's surroundings, made afresh for every run."""

    name: str
    embedded: bool
    forking: frozenset[str]
    """Those of the processes that only see to others, which they fork and replace: gunicorn."""
    solves: str
    """Which of the processes starts solvers."""
    processes: Mapping[str, tuple[str, ...]]
    """What runs for as long as the service does: name -> arguments of `commonhour`."""

    @property
    def environment(self) -> dict[str, str]:
        """What the processes are told."""
        ...

    @property
    def url(self) -> str:
        """Where the pages are."""
        ...

    def fresh(self, folder: Path) -> Engine:
        """Make an empty store for one run, with what else is kept in `folder`; return how to look into it."""
        ...

    def heard(self) -> Heard:
        """Return what the rest of the world has taken in during this run."""
        ...

    def tidy(self) -> None:
        """Take away what the last run left."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


class Machines:
    """A process for each part, on PostgreSQL and RabbitMQ; the queues outlive a run, with the hints left in them."""

    name = "machines"
    embedded = False
    forking = frozenset({"web"})
    solves = "matcher"

    def __init__(self, *, server_url: str, broker_url: str, each: Mapping[str, int] | None = None) -> None:
        """Take the URLs of a database on the server and of a virtual host; `each` says how many, where not one."""
        self._port = ReservedPort()
        self._server_url = server_url
        self._broker_url = broker_url
        self._prefix = f"crash_{os.getpid()}_{self._port.number}"
        self._runs = count(1)
        self._template = f"{self._prefix}_template"
        self._database = self._template
        self._letterbox, self._receiver = Letterbox(), Receiver()
        self._subscriber = Subscriber(broker_url)
        create_database(server_url, self._template)
        engine = open_engine(self._url_of(self._template))
        migrate(engine)
        _subscribe(engine, self._receiver)
        engine.dispose()
        parts = {"web": ("web",), "relay": ("relay",)} | {name: ("worker", name) for name in CONSUMERS}
        self.processes: Mapping[str, tuple[str, ...]] = {
            f"{name}-{number}" if number > 1 else name: arguments
            for name, arguments in parts.items()
            for number in range(1, 1 + (each or {}).get(name, 1))
        }

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://{LOOPBACK}:{self._port.number}"

    @property
    def environment(self) -> dict[str, str]:
        """What the processes are told."""
        return basics() | {
            "COMMONHOUR_DATA_DIR": str(self._folder),
            "COMMONHOUR_PORT": str(self._port.number),
            "COMMONHOUR_DATABASE_URL": self._url_of(self._database),
            "COMMONHOUR_BROKER_URL": self._broker_url,
            "COMMONHOUR_WEB_WORKERS": "1",
            "COMMONHOUR_SMTP_URL": self._letterbox.url,
        }

    def fresh(self, folder: Path) -> Engine:
        """Copy the migrated database."""
        self._folder = folder
        self._letterbox.taken.clear()
        self._receiver.taken.clear()
        self._subscriber.listen()
        self._subscriber.taken.clear()
        self._database = f"{self._prefix}_{next(self._runs)}"
        create_database(self._server_url, self._database, template=self._template)
        return open_engine(self._url_of(self._database))

    def heard(self) -> Heard:
        """Return what the servers have taken in."""
        self._subscriber.listen()
        return Heard(
            letters=self._letterbox.taken, posted=self._receiver.taken, announced=self._subscriber.taken
        )

    def tidy(self) -> None:
        """Take the database away."""
        drop_database(self._server_url, self._database)

    def close(self) -> None:
        """Give the ports back, and take the template away."""
        self._port.release()
        for server in (self._letterbox, self._receiver, self._subscriber):
            server.close()
        drop_database(self._server_url, self._template)

    def _url_of(self, database: str) -> str:
        return urlunsplit(urlsplit(self._server_url)._replace(path=f"/{database}"))


class Embedded:
    """One process, on SQLite."""

    name = "embedded"
    embedded = True
    forking = frozenset[str]()
    solves = "serve"
    processes: Mapping[str, tuple[str, ...]] = {"serve": ("serve",)}

    def __init__(self, folder: Path) -> None:
        self._port = ReservedPort()
        self._template = folder / "template"
        self._template.mkdir()
        self._folder = self._template
        self._receiver = Receiver()
        engine = open_engine(read_settings(self.environment).database_url)
        migrate(engine)
        _subscribe(engine, self._receiver)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://{LOOPBACK}:{self._port.number}"

    @property
    def environment(self) -> dict[str, str]:
        """What the processes are told."""
        return basics() | {
            "COMMONHOUR_DATA_DIR": str(self._folder),
            "COMMONHOUR_PORT": str(self._port.number),
        }

    def fresh(self, folder: Path) -> Engine:
        """Copy the migrated database."""
        self._receiver.taken.clear()
        shutil.copy(self._template / "commonhour.db", folder)
        self._folder = folder
        return open_engine(f"sqlite:///{folder / 'commonhour.db'}")

    def heard(self) -> Heard:
        """Return what was posted and written to files; within one process nobody announces anything."""
        return Heard(letters=files_in(self._folder / "mail"), posted=self._receiver.taken, announced=None)

    def tidy(self) -> None:
        """Take the database away; its folder is the caller's."""
        for file in self._folder.glob("commonhour.db*"):
            file.unlink()

    def close(self) -> None:
        """Give the ports back."""
        self._port.release()
        self._receiver.close()


def basics() -> dict[str, str]:
    """Return what every process is told, wherever it runs."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return inherited | {
        "COMMONHOUR_FEED_KEY": FEED_KEY,
        "COMMONHOUR_SESSION_KEY": SESSION_KEY,
        "COMMONHOUR_WEBHOOKS_PRIVATE": "1",
    }


def _subscribe(engine: Engine, receiver: Receiver) -> None:
    """Have every release posted to the receiver."""
    store = Store(engine, clock=SystemClock(), ids=RandomIds(), routes={})
    with store.write() as tx:
        add_webhook(tx, url=receiver.url, private=True, types=POSTED)
