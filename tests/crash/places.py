"""The two places where the service runs: one process on SQLite, and many on PostgreSQL and RabbitMQ."""

import os
import shutil
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Engine

from scheduler.store.engine import open_engine
from tests.crash.outside import Heard, Letterbox, Subscriber, files_in
from tests.crash.place import Past, Place
from tests.servers.postgres import create_database, drop_database
from tests.servers.proxy import Proxy
from workers.routing import CONSUMERS

DATABASE = "commonhour.db"


class Machines(Place):
    """A process for each part, on PostgreSQL and RabbitMQ; the queues outlive a run, with the hints left in them."""

    name = "machines"
    embedded = False
    forking = frozenset({"web"})
    solves = "matcher"

    def __init__(self, *, server_url: str, broker_url: str, each: Mapping[str, int] | None = None) -> None:
        """Take the URLs of a database on the server and of a virtual host; `each` says how many, where not one."""
        super().__init__()
        self._server_url = server_url
        self._broker_url = broker_url
        self._prefix = f"crash_{os.getpid()}_{self._port.number}"
        self._runs = count(1)
        self._letterbox = Letterbox()
        self._subscriber = Subscriber(broker_url)
        self._proxy = Proxy(urlsplit(broker_url).port or 0)
        parts = {"web": ("web",), "relay": ("relay",)} | {name: ("worker", name) for name in CONSUMERS}
        self.processes: Mapping[str, tuple[str, ...]] = {
            f"{name}-{number}" if number > 1 else name: arguments
            for name, arguments in parts.items()
            for number in range(1, 1 + (each or {}).get(name, 1))
        }

    @property
    def environment(self) -> dict[str, str]:
        """What the processes are told."""
        broker_url = self._broker_url
        return self._basics(self._folder) | {
            "COMMONHOUR_DATABASE_URL": self._url_of(self._database),
            "COMMONHOUR_BROKER_URL": (
                self._proxy.in_front_of(broker_url) if self.can_lose_broker else broker_url
            ),
            "COMMONHOUR_WEB_WORKERS": "1",
            "COMMONHOUR_SMTP_URL": self._letterbox.url,
        }

    def fresh(self, folder: Path, *, past: Past | None = None, troubled: bool = False) -> Engine:
        """Copy the migrated database, or the one with this past; only in trouble a proxy is before the broker."""
        self._folder = folder
        self.can_lose_broker = troubled
        self.find_broker()
        self.be_heard(take=True)
        self._turn_to(f"run{next(self._runs)}", like=self._template(past))
        self._letterbox.empty()
        self._receiver.taken.clear()
        self._subscriber.listen()
        self._subscriber.taken.clear()
        return open_engine(self._url_of(self._database))

    def be_heard(self, *, take: bool) -> None:
        """Have the receiver and the mail server take what is sent, or refuse it for now."""
        super().be_heard(take=take)
        self._letterbox.be_there(take=take)

    def lose_broker(self) -> None:
        """Cut every connection to the broker, and let no new one be made."""
        super().lose_broker()
        self._proxy.drop()

    def find_broker(self) -> None:
        """Let connections to the broker be made again."""
        super().find_broker()
        self._proxy.restore()

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
        """Give the ports back, and take the templates away."""
        super().close()
        for server in (self._letterbox, self._subscriber, self._proxy):
            server.close()
        for template in self._templates.values():
            drop_database(self._server_url, f"{self._prefix}_{template}")

    def _turn_to(self, name: str, *, like: str | None) -> None:
        self._database = f"{self._prefix}_{name}"
        template = None if like is None else f"{self._prefix}_{like}"
        create_database(self._server_url, self._database, template=template)

    def _url_of(self, database: str) -> str:
        return urlunsplit(urlsplit(self._server_url)._replace(path=f"/{database}"))


class Embedded(Place):
    """One process, on SQLite."""

    name = "embedded"
    embedded = True
    forking = frozenset[str]()
    solves = "serve"
    processes: Mapping[str, tuple[str, ...]] = {"serve": ("serve",)}

    def __init__(self, folder: Path) -> None:
        """Keep what every run begins with in this folder."""
        super().__init__()
        self._kept_in = self._folder = folder

    @property
    def environment(self) -> dict[str, str]:
        """What the processes are told."""
        return self._basics(self._folder)

    def fresh(self, folder: Path, *, past: Past | None = None, troubled: bool = False) -> Engine:  # noqa: ARG002 - its broker is its own
        """Copy the migrated database, or the one with this past."""
        template = self._kept_in / self._template(past)
        self._folder = folder
        shutil.copy(template / DATABASE, folder)
        self.be_heard(take=True)
        self._receiver.taken.clear()
        return open_engine(f"sqlite:///{folder / DATABASE}")

    def be_heard(self, *, take: bool) -> None:
        """Have the receiver take what is posted, and let mails be written; or neither, for now."""
        super().be_heard(take=take)
        if not take:
            self._mails.touch()  # no folder can be made where a file is
        elif self._mails.is_file():
            self._mails.unlink()

    def heard(self) -> Heard:
        """Return what was posted and written to files; within one process nobody announces anything."""
        return Heard(letters=files_in(self._mails), posted=self._receiver.taken, announced=None)

    def tidy(self) -> None:
        """Take the database away; its folder is the caller's."""
        for file in self._folder.glob(f"{DATABASE}*"):
            file.unlink()

    @property
    def _mails(self) -> Path:
        return self._folder / "mail"

    def _turn_to(self, name: str, *, like: str | None) -> None:
        self._folder = self._kept_in / name
        self._folder.mkdir()
        if like is not None:
            shutil.copy(self._kept_in / like / DATABASE, self._folder)
