"""One transaction at a time: state, event and deliveries are written together or not at all."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine

from scheduler.clock import Clock
from scheduler.ids import Ids
from scheduler.store.accounts import Accounts
from scheduler.store.calendars import Calendars
from scheduler.store.outbox import Outbox, Routes
from scheduler.store.people import People
from scheduler.store.runs import Runs


class Transaction:
    """What may be read and written at the instant `now`; ends with the `with` block that opened it."""

    def __init__(self, connection: Connection, *, now: datetime, ids: Ids, routes: Routes) -> None:
        self.now = now
        self.ids = ids
        self.people = People(connection)
        self.runs = Runs(connection)
        self.calendars = Calendars(connection)
        self.accounts = Accounts(connection)
        self.outbox = Outbox(connection, now=now, ids=ids, routes=routes)


class Store:
    """Opens transactions on one database; safe to share between threads."""

    def __init__(self, engine: Engine, *, clock: Clock, ids: Ids, routes: Routes) -> None:
        self.engine = engine
        self._clock = clock
        self._ids = ids
        self._routes = routes

    @contextmanager
    def read(self) -> Generator[Transaction]:
        """Open a transaction that only reads: one consistent view."""
        with self.engine.connect() as connection, connection.begin():
            yield self._transaction(connection)

    @contextmanager
    def write(self) -> Generator[Transaction]:
        """Open a transaction that writes: committed when the block ends, undone when it raises."""
        with self.engine.connect() as connection:
            writing = connection.execution_options(writes=True)
            with writing.begin():
                yield self._transaction(writing)

    def _transaction(self, connection: Connection) -> Transaction:
        return Transaction(connection, now=self._clock.now(), ids=self._ids, routes=self._routes)
