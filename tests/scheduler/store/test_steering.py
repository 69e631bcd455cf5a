"""Deliveries in the hands of people: parked and replayed."""

import threading

import pytest
from sqlalchemy import Engine

from scheduler.ids import RandomIds
from scheduler.store.claims import LeaseLostError
from scheduler.store.outbox import Routes
from scheduler.store.unit_of_work import Store
from tests.scheduler.store.conftest import REQUESTED, claim_now, states
from tests.servers.ports import wait_until


def test_a_parked_delivery_can_be_replayed_with_all_its_tries(store: Store, delivery: str) -> None:
    with store.write() as tx:
        assert tx.steering.replay(delivery) is False
    claim = claim_now(store, delivery)
    with store.write() as tx:
        tx.claims.fail(claim, error="ValueError", again_in=None)
    with store.write() as tx:
        assert tx.steering.replay(delivery) is True
    assert claim_now(store, delivery).tries == 1


def test_a_delivery_that_is_parked_by_hand_fences_out_whoever_works_on_it(
    store: Store, delivery: str
) -> None:
    claim = claim_now(store, delivery)
    with store.write() as tx:
        assert tx.steering.park(delivery) is True
        assert tx.steering.park(delivery) is False
    with pytest.raises(LeaseLostError), store.write() as tx:
        tx.claims.finish(claim)
    assert states(store) == {"matcher": "parked", "watcher": "waiting"}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_delivery_that_goes_back_at_this_very_moment_is_parked_all_the_same(
    database: Engine, clock, routes: Routes
) -> None:
    store = Store(database, clock=clock, ids=RandomIds(), routes=routes)
    with store.write() as tx:
        tx.outbox.emit(REQUESTED)
        delivery = tx.deliveries.owed()[0].id
        (claim,) = tx.claims.take(delivery)
    said: list[bool] = []

    def park() -> None:
        with store.write() as tx:
            said.append(tx.steering.park(delivery))

    with store.write() as tx:
        tx.claims.give_back(claim)
        parking = threading.Thread(target=park)
        parking.start()
        wait_until(lambda: waiting_for_locks(database), seconds=10, what="the parking waits for it")
    parking.join()
    assert said == [True]
    with store.read() as tx:
        assert tx.deliveries.find(delivery).state == "parked"


def waiting_for_locks(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar_one()
