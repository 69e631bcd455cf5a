"""A member and their coach agree on an hour on their pages: suggested by one, taken by the other, ended by either."""

import re
from datetime import UTC, datetime

import pytest

from scheduler.domain.people import PersonId

RUTH, FERESHTA = "cedar-C1", "cedar-M2"


def as_person(world, person: str):  # noqa: ANN201 - a browser
    """Have the member's account be this person of Cedar; return their browser."""
    with world.store.write() as tx:
        (_, me), *_ = tx.people.of_account(account := _account(world, tx))
        tx.people.set_account(me.id, None)
        tx.people.set_account(PersonId(person), account)
    return world.browser("member")


def _account(world, tx) -> str:
    accounts = (tx.people.account_of(PersonId(person)) for person in (world.cedar.person, RUTH, FERESHTA))
    return next(filter(None, accounts))


def hours(page: str, words: str) -> list[str]:
    """Return the hours that a page has a button of these words for."""
    return re.findall(r'name="hour" value="([^"]+)">' + words, page)


def told(page: str) -> str:
    text = page[page.index('id="hour-') :].partition('<details class="why"')[0]
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_one_suggests_the_other_says_yes_and_either_ends_it(world) -> None:
    mariam = world.cedar.person
    page = world.browser("member").get("/me").text
    offered = hours(page, "Suggest this hour")
    assert len(offered) == 3
    answer = world.browser("member").post(f"/me/{mariam}/hours/{RUTH}", {"hour": offered[0]})
    assert (answer.status_code, answer.location) == (303, f"/me#hour-{RUTH}")
    page = world.browser("member").get("/me").text
    assert "You have suggested this hour." in told(page)
    assert hours(page, "Suggest this hour") == offered[1:]

    ruth = as_person(world, RUTH)
    page = ruth.get("/me").text
    assert "Mariam suggests that you meet every week: Monday 8:00" in told(page)
    (suggested,) = hours(page, "Yes, this hour")
    assert (offered[0], suggested) == ("Europe/Kyiv 0 900", "America/New_York 0 480")
    ruth.post(f"/me/{RUTH}/hours/{mariam}", {"hour": suggested})
    assert "You meet every week: Monday 8:00" in told(ruth.get("/me").text)

    member = as_person(world, mariam)
    page = member.get("/me").text
    assert "You meet every week: Monday 3:00" in told(page)
    assert page.count("Coaching with Ruth &lt;b&gt;Abernathy") >= 4
    assert member.post(f"/me/{mariam}/hours/{RUTH}/end").status_code == 303
    page = member.get("/me").text
    assert "You meet every week" not in page
    assert "Coaching with Ruth" not in page


def test_whether_one_comes_to_it_is_nobodys_count(world) -> None:
    mariam = world.cedar.person
    offered = hours(world.browser("member").get("/me").text, "Suggest this hour")
    world.browser("member").post(f"/me/{mariam}/hours/{RUTH}", {"hour": offered[0]})
    as_person(world, RUTH).post(f"/me/{RUTH}/hours/{mariam}", {"hour": "America/New_York 0 480"})
    world.clock.at = datetime(2026, 11, 20, tzinfo=UTC)
    with world.store.write() as tx:
        assert tx.agreements.of_cohort("cedar")[PersonId(RUTH), PersonId(mariam)].agreed is not None
    page = world.browser("coordinator").get("/cohorts/cedar/meetings")
    assert "Coaching with" not in page.text


@pytest.mark.parametrize(
    "hour", ["", "Europe/Kyiv 0", "Europe/Kyiv x 900", "Nowhere/City 0 900", "UTC 0 9" + 9 * "0"]
)
def test_what_is_no_hour_of_theirs_is_told_and_changes_nothing(world, hour: str) -> None:
    answer = world.browser("member").post(f"/me/{world.cedar.person}/hours/{RUTH}", {"hour": hour})
    assert answer.status_code == 409
    with world.store.read() as tx:
        assert tx.agreements.of_cohort("cedar") == {}
