"""Members say what they want to learn; who runs the cohort takes it up."""

import pytest

from scheduler.access import whole_cohort
from tests.scheduler.web.plain_words import PSEUDO, plain_words
from tests.scheduler.web.test_workshops import as_person

NEW = {"name": "  Weaving  words ", "topic": "play", "about": "Baskets\r\nand\a rhymes.", "leads": "on"}


def proposals(world) -> dict[str, tuple[bool, str, int]]:
    """Return by name whether each has a leader, how it stands, and how many wish for it."""
    with world.store.read() as tx:
        every = tx.proposals.of_cohort(whole_cohort(tx, world.cedar.cohort).cohort.id)
        return {each.name: (each.leads, each.state, len(each.wished_by)) for each in every}


def test_a_member_proposes_a_workshop_and_others_wish_for_it(world) -> None:
    (mariam, hers), (fereshta, _) = as_person(world, "M1"), as_person(world, "M2")
    me = hers.removesuffix("/workshops")
    assert mariam.post(f"{me}/proposals", NEW).status_code == 303
    assert proposals(world)["Weaving words"] == (True, "open", 1)
    other = f"/me/{world.cedar.cohort}-M2"
    page = fereshta.get(f"{other}/workshops").text
    assert "would lead it" in page
    assert ">Baskets\nand rhymes.<" in page
    assert "I would come too" in page
    for wish, count in (("yes", 2), ("yes", 2), ("no", 1)):
        fereshta.post(f"{other}/proposals/{world.cedar.cohort}-proposal/wish", {"wish": wish})
        assert proposals(world)["Songs & games"][2] == count


def test_one_takes_back_what_is_ones_own(world) -> None:
    (mariam, hers), (fereshta, theirs) = as_person(world, "M1"), as_person(world, "M2")
    path = f"/proposals/{world.cedar.cohort}-proposal/take-back"
    assert fereshta.post(theirs.removesuffix("/workshops") + path).status_code == 404
    assert mariam.post(hers.removesuffix("/workshops") + path).status_code == 303
    assert proposals(world) == {}


@pytest.mark.parametrize("form", [{}, {"name": " ", "topic": "play"}, {"name": "x", "topic": "juggling"}])
def test_what_has_no_name_or_topic_is_no_proposal(world, form) -> None:
    mariam, hers = as_person(world, "M1")
    assert mariam.post(hers.removesuffix("/workshops") + "/proposals", form).status_code == 409


def test_nobody_floods_the_list(world) -> None:
    mariam, hers = as_person(world, "M1")
    answers = [mariam.post(hers.removesuffix("/workshops") + "/proposals", NEW).status_code for _ in range(6)]
    assert answers == [303] * 4 + [409] * 2


def test_a_coordinator_makes_a_workshop_of_it_whose_form_knows_what_was_said(world) -> None:
    coordinator, path = world.browser("coordinator"), f"/cohorts/{world.cedar.cohort}/proposals"
    assert "Songs &amp; games" in coordinator.get(path).text
    taken = coordinator.post(f"{path}/{world.cedar.cohort}-proposal", {"state": "taken"})
    form = coordinator.get(taken.location).text
    assert 'value="Songs &amp; games"' in form
    assert 'value="M1" checked' in form
    assert "Taken up" in coordinator.get(path).text
    coordinator.post(f"{path}/{world.cedar.cohort}-proposal", {"state": "aside"})
    assert "Put aside" in coordinator.get(path).text
    mariam, hers = as_person(world, "M1")
    assert "Songs &amp; games" not in mariam.get(hers).text
    assert coordinator.post(f"{path}/{world.cedar.cohort}-proposal", {"state": "?"}).status_code == 409


def test_both_pages_are_said_in_their_language(world) -> None:
    mariam, hers = as_person(world, "M1")
    assert plain_words(mariam.get(hers, headers=PSEUDO).text) == []
    page = world.browser("coordinator").get(f"/cohorts/{world.cedar.cohort}/proposals", headers=PSEUDO)
    assert plain_words(page.text) == []
