"""What cannot be worked off is parked, whatever it does to its worker; what is stopped goes back untried."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import text

from matcher.solution import Progress
from scheduler.access import whole_cohort
from scheduler.commands.runs import request_run
from scheduler.domain.cohorts import Cohort
from scheduler.store.claims import LEASE
from scheduler.store.unit_of_work import Store
from workers.consumer import drain, react, take
from workers.job import Tools
from workers.routing import SOON

MAX_TRIES = 1 + len(SOON)


@pytest.fixture
def delivery(store: Store, imported: Cohort) -> str:
    with store.write() as tx:
        request_run(whole_cohort(tx, imported.id))
        return tx.deliveries.owed()[0].id


def work_off(*, store: Store, tools: Tools, delivery: str) -> bool:
    claims = take(store=store, deliveries=[delivery])
    for claim in claims:
        react(store=store, tools=tools, claim=claim)
    return bool(claims)


def owed(store: Store) -> list[tuple[str, int, str | None]]:
    with store.read() as tx:
        return [(each.state, each.tries, each.error) for each in tx.deliveries.owed()]


def test_work_that_kills_its_process_every_time_is_parked_and_its_run_ends(
    store: Store, tools: Tools, imported: Cohort, delivery: str, clock
) -> None:
    for _ in range(MAX_TRIES):  # each claims, and never comes back
        with store.write() as tx:
            assert tx.claims.take(delivery)
        clock.pass_time(seconds=LEASE.total_seconds())
    assert work_off(store=store, tools=tools, delivery=delivery)
    assert owed(store) == [("parked", MAX_TRIES + 1, "Killed")]
    with store.read() as tx:
        assert [run.state for run in tx.runs.runs(imported.id)] == ["failed"]


@pytest.mark.parametrize(
    "change", ["UPDATE event SET type = 'run.renamed'", "UPDATE delivery SET reaction = 'renamed'"]
)
def test_what_this_version_does_not_know_is_parked_while_its_neighbours_go_on(
    store: Store, tools: Tools, imported: Cohort, delivery: str, clock, change: str
) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(change))
    for _ in range(MAX_TRIES):
        drain(store=store, tools=tools)
        clock.pass_time(minutes=10)
    assert owed(store) == [("parked", MAX_TRIES, "KeyError")]
    with store.write() as tx:
        request_run(whole_cohort(tx, imported.id))
    drain(store=store, tools=tools)
    with store.read() as tx:
        assert "done" in [run.state for run in tx.runs.runs(imported.id)]


def test_a_solve_that_is_stopped_with_its_process_goes_back_untried(
    store: Store, tools: Tools, imported: Cohort, delivery: str
) -> None:
    stopping = threading.Event()

    def stopped_midway(*, report, **question: object) -> object:
        report(Progress(phase="sessions"))
        stopping.set()
        report(Progress(phase="coaching"))
        return tools.solve(**question)

    work_off(store=store, tools=replace(tools, solve=stopped_midway, stopping=stopping), delivery=delivery)
    assert owed(store) == [("waiting", 0, None)]
    assert drain(store=store, tools=tools) == 1
    assert owed(store) == []


def test_a_delivery_that_is_not_due_is_left_alone(store: Store, tools: Tools, delivery: str) -> None:
    with store.write() as tx:
        tx.claims.take(delivery)
    assert work_off(store=store, tools=tools, delivery=delivery) is False
