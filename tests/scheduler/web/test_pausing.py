"""Members pause until a date: what lies in between leaves their calendar, and nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.following import follow
from scheduler.domain.people import PersonId
from tests.scheduler.web.plain_words import PSEUDO, plain_words


def stands(world, key: str) -> dict[str, str]:
    """Return how each entry to come of a person stands, by its date, after calendars have followed."""
    with world.store.write() as tx:
        follow(whole_cohort(tx, "cedar"), feed_key=world.settings.feed_key)
        entries = tx.calendars.entries(PersonId(f"cedar-{key}")).values()
        return {f"{each.content.starts:%m-%d}": each.content.status for each in entries}


@pytest.fixture
def path(world) -> str:
    return f"/me/{world.cedar.person}/pause"


def test_what_lies_in_the_pause_is_cancelled_for_them_alone_and_what_comes_after_stays(world, path) -> None:
    before = stands(world, "M1")
    assert set(before.values()) == {"CONFIRMED"}
    others = stands(world, "C1")
    member = world.browser("member")
    assert member.post(path, {"until": "2026-10-29"}).status_code == 303
    assert stands(world, "M1") == before | {"10-13": "CANCELLED", "10-22": "CANCELLED"}
    assert stands(world, "C1") == others
    assert "away until Oct 29, 2026" in member.get("/me").text
    assert "away until Oct 29, 2026" in world.browser("facilitator").get("/cohorts/cedar/people").text


def test_whoever_comes_back_has_all_that_is_to_come_again(world, path) -> None:
    before, member = stands(world, "M1"), world.browser("member")
    member.post(path, {"until": "2026-12-20"})
    assert "CANCELLED" in stands(world, "M1").values()
    world.clock.at = datetime(2026, 10, 14, tzinfo=UTC)
    member.post(f"{path}/end")
    assert stands(world, "M1") == before | {"10-13": "CANCELLED"}
    assert "I need a pause" in member.get("/me").text


def test_another_day_is_another_end_of_the_same_pause(world, path) -> None:
    before, member = stands(world, "M1"), world.browser("member")
    member.post(path, {"until": "2026-12-20"})
    world.clock.at += timedelta(hours=1)
    member.post(path, {"until": "2026-10-14"})
    assert stands(world, "M1") == before | {"10-13": "CANCELLED"}


def test_the_day_begins_by_their_own_clock(world, path) -> None:
    member = world.browser("member")
    member.post(
        path, {"until": "2026-10-25"}
    )  # Kyiv leaves summer time that night, and begins the day with it
    with world.store.read() as tx:
        (pause,) = tx.pauses.of_cohort(whole_cohort(tx, "cedar").cohort.id)
    assert pause.until == datetime(2026, 10, 24, 21, tzinfo=UTC)


@pytest.mark.parametrize("until", ["", "soon", "2026-10-01", "2026-09-01", "2027-01-01"])
def test_a_day_that_has_begun_or_lies_behind_the_end_is_refused(world, path, until) -> None:
    assert world.browser("member").post(path, {"until": until}).status_code == 409


def test_coming_back_from_nowhere_changes_nothing(world, path) -> None:
    assert world.browser("member").post(f"{path}/end").status_code == 303


def test_the_page_is_said_in_its_language(world, path) -> None:
    member = world.browser("member")
    assert plain_words(member.get(path, headers=PSEUDO).text) == []
    member.post(path, {"until": "2026-10-29"})
    assert plain_words(member.get(path, headers=PSEUDO).text) == []
    assert plain_words(member.get("/me", headers=PSEUDO).text) == []
