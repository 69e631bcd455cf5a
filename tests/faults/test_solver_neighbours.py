"""One run whose solver eats memory, is killed or hangs, and how long other cohorts wait for their plans beside it."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import ceil
from pathlib import Path
from signal import SIGKILL, SIGSTOP, Signals
from statistics import median

import pytest

from matcher.solution import Progress
from scheduler.access import whole_cohort
from scheduler.clock import SystemClock
from scheduler.commands.deliveries import replay_delivery
from scheduler.commands.runs import ENDED, cancel_run, request_run
from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.people import Person
from scheduler.events import RunRequested
from scheduler.ids import RandomIds
from scheduler.store.outbox import Route
from scheduler.store.runs import Run
from scheduler.store.unit_of_work import Store
from tests.crash.crew import children
from tests.faults.cohorts import found, found_large
from tests.faults.rig import WHOLE, Rig
from tests.servers.ports import wait_until
from workers.job import Draft, Tools
from workers.processes import run_consumer
from workers.rebalancing import rebalance
from workers.routing import BY_NAME, MATCHER, SOON
from workers.solver_process import solve_in_process

pytestmark = pytest.mark.xdist_group("faults")
NEIGHBOURS = 60 if WHOLE else 6
BETWEEN_SECONDS = 1.0 if WHOLE else 0.2
"""A solve of a neighbour takes half a second on a quiet machine."""
PATIENCE_SECONDS = 300
POISON = CohortId("poison")
MEGABYTES = 290
"""More than a small cohort needs, and less than the large one; a library may be the first to be refused."""
ENOUGH = {"most_seconds": 900, "megabytes": 4096}
"""The product's own bounds."""
HANG_SECONDS = 20 if WHOLE else 3
PAUSES = SOON if WHOLE else (timedelta(seconds=0.2),)
ROUTES = {RunRequested.type: (Route(consumer=MATCHER.name, reaction="draft_plan"),)}


@dataclass(frozen=True, kw_only=True)
class Illness:
    """What befalls a solver, within which bounds, and what becomes of its run and delivery."""

    bounds: dict[str, int]
    sent: Signals | None = None
    tries: int = 1
    error: str
    code: str


EATS = Illness(
    bounds={"most_seconds": 900, "megabytes": MEGABYTES},
    error="SolverOutOfMemoryError",
    code="solver_out_of_memory",
)
IS_KILLED = Illness(
    bounds=ENOUGH,
    sent=SIGKILL,
    tries=1 + len(PAUSES),
    error="SolverDiedError",
    code="solver_failed",
)
HANGS = Illness(
    bounds=ENOUGH | {"most_seconds": HANG_SECONDS},
    sent=SIGSTOP,
    error="SolverTimedOutError",
    code="solver_timed_out",
)
HANGS_ON = replace(HANGS, bounds=ENOUGH)


@dataclass(kw_only=True)
class Solver:
    """The real solver, in its real child process; that of one cohort's run falls ill, until it is cured."""

    illness: Illness
    cured: threading.Event = field(default_factory=threading.Event)

    def __call__(
        self,
        *,
        cohort: Cohort,
        people: tuple[Person, ...],
        report: Callable[[Progress], None],
        **asked: object,
    ) -> Draft:
        ill = cohort.id == POISON and not self.cured.is_set()

        def hurt(progress: Progress) -> None:
            if ill and self.illness.sent and progress.phase != "starting":
                os.kill(solver_of_this_thread(), self.illness.sent)
            report(progress)

        bounds = self.illness.bounds if ill else ENOUGH
        return solve_in_process(cohort=cohort, people=people, report=hurt, **asked, **bounds)


def solver_of_this_thread() -> int:
    return int(Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text())


@pytest.fixture
def store(rig: Rig) -> Store:
    """The store as the web process has it: what is asked for in it is owed to the matcher."""
    return Store(rig.store.engine, clock=SystemClock(), ids=RandomIds(), routes=ROUTES)


@pytest.fixture
def neighbours(store: Store, cohort: Cohort, people: tuple[Person, ...]) -> list[CohortId]:
    """Small cohorts, with a session, coaching and a workshop each."""
    return [found(store, cohort, people, name=f"neighbour-{n}") for n in range(NEIGHBOURS)]


@pytest.fixture
def poison(store: Store, cohort: Cohort, make_person: Callable[..., Person]) -> CohortId:
    """A large cohort, whose solve is hurt."""
    return found_large(store, cohort, make_person, name=POISON)


