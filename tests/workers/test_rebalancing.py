"""Rebalancing in the service: what is offered after a release becomes the next one, and nobody else hears of it."""

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from icalendar import Calendar

from scheduler.access import whole_cohort
from scheduler.commands import boards
from scheduler.commands.board_state import Board, BoardPrices, board_of, prices_of
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.notices import approve_all
from scheduler.commands.publishing import publish_plan
from scheduler.commands.rebalancing import followed, request_rebalancing, take_point
from scheduler.commands.rosters import import_people, person_ids
from scheduler.domain.frontiers import Rebalancing
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan
from scheduler.errors import NotFoundError, NotNowError
from scheduler.ids import RandomIds
from scheduler.judging import judge
from scheduler.operator.files import new_cohort, people_of
from scheduler.problems.so_far import from_then_on
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
from workers.pricing import best_worth
from workers.rebalancing import rebalance
from workers.routing import routes

PTP = Path(__file__).parents[2] / "examples" / "ptp-2024"
TOLD = ("DTSTART", "DTEND", "LOCATION", "SUMMARY", "STATUS")
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


@pytest.fixture(scope="module")
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


def places(plan: Plan) -> dict[PersonId, set[object]]:
    """Return, for each person, all that they see of the groups they are in or lead."""
    seen: dict[PersonId, set[object]] = defaultdict(set)
    for one in plan.workshops.sections:
        if one.starts[-1] > JANUARY:
            for person in (one.facilitator, *one.members):
                seen[person].add((one.workshop, one.section, one.starts, one.facilitator, one.members))
    return seen


def entries(feed: bytes) -> dict[str, list[object]]:
    """Return what of each meeting its people are told of anew: when and where it is, what it is called, if it is."""
    return {
        str(event["UID"]): [event.get(name) and event[name].to_ical() for name in TOLD]
        for event in Calendar.from_ical(feed).walk("VEVENT")
    }


@pytest.mark.parametrize("nth", [(0, 0), (1, 0), (2, 0), (0, 1), (2, 1)])
def test_only_those_whose_meetings_change_hear_of_a_point_once_for_each_meeting(world, nth) -> None:
    run = world.rebalance()
    offered, before, feeds = world.offered(run), world.standing(), world.feeds()
    pairs, groups = offered.coaching.points[nth[0]], offered.workshops.points[nth[1]]
    world.publish(world.take(run, pairs.moves, groups.moves))
    after, now = world.standing(), world.feeds()
    then, since = places(before), places(after)
    touched = {person for person in now if then[person] != since[person]}
    assert {person for person in now if now[person] != feeds[person]} <= touched
    world.approve()
    mails = world.mails()
    for person in world.people():
        was, is_ = entries(feeds[person.id]), entries(now[person.id])
        changed = {uid for uid in was | is_ if was.get(uid) != is_.get(uid)}
        got = mails.get(person.email, [])
        invited = Counter(uid for method, uid in got if method)
        if invited:
            assert invited == Counter(changed)
        elif changed and person.email:
            assert len(got) == 1
        else:
            assert got == []


def test_what_is_over_stays_and_what_goes_on_keeps_its_number(world) -> None:
    run = world.rebalance()
    offered, before = world.offered(run), world.standing()
    world.publish(world.take(run, offered.coaching.points[0].moves, offered.workshops.points[-1].moves))
    after = world.standing()
    there = {person.id for person in world.people()}
    over = [one for one in before.workshops.sections if one.starts[-1] < JANUARY]
    assert len(over) == 5
    for one in over:
        (same,) = [
            each
            for each in after.workshops.sections
            if (each.workshop, each.section) == (one.workshop, one.section)
        ]
        assert (same.starts, set(same.members)) == (one.starts, set(one.members) & there)
    assert after.sessions.meetings == before.sessions.meetings


def test_every_point_is_a_plan_that_keeps_the_rules(world) -> None:
    run = world.rebalance()
    offered = world.offered(run)
    assert [point.moves for point in offered.coaching.points] == [0, 1, 3]
    for point in offered.coaching.points:
        plan = world.take(run, point.moves, offered.workshops.points[0].moves)
        with world.store.read() as tx:
            scope = whole_cohort(tx, world.cohort)
            document = scope.plan(plan).plan
            assert judge(cohort=scope.to_match(), people=scope.people(), plan=document) == ()
        assert document.coaching.objective == point.objective
        assert {pair.member: pair.coach for pair in document.coaching.pairs} == {
            member: coach for member, coach in point.placed.items() if coach
        }


