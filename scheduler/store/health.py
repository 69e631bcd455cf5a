"""How the store is doing: reachable, at which schema, and how old the oldest work is that nobody has done."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import URL, Engine, func, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from calendars.zones import ZONE_DATA_VERSION
from scheduler.clock import Clock
from scheduler.errors import CommonhourError, RefusedError, UnavailableError
from scheduler.metrics import Gauge
from scheduler.store import tables
from scheduler.store.claims import IS_OPEN
from scheduler.store.deliveries import IS_PARKED, Deliveries
from scheduler.store.encryption import Encryption
from scheduler.store.engine import missing_file, open_engine
from scheduler.store.keys import PLAIN, Keys, missing
from scheduler.store.schema import head, revision, what_to_do
from scheduler.store.tables.encrypted import keys_of
from scheduler.store.unit_of_work import Store
from scheduler.store.zone_data import NAMED, ZoneData
from scheduler.tokens import feed_token, hash_token

LATE = timedelta(minutes=2)
QUICK_SECONDS = 2.0
_asking = threading.Lock()
_looks: "dict[Engine, Future[Readiness]]" = {}
DATABASE_UP = "commonhour_database_up"
DELIVERIES = "commonhour_deliveries"
OLDEST_DUE = "commonhour_oldest_due_seconds"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and what to do if it is not."""

    name: str
    well: bool
    seen: str
    advice: str = ""


def look_at_store(
    url: str, *, now: datetime, feed_key: bytes, contact_keys: Sequence[bytes]
) -> tuple[Finding, ...]:
    """Return what there is to say about the database at this URL; makes nothing, and never raises."""
    if (missing := missing_file(url)) is not None:
        advice = "`commonhour begin EMAIL`, `import`, `migrate` or `serve` makes it."
        return (Finding(name="database", well=False, seen=f"{missing} is not there yet", advice=advice),)
    try:
        engine = open_engine(url, keys=Keys(contact_keys))
    except RefusedError as error:
        return (Finding(name="database", well=False, seen="not to be had", advice=str(error)),)
    shown = _shown(engine.url)
    try:
        at = revision(engine)
        found = Finding(name="database", well=True, seen=shown)
        if at != head():
            behind = Finding(
                name="schema",
                well=False,
                seen=f"revision {at}, this version works with {head()}",
                advice=what_to_do(at),
            )
            return (found, behind)
        return (
            found,
            Finding(name="schema", well=True, seen=f"revision {at}"),
            *_deliveries(engine, now),
            _feed_links(engine, feed_key),
            _contact(engine),
            _zone_data(engine, now),
        )
    except RefusedError as error:
        return (Finding(name="database", well=False, seen=f"{shown}: not to be had", advice=str(error)),)
    except (SQLAlchemyError, UnavailableError) as error:
        why = _why(error.__cause__ or error)
        advice = "Check COMMONHOUR_DATABASE_URL, and that the database runs and lets this user in."
        return (Finding(name="database", well=False, seen=f"{shown}: {why}", advice=advice),)
    finally:
        engine.dispose()


def _why(error: BaseException) -> str:
    """Return the first line of what the database's driver says went wrong, which names no password; or its class."""
    said = str(error.orig).strip().splitlines() if isinstance(error, DBAPIError) and error.orig else []
    return said[0] if said else type(error).__name__


def _shown(url: URL) -> str:
    """Return where the database is, and nothing of how one gets in: a password may stand in the URL's query too."""
    where = URL.create(url.drivername, host=url.host, port=url.port, database=url.database)
    return where.render_as_string()


def oldest_due(engine: Engine, now: datetime) -> timedelta:
    """Return for how long the oldest delivery that is due has been waiting; zero when nothing waits."""
    with engine.connect() as connection:
        since = Deliveries(connection, now=now).oldest_due()
    return timedelta(0) if since is None else now - since


@dataclass(frozen=True, kw_only=True, slots=True)
class Readiness:
    """`status` is ok, late, schema (it is another version's) or database (it does not answer)."""

    status: str
    oldest_due_seconds: float | None = None


def look_quickly(store: Store) -> Readiness:
    """Say whether the database answers, is at this version's schema, and whether what is due is being done.

    Answers within QUICK_SECONDS, whatever the database does: a look that hangs is left alone, and while it does no
    other is begun.
    """
    with _asking:
        if _looks.get(store.engine) is None:
            _looks[store.engine] = Future()
            threading.Thread(target=_look, args=(store, _looks[store.engine]), daemon=True).start()
        look = _looks[store.engine]
    try:
        return look.result(QUICK_SECONDS)
    except (TimeoutError, SQLAlchemyError, CommonhourError):
        return Readiness(status="database")


def _look(store: Store, look: "Future[Readiness]") -> None:
    try:
        if revision(store.engine) != head():
            found = Readiness(status="schema")
        else:
            with store.read() as tx:
                since, now = tx.deliveries.oldest_due(), tx.now
            waiting = timedelta(0) if since is None else now - since
            status = "late" if waiting >= LATE else "ok"
            found = Readiness(status=status, oldest_due_seconds=round(waiting.total_seconds(), 3))
    except Exception as error:  # noqa: BLE001 - handed on to whoever asked
        _end_look(store, partial(look.set_exception, error))
    else:
        _end_look(store, partial(look.set_result, found))


