"""Alive, and keeping up."""

from datetime import timedelta

from scheduler.access import whole_cohort
from scheduler.commands.runs import request_run
from scheduler.events import RunRequested
from scheduler.ids import RandomIds
from scheduler.store.outbox import Route
from scheduler.store.unit_of_work import Store


def test_it_is_ready_while_nothing_waits(world) -> None:
    answer = world.browser("nobody").get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "oldest_due_seconds": 0.0})


def test_it_is_not_ready_when_nobody_takes_the_work(world) -> None:
    routes = {RunRequested.type: (Route(consumer="matcher", reaction="draft_plan"),)}
    with Store(world.store.engine, clock=world.clock, ids=RandomIds(), routes=routes).write() as tx:
        request_run(whole_cohort(tx, world.cedar.cohort))
    world.clock.at += timedelta(minutes=2)
    answer = world.browser("nobody").get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "late", "oldest_due_seconds": 120.0})
