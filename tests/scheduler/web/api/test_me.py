"""A program of somebody's own: what is theirs is read and changed as on their page, and nothing of anybody else's."""

from datetime import UTC, datetime

import pytest

from scheduler.commands.feeds import revoke_feed
from scheduler.domain.scopes import Scope
from tests.scheduler.web.api.conftest import Program
from tests.scheduler.web.api.test_calling import code

ME = "/me/cedar-M1"


@pytest.fixture
def mine(program) -> Program:
    return program("member", Scope.ME_READ, Scope.ME_WRITE)


def test_who_one_is_and_what_one_may(program) -> None:
    assert program("member").get("/me").json == {
        "persons": [
            {
                "person": "cedar-M1",
                "name": "Mariam",
                "role": "member",
                "cohort": "cedar",
                "cohort_name": "Cedar circle",
            }
        ],
        "rights": [],
        "may_set_up_cohorts": False,
    }
    coordinates = program("coordinator").get("/me").json
    assert coordinates["rights"] == [
        {"cohort": "cedar", "cohort_name": "Cedar circle", "rights": ["coordinator"]}
    ]
    assert (coordinates["persons"], coordinates["may_set_up_cohorts"]) == ([], True)


def test_ones_page_says_with_whom_why_and_when(mine) -> None:
    page = mine.get(ME).json
    assert page["coaches"] == [
        {
            "person": "cedar-C1",
            "name": "Ruth <b>Abernathy</b>",
            "shared_minutes": 10080,
            "why": ["Both chose reading."],
        }
    ]
    assert page["groups"] == [
        {
            "name": "Stories & songs",
            "section": 1,
            "facilitator": "Ruth <b>Abernathy</b>",
            "leads": False,
            "people": 1,
        }
    ]
    assert [each["title"] for each in page["upcoming"]] == [
        "Gathering",
        "Stories & songs",
        "Stories & songs",
        "Gathering",
        "Gathering",
    ]
    assert page["upcoming"][2]["clock_changed"]
    assert "example.org" not in str({**page, "upcoming": ()})


def test_a_calendar_is_read_by_its_link_and_by_itself_and_a_link_is_thrown_away(world, mine) -> None:
    link = mine.get(f"{ME}/feed").json["link"]["plain"]
    assert link == f"http://localhost/feeds/{world.cedar.feed_token}.ics"
    own = mine.get(f"{ME}/calendar")
    assert own.content_type == "text/calendar"
    assert own.data == world.app.test_client().get(link).data
    made = mine.post(f"{ME}/feed/renew")
    assert made.json == {"id": world.cedar.feed, "url": f"/api/v1{ME}/feed"}
    assert made.status_code == 201
    again = mine.get(made.headers["Location"]).json["link"]["plain"]
    assert [world.app.test_client().get(each).status_code for each in (link, again)] == [404, 200]


def test_a_closed_calendar_has_no_link_until_it_is_renewed(world, mine) -> None:
    with world.store.write() as tx:
        revoke_feed(tx, feed=tx.calendars.feed_of("cedar-M1"))
    assert mine.get(f"{ME}/feed").json["link"] is None
    assert code(mine.get(f"{ME}/calendar")) == (404, "not-found")
    mine.post(f"{ME}/feed/renew")
    assert mine.get(f"{ME}/calendar").status_code == 200


def test_the_link_of_a_groups_calendar_is_told_to_those_in_it(world, mine) -> None:
    (group,) = mine.get(f"{ME}/feed").json["groups"]
    assert (group["name"], group["section"]) == ("Stories & songs", 1)
    assert world.cedar.section_token in group["link"]["plain"]


def test_preferences_are_put_and_only_what_is_offered_is_taken(mine) -> None:
    path = f"{ME}/preferences"
    said = {"channel": "mail", "mails": True, "alarms": [30, 1440], "reminders": [60], "discreet": True}
    put = mine.put(path, json=said)
    assert put.json == said | {"alarms": [1440, 30]} == mine.get(path).json
    assert code(mine.put(path, json=said | {"alarms": [7]})) == (422, "bad-input")
    assert code(mine.put(path, json=said | {"channel": "pigeon"})) == (422, "bad-input")
    assert code(mine.put(path, json=said, seen='"old"')) == (412, "changed-meanwhile")


