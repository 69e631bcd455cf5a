"""Rights by a program: given to people of the cohort, cut to parts, and taken back; nobody is left without any."""

import pytest

from scheduler.domain.scopes import Scope
from tests.scheduler.web.api.test_calling import code

RIGHTS = "/cohorts/cedar/rights"


def _account(caller, **wanted: object) -> str:
    """Return the account of the holder who has what is wanted."""
    items = caller.get(RIGHTS).json["items"]
    (found,) = [each["account"] for each in items if wanted.items() <= each.items()]
    return found


def test_who_holds_rights_is_listed_coordinators_first(program) -> None:
    listed = program("coordinator").get(RIGHTS).json["items"]
    nothing = {"coaching": False, "workshops": []}
    assert [(each["name"], each["email"], each["rights"], each["parts"]) for each in listed] == [
        (None, "coordinator@cedar.example.org", ["coordinator"], nothing),
        (None, "facilitator@cedar.example.org", ["facilitator"], nothing),
    ]


def test_somebody_of_the_cohort_is_given_a_right_and_loses_it_again(program) -> None:
    caller = program("coordinator")
    assert code(program("member").get("/cohorts/cedar")) == (404, "not-found")
    given = {"person": "cedar-M1", "right": "facilitator"}
    assert caller.post(RIGHTS, given).status_code == 204
    assert program("member").get("/cohorts/cedar").json["rights"] == ["facilitator"]
    mariam = _account(caller, name="Mariam")
    assert caller.call("DELETE", f"{RIGHTS}/{mariam}/facilitator").status_code == 204
    assert code(program("member").get("/cohorts/cedar")) == (404, "not-found")
    assert code(caller.call("DELETE", f"{RIGHTS}/{mariam}/facilitator")) == (404, "not-found")


def test_parts_are_given_and_are_the_facilitators_then(program) -> None:
    caller = program("coordinator")
    parts = f"{RIGHTS}/{_account(caller, rights=['facilitator'])}/parts"
    assert caller.get(parts).json == {"coaching": False, "workshops": []}
    theirs = {"coaching": True, "workshops": ["stories"]}
    assert caller.put(parts, json=theirs).json == theirs == caller.get(parts).json
    unknown = caller.put(parts, json={"coaching": False, "workshops": ["nothing"]})
    assert code(unknown) == (404, "not-found")
    assert caller.get(parts).json == theirs


def test_the_last_coordinator_stays(program) -> None:
    caller = program("coordinator")
    own = _account(caller, rights=["coordinator"])
    assert code(caller.call("DELETE", f"{RIGHTS}/{own}/coordinator")) == (409, "not-now")
    assert code(caller.get(f"{RIGHTS}/{own}/parts")) == (404, "not-found")
    assert code(caller.call("DELETE", f"{RIGHTS}/{own}/operator")) == (404, "not-found")


@pytest.mark.parametrize("person", ["birch-M1", "nobody"])
def test_nobody_of_elsewhere_is_given_a_right(program, person) -> None:
    given = {"person": person, "right": "coordinator"}
    assert code(program("coordinator").post(RIGHTS, given)) == (404, "not-found")


def test_only_coordinators_hand_over(program) -> None:
    given = {"person": "cedar-M1", "right": "coordinator"}
    for role in ("member", "facilitator", "other"):
        assert code(program(role).get(RIGHTS)) == (404, "not-found")
        assert code(program(role).post(RIGHTS, given)) == (404, "not-found")
    assert code(program("coordinator", Scope.COHORTS_READ).post(RIGHTS, given)) == (403, "scope-missing")
    assert code(program("coordinator", Scope.COHORTS_READ).get(RIGHTS)) == (403, "scope-missing")