def _end_look(store: Store, answer: Callable[[], None]) -> None:
    with _asking:
        del _looks[store.engine]
    answer()


def gauges(engine: Engine, *, clock: Clock) -> tuple[Gauge, ...]:
    """Return what Prometheus is told of the database: one query, which never touches what is done."""
    try:
        with engine.connect() as connection:
            now = clock.now()
            backlog = Deliveries(connection, now=now).backlog()
    except (SQLAlchemyError, CommonhourError):
        return (Gauge(name=DATABASE_UP, said="1 while the database answers", values={(): 0}),)
    due = [(now - each.oldest_due_at).total_seconds() for each in backlog if each.state != "parked"]
    return (
        Gauge(name=DATABASE_UP, said="1 while the database answers", values={(): 1}),
        Gauge(
            name=DELIVERIES,
            said="deliveries due, being worked on or parked, by consumer, reaction and state",
            labels=("consumer", "reaction", "state"),
            values={(each.consumer, each.reaction, each.state): each.count for each in backlog},
        ),
        Gauge(
            name=OLDEST_DUE,
            said="for how long the oldest delivery that is due has been so",
            values={(): max([0.0, *due])},
        ),
    )


def _deliveries(engine: Engine, now: datetime) -> tuple[Finding, ...]:
    waiting, of = oldest_due(engine, now), tables.delivery.c
    kinds = (of.reaction, of.error)
    with engine.connect() as connection:
        parked = connection.execute(select(func.count()).where(IS_PARKED)).scalar_one()
        failing = connection.execute(
            select(*kinds, func.count().label("counted"))
            .where(IS_OPEN, of.state == "waiting", of.error.is_not(None))
            .group_by(*kinds)
            .order_by(*kinds)
        ).all()
    return (
        Finding(
            name="deliveries",
            well=waiting < LATE,
            seen="nothing is late"
            if waiting < LATE
            else f"the oldest has been due for {timedelta(seconds=int(waiting.total_seconds()))}",
            advice="Is a relay and a worker of each name running? `commonhour deliveries` lists what is owed.",
        ),
        Finding(
            name="failing",
            well=not failing,
            seen=", ".join(f"{each.counted} {each.reaction} {each.error}" for each in failing)
            or "nothing fails",
            advice="Each is tried again by itself, at what `commonhour deliveries` calls due; docs/operation.md says "
            "what the errors mean.",
        ),
        Finding(
            name="parked",
            well=not parked,
            seen=f"{parked} parked",
            advice="`commonhour deliveries` shows why; `commonhour deliveries replay ID` tries one again.",
        ),
    )


def _feed_links(engine: Engine, feed_key: bytes) -> Finding:
    """Look whether this process would make the links that the feeds answer to."""
    of = tables.feed.c
    with engine.connect() as connection:
        feed = connection.execute(
            select(of.id, of.generation, of.token_hash).where(of.revoked.is_(False)).limit(1)
        ).first()
    well = feed is None or feed.token_hash == hash_token(
        feed_token(key=feed_key, feed=feed.id, generation=feed.generation)
    )
    return Finding(
        name="feed key",
        well=well,
        seen="the one calendar links are made with" if well else "another than calendar links are made with",
        advice="Set COMMONHOUR_FEED_KEY as it was, and the same everywhere: links made with this one open nothing.",
    )


def _contact(engine: Engine) -> Finding:
    """Look whether what leads to people is encrypted, and all of it under the key that writes."""
    keys = keys_of(engine.dialect).ids
    with engine.connect() as connection:
        counts = Encryption(connection).counts()
    unknown = sorted({*counts} - {*keys})
    late = counts.total() - counts[keys[0]]
    if unknown or late:
        return Finding(
            name="contact",
            well=False,
            seen=f"under other keys: {late} of {counts.total()} values",
            advice=missing(unknown[0])
            if unknown
            else "`commonhour encrypt` writes them anew under the first key.",
        )
    said = "plain text" if keys[0] == PLAIN else f"encrypted under the key {keys[0]}"
    return Finding(name="contact", well=True, seen=said)


def _zone_data(engine: Engine, now: datetime) -> Finding:
    """Look whether meetings to come were last read by the zone data that are installed here."""
    with engine.connect() as connection:
        others = ZoneData(connection, now=now).others_than(ZONE_DATA_VERSION)
    named = [f"{cohort} ({version or 'not known'})" for cohort, version in others.items()][:NAMED]
    more = [f"and {len(others) - NAMED} more"] if len(others) > NAMED else []
    return Finding(
        name="meetings' clocks",
        well=not others,
        seen=f"{len(others)} cohort(s) read by other zone data than {ZONE_DATA_VERSION}: {', '.join(named + more)}"
        if others
        else f"no meeting to come was read by other zone data than {ZONE_DATA_VERSION}",
        advice="`commonhour zones` says which meetings move and for whom, `commonhour zones --renew` has calendars "
        "follow; processes that started before the zone data changed are to be started again first.",
    )
