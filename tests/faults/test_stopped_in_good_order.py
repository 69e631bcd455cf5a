"""Processes that are told to stop (SIGTERM) in the middle of their work: in good order, in time, and all is done once.

Each is the real command. It is frozen (SIGSTOP) while it is looked at, and told the moment it goes on.
"""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy import func, select

from scheduler.access import whole_cohort
from scheduler.clock import SystemClock
from scheduler.commands.cohorts import open_account
from scheduler.commands.notices import approve_all
from scheduler.commands.runs import request_run
from scheduler.commands.signing_in import invite
from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.people import Person
from scheduler.events import CohortCreated, NoticeEnded, PlanDrafted
from scheduler.ids import RandomIds
from scheduler.store import tables
from scheduler.store.engine import open_engine
from scheduler.store.notices import Notice
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from tests.crash.crew import children
from tests.crash.outside import Subscriber
from tests.faults.cohorts import found, found_large
from tests.faults.rig import WHOLE
from tests.flows.compose_file import ROOT
from tests.servers.mail_sink import MailSink
from tests.servers.ports import LOOPBACK, ReservedPort, wait_until
from tests.servers.postgres import library_url
from tests.servers.proxy import Proxy
from workers.broker import Broker
from workers.routing import ANNOUNCER, MAILER, MATCHER, routes

pytestmark = pytest.mark.xdist_group("faults")
PROMISED_SECONDS = 10
PATIENCE_SECONDS = 60
MANY = 10_000 if WHOLE else 2_000
MAILS = 12
SLOW_SECONDS = 3.0
"""Well within the time that a mailer waits for what it has begun."""
TOO_SLOW_SECONDS = 60.0
"""Longer than a mailer waits for any answer, told to stop or not."""


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


UNTRIED = ("waiting", 0, None, True)
"""What was given back: as if nobody had claimed it, for whoever comes next."""


@pytest.fixture
def place(database_url: str, broker: Broker, tmp_path: Path) -> Iterator[Place]:
    """A migrated database and a broker of the test's own; nothing may go wrong in the processes there."""
    engine, port = open_engine(database_url), ReservedPort()
    migrate(engine)
    place = Place(
        environment=dict(os.environ)
        | {
            "COMMONHOUR_DATA_DIR": str(tmp_path),
            "COMMONHOUR_FEED_KEY": "k" * 32,
            "COMMONHOUR_SESSION_KEY": "s" * 32,
            "COMMONHOUR_DATABASE_URL": database_url,
            "COMMONHOUR_BROKER_URL": broker.url,
            "COMMONHOUR_PORT": str(port.number),
        },
        log=tmp_path / "log",
        store=Store(engine, clock=SystemClock(), ids=RandomIds(), routes=routes(embedded=False)),
    )
    yield place
    engine.dispose()
    port.release()
    assert not re.search(r'"level": "(error|critical)"|Traceback', place.log.read_text())


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


Record = Callable[[str, object], None]


def happen(place: Place) -> None:
    """Have many things happen, of each of which other systems are to hear."""
    with place.store.write() as tx:
        tx.outbox.emit(*(CohortCreated(cohort=f"cohort-{number}") for number in range(MANY)))


@pytest.fixture
def subscriber(broker: Broker) -> Iterator[Subscriber]:
    """Another system, which listens to every event."""
    subscriber = Subscriber(broker.url)
    yield subscriber
    subscriber.close()


def test_an_announcer_in_the_middle_of_its_batches_gives_back_what_it_has_not_begun(
    place: Place, subscriber: Subscriber, record_property: Record
) -> None:
    happen(place)

    def in_the_middle() -> bool:
        look = place.look(ANNOUNCER.name)
        return look["done"] > 0 and look["claimed"] > ANNOUNCER.hands and look["waiting"] > 0

    with place.running("relay"):
        with place.running("worker", "announcer") as announcer:
            frozen_when(announcer, in_the_middle, what="it was in the middle")
            record_property("at the signal", dict(place.look(ANNOUNCER.name)))
            record_property("seconds to its end", round(stop(announcer), 2))
        done = place.look(ANNOUNCER.name)["done"]
        record_property("done at its end", done)
        assert place.left(ANNOUNCER.name) == {UNTRIED: MANY - done}
        subscriber.listen()
        assert (len(subscriber.taken), subscriber.taken.total()) == (done, done)
        with place.running("worker", "announcer") as another:
            place.wait_until_done(ANNOUNCER.name)
            stop(another)
    subscriber.listen()
    assert (len(subscriber.taken), subscriber.taken.total()) == (MANY, MANY)


