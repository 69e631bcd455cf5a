"""Two small cohorts, each with a published plan, a draft, a waiting run and a file under review; and browsers for all.

Cedar lives by New York's clock; its workshop meets on 22 and 29 October 2026, and Kyiv leaves summer time in between.
"""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from calendars.availability import Window
from scheduler.access import Access, Right, whole_cohort
from scheduler.clock import Clock, FixedClock
from scheduler.commands.cohorts import account_of_person, create_cohort, grant, open_account
from scheduler.commands.following import follow
from scheduler.commands.importing import read_upload, take_upload
from scheduler.commands.rebalancing import finish_rebalancing, followed, request_rebalancing
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import finish_run, input_hash, request_run
from scheduler.commands.sharing import share
from scheduler.commands.signing_in import invite, sign_in
from scheduler.domain.circles import Circle
from scheduler.domain.cohorts import Choice, Coaching, Cohort, CohortId, MonthlyAt, Session, Workshop
from scheduler.domain.people import Capacity, Person, PersonId, Role
from scheduler.domain.plans import (
    CoachingPart,
    CoachingValue,
    LeftOut,
    Pair,
    Plan,
    Reason,
    Section,
    SessionMeeting,
    SessionsPart,
    SessionsValue,
    SolverInfo,
    SolverParts,
    WorkshopsPart,
    WorkshopsValue,
)
from scheduler.domain.proposals import Proposal, ProposalState
from scheduler.events import RunRequested
from scheduler.ids import RandomIds
from scheduler.languages.sentences import sentence
from scheduler.settings import Settings, read_settings
from scheduler.store import tables
from scheduler.store.engine import open_engine
from scheduler.store.keys import Keys
from scheduler.store.outbox import Route
from scheduler.store.runs import Release
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from scheduler.tokens import feed_token
from scheduler.web.access_log import LoggedFlask
from scheduler.web.app import create_app
from tests.made_secrets import CONTACT_KEY, FEED_KEY, SESSION_KEY
from workers.rebalancing import rebalance

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
ALWAYS = tuple(Window(day=day, start=0, end=1440) for day in range(7))
ROUTES = {RunRequested.type: (Route(consumer="matcher", reaction="draft_plan"),)}
WHOLE_GROUP, SECTION = Circle(), Circle(workshop="stories", section=1)
ROLES = ("nobody", "member", "facilitator", "coordinator", "other")
FILE = b"""id,name,email,role,time_zone,interests
M1,Mariam,mariam@cedar.example.org,member,Europe/Kyiv,reading
M9,Nadia,nadia@cedar.example.org,member,Asia/Beirut,reading
M10,Tesfay,tesfay@cedar.example.org,wizard,Africa/Nairobi,reading
"""


@dataclass(kw_only=True)
class MovingClock:
    """A clock that a test moves on by hand."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True, kw_only=True)
class Objects:
    """One cohort's ids, as they stand in addresses, and the secrets that are not in the store."""

    cohort: str
    person: str
    upload: str
    run: str
    plan: str
    released: str
    feed: str
    feed_token: str
    shared: str
    shared_token: str
    section_token: str
    meeting: str
    notice: str
    delivery: str
    link: str


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A database with both cohorts in it, to be copied for each test, and each role's session."""

    path: Path
    cedar: Objects
    birch: Objects
    sessions: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class World:
    """An application on a store of its own."""

    app: LoggedFlask
    store: Store
    settings: Settings
    clock: MovingClock
    cedar: Objects
    birch: Objects
    sessions: dict[str, str]

    def stay_signed_in(self) -> None:
        """Have sessions that nobody used for long last on: a test that moves the clock is seldom about them."""
        of, long_ago = tables.web_session.c, self.clock.now() - timedelta(days=13)
        lasts = {"used_at": self.clock.now(), "expires_at": self.clock.now() + timedelta(days=30)}
        with self.store.engine.begin() as connection:
            connection.execute(tables.web_session.update().where(of.used_at < long_ago).values(**lasts))

    def browser(self, role: str) -> "Browser":
        """Return a browser in which somebody of this role has signed in."""
        self.stay_signed_in()
        client = self.app.test_client()
        if role != "nobody":
            client.set_cookie("commonhour-session", self.sessions[role])
        return Browser(client=client, form="/sign-in/code")


