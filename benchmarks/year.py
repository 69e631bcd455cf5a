"""A year of 10,000 cohorts: what one real cohort leaves behind, multiplied in PostgreSQL, and what work then costs.

docs/scale.md says what follows from it.
"""

import hashlib
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import Connection, Engine, text

from benchmarks.measuring import Line, shared
from benchmarks.scratch import database, lacking
from scheduler.access import whole_cohort
from scheduler.clock import SystemClock
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.feeds import serve_feed
from scheduler.commands.housekeeping import BATCH, KINDS, tidy_some
from scheduler.commands.publishing import publish_plan
from scheduler.commands.rosters import import_people, person_ids
from scheduler.commands.runs import request_run
from scheduler.domain.cohorts import CohortId
from scheduler.events import EntriesExpire
from scheduler.ids import RandomIds
from scheduler.logs import log_for_people
from scheduler.roster.cohort_file import read_cohort
from scheduler.roster.people import read_people
from scheduler.roster.sheet import read_sheet
from scheduler.settings import read_settings
from scheduler.store.engine import open_engine
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from scheduler.tokens import feed_token
from scheduler.web.app import create_app
from workers.consumer import drain
from workers.drafting import draft
from workers.job import Tools
from workers.rebalancing import rebalance
from workers.routing import routes

PTP = Path(__file__).parents[1] / "examples" / "ptp-2024"
COHORTS = shared(200)
"""How many are really in the database."""
AGED = shared(500_000)
"""Events, each with a delivery, that are due to go: a million rows."""
KEPT_A_COHORT = 60
"""Events, each with a delivery, of the last 30 days: a twelfth of the year's (docs/scale.md)."""
KEY = hashlib.sha256(b"feeds").hexdigest().encode()
OF_A_COHORT = ("cohort", "person", "run", "plan", "release", "entry", "feed", "notice")
IDS = frozenset({"id", "cohort_id", "person_id", "run_id", "plan_id", "token_hash"})


def results() -> Iterator[Line]:
    """Fill a scratch database, look into it, and time what a year's service does most."""
    if missing := lacking():
        yield Line(work="year", figures=f"not measured: {missing} is not here")
        return
    log_for_people()
    with database() as url:
        engine = open_engine(url)
        migrate(engine)
        store = Store(engine, clock=SystemClock(), ids=RandomIds(), routes=routes(embedded=False))
        cohort, token = yield from _one_cohort(store)
        with engine.begin() as connection:
            for table in OF_A_COHORT:
                _multiply(connection, table)
            _add_events(connection, number=KEPT_A_COHORT * COHORTS, days_ago=15)
        _analyse(engine)
        yield from _sizes(engine)
        yield from _work(store, cohort, token)
        yield from _housekeeping("PostgreSQL", store)
        engine.dispose()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/commonhour.db")
        migrate(engine)
        yield from _housekeeping(
            "SQLite", Store(engine, clock=SystemClock(), ids=RandomIds(), routes=routes())
        )
        engine.dispose()


def _one_cohort(store: Store) -> Iterator[Line]:
    """Bring the sample from import to feeds; return its id and the secret of one feed."""
    sample = read_cohort(data=(PTP / "cohort.toml").read_bytes(), cohort_id=CohortId(""), name="cohort.toml")
    cohort = replace(sample, id=store._ids.cohort(sample.name))  # noqa: SLF001 - as `import` makes it
    sheet = read_sheet(name="roster.csv", data=(PTP / "roster.csv").read_bytes())
    tools = Tools(solve=draft, rebalance=rebalance, feed_key=KEY, announce=lambda _event: None)
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
        scope = whole_cohort(tx, cohort.id)
        read = read_people(sheet=sheet, cohort=cohort, mapping=None, new_id=person_ids(scope))
        import_people(scope, people=read.people)
        run = request_run(scope)
    drain(store=store, tools=tools)  # the first solve loads what every further one finds
    for number in range(3):
        with store.write() as tx:
            run = request_run(whole_cohort(tx, cohort.id), seed=number)
        begun, worked = time.perf_counter(), time.process_time()
        drain(store=store, tools=tools)
    yield Line(
        work="run requested to draft, 40 x 12 and 8 workshops",
        figures=f"{time.perf_counter() - begun:8.2f} s  {time.process_time() - worked:6.2f} s of processor",
    )
    with store.write() as tx:
        scope = whole_cohort(tx, cohort.id)
        publish_plan(scope, plan=tx.runs.plan_of_run(cohort.id, run).id)
    begun, worked = time.perf_counter(), time.process_time()
    drain(store=store, tools=tools)
    yield Line(
        work="published to all 55 feeds",
        figures=f"{time.perf_counter() - begun:8.2f} s  {time.process_time() - worked:6.2f} s of processor",
    )
    with store.read() as tx:
        feed = next(iter(tx.calendars.feeds(cohort.id).values()))
    return cohort.id, feed_token(key=KEY, feed=feed.id, generation=feed.generation)