def test_a_relay_in_the_middle_of_its_hints_leaves_the_rest_to_the_next(
    place: Place, subscriber: Subscriber, record_property: Record
) -> None:
    happen(place)
    hinted = select(func.count()).where(tables.delivery.c.hints > 0)

    def look() -> int:
        with place.store.engine.connect() as connection:
            return connection.execute(hinted).scalar_one()

    with place.running("relay") as relay:
        frozen_when(relay, lambda: 0 < look() < MANY, what="it was in the middle")
        record_property("hinted at the signal", f"{look()} of {MANY}")
        record_property("seconds to its end", round(stop(relay), 2))
    assert place.left(ANNOUNCER.name) == {UNTRIED: MANY}
    with place.running("relay") as another, place.running("worker", "announcer"):
        place.wait_until_done(ANNOUNCER.name)
        stop(another)
    subscriber.listen()
    assert (len(subscriber.taken), subscriber.taken.total()) == (MANY, MANY)


@pytest.fixture
def notices(place: Place, cohort: Cohort, make_person: Callable[..., Person]) -> CohortId:
    """A cohort whose mails were approved just now."""
    people = tuple(make_person(f"reader-{number}") for number in range(MAILS))
    cohort_id = found(place.store, cohort, people, name="readers")
    with place.store.write() as tx:
        scope = whole_cohort(tx, cohort_id)
        tx.notices.add(
            [
                Notice(
                    id=f"notice-to-{person.key}",
                    person=person.id,
                    cohort=cohort_id,
                    release=1,
                    state="waiting",
                    subject="Your meetings",
                    body="Hello",
                    created_at=tx.now,
                )
                for person in scope.people()
            ]
        )
        approve_all(scope, up_to=1)
    return cohort_id


def states(place: Place, cohort: CohortId) -> Counter[tuple[str, str | None]]:
    """Return what has become of the mails, and what the mail server answered."""
    with place.store.read() as tx:
        return Counter((notice.state, notice.error) for notice in tx.notices.of_cohort(cohort))


def arrived_once(place: Place, sink: MailSink, cohort: CohortId) -> bool:
    """Say whether those that are sent, and no others, have arrived, each once, and every end was told of once."""
    with place.store.read() as tx:
        kept = tx.notices.of_cohort(cohort)
    sent = Counter(f"<{notice.id}@localhost>" for notice in kept if notice.state == "sent")
    ended = Counter(notice.id for notice in kept if notice.state not in {"approved", "submitting"})
    came = Counter(message.message_id for message in sink.received)
    return (came, place.told_of(NoticeEnded.type, "notice")) == (sent, ended)


def send_the_rest(place: Place, sink: MailSink) -> None:
    """Have another mailer send what is left, to a mail server that is well."""
    sink.behave()
    with place.running("worker", "mailer", SMTP_URL=sink.url) as another:
        place.wait_until_done(MAILER.name)
        stop(another)


def begun(place: Place, cohort: CohortId) -> bool:
    """Say whether all hands are at a mail that the server has but for its answer, and more are claimed."""
    at_it = states(place, cohort)["submitting", None] == MAILER.hands
    return at_it and place.look(MAILER.name)["claimed"] > MAILER.hands


def test_a_mailer_waits_for_a_slow_answer_to_what_it_has_handed_over_and_begins_nothing_more(
    place: Place, notices: CohortId, mail_sink: MailSink, record_property: Record
) -> None:
    mail_sink.be_slow(SLOW_SECONDS)
    with place.running("relay"):
        with place.running("worker", "mailer", SMTP_URL=mail_sink.url) as mailer:
            frozen_when(mailer, lambda: begun(place, notices), what="it was in the middle")
            record_property("at the signal", dict(place.look(MAILER.name)))
            record_property("seconds to its end", round(stop(mailer), 2))
        rest = MAILS - MAILER.hands
        assert states(place, notices) == {("sent", None): MAILER.hands, ("approved", None): rest}
        assert place.left(MAILER.name) == {UNTRIED: rest}
        assert arrived_once(place, mail_sink, notices)
        send_the_rest(place, mail_sink)
    assert states(place, notices) == {("sent", None): MAILS}
    assert arrived_once(place, mail_sink, notices)


def test_a_mail_whose_answer_does_not_come_in_time_is_unconfirmed_and_not_sent_again(
    place: Place, notices: CohortId, mail_sink: MailSink, record_property: Record
) -> None:
    mail_sink.be_slow(TOO_SLOW_SECONDS)
    with place.running("relay"):
        with place.running("worker", "mailer", SMTP_URL=mail_sink.url) as mailer:
            frozen_when(mailer, lambda: begun(place, notices), what="it was in the middle")
            took = stop(mailer, promised=MAILER.closing_seconds + 2)
            record_property("seconds to its end", round(took, 2))
        rest, unknown = MAILS - MAILER.hands, ("unconfirmed", "disconnected")
        assert states(place, notices) == {unknown: MAILER.hands, ("approved", None): rest}
        assert place.left(MAILER.name) == {UNTRIED: rest}
        send_the_rest(place, mail_sink)
    assert states(place, notices) == {unknown: MAILER.hands, ("sent", None): rest}
    assert arrived_once(place, mail_sink, notices)


