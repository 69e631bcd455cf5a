"""A visit: whose browser asks, and the one transaction in which it is answered."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import cast

from flask import current_app, g, request

from scheduler.access import Access
from scheduler.commands.signing_in import is_seen_anew, who_is
from scheduler.settings import Settings
from scheduler.store.unit_of_work import Store, Transaction
from scheduler.web.access_log import also_say
from scheduler.web.cookies import session_secret

_EXTENSION = "commonhour"
NOBODYS = frozenset({"runs.progress"})
"""What is asked for again and again, and counts people alone."""


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
    """Open a transaction that only reads, for whoever asks; what was looked at is on record before it is shown."""
    with house().store.read() as tx:
        access = _access(tx)
        yield access
    if (access.reached or access.shown) and request.endpoint not in NOBODYS:
        with house().store.write("audit") as tx:
            record(replace(access, tx=tx), writes=False)


@contextmanager
def changing(*, patience: float | None = None) -> Generator[Access]:
    """Open a transaction that writes, for whoever asks; `patience` as in `Store.write`."""
    with house().store.write(patience=patience) as tx:
        access = _access(tx)
        yield access
        record(access, writes=True)


def record(access: Access, *, writes: bool, token: str | None = None) -> None:
    """Keep on record whose data this request has reached, through which door and for whom.

    To be shown how to reach somebody is a look at them, also where something else was written.
    """
    path = request.view_args or {}
    person: str | None = path.get("person", path.get("member"))
    seen = [(cohort, person, writes) for cohort in sorted(access.reached)]
    seen += [(cohort, other, False) for cohort, other in sorted(access.shown)]
    for cohort, whose, wrote in seen:
        access.tx.audit.add(
            request.endpoint or "",
            writes=wrote,
            account=access.account,
            token=token,
            cohort=cohort,
            person=whose,
        )


def _access(tx: Transaction) -> Access:
    session = who_is(tx, session=session_secret(house().settings))
    g.signed_in = session is not None
    if session is None:
        return Access(tx=tx, account=None)
    also_say(account=session.account)
    g.seen_anew = session.token_hash if is_seen_anew(tx, session) else None
    return Access(tx=tx, account=session.account)
