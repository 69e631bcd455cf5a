"""Plans changed by the API: rebalanced, compared, moved by hand on a board, a pair ended; people by their ids."""

import pytest
from werkzeug.test import TestResponse

from scheduler.access import whole_cohort
from scheduler.domain.cohorts import Coaching
from scheduler.domain.scopes import Scope
from tests.scheduler.web.api.conftest import Program, program_of
from tests.scheduler.web.api.test_calling import code
from tests.scheduler.web.conftest import World, offering
from tests.scheduler.web.oak import Oak, reprice, set_up

REBALANCINGS = "/cohorts/cedar/rebalancings"
NAMES = ("Mariam", "Grace", "Ruth", "نوری", "example.org")
PLANS = (Scope.PLANS_READ, Scope.PLANS_WRITE)


@pytest.fixture
def oak(world, make_person, make_cohort) -> Oak:
    return set_up(world, make_person, make_cohort)


def rules(world: World) -> Coaching:
    with world.store.read() as tx:
        return whole_cohort(tx, "cedar").cohort.coaching


def board_of(caller: Program, oak: Oak) -> dict[str, object]:
    return caller.get(f"/cohorts/oak/plans/{oak.plan_id}/board").json


def act(caller: Program, oak: Oak, what: str, **said: object) -> TestResponse:
    """Do something on the board as it stands, and have it priced as the pricer does."""
    seen = board_of(caller, oak)["revision"]
    answer = caller.post(f"/cohorts/oak/plans/{oak.plan_id}/board/{what}", {"seen": seen, **said})
    reprice(oak)
    return answer


def placed(board) -> dict[str, str]:
    return {card["member"]: column["coach"] for column in board["coaches"] for card in column["members"]}


def test_what_could_follow_is_asked_for_read_by_ids_and_taken(grown, program) -> None:
    caller = program("coordinator", *PLANS)
    caller.post(f"/cohorts/cedar/runs/{grown.cedar.run}/cancel")
    asked = caller.post(REBALANCINGS)
    assert (asked.status_code, caller.get(asked.headers["Location"]).json["kind"]) == (202, "rebalance")
    assert code(caller.get(f"{REBALANCINGS}/{asked.json['id']}")) == (404, "not-found")
    caller.post(f"{asked.headers['Location']}/cancel")
    run = offering(grown, "cedar")
    read = caller.get(f"{REBALANCINGS}/{run}")
    assert not any(name in read.text for name in NAMES)
    coaching = read.json["coaching"]
    assert [point["moves"] for point in coaching["points"]] == [0, 1]
    (moved,) = coaching["points"][1]["moved"]
    assert (moved["member"], moved["before"]["coach"], moved["after"]["coach"]) == (
        "cedar-M2",
        "cedar-C1",
        "cedar-C2",
    )
    assert (read.json["may_take"], read.json["outdated"]) == (True, False)
    made = caller.post(f"{REBALANCINGS}/{run}/take", {"moves": 1, "seat_moves": 0})
    plan = caller.get(made.headers["Location"]).json
    assert (made.status_code, {pair["member"]: pair["coach"] for pair in plan["pairs"]}) == (
        201,
        {"cedar-M1": "cedar-C1", "cedar-M2": "cedar-C2"},
    )
    assert code(caller.post(f"{REBALANCINGS}/{run}/take", {"moves": 7, "seat_moves": 0})) == (
        404,
        "not-found",
    )
    facilitator = program("facilitator")
    assert facilitator.get(f"{REBALANCINGS}/{run}").json["may_take"] is False
    assert code(facilitator.post(REBALANCINGS)) == (404, "not-found")


def test_a_member_is_kept_with_their_coach_and_it_is_asked_again(grown, program) -> None:
    caller = program("coordinator")
    caller.post(f"/cohorts/cedar/runs/{grown.cedar.run}/cancel")
    run = offering(grown, "cedar")
    kept = caller.post(f"{REBALANCINGS}/{run}/keep", {"member": "cedar-M2"})
    assert (kept.status_code, caller.get(kept.headers["Location"]).json["state"]) == (202, "waiting")
    assert rules(grown).must == (("M2", "C1"),)
    assert caller.get(f"{REBALANCINGS}/{run}").json["outdated"]
    late = caller.post(f"{REBALANCINGS}/{run}/take", {"moves": 1, "seat_moves": 0})
    assert code(late) == (409, "not-now")


def test_two_plans_are_compared_by_ids(grown, program) -> None:
    caller = program("coordinator", *PLANS)
    run = offering(grown, "cedar")
    plan = caller.post(f"{REBALANCINGS}/{run}/take", {"moves": 1, "seat_moves": 0}).json["id"]
    compared = caller.get(f"/cohorts/cedar/comparison?after={plan}")
    assert (compared.json["before"], compared.json["after"]) == (grown.cedar.released, plan)
    difference, *seats = compared.json["differences"]
    assert {each["kind"] for each in seats} == {"seat"}
    assert (difference["kind"], difference["who"]) == ("coach", "cedar-M2")
    assert (difference["before"]["coach"], difference["after"]["coach"]) == ("cedar-C1", "cedar-C2")
    placed = {"part": "coaching", "name": "placed", "before": 2, "after": 2}
    assert placed in compared.json["values"]
    assert not any(name in compared.text for name in NAMES)
    same = caller.get(f"/cohorts/cedar/comparison?before={plan}&after={plan}").json
    assert same["differences"] == []
    assert code(caller.get("/cohorts/cedar/comparison?before=none")) == (404, "not-found")


