"""What nothing needs any more goes, what anybody may still need stays, and one next look is always owed."""

import threading
import time
from collections import Counter
from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, func, select, update

from scheduler.access import whole_cohort
from scheduler.commands.housekeeping import BATCH, EVERY, owe_tidying
from scheduler.commands.publishing import publish_plan
from scheduler.commands.runs import request_run
from scheduler.domain.cohorts import Cohort
from scheduler.domain.seat_offers import OfferEnd, SeatOffer
from scheduler.events import CohortCreated, TidyingDue
from scheduler.ids import RandomIds
from scheduler.store import tables
from scheduler.store.claims import Claim
from scheduler.store.notices import Notice
from scheduler.store.unit_of_work import Store
from scheduler.store.uploads import Upload
from tests.servers.ports import wait_until
from workers import housekeeping, relay
from workers.broker import Broker
from workers.consumer import drain, give_up, react
from workers.job import Job, Tools
from workers.pulse import UNSEEN
from workers.relay import see_to_tidying
from workers.routing import routes

MONTH = {"days": 30}


@pytest.fixture
def connection(store: Store) -> Generator[Connection]:
    with store.engine.connect() as connection:
        yield connection


def count(connection: Connection, table) -> int:
    connection.rollback()
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def owed(store: Store) -> Counter[tuple[str, str]]:
    with store.read() as tx:
        return Counter((each.reaction, each.state) for each in tx.deliveries.owed())


def tidy(store: Store, tools: Tools) -> None:
    """Owe a look for now, and work off all that is due."""
    with store.write() as tx:
        tx.outbox.emit(TidyingDue())
    drain(store=store, tools=tools)


def claim_tidying(store: Store) -> Claim:
    with store.write() as tx:
        tx.outbox.emit(TidyingDue())
        (claim,) = tx.claims.take(*[hint.delivery for hint in tx.hints.take()])
        return claim


def test_an_event_goes_with_its_deliveries_when_all_have_been_done_for_long_enough(
    store: Store, tools: Tools, clock, imported: Cohort, connection: Connection
) -> None:
    with store.write() as tx:
        request_run(whole_cohort(tx, imported.id))
    drain(store=store, tools=tools)
    there = count(connection, tables.event)
    clock.pass_time(days=30)
    tidy(store, tools)
    assert count(connection, tables.event) == there + 2  # this look, and the next
    clock.pass_time(seconds=1)
    tidy(store, tools)
    connection.rollback()
    assert Counter(connection.execute(select(tables.event.c.type)).scalars()) == {"tidying.due": 3}


def test_an_event_nobody_reacts_to_goes_by_its_own_age(
    store: Store, tools: Tools, clock, connection: Connection
) -> None:
    with Store(store.engine, clock=clock, ids=RandomIds(), routes={}).write() as tx:
        tx.outbox.emit(CohortCreated(cohort="c"))
    clock.pass_time(days=30, seconds=1)
    tidy(store, tools)
    assert "cohort.created" not in connection.execute(select(tables.event.c.type)).scalars().all()


@pytest.mark.parametrize("state", ["waiting", "parked"])
def test_what_is_undone_or_parked_stays_with_its_event_for_ever(
    store: Store, tools: Tools, clock, imported: Cohort, state: str
) -> None:
    with store.write() as tx:
        run = request_run(whole_cohort(tx, imported.id))
        later = clock.now() + timedelta(days=4000)
        if state == "parked":
            (delivery,) = [each.id for each in tx.deliveries.owed() if each.reaction == "draft_plan"]
            tx.steering.park(delivery)
    if state == "waiting":
        with store.engine.begin() as connection:
            connection.execute(update(tables.delivery).values(due_at=later, next_at=later))
    clock.pass_time(days=3650)
    tidy(store, tools)
    with store.read() as tx:
        kept = [each for each in tx.deliveries.owed() if each.reaction == "draft_plan"]
    assert [(each.state, each.data["run"]) for each in kept] == [(state, run)]


def test_a_delivery_done_lately_keeps_an_old_event(
    store: Store, tools: Tools, clock, connection: Connection
) -> None:
    with store.write() as tx:
        tx.outbox.emit(TidyingDue(), due_at=clock.now() + timedelta(days=60))
    clock.pass_time(days=60)
    drain(store=store, tools=tools)
    clock.pass_time(days=30)
    tidy(store, tools)
    first = select(tables.event.c.id).order_by(tables.event.c.time).limit(1)
    kept = connection.execute(first).scalar_one()
    clock.pass_time(seconds=1)
    tidy(store, tools)
    connection.rollback()
    assert kept != connection.execute(first).scalar_one()