@pytest.fixture
def start(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Start a relay and so many matchers, each as its own process has it."""
    monkeypatch.setitem(BY_NAME, "draft_plan", replace(BY_NAME["draft_plan"], pauses=PAUSES))

    def begin(solver: Solver, *, matchers: int) -> None:
        rig.start(relays=1, workers=0)
        tools = Tools(solve=solver, rebalance=rebalance, feed_key=b"feed key", stopping=rig.stop)
        for _ in range(matchers):
            work = {"store": rig._own_store(), "tools": tools, "broker": rig.broker, "stop": rig.stop}
            rig._start(run_consumer, (MATCHER.name,), work)

    return begin


def ask(store: Store, cohort: CohortId) -> str:
    with store.write() as tx:
        return request_run(whole_cohort(tx, cohort))


def look(store: Store, cohort: CohortId, run: str) -> Run:
    with store.read() as tx:
        return whole_cohort(tx, cohort).run(run)


def waits(store: Store, cohorts: Sequence[CohortId]) -> list[float]:
    """Have each ask for a plan, one after the other; return how many seconds after it each has it, sorted."""
    runs: dict[CohortId, str] = {}
    for cohort in cohorts:
        runs[cohort] = ask(store, cohort)
        time.sleep(BETWEEN_SECONDS)
    for cohort, run in runs.items():
        wait_until(
            lambda of=cohort, run=run: look(store, of, run).state in ENDED,
            seconds=PATIENCE_SECONDS,
            what=f"the run of {cohort} ended",
        )
    ended = [look(store, cohort, run) for cohort, run in runs.items()]
    with store.read() as tx:
        assert all(tx.runs.plan_of_run(cohort, run) for cohort, run in runs.items()), ended
    return sorted((run.ended_at - run.requested_at).total_seconds() for run in ended)


def in_words(seconds: list[float]) -> str:
    p99 = seconds[ceil(0.99 * len(seconds)) - 1]
    return f"p50 {median(seconds):.2f} s, p99 {p99:.2f} s of {len(seconds)}"


def falls_ill(store: Store, poison: CohortId) -> str:
    """Ask for the plan whose solve is hurt, and return its run once it is being solved."""
    run = ask(store, poison)
    wait_until(
        lambda: look(store, poison, run).state != "waiting", seconds=PATIENCE_SECONDS, what="it was begun"
    )
    return run


@pytest.mark.parametrize("illness", [EATS, IS_KILLED, HANGS], ids=["eats memory", "is killed", "hangs"])
def test_the_others_have_their_plans_and_a_run_whose_solver_fails_is_parked_and_can_be_replayed(
    rig: Rig,
    store: Store,
    neighbours: list[CohortId],
    poison: CohortId,
    start: Callable[..., None],
    record_property: Callable[[str, object], None],
    illness: Illness,
) -> None:
    others, solver = children(os.getpid()), Solver(illness=illness)
    start(solver, matchers=1)
    if WHOLE:
        waits(store, neighbours[:2])  # the way is warm
        record_property("before", in_words(waits(store, neighbours)))
    run = falls_ill(store, poison)
    record_property("beside it", in_words(waits(store, neighbours)))
    rig.wait_until_done(seconds=PATIENCE_SECONDS)
    ended = look(store, poison, run)
    record_property("parked after, s", round((ended.ended_at - ended.requested_at).total_seconds(), 1))
    assert (ended.state, [reason.code for reason in ended.reasons]) == ("failed", [illness.code])
    with store.read() as tx:
        [parked] = tx.deliveries.owed()
    assert (parked.state, parked.tries, parked.error) == ("parked", illness.tries, illness.error)
    solver.cured.set()
    with store.write("replay") as tx:
        assert "open again" in replay_delivery(tx, delivery=parked.id)
    rig.wait_until_done(seconds=PATIENCE_SECONDS)
    assert look(store, poison, run).state == "done"
    assert children(os.getpid()) == others


def test_a_second_matcher_has_all_others_done_while_one_run_hangs_until_it_is_stopped(
    rig: Rig,
    store: Store,
    neighbours: list[CohortId],
    poison: CohortId,
    start: Callable[..., None],
    record_property: Callable[[str, object], None],
) -> None:
    others = children(os.getpid())
    start(Solver(illness=HANGS_ON), matchers=2)
    if WHOLE:
        waits(store, neighbours[:2])  # the way is warm
        record_property("before", in_words(waits(store, neighbours)))
    run = falls_ill(store, poison)
    record_property("beside it", in_words(waits(store, neighbours)))
    with store.read() as tx:
        assert [(owed.state, owed.tries) for owed in tx.deliveries.owed()] == [("claimed", 1)]
    with store.write() as tx:
        cancel_run(whole_cohort(tx, poison), run=run)
    rig.wait_until_done(seconds=PATIENCE_SECONDS)
    assert look(store, poison, run).state == "cancelled"
    assert children(os.getpid()) == others