def test_a_point_is_not_taken_once_somebody_has_changed(world) -> None:
    run = world.rebalance()
    point = world.offered(run).coaching.points[0].moves, world.offered(run).workshops.points[0].moves
    with world.store.write() as tx:
        scope = whole_cohort(tx, world.cohort)
        first, *others = scope.people()
        import_people(scope, people=(replace(first, availability=()), *others))
    with pytest.raises(NotNowError, match="rebalance again"):
        world.take(run, *point)


def test_a_point_is_not_published_after_another_release(world) -> None:
    run = world.rebalance()
    point = world.offered(run).coaching.points[0].moves, world.offered(run).workshops.points[0].moves
    drafts = [world.take(run, *point), world.take(run, *point)]
    world.publish(drafts[0])
    with pytest.raises(NotNowError, match="rebalance again"):
        world.publish(drafts[1])


def test_a_number_of_moves_that_is_not_offered_is_not_found(world) -> None:
    run = world.rebalance()
    with pytest.raises(NotFoundError):
        world.take(run, 2, world.offered(run).workshops.points[0].moves)


def test_what_is_taken_is_priced_soon_and_solved_around_what_was_put_by_hand(world) -> None:
    """Nobody else leaves whom the draft has for them: with a coach for as many, one who moves makes no other move."""
    plan, taken = world.taken()
    assert world.prices(plan) == BoardPrices(solved=None, now=None)
    world.settle()
    prices = world.prices(plan)
    assert (prices.now.placed, prices.now.value) == (taken.placed, taken.document.coaching.objective)
    member = next(one for one, coach in taken.placed.items() if coach is not None)
    with world.store.write() as tx:
        boards.move(whole_cohort(tx, world.cohort), plan=plan, seen=0, member=member, coach=None)
    world.settle()
    assert world.prices(plan).now.placed == taken.placed | {member: None}
    changed = world.board(plan).document.coaching
    with world.store.read() as tx:
        rules = from_then_on(whole_cohort(tx, world.cohort).to_match(), midway=taken.document.midway)
    best = best_worth(cohort=rules, people=world.people())
    assert (changed.bound, changed.proven) == (best, False)
    with world.store.write() as tx:
        boards.undo(whole_cohort(tx, world.cohort), plan=plan, seen=1)
    world.settle()
    assert world.board(plan).document == taken.document


def test_what_is_changed_before_it_is_priced_is_priced_once_as_it_stands(world) -> None:
    plan, taken = world.taken()
    member = next(one for one, coach in taken.placed.items() if coach is not None)
    with world.store.write() as tx:
        boards.hold(whole_cohort(tx, world.cohort), plan=plan, seen=0, member=member, stays=True)
    world.settle()
    prices = world.prices(plan)
    assert prices.solved.placed == prices.now.placed == taken.placed
    assert world.board(plan).held == {member: taken.placed[member]}
    with world.store.read() as tx:
        assert [each for each in tx.deliveries.owed() if each.reaction == "price_draft"] == []


def test_an_overtaken_draft_needs_no_prices_and_is_not_changed(world) -> None:
    run = world.rebalance()
    point = world.offered(run).coaching.points[0].moves, world.offered(run).workshops.points[0].moves
    plan, other = world.take(run, *point), world.take(run, *point)
    with world.store.write() as tx:
        publish_plan(whole_cohort(tx, world.cohort), plan=other)
    world.settle()
    assert (world.prices(plan), world.prices(other) is None) == (None, False)
    member = next(iter(world.board(plan).placed))
    with pytest.raises(NotNowError, match="rebalance again"), world.store.write() as tx:
        boards.move(whole_cohort(tx, world.cohort), plan=plan, seen=0, member=member, coach=None)


def test_whoever_was_moved_by_the_release_before_is_spared(world) -> None:
    run = world.rebalance()
    offered = world.offered(run)
    world.publish(world.take(run, offered.coaching.points[1].moves, offered.workshops.points[0].moves))
    world.clock.pass_time(hours=1)
    with world.store.read() as tx:
        spared = followed(whole_cohort(tx, world.cohort)).moved_before
    moved = {change.member for change in offered.coaching.points[1].moved}
    assert moved <= set(spared)
