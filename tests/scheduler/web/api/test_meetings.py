"""The meetings of a cohort by the API: told by ids, arranged as on their page, and added by hand."""

from datetime import UTC, datetime

import pytest
from werkzeug.test import TestResponse

from scheduler.domain.scopes import Scope
from tests.scheduler.web.api.conftest import Program
from tests.scheduler.web.api.test_calling import code

MEETINGS = "/cohorts/cedar/meetings"
QUESTIONS = {
    "title": "Questions",
    "audience": "everybody",
    "day": "2026-10-20",
    "at": "18:00",
    "minutes": 60,
    "join_url": "https://zoom.example.org/j/2",
}


@pytest.fixture
def caller(program) -> Program:
    return program("coordinator", Scope.MEETINGS_READ, Scope.MEETINGS_WRITE)


def patch(caller: Program, path: str, **said: object) -> TestResponse:
    return caller.call("PATCH", path, json=said, headers={"If-Match": caller.get(path).headers["ETag"]})


def test_meetings_are_told_by_ids_in_the_order_of_their_starts(caller) -> None:
    every = caller.get(MEETINGS)
    assert [(each["kind"], each["of"], each["section"], each["starts"]) for each in every.json["items"]] == [
        ("session", "gathering", None, "2026-10-13T16:00:00Z"),
        ("section", "stories", 1, "2026-10-22T16:00:00Z"),
        ("section", "stories", 1, "2026-10-29T16:00:00Z"),
        ("session", "gathering", None, "2026-11-10T17:00:00Z"),
        ("session", "gathering", None, "2026-12-08T17:00:00Z"),
    ]
    one = caller.get(f"{MEETINGS}/{every.json['items'][1]['id']}")
    assert (one.json["leader"], one.json["people"]) == ("cedar-C1", ["cedar-M1", "cedar-C1"])
    assert (one.json["day"], one.json["at"], one.json["time_zone"]) == (
        "2026-10-22",
        "12:00",
        "America/New_York",
    )
    assert not any(name in one.text + every.text for name in ("Mariam", "Ruth", "mariam@"))


def test_a_meeting_is_moved_called_otherwise_and_leads_elsewhere(caller, world) -> None:
    path = f"{MEETINGS}/{world.cedar.meeting}"
    moved = patch(caller, path, day="2026-10-14", minutes=45).json
    assert (moved["starts"], moved["minutes"], moved["moved"], moved["renamed"]) == (
        "2026-10-14T16:00:00Z",
        45,
        True,
        False,
    )
    links = [{"title": "Notes", "url": "https://notes.example.org/1"}]
    named = patch(caller, path, title="Songs", join_url="https://zoom.example.org/j/3", links=links).json
    assert (named["title"], named["join_url"], named["links"], named["starts"]) == (
        "Songs",
        "https://zoom.example.org/j/3",
        links,
        moved["starts"],
    )
    assert (named["renamed"], named["relinked"]) == (True, True)
    assert patch(caller, path, join_url="").json["join_url"] is None
    assert patch(caller, path, join_url="").json["title"] == "Songs"
    assert code(patch(caller, path, day="2027-10-14")) == (409, "not-now")
    assert code(patch(caller, path, at="25:00")) == (422, "bad-input")
    assert code(patch(caller, path, join_url="javascript:x")) == (409, "not-now")
    refused = caller.call("PATCH", path, json={"title": "X"}, headers={"If-Match": '"old"'})
    assert code(refused) == (412, "changed-meanwhile")


def test_of_what_is_changed_at_once_nothing_is_kept_if_one_thing_cannot_be(caller, world) -> None:
    path = f"{MEETINGS}/{world.cedar.meeting}"
    before = caller.get(path).json
    assert code(patch(caller, path, at="13:00", join_url="nowhere")) == (409, "not-now")
    assert caller.get(path).json == before


def test_a_meeting_is_cancelled_and_held_after_all(caller, world) -> None:
    path = f"{MEETINGS}/{world.cedar.meeting}"
    assert caller.post(f"{path}/cancel").status_code == 204
    assert caller.get(path).json["cancelled"]
    assert caller.post(f"{path}/restore").status_code == 204
    assert not caller.get(path).json["cancelled"]
    assert code(caller.post(f"{MEETINGS}/none/cancel")) == (404, "not-found")


