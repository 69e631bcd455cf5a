"""Webhooks of a cohort, by a program of its coordinator: set up, changed and ended, their secret told to nobody."""

import base64

import pytest
from werkzeug.test import TestResponse

from scheduler.access import whole_cohort
from scheduler.commands.cohort_webhooks import MOST_WEBHOOKS
from scheduler.commands.webhooks import add_webhook, secrets_of
from scheduler.domain.scopes import Scope
from scheduler.events import RightsChanged
from scheduler.ids import RandomIds
from scheduler.store.outbox import Route
from scheduler.store.unit_of_work import Store
from scheduler.store.webhooks import Webhook
from tests.scheduler.web.api.conftest import program_of
from tests.scheduler.web.api.test_calling import code

WEBHOOKS = "/cohorts/cedar/webhooks"
SECRET, OTHER = (f"whsec_{base64.b64encode(bytes([each]) * 32).decode()}" for each in (1, 2))
HOOK = {"url": "https://hooks.example.org/secret-path", "types": ["rights.changed"], "secret": SECRET}


def _kept(world, webhook: str) -> Webhook:
    with world.store.read() as tx:
        return tx.webhooks.webhook(webhook)


def _told(world, cohort: str) -> set[str]:
    """Return the webhooks that are owed an event of this cohort."""
    routes = {RightsChanged.type: (Route(consumer="poster", reaction="post_webhook", per_webhook=True),)}
    store = Store(world.store.engine, clock=world.clock, ids=RandomIds(), routes=routes)
    with store.write() as tx:
        before = {each.id for each in tx.deliveries.owed()}
        tx.outbox.emit(RightsChanged(cohort=whole_cohort(tx, cohort).cohort.id))
    with store.read() as tx:
        return {each.target for each in tx.deliveries.owed() if each.id not in before}


def test_a_webhook_is_set_up_for_ones_own_cohort(world, program) -> None:
    caller = program("coordinator")
    made = caller.post(WEBHOOKS, HOOK)
    assert made.status_code == 201
    read = caller.get(made.headers["Location"])
    assert (
        read.json
        == caller.get(WEBHOOKS).json["items"][0]
        == {
            "id": made.json["id"],
            "host": "hooks.example.org",
            "types": ["rights.changed"],
            "created_at": "2026-10-01T12:00:00Z",
            "failing_since": None,
            "disabled_at": None,
            "disabled_why": None,
        }
    )
    for answer in (made, read):
        assert SECRET not in answer.text
        assert "secret-path" not in answer.text
    kept = _kept(world, made.json["id"])
    assert (kept.url, kept.secret, kept.cohort) == (HOOK["url"], SECRET, "cedar")
    assert _told(world, "cedar") == {kept.id}
    assert _told(world, "birch") == set()


def test_a_webhook_is_changed_disabled_and_enabled(world, program) -> None:
    caller = program("coordinator")
    path = caller.post(WEBHOOKS, HOOK).headers["Location"]
    webhook = path.rpartition("/")[2]

    def change(**to: object) -> TestResponse:
        seen = {"If-Match": caller.get(path).headers["ETag"]}
        return caller.call("PATCH", path, headers=seen, json=to)

    moved = change(url="https://other.example.org/x", types=[])
    assert (moved.json["host"], moved.json["types"]) == ("other.example.org", [])
    assert _told(world, "cedar") == {webhook}
    disabled = change(enabled=False).json
    assert (disabled["disabled_at"], disabled["disabled_why"]) == ("2026-10-01T12:00:00Z", "ByHand")
    assert _told(world, "cedar") == set()
    assert change(enabled=False).json == disabled
    assert change(enabled=True).json == moved.json
    assert code(change(url="http://127.0.0.1/")) == (422, "bad-input")
    assert code(change(types=["nothing"])) == (422, "bad-input")
    assert _kept(world, webhook).url == "https://other.example.org/x"
    assert code(caller.call("PATCH", path, json={"enabled": False})) == (428, "if-match-missing")


