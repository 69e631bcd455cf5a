"""Pages without gaps, nothing done twice, nothing overwritten unseen, and what is wrong said by a code that stays."""

import pytest

from scheduler.domain.scopes import Scope
from tests.scheduler.web.api.test_calling import code


def test_a_list_comes_in_pages_without_gaps(program) -> None:
    caller = program("coordinator")
    whole = caller.get("/cohorts/cedar/runs").json
    assert whole["next"] is None
    assert len(whole["items"]) == 3
    seen, after = [], ""
    for _ in whole["items"]:
        page = caller.get(f"/cohorts/cedar/runs?limit=1{after}").json
        seen += page["items"]
        after = f"&after={page['next']}"
    assert seen == whole["items"]
    assert page["next"] is None


@pytest.mark.parametrize(
    "arguments", ["limit=0", "limit=201", "limit=x", "after=!", "after=AAAA", "limit=1&limit=2", "page=2"]
)
def test_an_argument_that_means_nothing_is_refused(program, arguments) -> None:
    assert code(program("coordinator").get(f"/cohorts/cedar/runs?{arguments}")) == (422, "bad-input")


def test_what_is_known_already_is_not_sent_again(program) -> None:
    caller = program("coordinator")
    first = caller.get("/cohorts/cedar")
    same = caller.get("/cohorts/cedar", If_None_Match=first.headers["ETag"])
    assert (same.status_code, same.data) == (304, b"")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert caller.call("HEAD", "/cohorts/cedar").headers["ETag"] == first.headers["ETag"]


def test_a_run_is_asked_for_looked_at_and_cancelled(program) -> None:
    caller = program("coordinator")
    asked = caller.post("/cohorts/cedar/runs", {"seed": 7, "seconds": 30})
    assert (asked.status_code, asked.headers["Retry-After"]) == (202, "1")
    run = caller.get(asked.headers["Location"]).json
    assert (run["id"], run["state"], run["seed"], run["seconds"]) == (asked.json["id"], "waiting", 7, 30)
    assert caller.post(f"{asked.headers['Location']}/cancel").status_code == 202
    assert caller.get(asked.headers["Location"]).json["state"] == "cancelled"


def test_a_post_is_done_once_under_one_key(program) -> None:
    caller = program("coordinator")
    path, key = "/cohorts/cedar/runs", {"Idempotency-Key": "once"}
    first, again = (caller.post(path, {"seed": 1}, headers=key) for _ in range(2))
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert (first.status_code, first.data, first.headers["Location"]) == (
        again.status_code,
        again.data,
        again.headers["Location"],
    )
    assert len(caller.get(path).json["items"]) == 4
    assert code(caller.post(path, {"seed": 2}, headers=key)) == (422, "idempotency-key-reused")
    assert code(caller.post(path, {}, headers={"Idempotency-Key": ""})) == (400, "idempotency-key-missing")
    assert program("coordinator").post(path, {"seed": 2}, headers=key).status_code == 202


def test_what_was_refused_may_be_asked_again_under_the_same_key(program) -> None:
    caller = program("coordinator")
    key = {"Idempotency-Key": "once"}
    assert code(caller.post("/cohorts/cedar/releases", {"plan": "none"}, headers=key)) == (404, "not-found")
    assert caller.post("/cohorts/cedar/runs", {}, headers=key).status_code == 202


def test_nothing_is_put_over_what_was_not_seen(program) -> None:
    caller, path = program("coordinator"), "/cohorts/cedar/rules"
    read = caller.get(path)
    toml = {"content_type": "application/toml"}
    changed = read.text.replace("Cedar circle", "Cedar ring")
    assert code(caller.call("PUT", path, data=changed, **toml)) == (428, "if-match-missing")
    put = caller.put(path, data=changed, seen=read.headers["ETag"], **toml)
    assert (put.status_code, put.text) == (200, changed)
    assert put.headers["ETag"] == caller.get(path).headers["ETag"] != read.headers["ETag"]
    late = caller.put(path, data=read.text, seen=read.headers["ETag"], **toml)
    assert code(late) == (412, "changed-meanwhile")
    assert caller.get("/cohorts/cedar").json["name"] == "Cedar ring"


