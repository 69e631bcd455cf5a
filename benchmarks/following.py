"""From a plan that is published to fresh feeds for everybody: the sample's 55 people, and it many times over.

Timed is all that a worker does from the publication's commit on: it takes the delivery, follows and commits. Letters to
everybody are drafted by the way. What follows from a second release, which moves one session, is shown too.
"""

import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median

from benchmarks.crowds import Crowd, sample
from benchmarks.measuring import ROUNDS, Line, shared
from benchmarks.scratch import database, lacking
from scheduler.clock import FixedClock
from scheduler.ids import RandomIds
from scheduler.logs import log_for_people
from scheduler.store.claims import Claim
from scheduler.store.engine import open_engine
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from workers.calendar import follow
from workers.consumer import react, take
from workers.drafting import draft
from workers.job import Tools
from workers.lease import Leases
from workers.rebalancing import rebalance
from workers.routing import routes

COPIES = shared(182)
"""Of 55 people: 10,010."""
TOOLS = Tools(solve=draft, rebalance=rebalance, feed_key=b"k" * 32)
WHERE = ("SQLite", "PostgreSQL")
BEFORE = FixedClock(at=datetime(2024, 8, 20, tzinfo=UTC))
"""The sample begins in September: nothing of it is over yet."""


def results() -> Iterator[Line]:
    """Time both cohorts on both databases."""
    log_for_people()
    for name in WHERE:
        if name == "PostgreSQL" and (missing := lacking()):
            yield Line(work=f"following, {name}", figures=f"not measured: {missing} is not here")
            return
        with _store(name) as store:
            for cohort, copies in (("the sample", 1), ("a made-up cohort", COPIES)):
                yield from _lines(f"{cohort}, {name}", store, copies)


def _lines(work: str, store: Store, copies: int) -> Iterator[Line]:
    rounds = [_round(store, copies) for _ in range(ROUNDS)]
    number = rounds[0][0]
    for what, seconds in (
        ("published", median(first for _, first, _ in rounds)),
        ("a session moved", median(second for _, _, second in rounds)),
    ):
        yield Line(
            work=f"{what} to all feeds fresh, {work}",
            figures=f"{seconds:8.3f} s  {number:6} feeds  {number / seconds:6.0f}/s",
            measures={"seconds": seconds},
        )


def _round(store: Store, copies: int) -> tuple[int, float, float]:
    """Return how many feeds there are, and the seconds after a first release and a second."""
    crowd = sample().times(copies)
    first = crowd.keep(store)
    _work_off(store)  # what came with the people
    seconds = [_published(store, crowd, first)]
    meetings = crowd.plan.sessions.meetings
    later = replace(meetings[-1], starts=meetings[-1].starts + timedelta(hours=1))
    sessions = replace(crowd.plan.sessions, meetings=(*meetings[:-1], later))
    moved = replace(crowd, plan=replace(crowd.plan, sessions=sessions))
    second = moved.redraft(store)
    _work_off(store)
    before = _etags(store, crowd)
    seconds.append(_published(store, moved, second))
    after = _etags(store, crowd)
    assert len(after) == len(crowd.people)
    assert all(after[person] != etag for person, etag in before.items())
    return len(after), seconds[0], seconds[1]


def _published(store: Store, crowd: Crowd, plan: str) -> float:
    crowd.publish(store, plan=plan)
    begun = time.perf_counter()
    with Leases(store=store) as leases:
        for claim in _claimed(store):
            if claim.reaction == follow.__name__:
                with leases.holding(claim):
                    react(store=store, tools=TOOLS, claim=claim)
    return time.perf_counter() - begun


def _work_off(store: Store) -> None:
    """Have nothing due that a benchmark does not ask for."""
    for claim in _claimed(store):
        if claim.reaction == follow.__name__:
            react(store=store, tools=TOOLS, claim=claim)


def _claimed(store: Store) -> tuple[Claim, ...]:
    with store.write("hints") as tx:
        due = [hint.delivery for hint in tx.hints.take()]
    return take(store=store, deliveries=due)


def _etags(store: Store, crowd: Crowd) -> dict[str, str]:
    with store.read() as tx:
        return {person: feed.etag for person, feed in tx.calendars.feeds(crowd.cohort.id).items()}


@contextmanager
def _store(name: str) -> Generator[Store]:
    places: dict[str, Callable[[], object]] = {"SQLite": _file, "PostgreSQL": database}
    with places[name]() as url:
        engine = open_engine(url)
        migrate(engine)
        yield Store(engine, clock=BEFORE, ids=RandomIds(), routes=routes())
        engine.dispose()


@contextmanager
def _file() -> Generator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/commonhour.db"
