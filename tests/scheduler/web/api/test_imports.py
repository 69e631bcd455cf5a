"""A spreadsheet by a program: sent, asked about, mended, and its people brought in."""

from datetime import timedelta

from werkzeug.test import TestResponse

from scheduler.domain.scopes import Scope
from scheduler.roster.sheet import MAX_BYTES
from tests.scheduler.web.api.test_calling import code

IMPORTS = "/cohorts/cedar/imports"
CSV = "text/csv"
SHEET = b"""id,Full name,email,role,time_zone,interests
M1,Mariam,mariam@cedar.example.org,member,Europe/Kyiv,reading
M9,Nadia,nadia@cedar.example.org,member,Tripoli,reading; knitting
C9,Tesfay,tesfay@cedar.example.org,wizard,Africa/Nairobi,reading
M8,Sana,not an address,member,Africa/Nairobi,reading
"""


def send(caller, content: bytes = SHEET, kind: str = CSV) -> TestResponse:
    return caller.post(IMPORTS, data=content, content_type=kind)


def test_a_sheet_is_sent_settled_mended_and_confirmed(program) -> None:
    caller = program("coordinator")
    sent = send(caller)
    where = sent.headers["Location"]
    assert (sent.status_code, sent.json) == (201, {"id": where.rpartition("/")[2], "url": where})

    found = caller.get(where).json
    assert found["people"] == [{"row": 2, "key": "M1", "name": "Mariam", "role": "member"}]
    assert (found["newcomers"], found["behind"], found["missing"]) == (
        0,
        3,
        ["فرشته نوری", "Ruth <b>Abernathy</b>"],
    )
    assert {row["row"]: [each["column"] for each in row["problems"]] for row in found["rows"]} == {
        5: ["email"]
    }
    asked = {each["value"]: each for each in (*found["questions"], *found["may_be_asked"])}
    assert set(asked) == {None, "Tripoli", "knitting", "wizard"}
    assert asked["Tripoli"]["candidates"][:2] == ["Africa/Tripoli", "Asia/Beirut"]
    assert code(caller.post(f"{where}/confirm", {})) == (409, "not-now")

    answers = {None: "name", "Tripoli": "Asia/Beirut", "knitting": "knitting", "wizard": "coach"}
    said = [{"key": asked[value]["key"], "answer": answer} for value, answer in answers.items()]
    assert caller.post(f"{where}/answers", {"answers": said}).status_code == 204
    found = caller.get(where).json
    assert (found["questions"], found["may_be_asked"], found["settled"]) == ([], [], 3)
    assert [(each["row"], each["key"], each["role"]) for each in found["people"]] == [
        (2, "M1", "member"),
        (3, "M9", "member"),
        (4, "C9", "coach"),
    ]
    assert "knitting" in caller.get("/cohorts/cedar").json["topics"]

    bad = caller.get(f"{where}/bad-rows.csv")
    assert bad.headers["Content-Type"] == CSV
    assert "Sana" in bad.text
    assert "Nadia" not in bad.text

    mended = {"row": 5, "cells": {"email": "sana@cedar.example.org"}}
    assert caller.post(f"{where}/mended", mended).status_code == 204
    assert caller.get(where).json["rows"] == []
    assert caller.post(f"{where}/confirm", {}).status_code == 204
    names = {each["name"]: each["time_zone"] for each in caller.get("/cohorts/cedar/people").json["items"]}
    assert (names["Nadia"], names["Sana"], len(names)) == ("Asia/Beirut", "Africa/Nairobi", 6)
    assert caller.get(where).json["imported_at"] == "2026-10-01T12:00:00Z"


