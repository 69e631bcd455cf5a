"""A clock that jumps by an hour, either way: no effect twice, nothing delayed for long, no stamp that goes back."""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from scheduler.access import whole_cohort
from scheduler.commands.publishing import publish_plan
from scheduler.commands.runs import request_run
from scheduler.documents import to_json
from scheduler.domain.cohorts import Cohort
from scheduler.events import PlanPublished
from scheduler.store import tables
from scheduler.store.claims import LeaseLostError
from scheduler.store.hints import MAX_HINT_PAUSE
from scheduler.store.unit_of_work import Store
from tests.faults.rig import Rig, once_each, reacting, rig_on
from tests.workers.conftest import MovingClock
from workers.broker import Broker
from workers.consumer import drain, react, take
from workers.job import Tools
from workers.relay import set_right

HOUR = timedelta(hours=1)


def due(store: Store) -> list[str]:
    with store.write() as tx:
        return [hint.delivery for hint in tx.hints.take()]


@pytest.fixture
def rig(tmp_path: Path, clock: MovingClock) -> Generator[Rig]:
    url = f"sqlite:///{tmp_path / 'rig.db'}"
    with rig_on(database_url=url, broker=Broker(url="memory://"), clock=clock) as rig:
        yield rig


def test_a_clock_that_jumps_forwards_takes_a_lease_away_and_the_effect_is_there_once(
    rig, clock: MovingClock, tools: Tools
) -> None:
    rig.emit(1)
    [first] = take(store=rig.store, deliveries=due(rig.store))
    clock.at += HOUR
    [second] = take(store=rig.store, deliveries=due(rig.store))
    for claim in (first, second):
        react(store=rig.store, tools=tools, claim=claim, reactions=reacting())
    assert rig.effects() == once_each(range(1, 2))


def test_a_dead_workers_claim_is_free_again_however_far_the_clock_was_put_back(
    rig, clock: MovingClock
) -> None:
    rig.emit(1)
    [dead] = take(store=rig.store, deliveries=due(rig.store))
    clock.at -= HOUR
    assert due(rig.store) == []
    set_right(rig.store)
    [alive] = take(store=rig.store, deliveries=due(rig.store))
    assert (alive.delivery, alive.fence) == (dead.delivery, dead.fence + 1)
    with pytest.raises(LeaseLostError), rig.store.write() as tx:
        tx.claims.finish(dead)


def test_a_living_workers_claim_outlives_a_clock_that_was_put_back(rig, clock: MovingClock) -> None:
    rig.emit(1)
    [claim] = take(store=rig.store, deliveries=due(rig.store))
    clock.at -= HOUR
    with rig.store.write() as tx:
        tx.claims.renew(claim)  # its next beat
    set_right(rig.store)
    assert due(rig.store) == []


def test_what_was_owed_before_the_clock_was_put_back_is_due_at_once(rig, clock: MovingClock) -> None:
    rig.emit(1)
    clock.at -= HOUR
    assert due(rig.store) == []
    set_right(rig.store)
    assert len(due(rig.store)) == 1


def test_a_hint_from_before_the_clock_was_put_back_is_given_again(rig, clock: MovingClock) -> None:
    rig.emit(1)
    clock.pass_time(hours=2)
    for _ in range(7):  # its pauses have become the longest
        assert len(due(rig.store)) == 1
        clock.at += MAX_HINT_PAUSE
    assert len(due(rig.store)) == 1
    clock.at -= HOUR
    assert due(rig.store) == []
    set_right(rig.store)
    assert len(due(rig.store)) == 1


def test_what_is_owed_on_a_later_day_stays_there_and_clocks_may_differ_a_little(
    rig, clock: MovingClock
) -> None:
    with rig.store.write() as tx:
        tx.outbox.emit(
            PlanPublished(cohort="cohort", plan="plan", release=1), due_at=clock.at + timedelta(days=30)
        )
    rig.emit(2)
    [claim] = take(store=rig.store, deliveries=due(rig.store))
    clock.at -= timedelta(seconds=8)
    with rig.store.read() as tx:
        assert not tx.hints.anything_ahead()
    clock.at += timedelta(days=30) - HOUR
    set_right(rig.store)
    assert due(rig.store) == [claim.delivery]  # its lease has ended; the other's day has not come


def test_stamps_of_a_calendar_never_go_back(
    store: Store, tools: Tools, imported: Cohort, clock: MovingClock
) -> None:
    def publish() -> None:
        with store.write() as tx:
            run = request_run(whole_cohort(tx, imported.id))
        drain(store=store, tools=tools)
        with store.write() as tx:
            scope = whole_cohort(tx, imported.id)
            publish_plan(scope, plan=tx.runs.plan_of_run(imported.id, run).id)
        drain(store=store, tools=tools)

    def stamps() -> dict[str, tuple[object, ...]]:
        with store.read() as tx:
            entries = tx.calendars.entries_of_cohort(imported.id)
            feeds = tx.calendars.feeds(imported.id)
        return {
            f"{person} {uid}": (
                entry.revision.sequence,
                entry.revision.dtstamp,
                entry.revision.last_modified,
                feeds[person].modified_at,
            )
            for person, of in entries.items()
            for uid, entry in of.items()
        }

    publish()
    before = stamps()
    clock.at -= HOUR
    with store.write() as tx:
        scope = whole_cohort(tx, imported.id)
        moved = replace(
            scope.cohort,
            sessions=tuple(replace(session, name="Another name") for session in scope.cohort.sessions),
        )
    with store.engine.begin() as connection:
        connection.execute(update(tables.cohort).values(rules=to_json(moved)))
    publish()
    after = stamps()
    assert after.keys() == before.keys()
    assert any(after[uid][0] > before[uid][0] for uid in before)
    for uid, earlier in before.items():
        assert all(late >= early for late, early in zip(after[uid], earlier, strict=True)), uid
        if after[uid][0] > earlier[0]:
            assert all(late > early for late, early in zip(after[uid], earlier, strict=True)), uid
