"""Deliveries: owed once a reaction, claimed by one at a time, never lost and never done twice."""

from datetime import timedelta

import pytest

from scheduler.events import RunRequested
from scheduler.store.outbox import LEASE, Claim, LeaseLostError
from scheduler.store.unit_of_work import Store

REQUESTED = RunRequested(cohort="c", run="r")


@pytest.fixture
def delivery(store: Store) -> str:
    """One delivery of a requested run, owed to the matcher."""
    with store.write() as tx:
        tx.outbox.emit(REQUESTED)
        return next(owed.id for owed in tx.deliveries.owed() if owed.consumer == "matcher")


def claim_now(store: Store, delivery: str) -> Claim | None:
    with store.write() as tx:
        return next(iter(tx.outbox.claim(delivery)), None)


def states(store: Store) -> dict[str, str]:
    with store.read() as tx:
        return {owed.consumer: owed.state for owed in tx.deliveries.owed()}


def test_an_event_is_owed_to_every_reaction_in_the_routes(store: Store) -> None:
    with store.write() as tx:
        tx.outbox.emit(REQUESTED)
        owed = tx.deliveries.owed()
    assert sorted(
        (each.event_type, each.consumer, each.reaction, each.state, each.tries) for each in owed
    ) == [
        ("run.requested", "matcher", "draft_plan", "waiting", 0),
        ("run.requested", "watcher", "watch", "waiting", 0),
    ]


def test_what_is_undone_is_not_owed(store: Store) -> None:
    def emit_and_stumble() -> None:
        with store.write() as tx:
            tx.outbox.emit(REQUESTED)
            assert 1 / 0

    with pytest.raises(ZeroDivisionError):
        emit_and_stumble()
    assert states(store) == {}


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
        tx.outbox.finish(first)
    with store.write() as tx:
        tx.outbox.finish(second)
    assert states(store) == {"watcher": "waiting"}


def test_a_renewed_lease_lasts_from_the_renewal(store: Store, delivery: str, clock) -> None:
    claim = claim_now(store, delivery)
    clock.pass_seconds(LEASE.total_seconds() - 1)
    with store.write() as tx:
        tx.outbox.renew(claim)
    clock.pass_seconds(LEASE.total_seconds() - 1)
    assert claim_now(store, delivery) is None


def test_a_lease_that_someone_else_holds_is_not_renewed(store: Store, delivery: str, clock) -> None:
    first = claim_now(store, delivery)
    clock.pass_seconds(LEASE.total_seconds())
    second = claim_now(store, delivery)
    clock.pass_seconds(1)
    with store.write() as tx:
        tx.outbox.renew(first)
    clock.pass_seconds(LEASE.total_seconds() - 1)
    with store.write() as tx:
        assert tx.outbox.claim(delivery)[0].fence == second.fence + 1


def test_what_is_written_midway_is_written_by_the_holder_or_not_at_all(
    store: Store, delivery: str, clock
) -> None:
    first = claim_now(store, delivery)
    with store.write() as tx:
        tx.outbox.hold(first)
    clock.pass_seconds(LEASE.total_seconds())
    claim_now(store, delivery)

    def emit_and_hold() -> None:
        with store.write() as tx:
            tx.outbox.emit(REQUESTED)
            tx.outbox.hold(first)

    with pytest.raises(LeaseLostError):
        emit_and_hold()
    assert len(states(store)) == 2


def test_a_done_delivery_is_never_claimed_and_never_finished_again(
    store: Store, delivery: str, clock
) -> None:
    claim = claim_now(store, delivery)
    with store.write() as tx:
        tx.outbox.finish(claim)
    clock.pass_seconds(3600)
    assert claim_now(store, delivery) is None
    with pytest.raises(LeaseLostError), store.write() as tx:
        tx.outbox.finish(claim)


