"""Work that fails in every way there is: parked within its tries, replayable, and no burden to others."""

import threading
import time
from collections.abc import Callable, Generator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.rig import Rig, note_it, once_each, rig_on
from workers.broker import Broker
from workers.desk import Desk
from workers.job import Job, Tools
from workers.routing import SOON, Consumer

POISON = 13
NEIGHBOURS = range(1, 11)
PATIENCE_SECONDS = 30
QUICK = (timedelta(seconds=0.1),) * len(SOON)


@pytest.fixture
def rig(tmp_path: Path, react_with: Callable[..., None]) -> Generator[Rig]:
    react_with()
    with rig_on(database_url=f"sqlite:///{tmp_path / 'rig.db'}", broker=Broker(url="memory://")) as rig:
        yield rig


def parked(rig: Rig) -> list[tuple[str, int, str | None]]:
    with rig.store.read() as tx:
        return [(each.state, each.tries, each.error) for each in tx.deliveries.owed(state="parked")]


def raises(_: Job) -> None:
    raise ValueError("poison")


def test_what_raises_is_parked_within_its_tries_and_can_be_replayed_while_its_neighbours_go_on(
    rig: Rig, react_with: Callable[..., None]
) -> None:
    cured = threading.Event()

    def do(job: Job) -> None:
        if job.event.release == POISON and not cured.is_set():
            raises(job)
        note_it(job)

    react_with(do=do, pauses=QUICK)
    rig.start(relays=1, workers=1)
    rig.emit(POISON, *NEIGHBOURS)
    rig.wait_until_done(seconds=PATIENCE_SECONDS)
    assert parked(rig) == [("parked", 1 + len(QUICK), "ValueError")]
    assert rig.effects() == once_each(NEIGHBOURS)
    cured.set()
    with rig.store.write() as tx:
        [poison] = tx.deliveries.owed(state="parked")
        assert tx.steering.replay(poison.id)
    rig.wait_until_done(seconds=PATIENCE_SECONDS)
    assert rig.effects() == once_each(NEIGHBOURS) + once_each(range(POISON, POISON + 1))


def test_what_hangs_is_left_alone_and_parked_while_its_neighbours_go_on(
    rig: Rig, react_with: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tools: Tools
) -> None:
    released = threading.Event()

    def do(job: Job) -> None:
        if job.event.release == POISON:
            released.wait(PATIENCE_SECONDS)
        note_it(job)

    react_with(do=do, pauses=QUICK[:1], limit=timedelta(seconds=0.2))
    beating = Desk.__init__

    def quickly(self: Desk, **given: object) -> None:
        beating(self, **(given | {"beat_every": 0.1}))

    monkeypatch.setattr(Desk, "__init__", quickly)  # a beat is 2.5 s otherwise
    try:
        rig.start(relays=1, workers=1)
        rig.emit(POISON, *NEIGHBOURS)
        rig.wait_until_done(seconds=PATIENCE_SECONDS)
        assert parked(rig) == [("parked", 2, "TimedOut")]
        assert rig.effects() == once_each(NEIGHBOURS)
    finally:
        released.set()  # and what it then wants to write is refused
    assert rig.effects() == once_each(NEIGHBOURS)


def test_a_desk_that_is_closed_gives_back_untried_what_does_not_end_in_time(
    rig: Rig, react_with: Callable[..., None], tools: Tools
) -> None:
    begun, released = threading.Event(), threading.Event()

    def do(job: Job) -> None:
        begun.set()
        released.wait(PATIENCE_SECONDS)
        note_it(job)

    react_with(do=do)
    rig.emit(1, 2)
    with rig.store.write() as tx:
        due = [hint.delivery for hint in tx.hints.take()]
    brief = Consumer(name="calendars", hands=1, ahead=1, closing_seconds=0.2)
    before = time.monotonic()
    with Desk(consumer=brief, store=rig.store, tools=tools) as desk:
        desk.accept(due)
        assert begun.wait(PATIENCE_SECONDS)
    assert time.monotonic() - before < 3
    with rig.store.read() as tx:
        assert [(each.state, each.tries, each.error) for each in tx.deliveries.owed()] == [
            ("waiting", 0, None)
        ] * 2
    released.set()
    assert rig.effects() == once_each(range(0))
