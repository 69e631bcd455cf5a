"""What two processes do at the same moment, on PostgreSQL, where their transactions really overlap."""

import itertools
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine

from scheduler.access import Right, whole_cohort
from scheduler.clock import SystemClock
from scheduler.commands.cohorts import account_of_person, grant, open_account
from scheduler.commands.feeds import note_fetch, rotate_feed
from scheduler.commands.publishing import publish_plan
from scheduler.commands.runs import cancel_run, request_run
from scheduler.commands.signing_in import invite, sign_in
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import PersonId
from scheduler.errors import NotNowError
from scheduler.events import RunRequested
from scheduler.ids import RandomIds
from scheduler.store.claims import LeaseLostError
from scheduler.store.unit_of_work import Store, Transaction
from tests.stores import emptied
from workers.consumer import drain
from workers.job import Tools
from workers.routing import routes

PATIENCE_SECONDS = 20
AMINA = PersonId("id-amina")


@pytest.fixture
def store(postgresql: Engine) -> Generator[Store]:
    with emptied(postgresql) as engine:
        yield Store(engine, clock=SystemClock(), ids=RandomIds(), routes=routes())


@pytest.fixture
def beside() -> Generator[ThreadPoolExecutor]:
    """Somewhere for the other process's transaction to run."""
    with ThreadPoolExecutor(max_workers=4) as threads:
        yield threads


def wait_until(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.005)


def waits_for_a_lock(store: Store) -> bool:
    """Say whether some transaction of this database waits for another's."""
    with store.engine.connect() as connection:
        waiting = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return waiting.scalar_one() > 0


@contextmanager
def overtaking(
    store: Store, beside: ThreadPoolExecutor, do: Callable[[Transaction], object]
) -> Generator[tuple[Transaction, "Future[object]"]]:
    """Do the block in one transaction, and `do` in another that must wait until the block's is committed."""

    def other() -> object:
        with store.write() as tx:
            return do(tx)

    with store.write() as tx:
        later: Future[object] = Future()
        yield tx, later
        asked = beside.submit(other)
        wait_until(lambda: waits_for_a_lock(store))
    try:
        later.set_result(asked.result(PATIENCE_SECONDS))
    except BaseException as error:  # noqa: BLE001 - handed on to the test
        later.set_exception(error)


def all_at_once(works: list[Callable[[], object]]) -> list[object]:
    """Start these at the same moment; return what each returned or raised."""
    gate = threading.Barrier(len(works))

    def one(work: Callable[[], object]) -> object:
        gate.wait()
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error

    with ThreadPoolExecutor(max_workers=len(works)) as threads:
        return list(threads.map(one, works))


def owe(store: Store, cohort: Cohort, count: int) -> list[str]:
    with store.write() as tx:
        tx.outbox.emit(*(RunRequested(cohort=cohort.id, run=f"run {n}") for n in range(count)))
        return [owed.id for owed in tx.deliveries.owed()]


def test_of_two_that_claim_the_same_deliveries_each_gets_what_the_other_does_not(
    store: Store, imported: Cohort
) -> None:
    ids = owe(store, imported, 60)

    def claim() -> list[str]:
        got: list[str] = []
        for first in range(0, 60, 5):
            with store.write() as tx:
                got += [claim.delivery for claim in tx.claims.take(*ids[first : first + 5])]
        return got

    taken = all_at_once([claim, claim, claim])
    assert sorted(itertools.chain(*taken)) == sorted(ids)


def test_two_relays_hint_each_delivery_once(store: Store, imported: Cohort) -> None:
    ids = owe(store, imported, 60)

    def hint() -> list[str]:
        got: list[str] = []
        for _ in range(8):
            with store.write() as tx:
                got += [hint.delivery for hint in tx.hints.take(limit=10)]
        return got

    hinted = all_at_once([hint, hint])
    assert sorted(itertools.chain(*hinted)) == sorted(ids)


