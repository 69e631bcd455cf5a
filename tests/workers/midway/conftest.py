"""The sample cohort in the service: published in August, and changed by January; mails, feeds and all."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from icalendar import Calendar

from scheduler.access import whole_cohort
from scheduler.commands.board_state import Board, BoardPrices, board_of, prices_of
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.notices import approve_all
from scheduler.commands.publishing import publish_plan
from scheduler.commands.rebalancing import request_rebalancing, take_point
from scheduler.commands.rosters import import_people, person_ids
from scheduler.domain.frontiers import Rebalancing
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan
from scheduler.ids import RandomIds
from scheduler.operator.files import new_cohort, people_of
from scheduler.store.engine import open_engine
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from tests.workers.by_mail import SENDER
from tests.workers.conftest import MovingClock
from tests.workers.releases import release
from workers.consumer import drain
from workers.drafting import draft
from workers.job import Tools
from workers.mail import Mail
from workers.mail_folder import Folder
from workers.rebalancing import rebalance
from workers.routing import routes

PTP = Path(__file__).parents[3] / "examples" / "ptp-2024"
JANUARY = datetime(2025, 1, 6, 12, tzinfo=UTC)


class World:
    """The sample cohort in a store of its own: published in August, and changed by January."""

    def __init__(self, folder: Path, *, at: datetime) -> None:
        self.folder, self.clock = folder, MovingClock(at=at)
        self.engine = open_engine(f"sqlite:///{folder / 'store.db'}")
        self.store = Store(self.engine, clock=self.clock, ids=RandomIds(), routes=routes())
        self.tools = Tools(
            solve=draft,
            rebalance=rebalance,
            feed_key=b"feed key",
            mail=Mail(way=Folder(path=folder / "mail"), sender=SENDER, base_url="https://example.org"),
        )

    def settle(self) -> None:
        drain(store=self.store, tools=self.tools)

    def approve(self) -> None:
        with self.store.write() as tx:
            approve_all(whole_cohort(tx, self.cohort), up_to=(99, 99))
        self.settle()

    @property
    def cohort(self) -> str:
        with self.store.read() as tx:
            return tx.people.cohorts()[0].id

    def import_(self, roster: Path) -> None:
        with self.store.write() as tx:
            scope = whole_cohort(tx, self.cohort)
            import_people(scope, people=people_of(roster)(scope.cohort, person_ids(scope)))
        self.settle()

    def rebalance(self) -> str:
        with self.store.write() as tx:
            run = request_rebalancing(whole_cohort(tx, self.cohort))
        self.settle()
        return run

    def offered(self, run: str) -> Rebalancing:
        with self.store.read() as tx:
            return tx.runs.rebalancing(self.cohort, run)

    def standing(self) -> Plan:
        with self.store.read() as tx:
            return whole_cohort(tx, self.cohort).standing_plan()

    def take(self, run: str, moves: int, seat_moves: int) -> str:
        with self.store.write() as tx:
            return take_point(whole_cohort(tx, self.cohort), run=run, moves=moves, seat_moves=seat_moves)

    def taken(self) -> tuple[str, Board]:
        """Take the point of the fewest moves, and look at it before anything else is done."""
        run = self.rebalance()
        offered = self.offered(run)
        plan = self.take(run, offered.coaching.points[0].moves, offered.workshops.points[0].moves)
        return plan, self.board(plan)

    def board(self, plan: str) -> Board:
        with self.store.read() as tx:
            return board_of(whole_cohort(tx, self.cohort), plan=plan)

    def prices(self, plan: str) -> BoardPrices | None:
        with self.store.read() as tx:
            scope = whole_cohort(tx, self.cohort)
            return prices_of(scope, board_of(scope, plan=plan))

    def publish(self, plan: str) -> None:
        with self.store.write() as tx:
            publish_plan(whole_cohort(tx, self.cohort), plan=plan)
        self.settle()

    def feeds(self) -> dict[PersonId, bytes]:
        with self.store.read() as tx:
            return {person: feed.body for person, feed in tx.calendars.feeds(self.cohort).items()}

    def people(self) -> tuple[Person, ...]:
        with self.store.read() as tx:
            return whole_cohort(tx, self.cohort).people()

    def mails(self) -> dict[str, list[tuple[str, str]]]:
        """Take the mails away: for each address the method and UID of each, both empty for a letter."""
        found = defaultdict(list)
        for path in (self.folder / "mail").glob("*.eml"):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            path.unlink()
            body = mail.get_body(("calendar",))
            if body is None:
                found[mail["To"]].append(("", ""))
                continue
            calendar = Calendar.from_ical(body.get_payload(decode=True))
            (event,) = calendar.walk("VEVENT")
            found[mail["To"]].append((str(calendar["METHOD"]), str(event["UID"])))
        return found


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("january")
    world = World(folder, at=datetime(2024, 8, 20, 12, tzinfo=UTC))
    migrate(world.engine)
    with world.store.write() as tx:
        create_cohort(tx, cohort=new_cohort(PTP / "cohort.toml"))
    world.import_(PTP / "roster.csv")
    release(world.store, world.tools, world.cohort)
    world.approve()
    for _ in range(4):  # whoever does not subscribe is invited by then
        world.clock.pass_time(days=1)
        world.settle()
    world.clock.at = JANUARY
    world.import_(PTP / "midway" / "roster.csv")
    world.approve()
    world.engine.dispose()
    return folder


@pytest.fixture
def world(base: Path, tmp_path: Path) -> Iterator[World]:
    shutil.copytree(base, tmp_path / "here")
    world = World(tmp_path / "here", at=JANUARY + timedelta(hours=1))
    world.mails()
    yield world
    world.engine.dispose()
