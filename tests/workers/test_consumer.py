"""What cannot be worked off is parked, whatever it does to its worker; what is stopped goes back untried."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text, update

from matcher.solution import Progress
from scheduler.access import whole_cohort
from scheduler.commands.runs import request_run
from scheduler.domain.cohorts import Cohort
from scheduler.errors import UnavailableError
from scheduler.store import tables
from scheduler.store.claims import LEASE, Claim
from scheduler.store.unit_of_work import Store, Transaction
from workers import consumer
from workers.consumer import drain, react, take
from workers.job import StoppingError, Tools
from workers.routing import BY_NAME, OF_ANOTHER_VERSION, SOON
from workers.solver_process import SolverTimedOutError

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
    "change",
    [
        "UPDATE event SET type = 'run.renamed'",
        "UPDATE delivery SET reaction = 'renamed' WHERE state = 'waiting'",
    ],
)
def test_what_this_version_does_not_know_is_parked_while_its_neighbours_go_on(
    store: Store, tools: Tools, imported: Cohort, delivery: str, clock, change: str
) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(change))
    for _ in OF_ANOTHER_VERSION:
        drain(store=store, tools=tools)
        assert [state for state, _, _ in owed(store)] == ["waiting"]
        clock.pass_time(minutes=20)
    drain(store=store, tools=tools)
    assert owed(store) == [("parked", 1 + len(OF_ANOTHER_VERSION), "KeyError")]
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


def test_what_a_later_version_says_besides_is_left_out(
    store: Store, tools: Tools, imported: Cohort, delivery: str
) -> None:
    of = tables.event.c
    with store.engine.begin() as connection:
        (told,) = connection.execute(select(of.data).where(of.type == "run.requested")).scalars()
        connection.execute(
            update(tables.event).where(of.type == "run.requested").values(data=told | {"mood": "later's"})
        )
    assert work_off(store=store, tools=tools, delivery=delivery)
    with store.read() as tx:
        assert [run.state for run in tx.runs.runs(imported.id)] == ["done"]


@pytest.fixture
def away(store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have the database not answer, as it looks to us, whenever a transaction does this."""
    write = Store.write

    def have(doing: str) -> None:
        @contextmanager
        def not_there(of: Store, what: str = "command") -> Generator[Transaction]:
            with write(of, what) as tx:
                yield tx
                if what == doing:
                    raise UnavailableError

        monkeypatch.setattr(Store, "write", not_there)

    return have


def test_a_last_try_whose_end_cannot_be_written_is_given_up_by_the_next_who_claims_it(
    store: Store, tools: Tools, imported: Cohort, delivery: str, clock, away, monkeypatch: pytest.MonkeyPatch
) -> None:
    def runs_out(**_: object) -> object:
        raise SolverTimedOutError

    away("fail")
    with pytest.raises(UnavailableError):
        work_off(store=store, tools=replace(tools, solve=runs_out), delivery=delivery)
    assert owed(store) == [("claimed", 1, None)]
    monkeypatch.undo()
    clock.pass_time(seconds=LEASE.total_seconds())
    work_off(store=store, tools=replace(tools, solve=runs_out), delivery=delivery)
    assert owed(store) == [("parked", 2, "SolverTimedOutError")]
    with store.read() as tx:
        assert [run.state for run in tx.runs.runs(imported.id)] == ["failed"]


def test_no_solve_is_thrown_away_because_its_progress_cannot_be_written(
    store: Store, tools: Tools, imported: Cohort, delivery: str, away
) -> None:
    away("progress")
    work_off(store=store, tools=tools, delivery=delivery)
    assert owed(store) == []
    with store.read() as tx:
        assert [run.state for run in tx.runs.runs(imported.id)] == ["done"]


def test_what_cannot_be_given_back_is_left_to_its_lease(
    store: Store, tools: Tools, delivery: str, away
) -> None:
    def stopped(**_: object) -> object:
        raise StoppingError

    away("give_back")
    work_off(store=store, tools=replace(tools, solve=stopped), delivery=delivery)
    assert owed(store) == [("claimed", 1, None)]


@pytest.mark.parametrize("reaction", ["announce", "post_webhook", "send_mail"])
def test_an_event_of_another_version_is_tried_no_shorter_than_its_reaction_is(reaction: str) -> None:
    claim = Claim(
        delivery="d",
        fence=1,
        tries=1,
        reaction=reaction,
        target="",
        event_id="e",
        event_type="of.another.version",
        time=datetime(2026, 10, 1, tzinfo=UTC),
        data={},
        trace=None,
    )
    assert consumer._pauses(claim, BY_NAME) == BY_NAME[reaction].pauses