def test_what_is_no_table_is_refused_with_what_is_wrong(program) -> None:
    refused = send(program("coordinator"), b"%PDF-1.7")
    assert code(refused) == (422, "bad-input")
    assert [each["code"] for each in refused.json["problems"]] == ["not_a_sheet"]
    assert code(send(program("coordinator"), SHEET, "application/pdf")) == (415, "media-type")
    large = send(program("coordinator"), b"a,b\n" + b"x,y\n" * (MAX_BYTES // 4))
    assert [each["code"] for each in large.json["problems"]] == ["too_large"]


def test_a_row_is_left_out_and_the_last_one_is_not(program) -> None:
    caller = program("coordinator")
    where = send(caller).headers["Location"]
    for row in (3, 4, 5):
        assert caller.call("DELETE", f"{where}/rows/{row}").status_code == 204
    assert caller.get(where).json["behind"] == 0
    last = caller.call("DELETE", f"{where}/rows/2")
    assert (code(last), last.json["problems"][0]["code"]) == ((422, "bad-input"), "empty")
    columns = ("id", "Full name", "email", "role", "time_zone", "interests")
    emptied = caller.post(f"{where}/mended", {"row": 2, "cells": dict.fromkeys(columns, " ")})
    assert (code(emptied), emptied.json["problems"][0]["code"]) == ((422, "bad-input"), "empty")
    assert [each["name"] for each in caller.get(where).json["people"]] == ["Mariam"]
    for row in ("9", "x", "-1"):
        assert code(caller.call("DELETE", f"{where}/rows/{row}")) == (404, "not-found")


def test_a_sheet_does_not_grow_beyond_what_is_read(program) -> None:
    caller = program("coordinator")
    columns = [f"c{number}" for number in range(400)]
    sheet = ",".join(["id", "name", "email", "role", "time_zone", *columns])
    where = send(caller, f"{sheet}\nM1,Mariam,mariam@cedar.example.org,member,Europe/Kyiv\nM9\n".encode())
    where = where.headers["Location"]
    large = {"row": 3, "cells": dict.fromkeys(columns, '"' * 10_000)}
    refused = caller.post(f"{where}/mended", large)
    assert (code(refused), refused.json["problems"][0]["code"]) == ((422, "bad-input"), "too_large")
    assert caller.get(where).status_code == 200


def test_a_row_or_a_column_that_is_not_there_is_not_mended(program) -> None:
    caller = program("coordinator")
    where = send(caller).headers["Location"]
    assert code(caller.post(f"{where}/mended", {"row": 9, "cells": {"email": "a@b.example"}})) == (
        404,
        "not-found",
    )
    assert code(caller.post(f"{where}/mended", {"row": 5, "cells": {"e": "a@b.example"}})) == (
        404,
        "not-found",
    )
    assert code(caller.post(f"{where}/mended", {"row": 5, "cells": {}})) == (422, "bad-input")


def test_what_was_answered_holds_for_the_next_file_until_it_is_asked_anew(world, program) -> None:
    caller = program("coordinator")
    world.clock.at += timedelta(minutes=1)
    first = send(caller).headers["Location"]
    asked = caller.get(first).json["questions"]
    key = next(each["key"] for each in asked if each["value"] == "Tripoli")
    caller.post(f"{first}/answers", {"answers": [{"key": key, "answer": "Asia/Beirut"}]})
    world.clock.at += timedelta(minutes=1)
    second = send(caller).headers["Location"]
    assert key not in {each["key"] for each in caller.get(second).json["questions"]}
    assert caller.call("DELETE", f"{second}/answers").status_code == 204
    assert key in {each["key"] for each in caller.get(second).json["questions"]}


def test_every_topic_is_made_the_cohorts_at_once(program) -> None:
    caller = program("coordinator")
    where = send(caller).headers["Location"]
    assert caller.post(f"{where}/answers", {"every_topic": True}).status_code == 204
    assert caller.get("/cohorts/cedar").json["topics"] == ["reading", "play", "knitting"]


def test_others_leave_only_if_it_is_said_and_nothing_is_left_behind(program) -> None:
    caller = program("coordinator")
    whole = b"id,name,email,role,time_zone\nM1,Mariam,mariam@cedar.example.org,member,Europe/Kyiv\n"
    where = send(caller, whole).headers["Location"]
    assert [each["name"] for each in caller.get(where).json["changed"]] == ["Mariam"]
    assert caller.post(f"{where}/confirm", {"others_leave": True}).status_code == 204
    assert [each["id"] for each in caller.get("/cohorts/cedar/people").json["items"]] == ["cedar-M1"]


def test_only_coordinators_with_the_scope_bring_people_in(world, program) -> None:
    own = f"{IMPORTS}/{world.cedar.upload}"
    for role in ("member", "facilitator", "other"):
        assert code(send(program(role))) == (404, "not-found")
        assert code(program(role).get(own)) == (404, "not-found")
    reads = program("coordinator", Scope.PEOPLE_READ)
    assert reads.get(own).status_code == 200
    assert code(send(reads)) == (403, "scope-missing")
    assert code(program("coordinator").get(f"{IMPORTS}/{world.birch.upload}")) == (404, "not-found")
