"""What is owed for a cohort, by a program: listed, and tried again when it was given up."""

from scheduler.domain.scopes import Scope
from tests.scheduler.web.api.test_calling import code

DELIVERIES = "/cohorts/cedar/deliveries"


def test_what_was_given_up_is_listed_and_tried_again(world, program) -> None:
    caller = program("coordinator")
    (parked,) = caller.get(DELIVERIES).json["items"]
    assert (parked["id"], parked["what"], parked["parked"]) == (
        world.cedar.delivery,
        "A plan is to be made",
        True,
    )
    assert caller.post(f"{DELIVERIES}/{parked['id']}/replay").status_code == 204
    (owed,) = caller.get(DELIVERIES).json["items"]
    assert owed == parked | {"parked": False, "error": None}
    assert code(caller.post(f"{DELIVERIES}/{parked['id']}/replay")) == (409, "not-now")
    assert code(caller.post(f"{DELIVERIES}/{world.birch.delivery}/replay")) == (404, "not-found")


def test_facilitators_look_and_coordinators_replay(world, program) -> None:
    again = f"{DELIVERIES}/{world.cedar.delivery}/replay"
    assert program("facilitator").get(DELIVERIES).status_code == 200
    assert code(program("facilitator").post(again)) == (404, "not-found")
    assert code(program("coordinator", Scope.DELIVERIES_READ).post(again)) == (403, "scope-missing")
    for role in ("member", "other"):
        assert code(program(role).get(DELIVERIES)) == (404, "not-found")