def _multiply(connection: Connection, table: str) -> None:
    """Add the sample's rows of this table for each further cohort, under ids of their own."""
    _take_any_time(connection)
    columns = connection.exec_driver_sql(
        f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'"  # noqa: S608 - our own names
    ).scalars()
    wanted = {
        name: (f"md5(n || {name})::uuid::text" if name in IDS else "NULL" if name == "account_id" else name)
        for name in columns
    }
    connection.exec_driver_sql(
        f"INSERT INTO {table} ({', '.join(wanted)}) SELECT {', '.join(wanted.values())} "  # noqa: S608 - the same
        f"FROM {table}, generate_series(2, {COHORTS}) AS n"
    )


def _take_any_time(connection: Connection) -> None:
    """Lift the limits that the service sets to a statement: none of its own fills a database."""
    if connection.dialect.name == "postgresql":
        connection.connection.driver_connection.answer_seconds = None
        connection.exec_driver_sql("SET statement_timeout = 0")


def _add_events(connection: Connection, *, number: int, days_ago: int) -> None:
    """Add so many events of the past, each with its one delivery done."""
    _take_any_time(connection)
    postgresql = connection.dialect.name == "postgresql"
    numbers = f"generate_series(1, {number}) AS made(n)" if postgresql else "made"
    limit = f"SELECT 1 UNION ALL SELECT n + 1 FROM made WHERE n < {number}"  # noqa: S608 - a number
    counting = "" if postgresql else f"WITH RECURSIVE made(n) AS ({limit}) "
    name = secrets.token_hex(4)
    event, delivery = f"'e{name}-' || n", f"'d{name}-' || n"
    when = {"at": SystemClock().now() - timedelta(days=days_ago)}
    if not postgresql:
        when = {"at": when["at"].strftime("%Y-%m-%d %H:%M:%S.%f")}
    data = '{"cohort": "6f1c8a52-7f0f-5b0e-9d55-3a6c2a1d4e77", "notice": "6f1c8a52", "state": "sent"}'
    made = {
        "event (id, type, time, cohort_id, data, trace)": f"{event}, 'notice.ended', :at, 'c', :data, :trace",
        "delivery (id, event_id, consumer, reaction, state, due_at, next_at, hints, tries, fence, ended_at)": (
            f"{delivery}, {event}, 'announcer', 'announce', 'done', :at, :at, 1, 1, 1, :at"
        ),
    }
    for into, values in made.items():
        statement = f"INSERT INTO {into} {counting}SELECT {values} FROM {numbers}"  # noqa: S608 - our own names
        given = when | (
            {"data": data, "trace": "4bf92f3577b34da6a3ce929d0e0e4736"} if ":data" in values else {}
        )
        connection.execute(text(statement), given)


def _analyse(engine: Engine) -> None:
    """Look at all that was added, and end the connections without limits: what is timed has the service's."""
    with engine.connect() as connection:
        every = connection.execution_options(isolation_level="AUTOCOMMIT")
        _take_any_time(every)
        every.exec_driver_sql("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE")
    engine.dispose()


def _sizes(engine: Engine) -> Iterator[Line]:
    with engine.connect() as connection:
        for table in (*OF_A_COHORT, "event", "delivery"):
            rows, size = connection.exec_driver_sql(
                f"SELECT count(*), pg_total_relation_size('{table}') FROM {table}"  # noqa: S608 - our own names
            ).one()
            yield Line(
                work=f"table {table}, with its indexes",
                figures=f"{rows / COHORTS:8.1f} rows a cohort  {size / rows:8.0f} bytes a row",
            )


