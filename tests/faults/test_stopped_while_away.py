"""Processes that are told to stop (SIGTERM) while what they work with is away: they end all the same, in good order."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from scheduler.events import CohortCreated
from tests.faults.processes import PATIENCE_SECONDS, Place, place_on, stop
from tests.servers.mail_sink import MailSink
from tests.servers.ports import LOOPBACK, wait_until
from tests.servers.postgres import OwnPostgres
from tests.servers.rabbitmq import OwnRabbit
from workers.broker import Broker
from workers.routing import ANNOUNCER

pytestmark = pytest.mark.xdist_group("faults")
WORKERS = ("calendars", "mailer", "matcher", "webhooks")
PROCESSES = (("web",), ("relay",), ("worker", "announcer"), ("worker", *WORKERS))
MANY = 2_000
NOTICED_SECONDS = 2.0
"""After so long each has noticed, and is at trying again."""


@pytest.fixture
def place(database_url: str, broker: Broker, tmp_path: Path) -> Iterator[Place]:
    """A migrated database and a broker of the test's own; whatever goes wrong there is said in lines of the log."""
    with place_on(database_url=database_url, broker_url=broker.url, folder=tmp_path) as place:
        yield place
    assert [line for line in place.log.read_text().splitlines() if not line.startswith("{")] == []


@pytest.mark.parametrize("away", ["PostgreSQL", "RabbitMQ"])
def test_every_process_ends_in_time_though_what_it_works_with_was_killed(
    place: Place, postgres: OwnPostgres, rabbit: OwnRabbit, mail_sink: MailSink, away: str
) -> None:
    with place.store.write() as tx:
        tx.outbox.emit(*(CohortCreated(cohort=f"cohort-{number}") for number in range(MANY)))
    with ExitStack() as stack:
        running = [
            stack.enter_context(place.running(*arguments, SMTP_URL=mail_sink.url)) for arguments in PROCESSES
        ]
        wait_until(lambda: all_work(place), seconds=PATIENCE_SECONDS, what="all are at their work")
        wait_until(
            lambda: 0 < place.look(ANNOUNCER.name)["done"] < MANY,
            seconds=PATIENCE_SECONDS,
            what="it was in the middle",
        )
        (postgres if away == "PostgreSQL" else rabbit).kill()
        time.sleep(NOTICED_SECONDS)
        for process in running:
            stop(process)
    (postgres if away == "PostgreSQL" else rabbit).start()
    with place.running("relay"), place.running("worker", "announcer") as announcer:
        place.wait_until_done(ANNOUNCER.name)
        stop(announcer)


def all_work(place: Place) -> bool:
    """Say whether the web answers, and every loop goes round over the broker."""
    pulses = Path(place.environment["COMMONHOUR_DATA_DIR"]) / "pulse"
    if not all((pulses / name).exists() for name in ("relay", "announcer", *WORKERS)):
        return False
    try:
        return httpx.get(f"http://{LOOPBACK}:{place.environment['COMMONHOUR_PORT']}/livez").is_success
    except httpx.TransportError:
        return False
