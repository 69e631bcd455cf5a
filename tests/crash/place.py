"""What every run needs around it: a store, an address, others to be told, and processes that are told of all this."""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Engine

from scheduler.clock import SystemClock
from scheduler.commands.webhooks import add_webhook
from scheduler.ids import RandomIds
from scheduler.settings import Settings, read_settings
from scheduler.store.engine import open_engine
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from tests.crash.outside import Heard, Receiver
from tests.made_secrets import FEED_KEY, SESSION_KEY
from tests.servers.ports import LOOPBACK, ReservedPort

POSTED = ("plan.published",)
"""What is posted to the webhook that every store begins with."""
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH")

Past = Callable[[Settings], None]
"""Writes into an empty store what is to be there when a run begins, and closes it."""


class Place(ABC):
    """A service's surroundings, made afresh for every run."""

    name: str
    embedded: bool
    forking: frozenset[str]
    """Those of the processes that only see to others, which they fork and replace: gunicorn."""
    solves: str
    """Which of the processes starts solvers."""
    processes: Mapping[str, tuple[str, ...]]
    """What runs for as long as the service does: name -> arguments of `commonhour`."""
    can_lose_broker = False
    """Whether the broker may be taken away in this run."""
    has_broker = True
    is_heard = True
    """Whether mails and webhooks are taken by whom they are sent to."""

    def __init__(self) -> None:
        self._port = ReservedPort()
        self._receiver = Receiver()
        self._templates: dict[Past | None, str] = {}

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://{LOOPBACK}:{self._port.number}"

    @property
    @abstractmethod
    def environment(self) -> dict[str, str]:
        """What the processes are told."""

    @abstractmethod
    def fresh(self, folder: Path, *, past: Past | None = None, troubled: bool = False) -> Engine:
        """Make a store for one run, with what else is kept in `folder`; return how to look into it.

        It is empty, or as `past` leaves it. `troubled` says that the broker may be lost in this run, where it can be.
        """

    def be_heard(self, *, take: bool) -> None:
        """Have others take what is sent to them, or refuse it for now."""
        self.is_heard = self._receiver.takes = take

    def lose_broker(self) -> None:
        """Cut every connection to the broker, and let no new one be made."""
        self.has_broker = False

    def find_broker(self) -> None:
        """Let connections to the broker be made again."""
        self.has_broker = True

    @abstractmethod
    def heard(self) -> Heard:
        """Return what the rest of the world has taken in during this run."""

    @abstractmethod
    def tidy(self) -> None:
        """Take away what the last run left."""

    def close(self) -> None:
        """Give everything back."""
        self._port.release()
        self._receiver.close()

    @abstractmethod
    def _turn_to(self, name: str, *, like: str | None) -> None:
        """Make a store of this name, empty or like another, and have the environment lead there."""

    def _template(self, past: Past | None) -> str:
        """Return the store that runs with this past begin with, made when it is first asked for."""
        if past not in self._templates:
            like = None if past is None else self._template(None)
            name = f"template{len(self._templates)}"
            self._turn_to(name, like=like)
            (past or self._begin)(read_settings(self.environment))
            self._templates[past] = name
        return self._templates[past]

    def _begin(self, settings: Settings) -> None:
        """Make the tables, and have every release posted to the receiver."""
        engine = open_engine(settings.database_url)
        migrate(engine)
        with Store(engine, clock=SystemClock(), ids=RandomIds(), routes={}).write() as tx:
            add_webhook(tx, url=self._receiver.url, private=True, types=POSTED)
        engine.dispose()

    def _basics(self, folder: Path) -> dict[str, str]:
        """Return what every process is told, wherever it runs."""
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        return inherited | {
            "COMMONHOUR_FEED_KEY": FEED_KEY,
            "COMMONHOUR_SESSION_KEY": SESSION_KEY,
            "COMMONHOUR_WEBHOOKS_PRIVATE": "1",
            "COMMONHOUR_DATA_DIR": str(folder),
            "COMMONHOUR_PORT": str(self._port.number),
        }