def test_a_relay_is_not_held_up_by_what_another_is_looking_at(store: Store, imported: Cohort) -> None:
    ids = owe(store, imported, 4)
    with store.write() as one, store.write() as other:
        first = {hint.delivery for hint in one.hints.take(limit=2)}
        second = {hint.delivery for hint in other.hints.take(limit=2)}
    assert (len(first), len(second), first | second) == (2, 2, set(ids))


def test_a_claimer_passes_over_what_is_being_claimed(store: Store, imported: Cohort) -> None:
    (delivery,) = owe(store, imported, 1)
    with store.write() as one, store.write() as other:
        assert len(one.claims.take(delivery)) == 1
        assert other.claims.take(delivery) == ()


def test_a_beat_is_not_held_up_by_a_claim_that_is_just_being_finished(store: Store, imported: Cohort) -> None:
    claims = []
    for delivery in owe(store, imported, 2):
        with store.write() as tx:
            claims += tx.claims.take(delivery)
    with store.write() as finishing:
        finishing.claims.finish(claims[0])
        with store.write() as beating:
            beating.claims.renew(*claims)
    with store.read() as tx:
        assert [(owed.id, owed.state) for owed in tx.deliveries.owed()] == [(claims[1].delivery, "claimed")]


def test_claims_beats_and_ends_in_any_order_neither_lock_each_other_up_nor_lose_a_delivery(
    store: Store, imported: Cohort
) -> None:
    ids = owe(store, imported, 40)

    def work(order: list[str]) -> int:
        done = 0
        for first in range(0, len(order), 4):
            with store.write() as tx:
                claims = tx.claims.take(*order[first : first + 4])
            with store.write() as tx:
                tx.claims.renew(*claims)
            for claim in claims:
                with store.write() as tx:
                    tx.claims.finish(claim)
                    tx.people.cohort(imported.id)
                done += 1
        return done

    done = all_at_once([lambda: work(ids), lambda: work(ids[::-1]), lambda: work(ids[20:] + ids[:20])])
    assert all(isinstance(each, int) for each in done), done
    assert sum(each for each in done if isinstance(each, int)) == 40
    with store.read() as tx:
        assert tx.deliveries.owed() == ()


def test_a_delivery_parked_while_it_is_worked_on_refuses_the_work(
    store: Store, imported: Cohort, beside: ThreadPoolExecutor
) -> None:
    (delivery,) = owe(store, imported, 1)
    with store.write() as tx:
        (claim,) = tx.claims.take(delivery)
    with overtaking(store, beside, lambda tx: tx.claims.finish(claim)) as (tx, finished):
        assert tx.steering.park(delivery)
    with pytest.raises(LeaseLostError):
        finished.result()


def test_publish_pressed_twice_at_once_gives_one_release_and_a_kind_refusal(
    store: Store, tools: Tools, imported: Cohort
) -> None:
    with store.write() as tx:
        run = request_run(whole_cohort(tx, imported.id))
    drain(store=store, tools=tools)
    with store.read() as tx:
        draft = tx.runs.plan_of_run(imported.id, run).id

    def press() -> object:
        with store.write() as tx:
            return publish_plan(whole_cohort(tx, imported.id), plan=draft)

    answers = all_at_once([press, press])
    assert [each for each in answers if isinstance(each, int)] == [1]
    assert [str(each) for each in answers if isinstance(each, NotNowError)] == [
        "This plan is release 1 already."
    ]
    with store.read() as tx:
        assert [release.number for release in tx.runs.releases(imported.id)] == [1]


def test_two_drafts_published_at_once_are_two_releases(store: Store, tools: Tools, imported: Cohort) -> None:
    with store.write() as tx:
        runs = [request_run(whole_cohort(tx, imported.id)) for _ in range(2)]
    drain(store=store, tools=tools)
    with store.read() as tx:
        drafts = [tx.runs.plan_of_run(imported.id, run).id for run in runs]

    def press(draft: str) -> int:
        with store.write() as tx:
            return publish_plan(whole_cohort(tx, imported.id), plan=draft)

    assert sorted(all_at_once([lambda: press(drafts[0]), lambda: press(drafts[1])])) == [1, 2]


