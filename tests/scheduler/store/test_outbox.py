"""Events: owed once to each reaction, from the transaction of what they tell of."""

from datetime import timedelta

import pytest

from scheduler.events import RunRequested
from scheduler.store.unit_of_work import Store
from tests.scheduler.store.conftest import REQUESTED, claim_now, states


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


def test_a_delivery_for_later_is_neither_hinted_nor_claimed_before(store: Store, clock) -> None:
    with store.write() as tx:
        tx.outbox.emit(REQUESTED, due_at=clock.now() + timedelta(days=30))
        later = tx.deliveries.owed()[0].id
        assert tx.hints.take() == ()
        assert tx.hints.anything_due() is False
        assert tx.deliveries.pending(cohort="c") == 0
    assert claim_now(store, later) is None
    clock.pass_seconds(30 * 86400)
    assert claim_now(store, later) is not None


def test_pending_counts_what_is_due_or_claimed_of_one_cohort(store: Store, delivery: str) -> None:
    claim_now(store, delivery)
    with store.write() as tx:
        tx.outbox.emit(RunRequested(cohort="other", run="r"))
        assert tx.deliveries.pending(cohort="c") == 2