def test_ended_sessions_go_at_once_and_expired_links_after_a_month(
    store: Store, tools: Tools, clock, connection: Connection
) -> None:
    now = clock.now()
    with store.write() as tx:
        tx.accounts.add(account="a", email=None, now=now)
        for name, days in (("ended", 0), ("running", 1)):
            tx.sign_ins.add_session(token_hash=name, account="a", expires_at=now + timedelta(days=days))
        for name, days in (("expired", -30), ("expires", 0)):
            tx.sign_ins.add_link(
                token_hash=name, account="a", expires_at=now + timedelta(days=days, seconds=-1)
            )
    tidy(store, tools)
    sessions = connection.execute(select(tables.web_session.c.token_hash)).scalars().all()
    links = connection.execute(select(tables.sign_in_link.c.token_hash)).scalars().all()
    assert (sessions, links) == (["running"], ["expires"])


def test_sessions_that_nobody_uses_and_attempts_that_count_no_more_go(
    store: Store, tools: Tools, clock, connection: Connection
) -> None:
    with store.write() as tx:
        tx.accounts.add(account="a", email=None, now=tx.now)
        later = tx.now + timedelta(days=30)
        for name in ("left", "used"):
            tx.sign_ins.add_session(token_hash=name, account="a", expires_at=later)
        tx.attempts.add(["old", "old"])
    clock.pass_time(hours=12)
    with store.write() as tx:
        tx.attempts.add(["young"])
    clock.pass_time(hours=12)
    tidy(store, tools)
    assert connection.execute(select(tables.attempt.c.counted_under)).scalars().all() == ["young"]
    with store.write() as tx:
        tx.sign_ins.note_use(token_hash="used")
    clock.pass_time(days=13)
    tidy(store, tools)
    connection.rollback()
    assert connection.execute(select(tables.web_session.c.token_hash)).scalars().all() == ["used"]


def test_spreadsheets_go_a_month_after_they_were_imported_or_left(
    store: Store, tools: Tools, clock, imported: Cohort, connection: Connection
) -> None:
    begun = clock.now()
    old, late, young = begun, begun + timedelta(days=20), begun + timedelta(days=30)
    uploads = {
        "left": (old, None),
        "imported": (old, old),
        "imported late": (old, late),
        "still being mended": (young, None),
    }
    with store.write() as tx:
        for name, (created, done) in uploads.items():
            upload = Upload(id=name, filename="r.csv", content=b"name", decisions=None, imported_at=None)
            tx.uploads.add_upload(imported.id, upload, now=created)
            if done is not None:
                tx.uploads.change_upload(name, imported_at=done)
    clock.pass_time(days=30, seconds=1)
    tidy(store, tools)
    kept = connection.execute(select(tables.upload.c.id).order_by(tables.upload.c.id)).scalars().all()
    assert kept == ["imported late", "still being mended"]


def test_of_old_plans_the_published_and_the_last_stay(
    store: Store, tools: Tools, clock, imported: Cohort, connection: Connection
) -> None:
    def run_one(seed: int) -> str:
        with store.write() as tx:
            run = request_run(whole_cohort(tx, imported.id), seed=seed)
        drain(store=store, tools=tools)
        clock.pass_time(minutes=1)
        return run

    published, superseded, last = run_one(1), run_one(2), run_one(3)
    with store.write() as tx:
        scope = whole_cohort(tx, imported.id)
        plan = tx.runs.plan_of_run(imported.id, published)
        publish_plan(scope, plan=plan.id)
    drain(store=store, tools=tools)
    clock.pass_time(days=30)
    tidy(store, tools)
    runs = set(connection.execute(select(tables.run.c.id)).scalars())
    plans = set(connection.execute(select(tables.plan.c.run_id)).scalars())
    assert superseded not in runs
    assert (runs, plans) == ({published, last}, {published, last})


