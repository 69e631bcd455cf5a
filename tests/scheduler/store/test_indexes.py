"""What is asked thirty times a second is found by its index, however much is done and whatever the planner believes."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, event

from scheduler.store.unit_of_work import Store, Transaction
from tests.scheduler.store.conftest import REQUESTED

DONE = 2000
OPEN_BY_NEXT_AT = "ix_delivery_next_at_delivery_id"
PARKED = "ix_delivery_ended_at"
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}


@pytest.fixture
def after_a_burst(store: Store, database: Engine) -> Store:
    """So much was open when the database last counted; now all of it is done."""
    with store.write() as tx:
        tx.outbox.emit(*[REQUESTED] * DONE)
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    with database.begin() as connection:
        connection.exec_driver_sql("UPDATE delivery SET state = 'done'")
    return store


def plan_of(look: Callable[[Transaction], object], store: Store) -> str:
    """Return how the database goes about what this asks of it first."""
    asked: list[tuple[str, object]] = []

    def listen(_connection: Connection, _cursor: object, said: str, values: object, *_: object) -> None:
        if said.startswith("SELECT"):
            asked.append((said, values))

    event.listen(store.engine, "before_cursor_execute", listen)
    try:
        with store.write() as tx:
            look(tx)
    finally:
        event.remove(store.engine, "before_cursor_execute", listen)
    said, values = asked[0]
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql(EXPLAIN[store.engine.dialect.name] + said, values).all()
    return "\n".join(str(row) for row in found)


OF_THE_RELAY: list[Callable[[Transaction], object]] = [
    lambda tx: tx.hints.anything_due(),
    lambda tx: tx.hints.take(),
]
OF_PEOPLE: list[Callable[[Transaction], object]] = [
    lambda tx: tx.deliveries.owed(),
    lambda tx: tx.deliveries.backlog(),
]


@pytest.mark.parametrize("look", OF_THE_RELAY, ids=["anything due", "take"])
def test_the_relay_looks_only_at_what_is_open(after_a_burst: Store, look) -> None:
    assert OPEN_BY_NEXT_AT in plan_of(look, after_a_burst)


@pytest.mark.parametrize("look", OF_PEOPLE, ids=["owed", "backlog"])
def test_what_is_undone_is_found_among_much_that_is_done(
    after_a_burst: Store, database: Engine, look
) -> None:
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    plan = plan_of(look, after_a_burst)
    assert OPEN_BY_NEXT_AT in plan
    assert PARKED in plan
