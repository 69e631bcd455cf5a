"""The trail is added to, and old records go; the database refuses everything else, on both."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from scheduler.commands.housekeeping import tidy_some
from scheduler.store.tables.audit import KEPT_DAYS


def add(store, *, at: datetime) -> None:
    with store.write() as tx:
        tx.audit._now = at
        tx.audit.add("cohorts.people", writes=False, account="a", cohort="c")


def test_only_records_that_are_old_enough_go(store) -> None:
    now = datetime.now(UTC)
    for days in (0, KEPT_DAYS - 1, KEPT_DAYS + 3):
        add(store, at=now - timedelta(days=days))
    with store.write() as tx:
        tx.housekeeping._now = now
        assert tidy_some(tx, kind="audit", keep=timedelta(0)) == 1
    with store.read() as tx:
        assert len(tx.audit.records()) == 2
        assert len(tx.audit.records(since=now - timedelta(days=1))) == 1


@pytest.mark.parametrize("statement", ["UPDATE audit_record SET did = ''", "DELETE FROM audit_record"])
def test_a_young_record_is_neither_changed_nor_deleted(store, statement) -> None:
    add(store, at=datetime.now(UTC))
    with pytest.raises(DatabaseError, match="audit trail"), store.engine.begin() as connection:
        connection.exec_driver_sql(statement)
