"""Wake-up calls: for what is due, again and again, and more seldom each time."""

from scheduler.store.claims import LEASE
from scheduler.store.unit_of_work import Store
from tests.scheduler.store.conftest import claim_now


def test_hints_that_could_not_be_sent_are_due_again_at_once(store: Store, delivery: str, clock) -> None:
    with store.write() as tx:
        hints = tx.hints.take()
        tx.hints.take_back(hints)
    with store.write() as tx:
        assert tx.hints.take() == hints


def test_hints_name_what_is_due_and_come_again_with_backoff(store: Store, delivery: str, clock) -> None:
    def hinted() -> set[str]:
        with store.write() as tx:
            return {hint.consumer for hint in tx.hints.take()}

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
        assert {hint.consumer for hint in tx.hints.take()} == {"watcher"}
    clock.pass_seconds(LEASE.total_seconds())
    with store.read() as tx:
        assert tx.hints.anything_due()
    with store.write() as tx:
        assert {hint.consumer for hint in tx.hints.take()} == {"matcher", "watcher"}
