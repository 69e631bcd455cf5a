"""A desk works off what it takes, gives back what it has not begun, and is not held up by what hangs."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.commands.cohorts import create_cohort
from scheduler.domain.cohorts import Cohort
from scheduler.events import RunRequested
from scheduler.store.unit_of_work import Store
from workers.desk import Desk
from workers.job import Job, Tools
from workers.routing import BY_NAME, MATCHER, Consumer, Reaction

BEAT = 0.01
EMBEDDED = Consumer(name="matcher", hands=1, at_once=3, ahead=3)


@pytest.fixture
def owe(store: Store, cohort: Cohort) -> Callable[[int], list[str]]:
    """Owe so many deliveries to the matcher, and nothing else; return their ids."""
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)

    def more(count: int) -> list[str]:
        with store.write() as tx:
            tx.outbox.emit(*(RunRequested(cohort=cohort.id, run=f"run {n}") for n in range(count)))
            return [owed.id for owed in tx.deliveries.owed()]

    return more


def reacting(do: Callable[[Job], None], **changes: object) -> dict[str, Reaction]:
    return {"draft_plan": replace(BY_NAME["draft_plan"], do=do, give_up=None, **changes)}


def states(store: Store) -> list[tuple[str, int, str | None]]:
    with store.read() as tx:
        return [(owed.state, owed.tries, owed.error) for owed in tx.deliveries.owed()]


def wait_until(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until
        time.sleep(BEAT)


def finish(job: Job) -> None:
    with job.finish():
        pass


def test_what_is_accepted_is_worked_off(store: Store, tools: Tools, owe) -> None:
    with Desk(consumer=EMBEDDED, store=store, tools=tools, reactions=reacting(finish)) as desk:
        desk.accept(owe(3))
        wait_until(lambda: states(store) == [])


def test_a_matcher_takes_nothing_while_it_solves_and_others_take_a_batch_ahead(
    store: Store, tools: Tools, owe
) -> None:
    go_on = threading.Event()

    def wait(job: Job) -> None:
        assert go_on.wait(10)
        finish(job)

    deliveries = owe(2)
    with (
        Desk(consumer=MATCHER, store=store, tools=tools, reactions=reacting(wait)) as busy,
        Desk(consumer=EMBEDDED, store=store, tools=tools, reactions=reacting(wait)) as eager,
    ):
        busy.accept(deliveries[:1])
        eager.accept(deliveries[1:])
        assert (busy.has_room(), eager.has_room()) == (False, True)
        go_on.set()
        wait_until(busy.has_room)


def test_a_closed_desk_gives_back_untried_what_it_has_not_begun_and_ends_what_it_has(
    store: Store, tools: Tools, owe
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def wait(job: Job) -> None:
        begun.set()
        assert go_on.wait(10)
        finish(job)

    with Desk(consumer=EMBEDDED, store=store, tools=tools, reactions=reacting(wait)) as desk:
        desk.accept(owe(3))
        assert begun.wait(10)
        threading.Timer(0.1, go_on.set).start()
    assert states(store) == [("waiting", 0, None)] * 2


def test_what_hangs_counts_as_failed_and_its_neighbours_go_on(store: Store, tools: Tools, owe, clock) -> None:
    hung, let_go = threading.Event(), threading.Event()

    def hang_once(job: Job) -> None:
        if not hung.is_set():
            hung.set()
            assert let_go.wait(10)
        finish(job)

    reactions = reacting(hang_once, limit=timedelta(seconds=5 * BEAT))
    with Desk(consumer=EMBEDDED, store=store, tools=tools, reactions=reactions, beat_every=BEAT) as desk:
        desk.accept(owe(3))
        wait_until(lambda: states(store) == [("waiting", 1, "TimedOut")])
        let_go.set()  # the hand that was left alone comes back: the fence refuses what it writes
        time.sleep(5 * BEAT)
        assert states(store) == [("waiting", 1, "TimedOut")]
        clock.pass_time(seconds=10)
        with store.read() as tx:
            desk.accept([tx.deliveries.owed()[0].id])
        wait_until(lambda: states(store) == [])


def test_leases_are_held_for_what_waits_as_for_what_is_worked_on(
    store: Store, tools: Tools, owe, clock
) -> None:
    go_on = threading.Event()

    def wait(job: Job) -> None:
        assert go_on.wait(10)
        finish(job)

    with Desk(consumer=EMBEDDED, store=store, tools=tools, reactions=reacting(wait), beat_every=BEAT) as desk:
        deliveries = owe(3)
        desk.accept(deliveries)
        for _ in range(4):
            clock.pass_time(seconds=5)
            time.sleep(10 * BEAT)
        with store.write() as tx:
            assert tx.claims.take(*deliveries) == ()
        go_on.set()
        wait_until(lambda: states(store) == [])