def test_a_run_stopped_while_its_plan_comes_in_ends_one_way(
    store: Store, tools: Tools, imported: Cohort
) -> None:
    with store.write() as tx:
        run = request_run(whole_cohort(tx, imported.id))

    def stop() -> str:
        with store.write() as tx:
            cancel_run(whole_cohort(tx, imported.id), run=run)
        return "stopped"

    said = all_at_once([lambda: drain(store=store, tools=tools), stop])
    with store.read() as tx:
        scope = whole_cohort(tx, imported.id)
        state, plan = scope.run(run).state, tx.runs.plan_of_run(imported.id, run)
        assert tx.deliveries.owed() == () or plan is not None
    assert (state, plan is None) == (("cancelled", True) if said[1] == "stopped" else ("done", False))


def test_a_sign_in_link_pressed_twice_at_once_signs_in_once(store: Store, imported: Cohort) -> None:
    with store.write() as tx:
        token = invite(tx, account=open_account(tx, email=None))

    def press() -> str:
        with store.write() as tx:
            return sign_in(tx, token=token)

    answers = all_at_once([press, press])
    assert sorted(type(each).__name__ for each in answers) == ["NotFoundError", "str"]


def test_an_account_asked_for_twice_at_once_is_opened_once(
    store: Store, imported: Cohort, beside: ThreadPoolExecutor
) -> None:
    def ask(tx: Transaction) -> str:
        return open_account(tx, email="Head@example.org")

    with overtaking(store, beside, ask) as (tx, other):
        first = ask(tx)
    assert other.result() == first


def test_a_right_granted_twice_at_once_is_held_once(
    store: Store, imported: Cohort, beside: ThreadPoolExecutor
) -> None:
    with store.write() as tx:
        account = open_account(tx, email="head@example.org")

    def give(tx: Transaction) -> None:
        grant(tx, account=account, cohort=imported.id, right=Right.COORDINATOR)

    with overtaking(store, beside, give) as (tx, other):
        give(tx)
    assert other.result() is None
    with store.read() as tx:
        assert tx.accounts.rights(account) == {imported.id: ("coordinator",)}


def test_a_persons_account_is_one_however_many_links_are_made_at_once(store: Store, imported: Cohort) -> None:
    def link() -> str:
        with store.write() as tx:
            whole_cohort(tx, imported.id)
            return account_of_person(tx, person=AMINA)

    assert len(set(all_at_once([link, link, link]))) == 1


def test_a_feed_thrown_away_twice_at_once_has_one_link_in_the_end(
    store: Store, tools: Tools, imported: Cohort
) -> None:
    released(store, tools, imported)

    def throw_away() -> None:
        with store.write() as tx:
            whole_cohort(tx, imported.id)
            rotate_feed(tx, feed=tx.calendars.feed_of(AMINA), feed_key=tools.feed_key)

    assert all_at_once([throw_away, throw_away]) == [None, None]
    with store.read() as tx:
        assert tx.calendars.feed_of(AMINA).generation == 3


def test_a_fetch_of_the_old_link_does_not_count_for_the_new_one(
    store: Store, tools: Tools, imported: Cohort
) -> None:
    released(store, tools, imported)
    with store.read() as tx:
        fetched = tx.calendars.feed_of(AMINA)
    with store.write() as tx:
        rotate_feed(tx, feed=fetched, feed_key=tools.feed_key)
    with store.write() as tx:
        note_fetch(tx, feed=fetched)
    with store.read() as tx:
        assert tx.calendars.feed_of(AMINA).fetched_at is None


def released(store: Store, tools: Tools, cohort: Cohort) -> None:
    with store.write() as tx:
        run = request_run(whole_cohort(tx, cohort.id))
    drain(store=store, tools=tools)
    with store.write() as tx:
        publish_plan(whole_cohort(tx, cohort.id), plan=tx.runs.plan_of_run(cohort.id, run).id)
    drain(store=store, tools=tools)