def test_a_run_without_a_plan_goes_when_any_came_later_but_never_takes_the_last_plan_with_it(
    store: Store, tools: Tools, clock, imported: Cohort, connection: Connection
) -> None:
    with store.write() as tx:
        for name in ("failed before", "drafted", "failed after", "failed last"):
            clock.pass_time(minutes=1)
            tx.runs.add_run(imported.id, run=name, seed=0, seconds=None, input_hash="", now=clock.now())
            tx.runs.change_run(name, state="done", ended_at=clock.now())
    with store.engine.begin() as writing:
        writing.execute(
            tables.plan.insert().values(
                id="p",
                cohort_id=imported.id,
                run_id="drafted",
                input_hash="",
                document={},
                created_at=clock.now(),
            )
        )
    clock.pass_time(**MONTH, seconds=1)
    tidy(store, tools)
    assert set(connection.execute(select(tables.run.c.id)).scalars()) == {"drafted", "failed last"}


def test_the_text_of_a_notice_goes_a_month_after_its_end_and_the_rest_stays(
    store: Store, tools: Tools, clock, imported: Cohort, people, connection: Connection
) -> None:
    now = clock.now()
    states = {1: ("sent", now), 2: ("withdrawn", now), 3: ("unconfirmed", now), 4: ("waiting", None)}
    with store.write() as tx:
        tx.notices.add(
            [
                Notice(
                    id=str(release),
                    person=people[0].id,
                    cohort=imported.id,
                    release=release,
                    round=release,
                    state=state,
                    subject="Your meetings",
                    body="with Carla",
                    created_at=now,
                    ended_at=ended,
                )
                for release, (state, ended) in states.items()
            ]
        )
    clock.pass_time(**MONTH, seconds=1)
    tidy(store, tools)
    with store.read() as tx:
        kept = [(each.state, each.subject, each.body) for each in tx.notices.of_cohort(imported.id)]
    assert kept == [
        ("sent", "Your meetings", ""),
        ("withdrawn", "Your meetings", ""),
        ("unconfirmed", "Your meetings", "with Carla"),
        ("waiting", "Your meetings", "with Carla"),
    ]


def fill_with_old_events(store: Store, clock, number: int) -> None:
    quiet = Store(store.engine, clock=clock, ids=RandomIds(), routes={})
    with quiet.write() as tx:
        tx.outbox.emit(*(CohortCreated(cohort=str(n)) for n in range(number)))
    clock.pass_time(**MONTH, seconds=1)


def test_offers_of_seats_go_a_month_after_their_end_and_open_ones_stay(
    store: Store, tools: Tools, clock, imported: Cohort, connection: Connection
) -> None:
    with store.write() as tx:
        for person in tx.people.people(imported.id)[:2]:
            tx.seat_offers.add(
                SeatOffer(
                    id=person.id,
                    person=person.id,
                    workshop="games",
                    section=1,
                    offered_at=tx.now,
                    until=tx.now + timedelta(days=2),
                )
            )
        tx.seat_offers.end("id-amina", ended=OfferEnd.DECLINED, now=tx.now)
    clock.pass_time(**MONTH)
    tidy(store, tools)
    assert count(connection, tables.seat_offer) == 2
    clock.pass_time(seconds=1)
    tidy(store, tools)
    with store.read() as tx:
        assert [offer.id for offer in tx.seat_offers.open_in(imported.id)] == ["id-bilal"]
        assert tx.seat_offers.offer("id-amina") is None


def test_more_than_a_batch_goes_batch_by_batch(
    store: Store, tools: Tools, clock, connection: Connection
) -> None:
    fill_with_old_events(store, clock, 2 * BATCH + 1)
    tidy(store, tools)
    assert count(connection, tables.event) == 2