def test_a_mail_that_is_not_yet_handed_over_is_given_back_though_the_server_would_take_it(
    place: Place, notices: CohortId, mail_sink: MailSink, record_property: Record
) -> None:
    with Proxy(mail_sink.port) as proxy, place.running("relay"):
        proxy.stall()
        with place.running("worker", "mailer", SMTP_URL=proxy.in_front_of(mail_sink.url)) as mailer:
            frozen_when(
                mailer,
                lambda: proxy.open_connections == MAILER.hands,
                what="all hands waited for the server's first word",
            )
            again = threading.Timer(SLOW_SECONDS, proxy.restore)
            again.start()
            record_property("seconds to its end", round(stop(mailer), 2))
            again.join()
        assert states(place, notices) == {("approved", None): MAILS}
        assert place.left(MAILER.name) == {UNTRIED: MAILS}
        assert arrived_once(place, mail_sink, notices)
        send_the_rest(place, mail_sink)
    assert states(place, notices) == {("sent", None): MAILS}
    assert arrived_once(place, mail_sink, notices)


def test_a_matcher_in_the_middle_of_a_solve_ends_it_and_another_solves_the_run_once(
    place: Place, cohort: Cohort, make_person: Callable[..., Person], record_property: Record
) -> None:
    cohort_id = found_large(place.store, cohort, make_person)
    with place.store.write() as tx:
        run = request_run(whole_cohort(tx, cohort_id))

    def state() -> tuple[str, str, bool]:
        with place.store.read() as tx:
            found = whole_cohort(tx, cohort_id).run(run)
            return found.state, found.phase, tx.runs.plan_of_run(cohort_id, run) is not None

    with place.running("relay"):
        with place.running("worker", "matcher") as matcher:
            frozen_when(matcher, lambda: state() == ("solving", "coaching", False), what="it was solving")
            (solver,) = children(matcher.pid)
            os.kill(solver, signal.SIGSTOP)  # however fast it is, it does not end before it is ended
            record_property("seconds to its end", round(stop(matcher), 2))
        wait_until(lambda: not Path(f"/proc/{solver}").exists(), seconds=PATIENCE_SECONDS, what="it ended")
        assert state() == ("solving", "coaching", False)
        assert place.left(MATCHER.name) == {UNTRIED: 1}
        with place.running("worker", "matcher") as another:
            place.wait_until_done(MATCHER.name)
            stop(another)
    assert state() == ("done", "", True)
    assert place.told_of(PlanDrafted.type, "run") == {run: 1}


def test_a_web_server_answers_what_it_has_begun_and_ends_though_a_browser_stays_connected(
    place: Place, record_property: Record
) -> None:
    """The page waits in the database, for a lock that the test lets go when nothing else is left to be answered."""
    with place.store.write() as tx:
        link = f"/sign-in/{invite(tx, account=open_account(tx, email='coordinator@example.org'))}"
    engine, port = place.store.engine, place.environment["COMMONHOUR_PORT"]
    plain = library_url(place.environment["COMMONHOUR_DATABASE_URL"])
    answers: list[httpx.Response] = []
    with (
        place.running("web") as web,
        httpx.Client(base_url=f"http://{LOOPBACK}:{port}", timeout=PATIENCE_SECONDS) as browser,
        httpx.Client(base_url=f"http://{LOOPBACK}:{port}", timeout=PATIENCE_SECONDS) as idle,
        psycopg.connect(plain) as locking,
    ):
        wait_until(lambda: answers_on(browser), seconds=PATIENCE_SECONDS, what="it is there")
        token = re.search(r'name="form_token" value="([0-9a-f]{64})"', browser.get(link).text)[1]
        assert idle.get("/livez").status_code == 200
        locking.execute("LOCK TABLE web_session IN EXCLUSIVE MODE")
        pressing = threading.Thread(
            target=lambda: answers.append(browser.post(link, data={"form_token": token}))
        )
        pressing.start()
        wait_until(
            lambda: waiting_for_locks(engine), seconds=PATIENCE_SECONDS, what="the page waits in the database"
        )
        begun = time.monotonic()
        web.send_signal(signal.SIGTERM)
        wait_until(
            lambda: len(children(web.pid)) == 1, seconds=PATIENCE_SECONDS, what="the other process ended"
        )
        assert not answers
        locking.rollback()
        assert web.wait(PATIENCE_SECONDS) == 0
        took = time.monotonic() - begun
        pressing.join()
    record_property("seconds to its end", round(took, 2))
    assert took < PROMISED_SECONDS
    assert [answer.status_code for answer in answers] == [303]
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(tables.web_session)).scalar_one() == 1


def answers_on(browser: httpx.Client) -> bool:
    try:
        return browser.get("/livez").status_code == 200
    except httpx.TransportError:
        return False


def waiting_for_locks(engine: object) -> int:
    """Return how many wait for a lock in the database."""
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar_one()
