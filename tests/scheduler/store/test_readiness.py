"""Readiness is said quickly, whatever the database does, and rightly again as soon as it comes back."""

import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from scheduler.clock import SystemClock
from scheduler.ids import RandomIds
from scheduler.store.engine import open_engine
from scheduler.store.health import QUICK_SECONDS, Readiness, look_quickly
from scheduler.store.postgresql import OPTIONS
from scheduler.store.unit_of_work import Store

WELL = Readiness(status="ok", oldest_due_seconds=0.0)
AWAY = Readiness(status="database")


def store_on(engine: Engine) -> Store:
    return Store(engine, clock=SystemClock(), ids=RandomIds(), routes={})


def test_a_database_that_hangs_is_not_waited_for(postgresql: Engine) -> None:
    store = store_on(postgresql)
    with postgresql.begin() as other:
        other.exec_driver_sql("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        looks = [look_quickly(store), look_quickly(store)]
        took = time.monotonic() - began
    assert looks == [AWAY, AWAY]
    assert took < 2 * QUICK_SECONDS + 1
    until = time.monotonic() + 20
    while look_quickly(store) != WELL:
        assert time.monotonic() < until


def test_a_table_that_cannot_be_read_is_a_database_that_does_not_answer(
    postgresql: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(OPTIONS, "options", "-c lock_timeout=100ms")
    engine = open_engine(postgresql.url.render_as_string(hide_password=False))
    with postgresql.begin() as other:
        other.exec_driver_sql("LOCK TABLE delivery IN ACCESS EXCLUSIVE MODE")
        found = look_quickly(store_on(engine))
    engine.dispose()
    assert found == AWAY


def test_a_database_that_is_away_and_one_of_another_schema_are_told_apart(tmp_path: Path) -> None:
    away = open_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")
    never_migrated = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    looks = [look_quickly(store_on(engine)) for engine in (away, never_migrated)]
    never_migrated.dispose()
    assert looks == [AWAY, Readiness(status="schema")]
