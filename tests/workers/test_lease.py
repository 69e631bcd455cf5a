"""A heartbeat holds a claim as long as the work takes, and lets go when another has it."""

import time

import pytest
from sqlalchemy.exc import OperationalError

from scheduler.domain.cohorts import Cohort
from scheduler.events import RunRequested
from scheduler.store.claims import LEASE, Claim, LeaseLostError
from scheduler.store.unit_of_work import Store
from workers.lease import Leases

BEAT = 0.01


@pytest.fixture
def claim(store: Store, imported: Cohort) -> Claim:
    with store.write() as tx:
        tx.outbox.emit(RunRequested(cohort=imported.id, run="r"))
        delivery = tx.deliveries.owed()[0].id
        return tx.claims.take(delivery)[0]


def due_at(store: Store) -> object:
    with store.read() as tx:
        return tx.deliveries.owed()[0].due_at


def wait_until(is_so) -> None:
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until
        time.sleep(BEAT)


def test_the_lease_is_renewed_while_the_work_goes_on(store: Store, claim: Claim, clock) -> None:
    with Leases(store=store, every=BEAT) as leases, leases.holding(claim):
        clock.pass_time(seconds=5)
        wait_until(lambda: due_at(store) == clock.now() + LEASE)


def test_a_lease_that_another_holds_is_not_taken_back(store: Store, claim: Claim, clock) -> None:
    clock.pass_time(seconds=LEASE.total_seconds())
    with store.write() as tx:
        (other,) = tx.claims.take(claim.delivery)
    with Leases(store=store, every=BEAT) as leases, leases.holding(claim):
        time.sleep(10 * BEAT)
    with store.write() as tx, pytest.raises(LeaseLostError):
        tx.claims.finish(claim)
    with store.write() as tx:
        tx.claims.finish(other)


def test_a_beat_that_is_missed_does_not_end_the_beating(
    store: Store, claim: Claim, clock, monkeypatch
) -> None:
    write, missed = store.write, []

    def locked_at_first(doing: str) -> object:
        if len(missed) < 2:
            missed.append(1)
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        return write(doing)

    monkeypatch.setattr(store, "write", locked_at_first)
    with Leases(store=store, every=BEAT) as leases, leases.holding(claim):
        clock.pass_time(seconds=5)
        wait_until(lambda: due_at(store) == clock.now() + LEASE)
    assert len(missed) == 2
