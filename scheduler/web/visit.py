"""A visit: whose browser asks, and the one transaction in which it is answered."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from flask import current_app, g

from scheduler.access import Access
from scheduler.commands.signing_in import who_is
from scheduler.settings import Settings
from scheduler.store.unit_of_work import Store, Transaction
from scheduler.web.cookies import session_secret

_EXTENSION = "commonhour"


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """What every view works with."""

    store: Store
    settings: Settings


def move_in(house: House) -> dict[str, House]:
    """Return the entry of `app.extensions` under which `house` is found again."""
    return {_EXTENSION: house}


def house() -> House:
    """Return the store and the settings of the application that answers."""
    return cast("House", current_app.extensions[_EXTENSION])


@contextmanager
def looking() -> Generator[Access]:
    """Open a transaction that only reads, for whoever asks."""
    with house().store.read() as tx:
        yield _access(tx)


@contextmanager
def changing(*, patience: float | None = None) -> Generator[Access]:
    """Open a transaction that writes, for whoever asks; `patience` as in `Store.write`."""
    with house().store.write(patience=patience) as tx:
        yield _access(tx)


def _access(tx: Transaction) -> Access:
    account = who_is(tx, session=session_secret(house().settings))
    g.signed_in = account is not None
    return Access(tx=tx, account=account)
