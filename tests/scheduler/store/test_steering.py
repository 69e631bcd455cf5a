"""Deliveries in the hands of people: parked and replayed."""

import pytest

from scheduler.store.claims import LeaseLostError
from scheduler.store.unit_of_work import Store
from tests.scheduler.store.conftest import claim_now, states


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
