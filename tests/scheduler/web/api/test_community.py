"""What a cohort has agreed on and shares, by a program: nobody's words are written over unseen."""

import pytest

from scheduler.domain.scopes import Scope
from tests.scheduler.web.api.test_calling import code

NORMS, LINKS, PROPOSALS = ("/cohorts/cedar/norms", "/cohorts/cedar/links", "/cohorts/cedar/proposals")
LINK = {"title": "Child development", "url": "https://courses.example.org/1", "about": "Free"}


def test_norms_are_written_over_what_was_read(world, program) -> None:
    caller = program("coordinator")
    empty = caller.get(NORMS)
    assert empty.json == {"text": "", "revision": 0, "changed_at": None}
    written = caller.put(NORMS, json={"text": " We begin on time.\nWe listen. "})
    assert written.json == {
        "text": "We begin on time.\nWe listen.",
        "revision": 1,
        "changed_at": "2026-10-01T12:00:00Z",
    }
    late = caller.put(NORMS, seen=empty.headers["ETag"], json={"text": "Mine."})
    assert code(late) == (412, "changed-meanwhile")
    assert code(caller.call("PUT", NORMS, json={"text": "Mine."})) == (428, "if-match-missing")
    assert caller.get(NORMS).json == written.json
    assert "We begin on time." in world.browser("member").get("/me").text


def test_links_are_put_in_their_order(program) -> None:
    caller = program("coordinator")
    second = {"title": "Songs", "url": "https://songs.example.org/", "about": ""}
    put = caller.put(LINKS, json={"links": [LINK, second]})
    assert put.json == {"links": [LINK, second], "revision": 1} == caller.get(LINKS).json
    assert caller.put(LINKS, json={"links": []}).json == {"links": [], "revision": 2}


@pytest.mark.parametrize("wrong", [{"url": "javascript:alert(1)"}, {"title": " "}, {"about": "x" * 201}])
def test_a_link_that_leads_nowhere_good_is_refused(program, wrong) -> None:
    caller = program("coordinator")
    assert code(caller.put(LINKS, json={"links": [LINK | wrong]})) == (422, "bad-input")
    assert caller.get(LINKS).json["links"] == []


def test_a_proposal_is_told_without_a_name_and_decided_about(program) -> None:
    caller = program("coordinator")
    (one,) = caller.get(PROPOSALS).json["items"]
    assert one == {
        "id": "cedar-proposal",
        "person": "cedar-M1",
        "name": "Songs & games",
        "topic": "play",
        "about": "What we sang\nas children.",
        "leads": True,
        "wishes": 1,
        "state": "open",
    }
    path = f"{PROPOSALS}/cedar-proposal"
    seen = caller.get(path)
    assert seen.json == one
    aside = caller.call("PATCH", path, headers={"If-Match": seen.headers["ETag"]}, json={"state": "aside"})
    assert aside.json == one | {"state": "aside"} == caller.get(path).json
    again = caller.call("PATCH", path, headers={"If-Match": seen.headers["ETag"]}, json={"state": "taken"})
    assert code(again) == (412, "changed-meanwhile")
    assert code(caller.get(f"{PROPOSALS}/birch-proposal")) == (404, "not-found")


def test_facilitators_read_and_only_coordinators_write(program) -> None:
    for path, body in ((NORMS, {"text": "Mine."}), (LINKS, {"links": []})):
        reading = program("facilitator")
        assert reading.get(path).status_code == 200
        assert code(reading.put(path, json=body)) == (404, "not-found")
        reads = program("coordinator", Scope.COHORTS_READ)
        assert code(reads.put(path, json=body)) == (403, "scope-missing")
        for role in ("member", "other"):
            assert code(program(role).get(path)) == (404, "not-found")
    for role in ("member", "other"):
        assert code(program(role).get(PROPOSALS)) == (404, "not-found")
