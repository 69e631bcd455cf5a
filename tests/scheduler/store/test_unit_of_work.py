"""Transactions: whole or not at all, one writer at a time, instants always aware."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.exc import StatementError

from scheduler.clock import SystemClock
from scheduler.errors import UnavailableError
from scheduler.ids import RandomIds
from scheduler.store.engine import BUSY_SECONDS, open_engine
from scheduler.store.tables import metadata
from scheduler.store.unit_of_work import Store


@pytest.fixture
def on_disk(tmp_path: Path) -> Store:
    engine = open_engine(f"sqlite:///{tmp_path / 'commonhour.db'}")
    metadata.create_all(engine)
    yield Store(engine, clock=SystemClock(), ids=RandomIds(), routes={})
    engine.dispose()


def test_sqlite_is_opened_with_wal_full_synchronous_and_foreign_keys(on_disk: Store) -> None:
    with on_disk.engine.connect() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert pragmas == ["wal", 2, 1]


def test_an_instant_comes_back_aware_and_in_utc(on_disk: Store) -> None:
    nairobi = timezone(timedelta(hours=3))
    with on_disk.write() as tx:
        tx.accounts.add(account="a", email=None, now=datetime(2026, 10, 1, 15, tzinfo=nairobi))
        tx.sign_ins.add_session(token_hash="h", account="a", expires_at=tx.now + timedelta(days=1))
        began = tx.sign_ins.session(token_hash="h").began_at
        now = tx.now
    assert (began, began.tzinfo) == (now, UTC)


def test_a_naive_instant_is_refused(on_disk: Store) -> None:
    with pytest.raises(StatementError, match="has no zone"), on_disk.write() as tx:
        tx.accounts.add(account="a", email=None, now=datetime(2026, 10, 1, 12))  # noqa: DTZ001 - the point


def test_writers_wait_for_each_other_and_none_is_lost(on_disk: Store) -> None:
    def open_some(name: str) -> None:
        for n in range(20):
            with on_disk.write() as tx:
                if tx.accounts.by_email(f"{name}{n}@example.org") is None:
                    tx.accounts.add(account=f"{name}-{n}", email=f"{name}{n}@example.org", now=tx.now)

    threads = [threading.Thread(target=open_some, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with on_disk.read() as tx:
        found = [tx.accounts.by_email(f"{name}{n}@example.org") for name in "abcd" for n in range(20)]
    assert None not in found


def test_a_reader_sees_one_consistent_state_while_another_writes(on_disk: Store) -> None:
    with on_disk.read() as before:
        assert before.accounts.by_email("a@example.org") is None
        with on_disk.write() as tx:
            tx.accounts.add(account="a", email="a@example.org", now=tx.now)
        assert before.accounts.by_email("a@example.org") is None
    with on_disk.read() as after:
        assert after.accounts.by_email("A@example.org") == "a"


def test_who_has_no_patience_gives_up_soon_and_the_next_waits_as_ever(store: Store, delivery: str) -> None:
    began = time.monotonic()
    with store.write() as tx:
        tx.steering.park(delivery)
        with pytest.raises(UnavailableError), store.write(patience=0.1) as other:
            other.steering.park(delivery)
        assert time.monotonic() - began < BUSY_SECONDS / 2
    asks, usual = {
        "sqlite": ("PRAGMA busy_timeout", 1000 * BUSY_SECONDS),
        "postgresql": ("SHOW lock_timeout", f"{BUSY_SECONDS}s"),
    }[store.engine.dialect.name]
    with store.engine.connect() as one, store.engine.connect() as two:  # both that were used
        assert [each.exec_driver_sql(asks).scalar_one() for each in (one, two)] == [usual, usual]
