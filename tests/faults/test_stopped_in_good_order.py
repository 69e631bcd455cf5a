"""Processes that are told to stop (SIGTERM) in the middle of their work: in good order, in time, and all is done once.

Each is the real command. It is frozen (SIGSTOP) while it is looked at, and told the moment it goes on.
"""

import os
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy import func, select

from scheduler.access import whole_cohort
from scheduler.commands.cohorts import open_account
from scheduler.commands.notices import approve_all
from scheduler.commands.runs import request_run
from scheduler.commands.signing_in import invite
from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.people import Person
from scheduler.events import CohortCreated, NoticeEnded, PlanDrafted
from scheduler.store import tables
from scheduler.store.notices import Notice
from tests.crash.crew import children
from tests.crash.outside import Subscriber
from tests.faults.cohorts import found, found_large
from tests.faults.processes import (
    PATIENCE_SECONDS,
    PROMISED_SECONDS,
    UNTRIED,
    Place,
    frozen_when,
    place_on,
    stop,
)
from tests.faults.rig import WHOLE
from tests.servers.mail_sink import MailSink
from tests.servers.ports import LOOPBACK, wait_until
from tests.servers.postgres import library_url
from tests.servers.proxy import Proxy
from workers.broker import Broker
from workers.routing import ANNOUNCER, MAILER, MATCHER

pytestmark = pytest.mark.xdist_group("faults")
MANY = 10_000 if WHOLE else 2_000
MAILS = 12
SLOW_SECONDS = 3.0
"""Well within the time that a mailer waits for what it has begun."""
TOO_SLOW_SECONDS = 60.0
"""Longer than a mailer waits for any answer, told to stop or not."""


@pytest.fixture
def place(database_url: str, broker: Broker, tmp_path: Path) -> Iterator[Place]:
    """A migrated database and a broker of the test's own; nothing may go wrong in the processes there."""
    with place_on(database_url=database_url, broker_url=broker.url, folder=tmp_path) as place:
        yield place
    assert not re.search(r'"level": "(error|critical)"|Traceback', place.log.read_text())


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
                    round=1,
                    state="waiting",
                    subject="Your meetings",
                    body="Hello",
                    created_at=tx.now,
                )
                for person in scope.people()
            ]
        )
        approve_all(scope, up_to=(1, 1))
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
        token = re.search(r'name="form_token" value="([\w-]{86})"', browser.get(link).text)[1]
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