def test_every_problem_of_the_rules_is_told_at_once(program) -> None:
    rules = b'[cohort]\nname = ""\nstarts = 2026-10-01\nends = 2026-09-01\nhome_time_zone = "Mars"\n'
    answer = program("coordinator").put("/cohorts/cedar/rules", data=rules, content_type="application/toml")
    assert code(answer) == (422, "bad-input")
    assert {"cohort.name", "cohort.home_time_zone"} <= {each["column"] for each in answer.json["problems"]}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"data": b"{", "content_type": "application/json"}, (400, "malformed")),
        ({"data": b"{}", "content_type": "text/plain"}, (415, "media-type")),
        ({"json": {"seed": "1"}}, (422, "bad-input")),
        ({"json": {"seed": -1}}, (422, "bad-input")),
        ({"json": {"seconds": 10**400}}, (422, "bad-input")),
        ({"json": {"speed": 1}}, (422, "bad-input")),
        ({"json": []}, (422, "bad-input")),
        ({"data": b"\xff\xfe", "content_type": "application/json"}, (400, "malformed")),
    ],
)
def test_a_body_that_the_document_does_not_know_is_refused(program, sent, said) -> None:
    assert code(program("coordinator").call("POST", "/cohorts/cedar/runs", **sent)) == said


def test_a_path_of_what_cannot_be_seen_is_a_path_to_nothing(program) -> None:
    for part in ("%00", "cedar%00", "a%0ab", "%ed%a0%80", "%e2%80%a8"):
        assert code(program("coordinator").get(f"/cohorts/{part}/runs")) == (404, "not-found")


def test_what_http_refuses_is_told_in_the_same_way(program) -> None:
    caller = program("coordinator")
    assert code(caller.get("/nowhere")) == (404, "not-found")
    refused = caller.call("DELETE", "/cohorts/cedar/runs")
    assert code(refused) == (405, "method-not-allowed")
    assert "GET" in refused.headers["Allow"]
    large = b"x" * (10 * 1024 * 1024 + 1)
    answer = caller.put("/cohorts/cedar/rules", data=large, content_type="application/toml")
    assert code(answer) == (413, "too-large")


def test_a_word_that_has_a_route_is_no_id_and_allows_what_that_route_does(program) -> None:
    refused = program("coordinator").call("DELETE", "/cohorts/cedar/notices/approve")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")
    refused = program("coordinator").call("DELETE", "/cohorts/cedar/notices/some-id")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD")


def test_a_defect_of_ours_is_told_without_a_word_of_it(world, program, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret")

    world.app.testing = False
    monkeypatch.setattr("scheduler.store.runs.Runs.runs", broken)
    answer = program("coordinator").get("/cohorts/cedar/runs")
    assert code(answer) == (500, "crashed")
    assert "secret" not in answer.text


def test_a_plan_and_what_was_published_name_nobody(world, program) -> None:
    caller = program("coordinator", Scope.PLANS_READ, Scope.PLANS_WRITE)
    plan = caller.get(f"/cohorts/cedar/plans/{world.cedar.plan}")
    assert {pair["coach"] for pair in plan.json["pairs"]} == {"cedar-C1"}
    for page in (plan, caller.get("/cohorts/cedar/plans"), caller.get("/cohorts/cedar/releases")):
        assert not any(name in page.text for name in ("Mariam", "Ruth", "example.org"))
    made = caller.post("/cohorts/cedar/releases", {"plan": world.cedar.plan, "name": "Second"})
    release = caller.get(made.headers["Location"]).json
    assert (made.status_code, release["number"], release["name"]) == (201, 2, "Second")
    assert code(caller.get("/cohorts/cedar/releases/3")) == (404, "not-found")


def test_a_cohort_is_set_up(program) -> None:
    caller = program("coordinator")
    begun = {
        "name": "Elm circle",
        "starts": "2027-01-01",
        "ends": "2027-06-30",
        "home_time_zone": "Europe/Kyiv",
    }
    made = caller.post("/cohorts", begun)
    assert made.status_code == 201
    assert caller.get(made.headers["Location"]).json["rights"] == ["coordinator"]
    assert code(program("member").post("/cohorts", begun)) == (404, "not-found")


@pytest.mark.parametrize("written", ["0", "1769904000", "-1.5", "2026-1-1", "2026-10-01x"])
def test_a_date_is_no_number_of_seconds(program, written: str) -> None:
    refused = program("coordinator").get(f"/cohorts/cedar/hours?day={written}")
    assert code(refused) == (422, "bad-input")
    assert program("coordinator").get("/cohorts/cedar/hours?day=2026-10-01").status_code == 200