def test_a_board_is_changed_step_by_step_and_each_step_taken_back(oak) -> None:
    caller = program_of(oak.world, "coordinator", *PLANS)
    first = board_of(caller, oak)
    assert (first["revision"], first["can_undo"], first["priced"]) == (0, False, True)
    member, coach = next(iter(placed(first).items()))
    assert act(caller, oak, "move", member=member, coach=None).status_code == 204
    moved = board_of(caller, oak)
    assert (moved["revision"], moved["steps"], moved["can_undo"]) == (1, 1, True)
    assert member in {card["member"] for card in moved["unplaced"]}
    assert placed(first).items() - placed(moved).items() == {(member, coach)}
    rest = caller.get(f"/cohorts/oak/plans/{oak.plan_id}/board/rest").json
    assert (rest["revision"], rest["known"], rest["working"]) == (1, True, False)
    assert act(caller, oak, "undo").status_code == 204
    assert placed(board_of(caller, oak)) == placed(first)
    assert act(caller, oak, "redo").status_code == 204
    assert placed(board_of(caller, oak)) == placed(moved)
    assert act(caller, oak, "move", member=member, coach=coach, solve_rest=True).status_code == 204
    assert placed(board_of(caller, oak))[member] == coach
    assert act(caller, oak, "solve").status_code == 204
    assert act(caller, oak, "hold", member=member, stays=False).status_code == 204
    cards = [card for column in board_of(caller, oak)["coaches"] for card in column["members"]]
    assert not next(card for card in cards if card["member"] == member)["stays"]
    assert act(caller, oak, "rule", member=member, coach=coach, says="never").status_code == 204
    assert placed(board_of(caller, oak)).get(member) != coach


def test_a_board_that_was_changed_meanwhile_is_left_as_it_is(oak) -> None:
    caller = program_of(oak.world, "coordinator", *PLANS)
    member = next(iter(placed(board_of(caller, oak))))
    act(caller, oak, "hold", member=member, stays=True)
    there = f"/cohorts/oak/plans/{oak.plan_id}/board/move"
    late = caller.post(there, {"seen": 0, "member": member, "coach": None})
    assert code(late) == (409, "not-now")
    assert board_of(caller, oak)["revision"] == 1
    assert code(act(caller, oak, "move", member="id-kai", coach=None)) == (404, "not-found")
    assert code(act(caller, oak, "rule", member=member, coach="id-kai", says="")) == (422, "bad-input")


def test_why_and_at_what_price_is_told_in_words_by_one_scope_and_by_ids_by_another(oak) -> None:
    there = f"/cohorts/oak/plans/{oak.plan_id}/members/id-ana"
    card = program_of(oak.world, "coordinator", Scope.PEOPLE_READ).get(there).json
    assert (card["member"], card["name"]) == ("id-ana", "Ana")
    assert card["ruled_out"] == ["id-lea"]
    prices = program_of(oak.world, "coordinator", Scope.PLANS_READ).get(f"{there}/prices")
    assert [other["coach"] for other in prices.json["others"]] == [other["coach"] for other in card["others"]]
    barred = next(other for other in prices.json["others"] if other["coach"] == "id-lea")
    assert (barred["alone"]["possible"], barred["alone"]["change"]) == (False, None)
    assert "never" in barred["alone"]["bars"]
    possible = [other for other in prices.json["others"] if other["solved"]["possible"]]
    assert possible
    assert all(other["solved"]["change"]["placed"] <= 0 for other in possible)
    assert not any(name in prices.text for name in ("Ana", "Kai", "Max"))
    assert code(program_of(oak.world, "coordinator", Scope.PLANS_READ).get(there)) == (
        403,
        "scope-missing",
    )


def test_a_pair_is_ended_and_goes_on_after_all(world, program) -> None:
    caller, pair = program("coordinator"), "/cohorts/cedar/pairs/cedar-M1"
    card = f"/cohorts/cedar/plans/{world.cedar.released}/members/cedar-M1"
    assert caller.get(card).json["ended"] is None
    said = {"coach": "cedar-C1", "reason": "They quarrel.\n", "never": True}
    assert caller.post(f"{pair}/end", said).status_code == 204
    ended = caller.get(card).json
    assert (ended["ended"]["reason"], ended["may_end"]) == ("They quarrel.", True)
    told = program("facilitator").get(card).json
    assert (told["ended"]["reason"], told["ended"]["by"], told["may_end"]) == (None, None, False)
    assert rules(world).never == (("M1", "C1"),)
    assert code(caller.post(f"{pair}/end", said)) == (409, "not-now")
    assert caller.post(f"{pair}/take-back", {"coach": "cedar-C1"}).status_code == 204
    assert caller.get(card).json["ended"] is None
    assert code(caller.post(f"{pair}/take-back", {"coach": "cedar-C1"})) == (404, "not-found")
