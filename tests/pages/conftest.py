"""The sample cohort served to real browsers, by a clock that stands still, and what they must never complain about."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from scheduler.access import Right, whole_cohort
from scheduler.commands.cohorts import account_of_person, create_cohort, grant, open_account
from scheduler.commands.publishing import publish_plan
from scheduler.commands.rosters import import_people, person_ids
from scheduler.commands.runs import request_run
from scheduler.commands.signing_in import begin_session
from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import Person
from scheduler.ids import NamedIds
from scheduler.roster.cohort_file import read_cohort
from scheduler.roster.people import read_people
from scheduler.roster.sheet import read_sheet
from scheduler.settings import Settings, read_settings
from scheduler.store.engine import open_engine
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from scheduler.web.app import create_app
from workers.consumer import drain
from workers.drafting import draft
from workers.job import Tools
from workers.mail import Mail
from workers.mail_folder import Folder
from workers.routing import routes

EXAMPLE = Path(__file__).parents[2] / "examples" / "ptp-2024"
BEFORE, DURING = datetime(2024, 8, 20, 12, tzinfo=UTC), datetime(2024, 10, 8, 15, tzinfo=UTC)


@dataclass(kw_only=True)
class MovingClock:
    """A clock that only the test moves."""

    at: datetime = BEFORE

    def now(self) -> datetime:
        return self.at


@dataclass(kw_only=True)
class House:
    """A service with the sample cohort in it: its address, its parts, and how it comes to rest."""

    url: str
    store: Store
    settings: Settings
    clock: MovingClock
    cohort: CohortId
    mails: Path
    sessions: dict[str, str] = field(default_factory=dict[str, str])

    def settle(self) -> None:
        """Have the workers do all that is due."""
        tools = Tools(
            solve=draft,
            feed_key=self.settings.feed_key,
            own_page=f"{self.url}/me",
            mail=Mail(
                way=Folder(path=self.mails),
                sender=Address("", "commonhour", "example.org"),
                base_url=self.url,
            ),
        )
        drain(store=self.store, tools=tools)

    def session(self, role: str) -> str | None:
        """Return the session of a coordinator, a facilitator, or the person with this key; None for nobody."""
        if role == "nobody":
            return None
        if role not in self.sessions:
            with self.store.write() as tx:
                scope = whole_cohort(tx, self.cohort)
                if role in set(Right):
                    account = open_account(tx, email=f"{role}@example.org")
                    grant(tx, account=account, cohort=self.cohort, right=Right(role))
                else:
                    person = next(each for each in scope.people() if each.key == role)
                    account = account_of_person(tx, person=person.id)
                self.sessions[role] = begin_session(tx, account=account)
        return self.sessions[role]

    def person(self, key: str) -> Person:
        """Return the person with this key in the roster."""
        with self.store.read() as tx:
            return next(each for each in whole_cohort(tx, self.cohort).people() if each.key == key)


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve the sample cohort, published before it began and matched once more, some weeks in."""
    folder = tmp_path_factory.mktemp("house")
    clock = MovingClock()
    engine = open_engine(f"sqlite:///{folder}/commonhour.db")
    migrate(engine)
    ids = NamedIds()
    store = Store(engine, clock=clock, ids=ids, routes=routes())
    settings = read_settings(
        {
            "COMMONHOUR_DATA_DIR": str(folder),
            "COMMONHOUR_BASE_URL": "http://127.0.0.1",
            "COMMONHOUR_SESSION_KEY": "s" * 32,
            "COMMONHOUR_FEED_KEY": "f" * 32,
        }
    )
    cohort = read_cohort(data=(EXAMPLE / "cohort.toml").read_bytes(), cohort_id=ids.cohort("ptp-2024"))
    server = _serve(store, settings)
    here = House(
        url=f"http://127.0.0.1:{server.port}",
        store=store,
        settings=settings,
        clock=clock,
        cohort=cohort.id,
        mails=folder / "mails",
    )
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
        scope = whole_cohort(tx, cohort.id)
        sheet = read_sheet(name="roster.csv", data=(EXAMPLE / "roster.csv").read_bytes())
        import_people(scope, people=read_people(sheet=sheet, cohort=cohort, new_id=person_ids(scope)).people)
        run = request_run(scope)
    here.settle()
    with store.write() as tx:
        plan = tx.runs.plan_of_run(cohort.id, run)
        assert plan is not None
        publish_plan(whole_cohort(tx, cohort.id), plan=plan.id)
        request_run(whole_cohort(tx, cohort.id))
    here.settle()
    clock.at = DURING
    yield here
    server.shutdown()
    engine.dispose()


def _serve(store: Store, settings: Settings) -> BaseWSGIServer:
    app = create_app(store=store, settings=settings)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def open_page(chromium: Browser, house: House) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own, signed in or not; whatever it complains about fails the test."""
    contexts = []
    complaints: list[str] = []

    def open_page(*, role: str = "nobody", **more: object) -> Page:
        context = chromium.new_context(base_url=house.url, **more)
        contexts.append(context)
        session = house.session(role)
        if session is not None:
            context.add_cookies([{"name": "commonhour-session", "value": session, "url": house.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    # A page that answers 404 or 422 on purpose is no complaint of the page's.
    assert [said for said in complaints if "Failed to load resource" not in said] == []