def test_hours_are_said_in_stretches_that_join(mine) -> None:
    path = f"{ME}/availability"
    said = {
        "windows": [
            {"day": "mon", "starts": "18:00", "ends": "20:00"},
            {"day": "mon", "starts": "20:00", "ends": "21:15"},
            {"day": "sun", "starts": "22:00", "ends": "01:00"},
        ]
    }
    assert mine.put(path, json=said).json == {
        "time_zone": "Europe/Kyiv",
        "assumed": False,
        "windows": [
            {"day": "mon", "starts": "18:00", "ends": "21:15"},
            {"day": "sun", "starts": "22:00", "ends": "01:00"},
        ],
    }
    whole = {"windows": [{"day": "tue", "starts": "00:00", "ends": "24:00"}]}
    assert mine.put(path, json=whole).json["windows"] == whole["windows"]
    assert code(mine.put(path, json={"windows": []})) == (409, "not-now")
    odd = {"windows": [{"day": "mon", "starts": "18:05", "ends": "20:00"}]}
    assert code(mine.put(path, json=odd)) == (422, "bad-input")


def test_a_place_is_looked_up_and_said_and_no_meeting_moves(mine) -> None:
    starts = [each["starts"] for each in mine.get(ME).json["upcoming"]]
    looked = mine.get(f"{ME}/place/look?place=Warsaw").json
    assert looked["time_zone"] == "Europe/Warsaw"
    assert [each["starts"] for each in looked["meetings"]] == starts
    assert looked["shared"] == [{"name": "Ruth <b>Abernathy</b>", "before": 10080, "after": 10080}]
    unsure = mine.get(f"{ME}/place/look?place=Australia").json
    assert (unsure["time_zone"], unsure["meetings"]) == (None, [])
    assert "Australia/Sydney" in unsure["candidates"]
    assert code(mine.put(f"{ME}/place", json={"time_zone": "Australia"})) == (422, "bad-input")
    assert mine.put(f"{ME}/place", json={"time_zone": "Warsaw"}).json == {"time_zone": "Europe/Warsaw"}
    assert [each["starts"] for each in mine.get(ME).json["upcoming"]] == starts


def test_interests_are_topics_of_the_cohort(mine) -> None:
    put = mine.put(f"{ME}/interests", json={"interests": ["play", "reading"]})
    assert put.json == {"interests": ["play", "reading"], "topics": ["reading", "play"]}
    assert code(mine.put(f"{ME}/interests", json={"interests": ["chess"]})) == (409, "not-now")


def test_one_pauses_until_a_day_and_comes_back(mine) -> None:
    path = f"{ME}/pause"
    assert mine.get(path).json == {"until": None}
    assert mine.put(path, json={"until": "2026-10-20"}).json == {"until": "2026-10-20"}
    assert code(mine.put(path, json={"until": "2027-10-20"})) == (409, "not-now")
    seen = {"If-Match": mine.get(path).headers["ETag"]}
    assert mine.call("DELETE", path, headers=seen).status_code == 204
    assert mine.get(path).json == {"until": None}


def test_whether_one_comes_is_said_of_the_time_that_was_read(world, mine, program) -> None:
    path = f"{ME}/meetings/{world.cedar.meeting}/answer"
    read = mine.get(path)
    assert (read.json["answer"], read.json["starts"]) == (None, "2026-10-13T16:00:00Z")
    assert mine.put(path, json={"answer": "if_need_be"}).json["answer"] == "if_need_be"
    answered = mine.get(path).headers["ETag"]
    there = f"/cohorts/cedar/meetings/{world.cedar.meeting}"
    coordinator = program("coordinator")
    seen = {"If-Match": coordinator.get(there).headers["ETag"]}
    moved = coordinator.call("PATCH", there, json={"at": "13:00"}, headers=seen)
    assert moved.status_code == 200
    assert code(mine.put(path, json={"answer": "yes"}, seen=answered)) == (412, "changed-meanwhile")
    assert mine.get(path).json["answer"] is None
    assert mine.put(path, json={"answer": "no"}).json["answer"] == "no"


