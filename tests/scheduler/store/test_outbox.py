"""Events: owed once to each reaction, from the transaction of what they tell of."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from scheduler.events import CohortCreated, RunRequested
from scheduler.store import tables
from scheduler.store.unit_of_work import Store
from tests.scheduler.store.conftest import REQUESTED, START, claim_now, states


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


def test_an_event_that_nobody_is_owed_is_recorded_with_all_it_says(store: Store) -> None:
    with store.write() as tx:
        tx.outbox.emit(CohortCreated(cohort='Ünïcode\'s "cohort" \\ %s'))
        assert tx.deliveries.owed() == ()
    with store.engine.connect() as connection:
        [row] = connection.execute(select(tables.event)).all()
    assert (row.type, row.time, row.cohort_id, row.data, row.trace) == (
        "cohort.created",
        START,
        'Ünïcode\'s "cohort" \\ %s',
        {"cohort": 'Ünïcode\'s "cohort" \\ %s'},
        None,
    )


def test_a_delivery_is_due_at_its_instant_whatever_the_zone_it_was_told_in(store: Store, clock) -> None:
    nairobi = timezone(timedelta(hours=3))
    with store.write() as tx:
        tx.outbox.emit(REQUESTED, due_at=(START + timedelta(minutes=1)).astimezone(nairobi))
        assert {each.due_at for each in tx.deliveries.owed()} == {START + timedelta(minutes=1)}


def test_an_event_due_at_an_instant_of_no_zone_is_refused(store: Store) -> None:
    with pytest.raises((ValueError, StatementError), match="has no zone"), store.write() as tx:
        tx.outbox.emit(REQUESTED, due_at=datetime(2026, 10, 1, 12))  # noqa: DTZ001 - the point
