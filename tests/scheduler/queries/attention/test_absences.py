"""Who is away now, and who will be, until when, and whom that leaves without their coach."""

from collections.abc import Callable
from datetime import date

import pytest

from scheduler.domain.people import Person, Role
from tests.scheduler.queries.attention.conftest import Community, at


@pytest.fixture
def people(make_person: Callable[..., Person]) -> tuple[Person, ...]:
    return (
        make_person("amina", zone="Europe/Kyiv"),
        make_person("nadia"),
        make_person("bea", role=Role.COACH),
    )


@pytest.fixture
def community(make_community: Callable[..., Community], people: tuple[Person, ...]) -> Community:
    community = make_community()
    community.release(*people, pairs=(("amina", "bea"), ("nadia", "bea")))
    return community


def test_whoever_is_away_is_back_on_a_day_of_their_own_clock(community, people) -> None:
    """At 22:00 UTC it is midnight in Kyiv, and the day before in London."""
    community.pauses(people[0], since=at(2026, 2, 1), until=at(2026, 2, 9, 22))
    (matter,) = community.matters(2026, 2, 2)
    assert (matter.kind, matter.since, matter.until) == ("away", None, date(2026, 2, 10))
    assert (matter.ids, matter.what) == (("id-amina",), "Amina is away, and back from 10 February on.")
    assert [each.kind for each in community.matters(2026, 2, 9, 21)] == ["away"]
    assert community.matters(2026, 2, 9, 22) == ()


def test_a_pause_that_begins_later_is_foreseen(community, people) -> None:
    community.pauses(people[0], since=at(2026, 5, 1), until=at(2026, 5, 4))
    assert community.said(2026, 2, 2) == [
        ("away", date(2026, 5, 1), "Amina is away from 1 May, and back from 4 May on.")
    ]


def test_the_members_of_a_coach_who_is_away_are_without_one(community, people) -> None:
    community.pauses(people[2], since=at(2026, 2, 1), until=at(2026, 5, 4))
    (matter,) = community.matters(2026, 2, 2)
    assert (matter.since, matter.until) == (None, date(2026, 5, 4))
    assert matter.ids == ("id-bea", "id-amina", "id-nadia")
    assert matter.what == ("Bea is away, and back from 4 May on. Meanwhile Amina and Nadia have no coach.")


def test_the_pause_of_whoever_has_left_is_no_matter(community, people) -> None:
    community.pauses(people[1], since=at(2026, 2, 1), until=at(2026, 5, 4))
    community.now_has(people[0], people[2])
    assert [matter.kind for matter in community.matters(2026, 2, 1)] == ["left"]