def _work(store: Store, cohort: CohortId, token: str) -> Iterator[Line]:
    """Time the statements that run most often, and the web's whole answer, with the tables full."""
    yield _timed("relay's look when nothing is due", lambda: _look(store))
    yield _timed("feed found by its secret", lambda: _feed(store, token))
    yield _timed("cohort's published plan", lambda: _published(store, cohort))
    with store.write() as tx:
        tx.outbox.emit(*(EntriesExpire(cohort=cohort) for _ in range(500)))
    begun = time.perf_counter()
    with store.write() as tx:
        hints = tx.hints.take(limit=500)
    yield Line(work="500 hints taken", figures=f"{1000 * (time.perf_counter() - begun):8.1f} ms")
    seconds: list[float] = []
    for first in range(0, 500, 50):
        begun = time.perf_counter()
        with store.write() as tx:
            claims = tx.claims.take(*(hint.delivery for hint in hints[first : first + 50]))
        seconds.append(time.perf_counter() - begun)
        with store.write() as tx:
            for claim in claims:
                tx.claims.finish(claim)
    yield Line(work="50 deliveries claimed", figures=f"{1000 * median(seconds):8.1f} ms")
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(
            {
                "COMMONHOUR_DATA_DIR": folder,
                "COMMONHOUR_FEED_KEY": KEY.decode(),
                "COMMONHOUR_SESSION_KEY": hashlib.sha256(b"sessions").hexdigest(),
            }
        )
        client = create_app(store=store, settings=settings).test_client()
        path = f"/feeds/{token}.ics"
        etag = client.get(path).headers["ETag"]
        yield _timed("feed GET, whole answer", lambda: _answer(client.get(path).status_code, 200))
        changed = {"If-None-Match": etag}
        yield _timed("feed GET, 304", lambda: _answer(client.get(path, headers=changed).status_code, 304))


def _timed(work: str, do: Callable[[], None]) -> Line:
    seconds: list[float] = []
    begun = time.process_time()
    for _ in range(200):
        started = time.perf_counter()
        do()
        seconds.append(time.perf_counter() - started)
    worked = (time.process_time() - begun) / 200
    return Line(
        work=work, figures=f"{1000 * median(seconds):8.2f} ms  {1000 * worked:8.2f} ms of our processor"
    )


def _look(store: Store) -> None:
    with store.read() as tx:
        tx.hints.anything_due()


def _feed(store: Store, token: str) -> None:
    with store.read() as tx:
        assert serve_feed(tx, token=token) is not None


def _published(store: Store, cohort: CohortId) -> None:
    with store.read() as tx:
        assert tx.runs.published(cohort) is not None


def _answer(status: int, wanted: int) -> None:
    assert status == wanted


def _housekeeping(name: str, store: Store) -> Iterator[Line]:
    """Delete a million rows that are due to go, while a writer beside it emits events; time both."""
    with store.engine.begin() as connection:
        _add_events(connection, number=AGED, days_ago=31)
    _analyse(store.engine)
    batches: list[float] = []
    waits: list[float] = []
    over = threading.Event()

    def write_beside() -> None:
        while not over.wait(0.05):
            begun = time.perf_counter()
            with store.write() as tx:
                tx.outbox.emit(EntriesExpire(cohort="beside"))
            waits.append(time.perf_counter() - begun)

    beside = threading.Thread(target=write_beside)
    beside.start()
    begun = time.perf_counter()
    gone = 0
    try:
        for kind in KINDS:
            taken = BATCH
            while taken == BATCH:
                started = time.perf_counter()
                with store.write() as tx:
                    taken = tidy_some(tx, kind=kind, keep=timedelta(days=30))
                batches.append(time.perf_counter() - started)
                gone += taken
                over.wait(0.02)
    finally:
        over.set()
        beside.join()
    seconds = time.perf_counter() - begun
    assert gone == AGED
    batch = f"batch p50 {1000 * median(batches):.0f} ms, most {1000 * max(batches):.0f} ms"
    yield Line(
        work=f"housekeeping, {2 * AGED:,} rows, {name}",
        figures=f"{seconds:8.1f} s  {2 * AGED / seconds:6.0f} rows/s  {batch}",
    )
    yield Line(
        work="   a writer beside it",
        figures=f"p50 {1000 * median(waits):8.1f} ms  most {1000 * max(waits):.0f} ms",
    )
