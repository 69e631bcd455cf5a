"""The letters of a cohort by the API: read without what is secret in them, approved, withdrawn, and worded."""

import pytest

from scheduler.domain.scopes import Scope
from tests.scheduler.web.api.conftest import Program
from tests.scheduler.web.api.test_calling import code

NOTICES = "/cohorts/cedar/notices"


@pytest.fixture
def caller(program) -> Program:
    return program("coordinator", Scope.NOTICES_READ, Scope.NOTICES_WRITE)


def parts(caller) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in caller.get(NOTICES).json["items"]:
        found.setdefault(each["part"], []).append(each["person"])
    return found


def test_what_waits_is_read_without_the_link_that_it_will_hold(caller, world) -> None:
    waiting = caller.get(f"{NOTICES}?part=waiting").json["items"]
    assert [(each["person"], each["name"], each["kind"]) for each in waiting] == [
        ("cedar-M1", "Mariam", "letter"),
        ("cedar-C1", "Ruth <b>Abernathy</b>", "letter"),
    ]
    assert not any("body" in each for each in waiting)
    letter = caller.get(f"{NOTICES}/{world.cedar.notice}")
    assert letter.json["subject"] == waiting[0]["subject"]
    assert "Mariam" in letter.json["body"]
    assert world.cedar.feed_token not in letter.text
    assert code(caller.get(f"{NOTICES}/{world.birch.notice}")) == (404, "not-found")
    assert code(caller.get(f"{NOTICES}?part=lost")) == (422, "bad-input")


def test_chosen_letters_are_approved_and_withdrawn(caller, world) -> None:
    chosen = {"notices": [world.cedar.notice]}
    assert caller.post(f"{NOTICES}/withdraw", chosen).status_code == 204
    assert parts(caller) == {"waiting": ["cedar-C1"], "withdrawn": ["cedar-M1"]}
    assert caller.post(f"{NOTICES}/approve", chosen).status_code == 204
    assert parts(caller)["withdrawn"] == ["cedar-M1"]
    assert caller.post(f"{NOTICES}/after-all", chosen).status_code == 204
    assert parts(caller) == {"waiting": ["cedar-C1"], "underway": ["cedar-M1"]}
    assert code(caller.post(f"{NOTICES}/approve", {"notices": [world.birch.notice]})) == (404, "not-found")
    assert code(caller.post(f"{NOTICES}/approve", {"notices": []})) == (422, "bad-input")


def test_a_letter_that_was_refused_is_sent_again(caller, world) -> None:
    with world.store.write() as tx:
        tx.notices.change(
            [world.cedar.notice], only=("waiting",), state="refused", error="550 5.1.1", ended_at=tx.now
        )
    refused = caller.get(f"{NOTICES}/{world.cedar.notice}").json
    assert (refused["part"], refused["why"]) == ("undelivered", "There is no such mailbox. (550 5.1.1)")
    assert caller.post(f"{NOTICES}/again", {"notices": [world.cedar.notice]}).status_code == 204
    assert caller.get(f"{NOTICES}/{world.cedar.notice}").json["part"] == "underway"


def test_all_letters_up_to_those_that_were_looked_at_are_approved(caller) -> None:
    counts = caller.get("/cohorts/cedar/notice-counts").json
    assert counts == {
        "waiting": 2,
        "undelivered": 0,
        "underway": 0,
        "withdrawn": 0,
        "ended": 0,
        "release": 1,
        "round": 1,
        "unreachable": ["فرشته نوری"],
    }
    assert caller.post(f"{NOTICES}/approve-all", {"release": 1, "round": 0}).status_code == 204
    assert caller.get("/cohorts/cedar/notice-counts").json["waiting"] == 2
    seen = {name: counts[name] for name in ("release", "round")}
    assert caller.post(f"{NOTICES}/approve-all", seen).status_code == 204
    assert caller.get("/cohorts/cedar/notice-counts").json["underway"] == 2


def test_letters_say_the_cohorts_own_words(caller, world) -> None:
    words = "/cohorts/cedar/letter-words"
    assert [each["language"] for each in caller.get(words).json["items"]] == ["*", "en"]
    said = {"opening": "Welcome!\n\nWe begin.", "closing": ""}
    put = caller.put(f"{words}/*", json=said)
    assert put.json == {"language": "*", **said}
    assert "We begin." in caller.get(f"{NOTICES}/{world.cedar.notice}").json["body"]
    assert caller.put(f"{words}/en", json={"opening": "Hi", "closing": "Bye"}).json["opening"] == "Hi"
    assert "Bye" in caller.get(f"{NOTICES}/{world.cedar.notice}").json["body"]
    assert code(caller.get(f"{words}/tlh")) == (404, "not-found")
    assert code(caller.put(f"{words}/en", json=said | {"closing": "x" * 2001})) == (422, "bad-input")


def test_letters_are_not_read_by_who_may_only_read_meetings(program) -> None:
    assert code(program("coordinator", Scope.MEETINGS_READ).get(NOTICES)) == (403, "scope-missing")
    facilitator = program("facilitator")
    assert facilitator.get(NOTICES).status_code == 200
    assert code(facilitator.post(f"{NOTICES}/approve-all", {"release": 1, "round": 1})) == (404, "not-found")