def test_a_failed_delivery_waits_and_is_parked_when_it_is_not_to_be_tried_again(
    store: Store, delivery: str, clock
) -> None:
    claim = claim_now(store, delivery)
    with store.write() as tx:
        tx.outbox.fail(claim, error="ValueError", again_in=timedelta(seconds=4))
    clock.pass_seconds(3.999)
    assert claim_now(store, delivery) is None
    clock.pass_seconds(0.001)
    claim = claim_now(store, delivery)
    assert claim.tries == 2
    with store.write() as tx:
        tx.outbox.fail(claim, error="ValueError", again_in=None)
    assert states(store) == {"matcher": "parked", "watcher": "waiting"}
    clock.pass_seconds(86400)
    assert claim_now(store, delivery) is None


def test_a_parked_delivery_can_be_replayed_with_all_its_tries(store: Store, delivery: str) -> None:
    with store.write() as tx:
        assert tx.outbox.replay(delivery) is False
    claim = claim_now(store, delivery)
    with store.write() as tx:
        tx.outbox.fail(claim, error="ValueError", again_in=None)
    with store.write() as tx:
        assert tx.outbox.replay(delivery) is True
    assert claim_now(store, delivery).tries == 1


def test_a_delivery_that_is_parked_by_hand_fences_out_whoever_works_on_it(
    store: Store, delivery: str
) -> None:
    claim = claim_now(store, delivery)
    with store.write() as tx:
        assert tx.outbox.park(delivery) is True
        assert tx.outbox.park(delivery) is False
    with pytest.raises(LeaseLostError), store.write() as tx:
        tx.outbox.finish(claim)
    assert states(store) == {"matcher": "parked", "watcher": "waiting"}


def test_hints_that_could_not_be_sent_are_due_again_at_once(store: Store, delivery: str, clock) -> None:
    with store.write() as tx:
        hints = tx.outbox.hints()
        tx.outbox.unhint(hints)
    with store.write() as tx:
        assert tx.outbox.hints() == hints


def test_several_are_claimed_at_once_in_the_order_they_are_asked_for(store: Store, delivery: str) -> None:
    with store.write() as tx:
        tx.outbox.emit(REQUESTED)
        asked = [owed.id for owed in tx.deliveries.owed()][::-1]
        claimed = tx.outbox.claim(*asked, asked[0], "unknown")
    assert [claim.delivery for claim in claimed] == asked


def test_hints_name_what_is_due_and_come_again_with_backoff(store: Store, delivery: str, clock) -> None:
    def hinted() -> set[str]:
        with store.write() as tx:
            return {hint.consumer for hint in tx.outbox.hints()}

    assert hinted() == {"matcher", "watcher"}
    assert hinted() == set()
    clock.pass_seconds(1)
    assert hinted() == {"matcher", "watcher"}
    clock.pass_seconds(1)
    assert hinted() == set()
    clock.pass_seconds(1)
    assert hinted() == {"matcher", "watcher"}


def test_hints_come_for_a_claim_whose_holder_died(store: Store, delivery: str, clock) -> None:
    claim_now(store, delivery)
    with store.write() as tx:
        assert {hint.consumer for hint in tx.outbox.hints()} == {"watcher"}
    clock.pass_seconds(LEASE.total_seconds())
    with store.read() as tx:
        assert tx.outbox.anything_due()
    with store.write() as tx:
        assert {hint.consumer for hint in tx.outbox.hints()} == {"matcher", "watcher"}


def test_a_delivery_for_later_is_neither_hinted_nor_claimed_before(store: Store, clock) -> None:
    with store.write() as tx:
        tx.outbox.emit(REQUESTED, due_at=clock.now() + timedelta(days=30))
        later = tx.deliveries.owed()[0].id
        assert tx.outbox.hints() == ()
        assert tx.outbox.anything_due() is False
        assert tx.deliveries.pending(cohort="c") == 0
    assert claim_now(store, later) is None
    clock.pass_seconds(30 * 86400)
    assert claim_now(store, later) is not None


def test_pending_counts_what_is_due_or_claimed_of_one_cohort(store: Store, delivery: str) -> None:
    claim_now(store, delivery)
    with store.write() as tx:
        tx.outbox.emit(RunRequested(cohort="other", run="r"))
        assert tx.deliveries.pending(cohort="c") == 2