def test_told_to_stop_it_keeps_what_it_did_and_goes_back_untried(
    store: Store, tools: Tools, clock, connection: Connection
) -> None:
    fill_with_old_events(store, clock, 2 * BATCH)
    claim = claim_tidying(store)

    class StopsAfterOne(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - the Event's signature
            self.set()
            return True

    react(store=store, tools=replace(tools, stopping=StopsAfterOne()), claim=claim)
    assert count(connection, tables.event) == BATCH + 1
    with store.read() as tx:
        assert [(each.state, each.tries) for each in tx.deliveries.owed()] == [("waiting", 0)]


def test_a_long_look_is_broken_off_and_the_next_is_owed_at_once(
    store: Store, tools: Tools, clock, connection: Connection
) -> None:
    fill_with_old_events(store, clock, 3 * BATCH)
    claim = claim_tidying(store)

    class TimePasses(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - the Event's signature
            clock.pass_time(seconds=61)
            return False

    housekeeping.tidy(Job(claim=claim, store=store, tools=replace(tools, stopping=TimePasses())))
    assert count(connection, tables.event) == BATCH + 2
    with store.read() as tx:
        assert [each.due_at for each in tx.deliveries.owed()] == [clock.now()]


def test_who_lost_the_claim_deletes_no_more(
    store: Store, tools: Tools, clock, connection: Connection
) -> None:
    fill_with_old_events(store, clock, 1)
    claim = claim_tidying(store)
    with store.write() as tx:
        tx.steering.park(claim.delivery)
    react(store=store, tools=tools, claim=claim)
    assert count(connection, tables.event) == 2


def test_the_next_look_is_owed_in_an_hour(store: Store, tools: Tools, clock) -> None:
    tidy(store, tools)
    with store.read() as tx:
        assert [(each.reaction, each.due_at) for each in tx.deliveries.owed()] == [
            ("tidy", clock.now() + EVERY)
        ]


def test_two_looks_become_one(store: Store, tools: Tools, clock) -> None:
    with store.write() as tx:
        tx.outbox.emit(TidyingDue(), TidyingDue())
    drain(store=store, tools=tools)
    assert owed(store) == {("tidy", "waiting"): 1}


def test_a_look_that_is_parked_owes_the_next(store: Store, clock) -> None:
    claim = replace(claim_tidying(store), tries=99)
    give_up(store=store, claim=claim, error="Whatever")
    assert owed(store) == {("tidy", "parked"): 1, ("tidy", "waiting"): 1}


def test_one_that_was_replayed_beside_the_next_becomes_one(store: Store, tools: Tools, clock) -> None:
    claim = replace(claim_tidying(store), tries=99)
    give_up(store=store, claim=claim, error="Whatever")
    with store.write() as tx:
        tx.steering.replay(claim.delivery)
    drain(store=store, tools=tools)
    assert owed(store) == {("tidy", "waiting"): 1}


def test_a_relay_owes_the_next_look_when_the_last_was_parked_by_hand(store: Store, clock) -> None:
    """While it runs, without being started again."""
    with store.write() as tx:
        owe_tidying(tx)
    with store.read() as tx:
        (delivery,) = tx.deliveries.owed()
    see_to_tidying(store)
    assert owed(store) == {("tidy", "waiting"): 1}
    with store.write() as tx:
        tx.steering.park(delivery.id)
    see_to_tidying(store)
    see_to_tidying(store)
    assert owed(store) == {("tidy", "parked"): 1, ("tidy", "waiting"): 1}


def test_a_look_that_is_being_worked_on_is_owed(store: Store, clock) -> None:
    claim_tidying(store)
    see_to_tidying(store)
    assert owed(store) == {("tidy", "claimed"): 1}


def test_a_relay_that_goes_round_sees_to_it_by_itself(
    store: Store, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "BEAT_SECONDS", 0.05)
    stop = threading.Event()
    with store.write() as tx:
        owe_tidying(tx)
    work = {"store": store, "broker": Broker(url="memory://"), "pulse": UNSEEN, "stop": stop}
    relaying = threading.Thread(target=relay.relay, kwargs=work)
    relaying.start()
    try:
        with store.write() as tx:
            tx.steering.park(tx.deliveries.owed()[0].id)
        wait_until(lambda: owed(store)["tidy", "waiting"] == 1, seconds=20, what="the next look was owed")
    finally:
        stop.set()
        relaying.join()


def test_relays_that_start_at_once_owe_one_look(store: Store, clock) -> None:
    ready = threading.Barrier(4)

    def start() -> None:
        ready.wait()
        with store.write() as tx:
            owe_tidying(tx)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert owed(store) == {("tidy", "waiting"): 1}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_relay_waits_for_nobody_who_is_at_owing_it(database: Engine, clock) -> None:
    store = Store(database, clock=clock, ids=RandomIds(), routes=routes())
    with store.write() as frozen:
        assert frozen.housekeeping.may_owe(wait=True)
        begun = time.monotonic()
        see_to_tidying(store)
        assert time.monotonic() - begun < 5
        assert owed(store) == {}
    see_to_tidying(store)
    assert owed(store) == {("tidy", "waiting"): 1}


def test_the_look_is_no_news_to_other_systems() -> None:
    assert [route.consumer for route in routes(embedded=False)["tidying.due"]] == ["housekeeper"]
