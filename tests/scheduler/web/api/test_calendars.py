"""Calendars by a program: who follows theirs, never by which link, and links that are shared, renewed and closed."""

import pytest

from scheduler.domain.scopes import Scope
from tests.scheduler.web.api.test_calling import code

FEEDS, SHARED = "/cohorts/cedar/feeds", "/cohorts/cedar/shared-calendars"


def test_who_follows_their_calendar_is_told_without_the_link(world, program) -> None:
    assert world.app.test_client().get(f"/feeds/{world.cedar.feed_token}.ics").status_code == 200
    listed = program("facilitator").get(FEEDS)
    assert world.cedar.feed_token not in listed.text
    assert [(each["person"], each["fetched_at"], each["revoked"]) for each in listed.json["items"]] == [
        ("cedar-M1", "2026-10-01T12:00:00Z", False),
        ("cedar-M2", None, False),
        ("cedar-C1", None, False),
    ]


def test_a_calendar_whose_link_has_leaked_is_closed(world, program) -> None:
    caller = program("coordinator")
    assert caller.post(f"{FEEDS}/{world.cedar.feed}/revoke").status_code == 204
    assert caller.get(FEEDS).json["items"][0]["revoked"]
    assert world.app.test_client().get(f"/feeds/{world.cedar.feed_token}.ics").status_code == 404
    for feed in (world.birch.feed, world.cedar.shared):
        assert code(caller.post(f"{FEEDS}/{feed}/revoke")) == (404, "not-found")


def test_a_shared_link_is_read_renewed_and_closed(world, program) -> None:
    caller, path = program("coordinator"), f"{SHARED}/{world.cedar.shared}"
    opened = world.app.test_client().get
    first = caller.get(f"{path}/address").json["url"].removeprefix("http://localhost")
    assert first == f"/feeds/{world.cedar.shared_token}.ics"
    assert opened(first).status_code == 200
    assert caller.post(f"{path}/renew").status_code == 204
    second = caller.get(f"{path}/address").json["url"].removeprefix("http://localhost")
    assert (opened(first).status_code, opened(second).status_code) == (404, 200)
    assert caller.post(f"{path}/revoke").status_code == 204
    assert opened(second).status_code == 404
    assert caller.get(path).json == {
        "id": world.cedar.shared,
        "workshop": None,
        "section": 0,
        "fetched_at": "2026-10-01T12:00:00Z",
        "revoked": True,
    }
    assert code(caller.get(f"{path}/address")) == (404, "not-found")


def test_the_calendars_that_can_be_shared_are_listed(world, program) -> None:
    listed = program("facilitator").get(SHARED)
    assert world.cedar.shared_token not in listed.text
    assert [(each["workshop"], each["section"]) for each in listed.json["items"]] == [
        (None, 0),
        ("stories", 1),
    ]


def test_a_calendar_is_shared_once(world, program) -> None:
    caller = program("coordinator")
    made = caller.post(SHARED, {"workshop": "stories", "section": 1})
    assert made.status_code == 201
    assert caller.get(made.headers["Location"]).json["workshop"] == "stories"
    assert caller.post(SHARED, {"workshop": "stories", "section": 1}).json == made.json
    assert caller.post(SHARED, {}).json["id"] == world.cedar.shared
    for circle in ({"workshop": "stories"}, {"section": 1}, {"workshop": "stories", "section": 2}):
        assert code(caller.post(SHARED, circle)) == (404, "not-found")


@pytest.mark.parametrize("what", ["address", "renew", "revoke"])
def test_a_link_takes_the_scope_to_share(world, program, what) -> None:
    path = f"{SHARED}/{world.cedar.shared}/{what}"
    method = "GET" if what == "address" else "POST"
    assert code(program("coordinator", Scope.MEETINGS_READ).call(method, path)) == (403, "scope-missing")
    for role in ("member", "other"):
        assert code(program(role).call(method, path)) == (404, "not-found")
