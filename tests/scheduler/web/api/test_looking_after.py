"""What is to be seen to, and whose hours are when, by a program: for who looks after a cohort, and nobody else."""

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.rosters import import_people
from scheduler.domain.scopes import Scope
from tests.scheduler.web.api.test_calling import code

ATTENTION, READINESS, HOURS = (
    "/cohorts/cedar/attention",
    "/cohorts/cedar/readiness",
    "/cohorts/cedar/hours",
)


def test_a_member_whose_coach_has_left_needs_attention(world, program) -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        import_people(scope, people=tuple(each for each in scope.people() if each.id != "cedar-C1"))
    found = program("facilitator").get(ATTENTION).json
    assert found["published"]
    assert [(each["kind"], each["people"], each["since"]) for each in found["matters"]] == [
        ("alone", ["cedar-M1"], None),
        ("alone", ["cedar-M2"], None),
        ("unled", ["cedar-M1"], None),
    ]
    assert "Mariam" in found["matters"][0]["what"]


def test_a_cohort_says_whether_it_is_ready(program) -> None:
    found = program("coordinator").get(READINESS).json
    assert (found["members"], found["coaches"], found["places"]) == (2, 1, 2)
    assert found["unreachable"] == ["فرشته نوری"]
    assert found["workshops"] == [
        {"name": "Stories & songs", "wishes": 2, "least": 1, "seats": 4, "has_leader": True}
    ]
    assert found["unlinked"] == ["Gathering", "Stories & songs"]


def test_a_day_is_seen_from_any_place(program) -> None:
    caller = program("facilitator")
    here = caller.get(f"{HOURS}?day=2026-10-13").json
    assert (here["day"], here["time_zone"], here["people"]) == ("2026-10-13", "America/New_York", 3)
    assert here["starts"][0] == "2026-10-13T04:00:00Z"
    assert here["free"] == [3] * 24
    assert {each["person"] for each in here["rows"]} == {"cedar-M1", "cedar-M2", "cedar-C1"}
    kyiv = caller.get(f"{HOURS}?day=2026-10-25&place=Kyiv").json
    assert (kyiv["time_zone"], len(kyiv["starts"])) == ("Europe/Kyiv", 25)
    assert caller.get(HOURS).json["day"] == "2026-10-01"
    assert code(caller.get(f"{HOURS}?day=tomorrow")) == (422, "bad-input")


def test_a_pairs_week_is_seen(program) -> None:
    week = program("coordinator").get(f"{HOURS}/cedar-C1/cedar-M1?day=2026-10-14").json
    assert (week["monday"], week["minutes"]) == ("2026-10-12", 10080)
    assert week["days"] == [["both"] * 24] * 7
    assert code(program("coordinator").get(f"{HOURS}/cedar-M1/cedar-C1")) == (404, "not-found")


@pytest.mark.parametrize("path", [ATTENTION, READINESS, HOURS, f"{HOURS}/cedar-C1/cedar-M1"])
def test_it_is_for_who_looks_after_the_cohort(program, path) -> None:
    for role in ("member", "other"):
        assert code(program(role).get(path)) == (404, "not-found")
    others = (Scope.COHORTS_READ, Scope.PLANS_READ, Scope.MEETINGS_READ)
    assert code(program("coordinator", *others).get(path)) == (403, "scope-missing")
