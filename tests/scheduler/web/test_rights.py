"""Coordinators hand their rights over, and take them back; somebody runs the cohort always."""

import pytest

from scheduler.access import whole_cohort
from scheduler.domain.cohorts import CohortId
from scheduler.domain.parts import NOTHING, Parts
from tests.scheduler.web.plain_words import PSEUDO, plain_words

PATH = "/cohorts/cedar/rights"


def held(world) -> dict[str, tuple[str, ...]]:
    with world.store.read() as tx:
        return tx.accounts.holders(whole_cohort(tx, "cedar").cohort.id)


def of(world, right: str) -> list[str]:
    return [account for account, rights in held(world).items() if right in rights]


def test_a_member_is_made_facilitator_then_coordinator_and_comes_in(world) -> None:
    coordinator, member = world.browser("coordinator"), world.browser("member")
    assert member.get("/cohorts/cedar").status_code == 404
    coordinator.post(PATH, {"person": world.cedar.person, "right": "facilitator"})
    assert member.get("/cohorts/cedar").status_code == 200
    assert member.get(PATH).status_code == 404
    coordinator.post(PATH, {"person": world.cedar.person, "right": "coordinator"})
    page = member.get(PATH).text
    assert page.count("Mariam") >= 2
    assert "facilitator@cedar.example.org" in page


def test_a_right_is_taken_back_and_the_last_coordinator_stays(world) -> None:
    coordinator = world.browser("coordinator")
    (mine,) = of(world, "coordinator")
    refused = coordinator.post(f"{PATH}/{mine}/take", {"right": "coordinator"})
    assert (refused.status_code, "make somebody else a coordinator first" in refused.text) == (409, True)
    (theirs,) = of(world, "facilitator")
    assert coordinator.post(f"{PATH}/{theirs}/take", {"right": "facilitator"}).status_code == 303
    assert world.browser("facilitator").get("/cohorts/cedar").status_code == 404
    coordinator.post(PATH, {"person": world.cedar.person, "right": "coordinator"})
    assert coordinator.post(f"{PATH}/{mine}/take", {"right": "coordinator"}).status_code == 303
    assert coordinator.get("/cohorts/cedar").status_code == 404


@pytest.mark.parametrize(
    ("form", "status"),
    [({"right": "facilitator"}, 404), ({"person": "cedar-M1", "right": "operator"}, 409), ({}, 409)],
)
def test_nobody_and_nothing_else_is_given(world, form, status) -> None:
    before = held(world)
    assert world.browser("coordinator").post(PATH, form).status_code == status
    assert held(world) == before


def parts_of(world, account: str) -> Parts:
    with world.store.read() as tx:
        return tx.accounts.parts(CohortId("cedar")).get(account, NOTHING)


def test_a_facilitator_is_given_parts_to_rebalance_which_go_with_the_right(world) -> None:
    coordinator = world.browser("coordinator")
    (theirs,) = of(world, "facilitator")
    assert parts_of(world, theirs) == NOTHING
    given = coordinator.post(f"{PATH}/{theirs}/parts", {"coaching": "1", "workshop": ["stories", "nothing"]})
    assert given.status_code == 303
    assert parts_of(world, theirs) == Parts(coaching=True, workshops=("stories",))
    assert coordinator.get(PATH).text.count(" checked") == 2
    coordinator.post(f"{PATH}/{theirs}/parts", {"workshop": "stories"})
    assert parts_of(world, theirs) == Parts(workshops=("stories",))
    coordinator.post(f"{PATH}/{theirs}/take", {"right": "facilitator"})
    with world.store.write() as tx:
        tx.accounts.give(theirs, CohortId("cedar"), "facilitator")
    assert parts_of(world, theirs) == NOTHING


def test_parts_are_a_facilitators_alone(world) -> None:
    coordinator = world.browser("coordinator")
    (mine,) = of(world, "coordinator")
    assert coordinator.post(f"{PATH}/{mine}/parts", {"coaching": "1"}).status_code == 404
    assert coordinator.post(f"{PATH}/nobody/parts", {"coaching": "1"}).status_code == 404


def test_a_right_that_nobody_holds_is_not_there(world) -> None:
    assert (
        world.browser("coordinator").post(f"{PATH}/nobody/take", {"right": "facilitator"}).status_code == 404
    )


def test_the_page_is_said_in_its_language(world) -> None:
    assert plain_words(world.browser("coordinator").get(PATH, headers=PSEUDO).text) == []