def test_a_meeting_is_looked_at_before_it_is_added(caller) -> None:
    look = caller.get(f"{MEETINGS}/look").json
    assert look["code"] == "bad-input"
    query = "&".join(f"{name}={value}" for name, value in QUESTIONS.items())
    assert caller.get(f"{MEETINGS}/look?{query}").json == {
        "starts": "2026-10-20T22:00:00Z",
        "time_zone": "America/New_York",
        "people": ["cedar-M1", "cedar-M2", "cedar-C1"],
        "busy": [],
        "unreachable": ["cedar-M2"],
    }
    made = caller.post(MEETINGS, QUESTIONS)
    one = caller.get(made.headers["Location"]).json
    assert (made.status_code, one["kind"], one["audience"], one["title"]) == (
        201,
        "added",
        "everybody",
        "Questions",
    )
    assert caller.post(MEETINGS, QUESTIONS).json == made.json
    wrong = caller.post(MEETINGS, QUESTIONS | {"audience": "nobody", "day": "2027-10-20"})
    assert code(wrong) == (422, "bad-input")
    assert [each["column"] for each in wrong.json["problems"]] == ["audience", "day"]


def test_a_group_is_one_of_those_whom_a_meeting_can_be_for(caller) -> None:
    assert caller.get("/cohorts/cedar/audiences").json["items"] == [
        {"key": "everybody", "whom": "everybody", "workshop": None, "section": None},
        {"key": "coaches", "whom": "coaches", "workshop": None, "section": None},
        {"key": "group 1 stories", "whom": "group", "workshop": "stories", "section": 1},
    ]


def test_who_comes_is_told_by_ids_to_those_who_run_the_cohort(caller, program, world) -> None:
    path = f"{MEETINGS}/{world.cedar.meeting}"
    mine = program("member")
    mine.put(f"/me/cedar-M1/meetings/{world.cedar.meeting}/answer", json={"answer": "yes"})
    assert caller.get(f"{path}/attendance").json == {
        "yes": ["cedar-M1"],
        "if_need_be": [],
        "no": [],
        "silent": ["cedar-M2", "cedar-C1"],
        "before_it_moved": [],
    }
    patch(caller, path, at="13:00")
    moved = caller.get(f"{path}/attendance").json
    assert (moved["yes"], moved["before_it_moved"]) == ([], ["cedar-M1"])


def test_what_a_meeting_was_worth_is_told_in_sum_once_it_is_over(program, world) -> None:
    there = f"{MEETINGS}/{world.cedar.meeting}/reflections"
    assert code(program("facilitator").get(there)) == (404, "not-found")
    world.clock.at = datetime(2026, 10, 14, 12, tzinfo=UTC)
    mine = f"/me/cedar-M1/meetings/{world.cedar.meeting}/reflection"
    program("member").put(mine, json={"worth": "yes", "text": "Ours alone"})
    told = program("facilitator", Scope.PEOPLE_READ).get(there)
    assert told.json == {"answers": 1, "counts": [], "texts": []}
    assert code(program("facilitator", Scope.MEETINGS_READ).get(there)) == (403, "scope-missing")


def test_the_programme_names_facilitators_by_their_ids(program) -> None:
    caller = program("facilitator", Scope.COHORTS_READ)
    (session,) = caller.get("/cohorts/cedar/sessions").json["items"]
    assert session == {
        "id": "gathering",
        "name": "Gathering",
        "minutes": 60,
        "at": {"ordinal": 2, "day": "tue", "at": "12:00"},
        "choose": None,
        "join_url": None,
    }
    (workshop,) = caller.get("/cohorts/cedar/workshops").json["items"]
    assert (workshop["facilitators"], workshop["largest"]) == (["cedar-C1"], 4)
    assert workshop["choose"] == {"days": ["thu"], "opens": "12:00", "closes": "13:00", "step_minutes": 60}
