"""A sign-up form by a program: opened, sent, read by coordinators alone, and decided about."""

import pytest

from scheduler.domain.scopes import Scope
from tests.scheduler.web.api.test_calling import code

FORM, SIGN_UPS = "/cohorts/cedar/sign-up-form", "/cohorts/cedar/sign-ups"
NADIA = {
    "name": "Nadia",
    "email": "Nadia@example.org",
    "role": "member",
    "time_zone": "Asia/Beirut",
    "languages": "ar; en",
    "interests": "reading",
    "availability": "Mon 18:00-21:00",
}


def test_the_form_is_opened_renewed_and_closed(world, program) -> None:
    caller = program("coordinator")
    assert caller.get(FORM).json == {"open": False, "url": None}
    assert code(caller.post(f"{FORM}/renew")) == (409, "not-now")
    opened = caller.put(FORM, json={"open": True}).json
    first = opened["url"].removeprefix("http://localhost")
    browser = world.app.test_client()
    assert browser.get(first).status_code == 200
    assert caller.post(f"{FORM}/renew").status_code == 204
    second = caller.get(FORM).json["url"].removeprefix("http://localhost")
    assert (browser.get(first).status_code, browser.get(second).status_code) == (404, 200)
    assert caller.put(FORM, json={"open": False}).json == {"open": False, "url": None}
    assert browser.get(second).status_code == 404


def test_whoever_signs_up_waits_and_comes_in(program) -> None:
    caller = program("coordinator")
    sent = caller.post(SIGN_UPS, NADIA)
    assert sent.status_code == 201
    assert "Nadia" not in sent.text
    waits = caller.get(sent.headers["Location"]).json
    assert (
        waits
        == caller.get(SIGN_UPS).json["items"][0]
        == {
            "id": sent.json["id"],
            "name": "Nadia",
            "email": "Nadia@example.org",
            "role": "member",
            "time_zone": "Asia/Beirut",
            "languages": ["ar", "en"],
            "interests": ["reading"],
            "known": None,
            "sent_at": "2026-10-01T12:00:00Z",
        }
    )
    decided = {"sign_ups": [waits["id"]], "decision": "bring_in"}
    assert caller.post(f"{SIGN_UPS}/decisions", decided).status_code == 204
    people = caller.get("/cohorts/cedar/people").json["items"]
    assert ["Nadia" in each["name"] for each in people] == [False, False, False, True]
    assert people[3]["hours"] == "Mon 18:00-21:00"
    assert caller.get(SIGN_UPS).json["items"] == []
    assert code(caller.get(sent.headers["Location"])) == (404, "not-found")
    assert code(caller.post(f"{SIGN_UPS}/decisions", decided)) == (404, "not-found")


def test_whoever_is_put_aside_is_forgotten(program) -> None:
    caller = program("coordinator")
    sent = caller.post(SIGN_UPS, NADIA).json["id"]
    aside = {"sign_ups": [sent], "decision": "put_aside"}
    assert caller.post(f"{SIGN_UPS}/decisions", aside).status_code == 204
    assert caller.get(SIGN_UPS).json["items"] == []
    assert len(caller.get("/cohorts/cedar/people").json["items"]) == 3


@pytest.mark.parametrize(
    ("column", "written"),
    [("email", "nobody"), ("time_zone", "Tripoli"), ("availability", "sometimes"), ("name", " ")],
)
def test_what_cannot_be_read_is_said_by_its_column_and_nobody_waits(program, column, written) -> None:
    caller = program("coordinator")
    refused = caller.post(SIGN_UPS, NADIA | {column: written})
    assert code(refused) == (422, "bad-input")
    assert [each["column"] for each in refused.json["problems"]] == [column]
    assert caller.get(SIGN_UPS).json["items"] == []


def test_somebody_of_the_cohort_is_known_by_their_address(program) -> None:
    caller = program("coordinator")
    caller.post(SIGN_UPS, NADIA | {"email": "mariam@cedar.example.org"})
    assert caller.get(SIGN_UPS).json["items"][0]["known"] == "Mariam"


def test_only_coordinators_see_who_waits(program) -> None:
    for role in ("member", "facilitator", "other"):
        assert code(program(role).get(SIGN_UPS)) == (404, "not-found")
        assert code(program(role).get(FORM)) == (404, "not-found")
        assert code(program(role).post(SIGN_UPS, NADIA)) == (404, "not-found")
    assert code(program("coordinator", Scope.PEOPLE_READ).post(SIGN_UPS, NADIA)) == (403, "scope-missing")
    assert code(program("coordinator", Scope.PEOPLE_WRITE).get(SIGN_UPS)) == (403, "scope-missing")
