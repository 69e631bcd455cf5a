"""What was given up is owed again, and what giving it up had ended is opened where that makes sense."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from scheduler.access import whole_cohort
from scheduler.commands.deliveries import park_delivery, replay_delivery
from scheduler.commands.runs import cancel_run, note_progress, request_run, source_of
from scheduler.domain.cohorts import Cohort
from scheduler.errors import NotFoundError, NotNowError
from scheduler.operator.deliveries import deliveries
from scheduler.operator.instance import Instance
from scheduler.store.claims import LeaseLostError
from scheduler.store.unit_of_work import Store
from workers.consumer import drain
from workers.job import Tools
from workers.routing import SOON


def dies(**_: object) -> object:
    raise MemoryError


@pytest.fixture
def parked(store: Store, tools: Tools, imported: Cohort, clock) -> str:
    """A run whose every try failed: its delivery's id."""
    with store.write() as tx:
        request_run(whole_cohort(tx, imported.id))
    for _ in range(1 + len(SOON)):
        drain(store=store, tools=replace(tools, solve=dies))
        clock.pass_time(minutes=1)
    with store.read() as tx:
        (owed,) = tx.deliveries.owed(state="parked")
    return owed.id


@pytest.fixture
def command(store: Store) -> Callable[..., Result]:
    """Return what runs `commonhour deliveries` with these arguments."""
    instance = Instance(
        look_at_settings=lambda: None,
        open_store=lambda _: store,
        make_store=lambda: pytest.fail("made"),
        open_post=lambda _: pytest.fail("posted"),
    )

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(deliveries, arguments, obj=instance)

    return run


def run_states(store: Store, cohort: Cohort) -> list[str]:
    with store.read() as tx:
        return [run.state for run in tx.runs.runs(cohort.id)]


def test_a_run_that_was_given_up_is_open_again_and_gets_its_plan(
    store: Store, tools: Tools, imported: Cohort, parked: str, command
) -> None:
    assert run_states(store, imported) == ["failed"]
    done = command("replay", parked)
    assert (done.exit_code, done.stdout) == (
        0,
        f"{parked}\tIts run had been given up; it is open again, and is solved now.\n",
    )
    assert run_states(store, imported) == ["waiting"]
    assert drain(store=store, tools=tools) >= 1
    assert run_states(store, imported) == ["done"]


def test_a_run_that_was_stopped_stays_so_and_the_replay_says_it(
    store: Store, tools: Tools, imported: Cohort
) -> None:
    with store.write() as tx:
        run = request_run(whole_cohort(tx, imported.id))
        delivery = tx.deliveries.owed(cohort=imported.id)[-1].id
        park_delivery(tx, delivery=delivery)
        cancel_run(whole_cohort(tx, imported.id), run=run)
        assert replay_delivery(tx, delivery=delivery) == "Its run is cancelled, so nothing is solved."


def test_a_run_that_is_parked_while_it_is_solved_waits_and_a_replay_solves_it(
    store: Store, tools: Tools, imported: Cohort
) -> None:
    with store.write() as tx:
        run = request_run(whole_cohort(tx, imported.id))
        delivery = tx.deliveries.owed(cohort=imported.id)[-1].id
        (claim,) = tx.claims.take(delivery)
        scope = whole_cohort(tx, imported.id)
        note_progress(scope, run=run, phase="coaching", source=source_of(scope))
    assert run_states(store, imported) == ["solving"]
    with store.write() as tx:
        park_delivery(tx, delivery=delivery)
    assert run_states(store, imported) == ["waiting"]
    with store.write() as tx, pytest.raises(LeaseLostError):
        tx.claims.hold(claim)
    with store.write() as tx:
        assert replay_delivery(tx, delivery=delivery) == "It is tried again now."
    drain(store=store, tools=tools)
    assert run_states(store, imported) == ["done"]


def test_only_what_is_parked_is_replayed_and_only_what_is_open_is_parked(store: Store, parked: str) -> None:
    with store.write() as tx:
        with pytest.raises(NotNowError, match="it is parked"):
            park_delivery(tx, delivery=parked)
        replay_delivery(tx, delivery=parked)
        with pytest.raises(NotNowError, match="it is waiting"):
            replay_delivery(tx, delivery=parked)
        with pytest.raises(NotFoundError, match="no delivery unknown"):
            replay_delivery(tx, delivery="unknown")


def test_the_list_names_what_is_owed_of_a_state_and_of_a_cohort(
    parked: str, imported: Cohort, command
) -> None:
    listed = command("list", "--state", "parked").stdout.splitlines()
    assert listed[0].split("\t") == [
        "delivery",
        "event",
        "reaction",
        "state",
        "tries",
        "since",
        "due",
        "webhook",
        "error",
    ]
    assert listed[1].split("\t")[:5] == [parked, "run.requested", "draft_plan", "parked", "5"]
    assert listed[1].split("\t")[6:] == ["", "", "MemoryError"]
    assert parked in command().stdout
    assert parked in command("list", "--cohort", imported.id).stdout
    another = command("list", "--cohort", "another")
    assert isinstance(another.exception, NotFoundError)
    assert f"The newest are {imported.id} ({imported.name})." in str(another.exception)
    one = json.loads(command("list", "--state", "parked", "--json").stdout)
    assert (one["id"], one["error"], one["tries"]) == (parked, "MemoryError", 5)


def test_one_delivery_is_shown_whole_with_its_event_as_other_systems_see_it(
    parked: str, imported: Cohort, command
) -> None:
    shown = json.loads(command("show", parked).stdout)
    event = shown.pop("event")
    assert {
        name: shown[name] for name in ("id", "cohort", "consumer", "reaction", "target", "state", "tries")
    } == {
        "id": parked,
        "cohort": imported.id,
        "consumer": "matcher",
        "reaction": "draft_plan",
        "target": "",
        "state": "parked",
        "tries": 5,
    }
    assert (event["specversion"], event["type"], event["subject"]) == ("1.0", "run.requested", imported.id)
    assert re.fullmatch(r"[0-9a-f-]{36}", event["data"]["run"])


def test_an_event_of_another_version_is_shown_as_it_is_kept(store: Store, parked: str, command) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE event SET type = 'run.renamed'")
    assert json.loads(command("show", parked).stdout)["event"]["type"] == "run.renamed"


def test_all_that_is_parked_is_replayed_at_once_or_none_of_it(
    store: Store, imported: Cohort, parked: str, command
) -> None:
    refused = command("replay", parked, "unknown")
    assert isinstance(refused.exception, NotFoundError)
    assert run_states(store, imported) == ["failed"]
    assert command("replay").exit_code == 2
    assert command("replay", "--all-parked").stdout.startswith(f"{parked}\t")
    assert run_states(store, imported) == ["waiting"]


def test_a_delivery_is_parked_by_hand(store: Store, imported: Cohort, command) -> None:
    with store.write() as tx:
        request_run(whole_cohort(tx, imported.id))
        delivery = next(each.id for each in tx.deliveries.owed() if each.reaction == "draft_plan")
    assert command("park", delivery).exit_code == 0
    with store.read() as tx:
        assert [(each.id, each.error) for each in tx.deliveries.owed(state="parked")] == [
            (delivery, "ParkedByHand")
        ]
