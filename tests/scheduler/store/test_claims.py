"""Claims: held by one at a time, never finished twice."""

from datetime import timedelta

import pytest

from scheduler.store.claims import LEASE, LeaseLostError
from scheduler.store.unit_of_work import Store
from tests.scheduler.store.conftest import REQUESTED, claim_now, states


def test_a_claim_carries_the_event_and_counts_the_try_before_any_work(store: Store, delivery: str) -> None:
    claim = claim_now(store, delivery)
    assert (claim.fence, claim.tries, claim.reaction, claim.event) == (1, 1, "draft_plan", REQUESTED)


def test_a_claimed_delivery_is_not_claimed_again_while_its_lease_lasts(
    store: Store, delivery: str, clock
) -> None:
    claim_now(store, delivery)
    clock.pass_seconds(LEASE.total_seconds() - 0.001)
    assert claim_now(store, delivery) is None


def test_a_lease_that_ended_lets_another_claim_and_fences_the_first_out(
    store: Store, delivery: str, clock
) -> None:
    first = claim_now(store, delivery)
    clock.pass_seconds(LEASE.total_seconds())
    second = claim_now(store, delivery)
    assert (second.fence, second.tries) == (2, 2)
    with pytest.raises(LeaseLostError), store.write() as tx:
        tx.claims.finish(first)
    with store.write() as tx:
        tx.claims.finish(second)
    assert states(store) == {"watcher": "waiting"}


def test_a_renewed_lease_lasts_from_the_renewal(store: Store, delivery: str, clock) -> None:
    claim = claim_now(store, delivery)
    clock.pass_seconds(LEASE.total_seconds() - 1)
    with store.write() as tx:
        tx.claims.renew(claim)
    clock.pass_seconds(LEASE.total_seconds() - 1)
    assert claim_now(store, delivery) is None


def test_a_lease_that_someone_else_holds_is_not_renewed(store: Store, delivery: str, clock) -> None:
    first = claim_now(store, delivery)
    clock.pass_seconds(LEASE.total_seconds())
    second = claim_now(store, delivery)
    clock.pass_seconds(1)
    with store.write() as tx:
        tx.claims.renew(first)
    clock.pass_seconds(LEASE.total_seconds() - 1)
    with store.write() as tx:
        assert tx.claims.take(delivery)[0].fence == second.fence + 1


def test_what_is_written_midway_is_written_by_the_holder_or_not_at_all(
    store: Store, delivery: str, clock
) -> None:
    first = claim_now(store, delivery)
    with store.write() as tx:
        tx.claims.hold(first)
    clock.pass_seconds(LEASE.total_seconds())
    claim_now(store, delivery)

    def emit_and_hold() -> None:
        with store.write() as tx:
            tx.outbox.emit(REQUESTED)
            tx.claims.hold(first)

    with pytest.raises(LeaseLostError):
        emit_and_hold()
    assert len(states(store)) == 2


def test_a_done_delivery_is_never_claimed_and_never_finished_again(
    store: Store, delivery: str, clock
) -> None:
    claim = claim_now(store, delivery)
    with store.write() as tx:
        tx.claims.finish(claim)
    clock.pass_seconds(3600)
    assert claim_now(store, delivery) is None
    with pytest.raises(LeaseLostError), store.write() as tx:
        tx.claims.finish(claim)


def test_a_failed_delivery_waits_and_is_parked_when_it_is_not_to_be_tried_again(
    store: Store, delivery: str, clock
) -> None:
    claim = claim_now(store, delivery)
    with store.write() as tx:
        tx.claims.fail(claim, error="ValueError", again_in=timedelta(seconds=4))
    clock.pass_seconds(3.999)
    assert claim_now(store, delivery) is None
    clock.pass_seconds(0.001)
    claim = claim_now(store, delivery)
    assert claim.tries == 2
    with store.write() as tx:
        tx.claims.fail(claim, error="ValueError", again_in=None)
    assert states(store) == {"matcher": "parked", "watcher": "waiting"}
    clock.pass_seconds(86400)
    assert claim_now(store, delivery) is None


def test_several_are_claimed_at_once_in_the_order_they_are_asked_for(store: Store, delivery: str) -> None:
    with store.write() as tx:
        tx.outbox.emit(REQUESTED)
        asked = [owed.id for owed in tx.deliveries.owed()][::-1]
        claimed = tx.claims.take(*asked, asked[0], "unknown")
    assert [claim.delivery for claim in claimed] == asked
