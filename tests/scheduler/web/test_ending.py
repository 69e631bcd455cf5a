"""A pair of the last release is ended on the member's card, and goes on after all; why is for coordinators alone."""

import pytest

from scheduler.access import Right
from scheduler.domain.cohorts import CohortId
from scheduler.domain.parts import Parts
from tests.scheduler.web.conftest import World
from tests.scheduler.web.plain_words import plain_words

CEDAR = CohortId("cedar")
MARIAM, RUTH = "cedar-M1", "cedar-C1"
PAIR = f"/cohorts/cedar/pairs/{MARIAM}"
REASON = "They quarrel <b>about</b> stories."


@pytest.fixture
def released(world: World) -> str:
    """Where Mariam's card of the last release is."""
    with world.store.read() as tx:
        return f"/cohorts/cedar/plans/{tx.runs.published(CEDAR).id}/members/{MARIAM}"


def end(world: World, *, role: str = "coordinator", never: bool = True) -> object:
    form = {"coach": RUTH, "reason": REASON} | ({"never": "yes"} if never else {})
    return world.browser(role).post(f"{PAIR}/end", form)


def never(world: World) -> tuple[tuple[str, str], ...]:
    with world.store.read() as tx:
        return tx.people.cohort(CEDAR).coaching.never


def test_it_is_ended_on_the_card_with_a_reason_and_taken_back_there(world, released) -> None:
    coordinator = world.browser("coordinator")
    card = coordinator.get(released).text
    assert 'name="never" value="yes" checked' in card
    answer = end(world)
    assert (answer.status_code, answer.location) == (303, f"{released}#pair")
    card = coordinator.get(released).text
    assert "They quarrel &lt;b&gt;about&lt;/b&gt; stories." in card
    assert "This pair was ended" in plain_words(card)
    assert never(world) == (("M1", "C1"),)
    plan = coordinator.get(released.rpartition("/members")[0]).text
    assert '<span class="tag later">ended</span>' in plan
    assert "Mariam has had no coach since their pair was ended." in plain_words(
        coordinator.get("/cohorts/cedar/attention").text
    )
    assert end(world).status_code == 409
    answer = coordinator.post(f"{PAIR}/take-back", {"coach": RUTH})
    assert (answer.status_code, answer.location) == (303, f"{released}#pair")
    card = coordinator.get(released).text
    assert "stories." not in card
    assert "End this pair" in card
    assert never(world) == ()


def test_why_is_kept_as_lines_without_what_cannot_be_seen(world) -> None:
    """No database that we use takes everything that a form can bring."""
    form = {"coach": RUTH, "reason": " They quarrel.\x07\u202e\r\n\r\nAgain. "}
    assert world.browser("coordinator").post(f"{PAIR}/end", form).status_code == 303
    with world.store.read() as tx:
        (ended,) = tx.endings.of_cohort(CEDAR)
    assert ended.reason == "They quarrel.\n\nAgain."


def test_they_may_be_paired_again_where_nothing_else_is_said(world) -> None:
    assert end(world, never=False).status_code == 303
    assert never(world) == ()


def test_the_member_has_no_coach_from_then_on(world) -> None:
    assert "You have no coach yet" not in world.browser("member").get("/me").text
    end(world)
    page = world.browser("member").get("/me").text
    assert "You have no coach yet" in page
    assert "quarrel" not in page


def test_a_facilitator_sees_that_it_was_ended_and_not_why(world, released) -> None:
    facilitator = world.browser("facilitator")
    assert "End this pair" not in facilitator.get(released).text
    end(world)
    card = facilitator.get(released).text
    assert "This pair was ended" in card
    assert "quarrel" not in card
    assert "Take it back" not in card


def test_a_facilitator_who_rebalances_pairs_ends_them_and_one_who_rebalances_groups_does_not(
    world, released
) -> None:
    def give(parts: Parts) -> None:
        with world.store.write() as tx:
            account = next(
                each for each, held in tx.accounts.holders(CEDAR).items() if held == (Right.FACILITATOR,)
            )
            tx.accounts.set_parts(account, CEDAR, Right.FACILITATOR, parts)

    give(Parts(workshops=None))
    assert end(world, role="facilitator").status_code == 404
    give(Parts(coaching=True))
    assert "End this pair" in world.browser("facilitator").get(released).text
    assert end(world, role="facilitator").status_code == 303
    card = world.browser("facilitator").get(released).text
    assert "Take it back" in card
    assert "quarrel" not in card
    assert "quarrel" in world.browser("coordinator").get(released).text
    assert world.browser("facilitator").post(f"{PAIR}/take-back", {"coach": RUTH}).status_code == 303


def test_a_draft_says_nothing_of_it(world) -> None:
    with world.store.read() as tx:
        draft = next(mark.id for mark in tx.runs.plans(CEDAR) if mark.release is None)
    card = world.browser("coordinator").get(f"/cohorts/cedar/plans/{draft}/members/{MARIAM}").text
    assert "End this pair" not in card
