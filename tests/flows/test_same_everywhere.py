"""The sample cohort comes out the same, whether one process does everything or many do over PostgreSQL and RabbitMQ."""

import json
import re
import threading
import urllib.request
from collections.abc import Callable, Generator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.access import CohortScope, whole_cohort
from scheduler.clock import FixedClock, SystemClock
from scheduler.commands.publishing import publish_plan
from scheduler.commands.runs import ENDED, request_run
from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.people import Person, PersonId
from scheduler.ids import NamedIds, RandomIds
from scheduler.outputs.plan_document import plan_json
from scheduler.roster.cohort_file import read_cohort
from scheduler.roster.people import read_people
from scheduler.roster.sheet import read_sheet
from scheduler.store.engine import open_engine
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from scheduler.tokens import feed_token
from tests import made_secrets
from tests.stores import postgres_database
from workers.broker import Broker
from workers.demo import set_up
from workers.drafting import draft
from workers.job import Tools
from workers.plan_files import plan_files
from workers.processes import all_running
from workers.rebalancing import rebalance
from workers.routing import routes
from workers.throwaway import make_plan

PTP = Path(__file__).parents[2] / "examples" / "ptp-2024"
FEED_KEY = made_secrets.FEED_KEY.encode()
AS_OF = datetime(2024, 8, 1, tzinfo=UTC)
PRODUCTION = (
    ("web",),
    ("relay",),
    ("worker", "matcher"),
    ("worker", "calendars", "mailer", "announcer", "webhooks", "housekeeper"),
)


class ThreadsNamedIds(NamedIds):
    """The ids that `plan` gives, for several threads."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()

    def new(self, kind: str) -> str:
        """Return the id of the next thing of this kind."""
        with self._lock:
            return super().new(kind)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The plan's document without the solver's seconds, and every feed by its person's key."""

    document: object
    feeds: dict[str, bytes]


@pytest.fixture
def postgres_url() -> Generator[str]:
    with postgres_database() as url:
        yield url


def sample() -> Cohort:
    return read_cohort(data=(PTP / "cohort.toml").read_bytes(), cohort_id=CohortId(""), name="cohort.toml")


def people(cohort: Cohort, new_id: Callable[[str], PersonId]) -> tuple[Person, ...]:
    sheet = read_sheet(name="roster.csv", data=(PTP / "roster.csv").read_bytes())
    return read_people(sheet=sheet, cohort=cohort, mapping=None, new_id=new_id).people


def without_seconds(document: bytes) -> object:
    read = json.loads(document)
    read["solver"]["seconds"] = read["solver"]["parts"] = None
    return read


def run_in_threads(*, database_url: str, broker_url: str) -> Outcome:
    """Run the whole service in this process, relay and consumers in threads of their own, its clock standing."""
    engine, stop, ids = open_engine(database_url), threading.Event(), ThreadsNamedIds()
    migrate(engine)
    broker = Broker(url=broker_url)
    store = Store(engine, clock=FixedClock(at=AS_OF), ids=ids, routes=routes(embedded=broker.in_memory))
    tools = Tools(
        solve=draft, rebalance=rebalance, feed_key=FEED_KEY, stopping=stop, announce=lambda _event: None
    )
    cohort = sample()
    named = replace(cohort, id=ids.cohort(cohort.name))
    with all_running(store=store, tools=tools, broker=broker, stop=stop):
        made = set_up(store, cohort=named, people=people, tell=lambda _step: None)
    with store.read() as tx:
        roster = tx.people.people(made)
        document = plan_json(cohort=named, people=roster, plan=tx.runs.published(made).plan)
        feeds = {person.key: tx.calendars.feed_of(person.id).body for person in roster}
    engine.dispose()
    return Outcome(document=without_seconds(document), feeds=feeds)


def test_the_plan_and_all_feeds_are_the_same_bytes_embedded_in_production_and_from_the_command(
    tmp_path: Path, broker_url: str, postgres_url: str
) -> None:
    embedded = run_in_threads(database_url=f"sqlite:///{tmp_path / 'c.db'}", broker_url="memory://")
    production = run_in_threads(database_url=postgres_url, broker_url=broker_url)
    planned = make_plan(cohort=sample(), people=people, as_of=AS_OF)
    command = Outcome(
        document=without_seconds(plan_files(planned)["plan.json"]),
        feeds={person.key: planned.feeds[person.id] for person in planned.people},
    )
    assert len(embedded.feeds) == 55
    assert embedded == production
    assert embedded == command


def normal(feed: bytes) -> tuple[bytes, ...]:
    """Return the feed's events, in some order that its ids have no part in, without its ids and stamps."""
    head, *events = re.sub(rb"(?m)^(UID|DTSTAMP|LAST-MODIFIED)[:;][^\r]*(\r\n [^\r]*)*", rb"\1", feed).split(
        b"BEGIN:VEVENT"
    )
    return head, *sorted(event.removesuffix(b"END:VCALENDAR\r\n") for event in events)


def run_as_processes(service, *, database_url: str, production: bool) -> dict[str, bytes]:
    """Run the real commands from import to feeds; return each person's feed as a client gets it."""
    if production:
        assert service.command("migrate").returncode == 0
    done = service.command("import", PTP / "cohort.toml", PTP / "roster.csv")
    assert done.returncode == 0, done.stderr
    engine, cohort = open_engine(database_url), CohortId(done.stdout.strip())
    store = Store(engine, clock=SystemClock(), ids=RandomIds(), routes=routes(embedded=not production))

    def seen(look: Callable[[CohortScope], object]) -> object:
        with store.read() as tx:
            return look(whole_cohort(tx, cohort))

    with ExitStack() as running:
        for command in PRODUCTION if production else ((),):
            running.enter_context(service.running(*command))
        with store.write() as tx:
            run = request_run(whole_cohort(tx, cohort))
        service.wait_until(lambda: seen(lambda scope: scope.run(run).state in ENDED))
        with store.write() as tx:
            publish_plan(whole_cohort(tx, cohort), plan=tx.runs.plan_of_run(cohort, run).id)
        service.wait_until(lambda: not seen(lambda scope: scope.tx.deliveries.pending(cohort=cohort)))
        service.wait_until(service.answers)
        links = seen(links_of)
        feeds = {key: fetch(f"{service.url}/feeds/{token}.ics") for key, token in links.items()}
    engine.dispose()
    return feeds


def links_of(scope: CohortScope) -> dict[str, str]:
    """Return the secret of each person's feed, by key."""
    feeds = scope.tx.calendars.feeds(scope.cohort.id)
    return {
        person.key: feed_token(key=FEED_KEY, feed=feeds[person.id].id, generation=feeds[person.id].generation)
        for person in scope.people()
    }


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read()


def test_real_processes_on_postgresql_and_rabbitmq_serve_the_feeds_that_one_process_serves(
    tmp_path: Path, service, broker_url: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = f"sqlite:///{service.data_dir / 'commonhour.db'}"
    embedded = run_as_processes(service, database_url=file, production=False)
    other = tmp_path / "production"
    other.mkdir()
    monkeypatch.setenv("COMMONHOUR_DATABASE_URL", postgres_url)
    monkeypatch.setenv("COMMONHOUR_BROKER_URL", broker_url)
    monkeypatch.setenv("COMMONHOUR_WEB_WORKERS", "1")
    production = run_as_processes(
        replace(service, data_dir=other), database_url=postgres_url, production=True
    )
    assert len(embedded) == 55
    assert {key: normal(feed) for key, feed in embedded.items()} == {
        key: normal(feed) for key, feed in production.items()
    }
