"""How the store is doing: reachable, at which schema, and how old the oldest work is that nobody has done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from scheduler.errors import RefusedError
from scheduler.store import tables
from scheduler.store.engine import open_engine
from scheduler.store.outbox import OPEN
from scheduler.store.schema import head, revision

LATE = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and what to do if it is not."""

    name: str
    well: bool
    seen: str
    advice: str = ""


def look_at_store(url: str, *, now: datetime) -> tuple[Finding, ...]:
    """Return what there is to say about the database at this URL; never raises for what is wrong with it."""
    try:
        engine = open_engine(url)
    except RefusedError as error:
        return (Finding(name="database", well=False, seen="not to be had", advice=str(error)),)
    shown = engine.url.render_as_string(hide_password=True)
    try:
        at = revision(engine)
        found = Finding(name="database", well=True, seen=shown)
        if at != head():
            behind = Finding(
                name="schema",
                well=False,
                seen=f"revision {at}, this version works with {head()}",
                advice="Run `commonhour migrate`; `commonhour serve` does so by itself.",
            )
            return (found, behind)
        return (found, Finding(name="schema", well=True, seen=f"revision {at}"), *_deliveries(engine, now))
    except SQLAlchemyError as error:
        advice = "Check COMMONHOUR_DATABASE_URL, and that the database runs and lets this user in."
        return (Finding(name="database", well=False, seen=f"{shown}: {type(error).__name__}", advice=advice),)
    finally:
        engine.dispose()


def oldest_due(engine: Engine, now: datetime) -> timedelta:
    """Return for how long the oldest delivery that is due has been waiting; zero when nothing waits."""
    with engine.connect() as connection:
        since = connection.execute(
            select(func.min(tables.delivery.c.due_at)).where(
                tables.delivery.c.state.in_(OPEN), tables.delivery.c.due_at <= now
            )
        ).scalar_one()
    return timedelta(0) if since is None else now - since


def _deliveries(engine: Engine, now: datetime) -> tuple[Finding, Finding]:
    waiting = oldest_due(engine, now)
    with engine.connect() as connection:
        parked = connection.execute(
            select(func.count()).select_from(tables.delivery).where(tables.delivery.c.state == "parked")
        ).scalar_one()
    return (
        Finding(
            name="deliveries",
            well=waiting < LATE,
            seen="nothing is late" if waiting < LATE else f"the oldest has been due for {waiting}",
            advice="Is a relay and a worker of each name running? `commonhour deliveries` lists what is owed.",
        ),
        Finding(
            name="parked",
            well=not parked,
            seen=f"{parked} parked",
            advice="`commonhour deliveries` shows why; `commonhour deliveries --replay ID` tries one again.",
        ),
    )
