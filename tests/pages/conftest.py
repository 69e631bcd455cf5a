"""The sample cohort served to real browsers, by a clock that stands still, and what they must never complain about."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response
from werkzeug.serving import WSGIRequestHandler, make_server

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
from tests.made_secrets import FEED_KEY, SESSION_KEY
from workers.consumer import drain
from workers.drafting import draft
from workers.job import Tools
from workers.mail import Mail
from workers.mail_folder import Folder
from workers.rebalancing import rebalance
from workers.routing import routes

EXAMPLE = Path(__file__).parents[2] / "examples" / "ptp-2024"
NOT_LOADED = "Failed to load resource"
"""How the console tells of an answer of 400 and more, the page's own too: `listen` hears those otherwise."""
GIVEN_UP = "net::ERR_ABORTED"
"""What becomes of a request whose page is left."""
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
            rebalance=rebalance,
            feed_key=self.settings.feed_key,
            own_page=f"{self.url}/me",
            mail=Mail(
                way=Folder(path=self.mails),
                sender=Address("", "commonhour", "example.org"),
                base_url=self.url,
            ),
        )
        drain(store=self.store, tools=tools)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Have the workers do what is due all the while, beside whoever looks at pages."""
        over, wrong = threading.Event(), list[BaseException]()

        def work() -> None:
            try:
                while not over.wait(0.1):
                    self.settle()
            except BaseException as error:  # noqa: BLE001 - it is raised where the test is
                wrong.append(error)

        worker = threading.Thread(target=work)
        worker.start()
        try:
            yield
        finally:
            over.set()
            worker.join()
        if wrong:
            raise wrong[0]

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
    with open_house(tmp_path_factory.mktemp("house")) as here:
        publish_sample(here)
        yield here


@contextmanager
def open_house(folder: Path) -> Iterator[House]:
    """Serve the rules of the sample cohort, before it begins, with nobody in it."""
    clock = MovingClock()
    engine = open_engine(f"sqlite:///{folder}/commonhour.db")
    migrate(engine)
    ids = NamedIds()
    store = Store(engine, clock=clock, ids=ids, routes=routes())
    server = make_server("127.0.0.1", 0, _nobody_home, threaded=True, request_handler=_Quiet)
    settings = read_settings(
        {
            "COMMONHOUR_DATA_DIR": str(folder),
            "COMMONHOUR_BASE_URL": f"http://127.0.0.1:{server.port}",
            "COMMONHOUR_SESSION_KEY": SESSION_KEY,
            "COMMONHOUR_FEED_KEY": FEED_KEY,
        }
    )
    server.app = create_app(store=store, settings=settings)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    cohort = read_cohort(data=(EXAMPLE / "cohort.toml").read_bytes(), cohort_id=ids.cohort("ptp-2024"))
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
    yield House(
        url=settings.base_url,
        store=store,
        settings=settings,
        clock=clock,
        cohort=cohort.id,
        mails=folder / "mails",
    )
    server.shutdown()
    engine.dispose()


def publish_sample(house: House) -> None:
    """Bring the sample's people in, match and publish them before it begins, and match once more, some weeks in."""
    with house.store.write() as tx:
        scope = whole_cohort(tx, house.cohort)
        sheet = read_sheet(name="roster.csv", data=(EXAMPLE / "roster.csv").read_bytes())
        people = read_people(sheet=sheet, cohort=scope.cohort, new_id=person_ids(scope)).people
        import_people(scope, people=people)
        run = request_run(scope)
    house.settle()
    with house.store.write() as tx:
        plan = tx.runs.plan_of_run(house.cohort, run)
        assert plan is not None
        publish_plan(whole_cohort(tx, house.cohort), plan=plan.id)
        request_run(whole_cohort(tx, house.cohort))
    house.settle()
    house.clock.at = DURING


def _nobody_home(_environ: object, _start_response: object) -> list[bytes]:
    """Stand where the service will be, as it is to know its address first."""
    return []


def listen(context: BrowserContext) -> list[str]:
    """Return what the pages of a browser complain about, which grows as they do.

    That is: an error on the console, as what the Content-Security-Policy forbids is; a script's error; and whatever a
    page asks for that is not there or does not come. The page itself may answer 404 or 422, where that is the point.
    """
    complaints: list[str] = []

    def answered(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            complaints.append(f"{response.status} for {response.request.method} {response.url}")

    def failed(request: Request) -> None:
        if request.failure != GIVEN_UP:
            complaints.append(f"{request.failure} for {request.method} {request.url}")

    context.on(
        "console",
        lambda said: (
            complaints.append(said.text) if said.type == "error" and NOT_LOADED not in said.text else None
        ),
    )
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("response", answered)
    context.on("requestfailed", failed)
    return complaints


@pytest.fixture
def open_page(chromium: Browser, house: House) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own, signed in or not; whatever it complains about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[list[str]] = []

    def open_page(*, role: str = "nobody", **more: object) -> Page:
        context = chromium.new_context(base_url=house.url, **more)
        contexts.append(context)
        complaints.append(listen(context))
        session = house.session(role)
        if session is not None:
            context.add_cookies([{"name": "commonhour-session", "value": session, "url": house.url}])
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert [said for each in complaints for said in each] == []