def test_what_a_meeting_was_worth_is_said_and_taken_back(world, program) -> None:
    world.clock.at = datetime(2026, 10, 14, 12, tzinfo=UTC)
    mine = program("member")
    there = f"{ME}/meetings/{world.cedar.meeting}"
    assert mine.get(there).json["in_sum"] == {"answers": 0, "counts": [], "texts": []}
    said = mine.put(f"{there}/reflection", json={"worth": "partly", "text": "More songs"})
    assert said.json == {"worth": "partly", "text": "More songs", "asked": True}
    assert mine.get(there).json["in_sum"]["answers"] == 1
    seen = {"If-Match": said.headers["ETag"]}
    assert mine.call("DELETE", f"{there}/reflection", headers=seen).status_code == 204
    assert mine.get(f"{there}/reflection").json["worth"] is None
    world.clock.at = datetime(2026, 10, 30, 12, tzinfo=UTC)
    late = mine.put(f"{there}/reflection", json={"worth": "yes"})
    assert code(late) == (409, "not-now")
    assert mine.get(ME).json["past"][-1]["asked"] is False


def test_an_hour_is_suggested_and_ended(mine) -> None:
    (pair,) = mine.get(f"{ME}/hours").json["items"]
    assert (pair["other"], pair["agreed"], pair["suggested_by_me"]) == ("cedar-C1", None, None)
    hour = {key: pair["offered"][0][key] for key in ("time_zone", "day", "at")}
    path = f"{ME}/hours/cedar-C1"
    put = mine.put(path, json=hour).json
    assert {key: put["suggested_by_me"][key] for key in hour} == hour
    odd = hour | {"time_zone": "Europe/Kyiv", "at": "03:07"}
    assert code(mine.put(path, json=odd)) == (409, "not-now")
    seen = {"If-Match": mine.get(path).headers["ETag"]}
    assert mine.call("DELETE", path, headers=seen).status_code == 204
    assert mine.get(path).json["suggested_by_me"] is None
    assert code(mine.get(f"{ME}/hours/cedar-M2")) == (404, "not-found")


def test_a_seat_is_left_and_taken_again(mine) -> None:
    def group() -> dict[str, object]:
        (workshop,) = mine.get(f"{ME}/workshops").json["workshops"]
        return workshop["sections"][0]

    there = f"{ME}/workshops/stories"
    assert (group()["is_mine"], group()["taken"], group()["seats"]) == (True, 1, 4)
    assert mine.post(f"{there}/leave").status_code == 204
    assert (group()["is_mine"], group()["taken"]) == (False, 0)
    assert code(mine.post(f"{there}/wait", {"section": 1})) == (409, "not-now")
    assert mine.post(f"{there}/join", {"section": 1}).status_code == 204
    assert group()["is_mine"]
    assert mine.post(f"{there}/let-go").status_code == 204
    assert code(mine.post(f"{there}/join", {"section": 2})) == (404, "not-found")
    assert code(mine.post(f"{ME}/workshops/chess/leave")) == (404, "not-found")


def test_a_workshop_is_proposed_wished_for_and_taken_back(mine) -> None:
    path = f"{ME}/proposals"
    made = mine.post(path, {"name": " Weaving\u00a0 circle ", "topic": "play", "about": "Baskets"})
    assert made.status_code == 201
    proposal = mine.get(made.headers["Location"])
    assert (proposal.json["name"], proposal.json["wishes"], proposal.json["is_mine"]) == (
        "Weaving circle",
        1,
        True,
    )
    there = f"{path}/{made.json['id']}"
    assert mine.post(f"{there}/wish", {"wishes": False}).status_code == 204
    assert mine.get(there).json["wishes"] == 0
    assert [each["name"] for each in mine.get(path).json["items"]] == ["Songs & games", "Weaving circle"]
    seen = {"If-Match": mine.get(there).headers["ETag"]}
    assert mine.call("DELETE", there, headers=seen).status_code == 204
    assert code(mine.get(there)) == (404, "not-found")
    assert code(mine.post(path, {"name": "Chess", "topic": "chess"})) == (409, "not-now")


def test_nobody_elses_page_is_read_by_a_token_of_ones_own(mine, program) -> None:
    for person in ("cedar-M2", "birch-M1"):
        assert code(mine.get(f"/me/{person}")) == (404, "not-found")
    assert code(program("coordinator").get(ME)) == (404, "not-found")
    assert code(program("member", Scope.ME_READ).post(f"{ME}/feed/renew")) == (403, "scope-missing")