def test_a_new_secret_signs_beside_the_one_before(world, program) -> None:
    caller = program("coordinator")
    path = caller.post(WEBHOOKS, HOOK).headers["Location"]
    assert caller.post(f"{path}/secret", {"secret": OTHER}).status_code == 204
    with world.store.read() as tx:
        assert secrets_of(tx, tx.webhooks.webhook(path.rpartition("/")[2])) == (OTHER, SECRET)
    assert code(caller.post(f"{path}/secret", {"secret": "whsec_"})) == (422, "bad-input")


def test_a_webhook_is_forgotten(world, program) -> None:
    caller = program("coordinator")
    path = caller.post(WEBHOOKS, HOOK).headers["Location"]
    seen = {"If-Match": caller.get(path).headers["ETag"]}
    assert caller.call("DELETE", path, headers=seen).status_code == 204
    assert code(caller.get(path)) == (404, "not-found")
    assert _told(world, "cedar") == set()


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("url", "http://hooks.example.org/"),
        ("url", "https://10.0.0.1/"),
        ("url", "https://user:password@hooks.example.org/"),
        ("types", ["plan.published", "run.progressed"]),
        ("secret", "whsec_short"),
        ("secret", SECRET.removeprefix("whsec_")),
        ("secret", f"whsec_{base64.b64encode(bytes(23)).decode()}"),
        ("secret", f"whsec_{base64.b64encode(bytes(65)).decode()}"),
        ("secret", f"whsec_ключ{'A' * 40}"),
    ],
)
def test_what_cannot_be_is_refused_by_its_column(world, program, column, written) -> None:
    refused = program("coordinator").post(WEBHOOKS, HOOK | {column: written})
    assert code(refused) == (422, "bad-input")
    assert {each["column"] for each in refused.json["problems"]} == {column}
    if column == "secret":
        assert written not in refused.text
    with world.store.read() as tx:
        assert tx.webhooks.all() == ()


def test_a_cohort_has_only_so_many(program) -> None:
    caller = program("coordinator")
    answers = [caller.post(WEBHOOKS, HOOK) for _ in range(MOST_WEBHOOKS + 1)]
    assert [each.status_code for each in answers] == [201] * MOST_WEBHOOKS + [409]


def test_where_webhooks_may_lead_anywhere_only_operators_say_where(make_world) -> None:
    world = make_world(webhooks_private=True)
    with world.store.write() as tx:
        webhook = add_webhook(tx, url="http://127.0.0.1:9999/", private=True, cohort="cedar").id
    caller = program_of(world, "coordinator")
    assert code(caller.post(WEBHOOKS, HOOK)) == (409, "not-now")
    path = f"{WEBHOOKS}/{webhook}"
    seen = {"If-Match": caller.get(path).headers["ETag"]}
    moved = caller.call("PATCH", path, headers=seen, json={"url": HOOK["url"]})
    assert code(moved) == (409, "not-now")
    stopped = caller.call("PATCH", path, headers=seen, json={"enabled": False})
    assert stopped.json["disabled_why"] == "ByHand"


def test_a_webhook_of_all_cohorts_is_no_coordinators(world, program) -> None:
    with world.store.write() as tx:
        everyones = add_webhook(tx, url=HOOK["url"], private=False).id
        theirs = add_webhook(tx, url=HOOK["url"], private=False, cohort="birch").id
    caller = program("coordinator")
    assert caller.get(WEBHOOKS).json["items"] == []
    for webhook in (everyones, theirs):
        assert code(caller.get(f"{WEBHOOKS}/{webhook}")) == (404, "not-found")
        secret = caller.post(f"{WEBHOOKS}/{webhook}/secret", {"secret": OTHER})
        assert code(secret) == (404, "not-found")


def test_only_coordinators_look_after_webhooks(program) -> None:
    for role in ("member", "facilitator", "other"):
        assert code(program(role).get(WEBHOOKS)) == (404, "not-found")
        assert code(program(role).post(WEBHOOKS, HOOK)) == (404, "not-found")
    assert code(program("coordinator", Scope.DELIVERIES_READ).post(WEBHOOKS, HOOK)) == (403, "scope-missing")
