"""One event that cannot be worked off, and how long the others wait for their effects before it came and beside it."""

import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from math import ceil
from statistics import median

import pytest
from sqlalchemy import select

from scheduler.clock import SystemClock
from scheduler.events import EntriesRevised, PlanPublished
from scheduler.ids import RandomIds
from scheduler.logs import log_for_programs
from scheduler.store import tables
from scheduler.store.outbox import Route
from scheduler.store.unit_of_work import Store
from tests.faults.rig import WHOLE, Rig, note_it
from workers.job import Job
from workers.routing import CALENDARS

pytestmark = pytest.mark.xdist_group("faults")
POISON = 10_000
NEIGHBOURS = 500 if WHOLE else 60
BETWEEN_SECONDS = 0.03
PATIENCE_SECONDS = 60
PAUSES = (timedelta(seconds=0.2),) * 4
LONG = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _log_as_the_service_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line for people, with the source of every frame in colours, takes as long as two of the relay's looks."""
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    log_for_programs()


def emit_poison(rig: Rig, reaction: str) -> None:
    """Have one event happen that this reaction is owed."""
    routes = {PlanPublished.type: (Route(consumer=CALENDARS.name, reaction=reaction),)}
    with Store(rig.store.engine, clock=SystemClock(), ids=RandomIds(), routes=routes).write() as tx:
        tx.outbox.emit(PlanPublished(cohort="cohort", plan="plan", release=POISON))


def waits(rig: Rig, numbers: Iterable[int]) -> list[float]:
    """Have these happen one after the other; return how long after it each has its effect."""
    wanted = dict.fromkeys(numbers, 0.0)
    for number in wanted:
        rig.emit(number)
        time.sleep(BETWEEN_SECONDS)
    until = time.monotonic() + PATIENCE_SECONDS
    while not rig.effects().keys() >= wanted.keys():
        assert time.monotonic() < until, "an event has no effect beside the poison"
        time.sleep(0.1)
    query = select(tables.event.c.type, tables.event.c.time, tables.event.c.data).where(
        tables.event.c.type.in_((PlanPublished.type, EntriesRevised.type))
    )
    with rig.store.engine.connect() as connection:
        rows = connection.execute(query).all()
    at = {(row.type, row.data["release"]): row.time for row in rows}
    return sorted(
        (at[EntriesRevised.type, number] - at[PlanPublished.type, number]).total_seconds()
        for number in wanted
    )


@pytest.mark.parametrize("kind", ["raises", "hangs", "is unknown here"])
def test_the_others_are_worked_off_while_one_fails_in_every_way(
    rig: Rig,
    react_with: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
    kind: str,
) -> None:
    monkeypatch.setattr("workers.consumer.OF_ANOTHER_VERSION", PAUSES)
    released = threading.Event()

    def do(job: Job) -> None:
        if job.event.release == POISON and kind == "hangs":
            released.wait(PATIENCE_SECONDS)
        elif job.event.release == POISON:
            raise ValueError("poison")
        note_it(job)

    react_with(do=do, pauses=PAUSES, limit=LONG)
    rig.start(relays=1, workers=1)
    waits(rig, range(5))  # the way is warm
    before = waits(rig, range(5, 5 + NEIGHBOURS))
    emit_poison(rig, "of_another_version" if kind == "is unknown here" else "follow")
    during = waits(rig, range(5 + NEIGHBOURS, 5 + 2 * NEIGHBOURS))
    for name, seconds in (("before", before), ("beside it", during)):
        p99 = seconds[ceil(0.99 * len(seconds)) - 1]
        record_property(name, f"p50 {1000 * median(seconds):.0f} ms, p99 {1000 * p99:.0f} ms")
    if kind == "hangs":
        assert rig.undone() == 1  # all others were done while it hung
    released.set()
    rig.wait_until_done(seconds=PATIENCE_SECONDS)