def without_tokens(page: str) -> str:
    """Return a page without what its forms send back, which is another in each answer."""
    return re.sub(r'name="form_token" value="[^"]+"', "", page)


@dataclass(frozen=True, kw_only=True)
class Browser:
    """A client that sends forms as a browser does: with the token of the page it was shown."""

    client: FlaskClient
    form: str

    def get(self, path: str, **more: object) -> TestResponse:
        return self.client.get(path, **more)

    def post(self, path: str, data: Mapping[str, object] | None = None) -> TestResponse:
        return self.client.post(path, data={"form_token": self.token(), **(data or {})})

    def token(self) -> str:
        """Return the token of a form that everybody may see."""
        return re.search(r'name="form_token" value="([\w-]{86})"', self.get(self.form).text)[1]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    path = tmp_path_factory.mktemp("kept") / "commonhour.db"
    settings = settings_of(path)
    store = _store(path, FixedClock(at=NOW))
    migrate(store.engine)
    cedar, roles = set_up(store, settings, "cedar")
    birch, others = set_up(store, settings, "birch")
    store.engine.dispose()
    return Kept(path=path, cedar=cedar, birch=birch, sessions=roles | {"other": others["coordinator"]})


@pytest.fixture
def make_world(kept: Kept, tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Return what makes a world; keywords change its settings."""
    made: list[World] = []

    def make(**more: object) -> World:
        path = tmp_path / f"{len(made)}.db"
        shutil.copy(kept.path, path)
        clock = MovingClock()
        store, settings = _store(path, clock), replace(settings_of(path), **more)
        app = create_app(store=store, settings=settings)
        app.testing = True
        made.append(
            World(
                app=app,
                store=store,
                settings=settings,
                clock=clock,
                cedar=kept.cedar,
                birch=kept.birch,
                sessions=kept.sessions,
            )
        )
        return made[-1]

    yield make
    for world in made:
        world.store.engine.dispose()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()


@pytest.fixture
def grown(world: World) -> World:
    """Grace has come, who knows of play, as Fereshta wishes, and takes one member."""
    with world.store.write() as tx:
        scope = whole_cohort(tx, CohortId("cedar"))
        *members, ruth = scope.people()
        grace = replace(
            ruth,
            id=PersonId("cedar-C2"),
            key="C2",
            name="Grace",
            email="grace@cedar.example.org",
            interests=("play",),
            capacity=Capacity(minimum=0, maximum=1),
        )
        import_people(scope, people=(*members, ruth, grace))
    world.clock.at += timedelta(minutes=1)
    return world


def offering(world: World, cohort: str) -> str:
    """Return a run that offers what could follow the last release of a cohort."""
    with world.store.write() as tx:
        scope = whole_cohort(tx, cohort)
        run = request_rebalancing(scope)
        offered = rebalance(cohort=scope.to_match(), people=scope.people(), followed=followed(scope))
        finish_rebalancing(scope, run=run, rebalancing=offered)
    return run


def settings_of(path: Path) -> Settings:
    """Return the settings of an application on this SQLite file."""
    return read_settings(
        {
            "COMMONHOUR_DATA_DIR": str(path.parent),
            "COMMONHOUR_DATABASE_URL": f"sqlite:///{path}",
            "COMMONHOUR_BASE_URL": "http://localhost",
            "COMMONHOUR_SESSION_KEY": SESSION_KEY,
            "COMMONHOUR_FEED_KEY": FEED_KEY,
            "COMMONHOUR_CONTACT_KEYS": CONTACT_KEY,
        }
    )


def _store(path: Path, clock: Clock) -> Store:
    engine = open_engine(f"sqlite:///{path}", keys=Keys([CONTACT_KEY.encode()]))
    return Store(engine, clock=clock, ids=RandomIds(), routes={})


def set_up(store: Store, settings: Settings, name: str) -> tuple[Objects, dict[str, str]]:
    """Set a cohort up in an empty or half-filled store; return its objects, and the sessions of its people."""
    cohort, people, plan = _cohort(name), _people(name), _plan(name)
    made_from = input_hash(cohort=cohort, people=people)
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
        scope = whole_cohort(tx, cohort.id)
        import_people(scope, people=people)
        content = FILE.replace(b"cedar", name.encode())
        upload = take_upload(scope, sheet=read_upload(filename="sign-up.csv", content=content))
        first, second = request_run(scope), request_run(scope)
        for run in (first, second):
            finish_run(scope, run=run, plan=plan, made_from=made_from)
        released, draft = (tx.runs.plan_of_run(cohort.id, run) for run in (first, second))
        tx.runs.add_release(
            cohort.id, Release(number=1, plan=released.id, published_at=NOW - timedelta(days=1), note="")
        )
        follow(scope, feed_key=settings.feed_key)
        tx.proposals.add(
            Proposal(
                id=f"{name}-proposal",
                person=people[0].id,
                name="Songs & games",
                topic="play",
                about="What we sang\nas children.",
                leads=True,
                state=ProposalState.OPEN,
                proposed_at=NOW,
                wished_by=frozenset({people[0].id}),
            )
        )
        for circle in (WHOLE_GROUP, SECTION):
            share(scope, circle=circle, feed_key=settings.feed_key)
        shared, section = (scope.shared_feeds()[circle].id for circle in (WHOLE_GROUP, SECTION))
        roles = {
            "coordinator": open_account(tx, email=f"coordinator@{name}.example.org"),
            "facilitator": open_account(tx, email=f"facilitator@{name}.example.org"),
            "member": account_of_person(tx, person=people[0].id),
        }
        for role in (Right.COORDINATOR, Right.FACILITATOR):
            grant(tx, account=roles[role], cohort=cohort.id, right=role)
        sessions = {role: sign_in(tx, token=invite(tx, account=account)) for role, account in roles.items()}
        feed = Access(tx=tx, account=roles["member"]).me()[0].feed()
        arranged = scope.arranged(scope.people())
        meeting = next(planned.uid for planned, _ in arranged if planned.starts > NOW)
        notice = next(each.id for each in tx.notices.of_cohort(cohort.id) if each.person == people[0].id)
        link = invite(tx, account=roles["member"])
    later = Store(
        store.engine, clock=FixedClock(at=NOW + timedelta(seconds=1)), ids=RandomIds(), routes=ROUTES
    )
    with later.write() as tx:
        run = request_run(whole_cohort(tx, cohort.id))
        delivery = tx.deliveries.owed(cohort=cohort.id)[0].id
        tx.steering.park(delivery)
    return Objects(
        cohort=cohort.id,
        person=people[0].id,
        upload=upload,
        run=run,
        plan=draft.id,
        released=released.id,
        feed=feed.id,
        feed_token=feed_token(key=settings.feed_key, feed=feed.id, generation=1),
        shared=shared,
        shared_token=feed_token(key=settings.feed_key, feed=shared, generation=1),
        section_token=feed_token(key=settings.feed_key, feed=section, generation=1),
        meeting=meeting,
        notice=notice,
        delivery=delivery,
        link=link,
    ), sessions


def _cohort(name: str) -> Cohort:
    return Cohort(
        id=CohortId(name),
        name=f"{name.capitalize()} circle",
        starts=date(2026, 10, 1),
        ends=date(2026, 12, 20),
        home_time_zone="America/New_York",
        locale="en-US",
        topics=("reading", "play"),
        coaching=Coaching(capacity=Capacity(minimum=1, maximum=2), meeting_minutes=60, target_minutes=180),
        sessions=(
            Session(
                id="gathering",
                name="Gathering",
                minutes=60,
                when=MonthlyAt(ordinal=2, weekday=1, at=time(12)),
            ),
        ),
        workshops=(
            Workshop(
                id="stories",
                name="Stories & songs",
                topic="reading",
                facilitators=("C1",),
                minutes=60,
                size=Capacity(minimum=1, maximum=4),
                window=(date(2026, 10, 22), date(2026, 10, 22)),
                when=Choice(weekdays=(3,), opens=12 * 60, closes=13 * 60, step_minutes=60),
                meetings=2,
                join_url="https://zoom.example.org/j/1",
            ),
        ),
    )


def _people(name: str) -> tuple[Person, ...]:
    def person(key: str, full_name: str, role: Role, zone: str, **more: object) -> Person:
        return Person(
            id=PersonId(f"{name}-{key}"),
            key=key,
            name=full_name,
            email=f"{full_name.split(maxsplit=1)[0].lower()}@{name}.example.org"
            if full_name.isascii()
            else None,
            role=role,
            time_zone=zone,
            languages=("en",),
            availability=ALWAYS,
            **more,
        )

    return (
        person("M1", "Mariam", Role.MEMBER, "Europe/Kyiv", interests=("reading",)),
        person("M2", "فرشته نوری", Role.MEMBER, "Asia/Kabul", interests=("play",), workshops=("stories",)),
        person("C1", "Ruth <b>Abernathy</b>", Role.COACH, "America/New_York", interests=("reading",)),
    )


def _plan(name: str) -> Plan:
    mariam, fereshta, ruth = (PersonId(f"{name}-{key}") for key in ("M1", "M2", "C1"))
    coaching = CoachingValue(placed=2, shortfall=0, bands=(0, 0, 0, 0, 1, 0, 0, 0, 0, 1), total=1400)
    workshops = WorkshopsValue(served=1, total=1000)
    sessions = SessionsValue(worst=0, total=0)
    return Plan(
        sessions=SessionsPart(
            objective=sessions,
            bound=sessions,
            proven=True,
            meetings=tuple(
                SessionMeeting(
                    session="gathering", starts=datetime(2026, month, day, hour, tzinfo=UTC), minutes=60
                )
                for month, day, hour in ((10, 13, 16), (11, 10, 17), (12, 8, 17))
            ),
        ),
        coaching=CoachingPart(
            objective=coaching,
            bound=coaching,
            proven=True,
            pairs=(
                Pair(
                    member=mariam,
                    coach=ruth,
                    score=1000,
                    shared_minutes=10080,
                    topics=("reading",),
                    languages=("en",),
                    worst_week="2026-09-28",
                    reasons=(Reason(code="interest", text=sentence("Both chose reading.")),),
                ),
                Pair(
                    member=fereshta,
                    coach=ruth,
                    score=400,
                    shared_minutes=10080,
                    topics=(),
                    languages=("en",),
                    worst_week="2026-09-28",
                ),
            ),
            unplaced=(),
        ),
        workshops=WorkshopsPart(
            objective=workshops,
            bound=WorkshopsValue(served=2, total=2000),
            gap=0.5,
            proven=False,
            sections=(
                Section(
                    workshop="stories",
                    section=1,
                    facilitator=ruth,
                    starts=tuple(datetime(2026, 10, day, 16, tzinfo=UTC) for day in (22, 29)),
                    minutes=60,
                    members=(mariam,),
                    reasons=(Reason(code="start", text=sentence("All who wish can come then.")),),
                    seats=(Reason(code="seat", text=sentence("Her 1st wish.")),),
                ),
            ),
            unserved=(
                LeftOut(
                    member=fereshta,
                    reasons=(Reason(code="full", text=sentence("The group has no seat left.")),),
                ),
            ),
        ),
        solver=SolverInfo(seed=0, seconds=0.1, parts=SolverParts(sessions=0.0, coaching=0.1, workshops=0.0)),
    )
