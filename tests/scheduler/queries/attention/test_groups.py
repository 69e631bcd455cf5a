"""Groups that nobody leads, all along or on one date, and groups that have too few."""

from collections.abc import Callable
from datetime import date

import pytest

from scheduler.domain.people import Capacity, Person, Role
from tests.scheduler.queries.attention.conftest import Community, at, section

STARTS = (at(2026, 2, 4, 18), at(2026, 2, 11, 18))


@pytest.fixture
def people(make_person: Callable[..., Person]) -> tuple[Person, ...]:
    return (make_person("amina"), make_person("nadia"), make_person("leader", role=Role.STAFF))


@pytest.fixture
def community(make_community, make_workshop, people) -> Community:
    """Both are in a group that needs two."""
    songs = make_workshop("songs", size=Capacity(minimum=2, maximum=4))
    community = make_community(workshops=(songs,), coaching=None)
    community.release(*people, sections=(section("amina", "nadia", leader="leader", starts=STARTS),))
    return community


def test_while_all_is_as_it_was_nothing_matters(community) -> None:
    assert community.matters(2026, 2, 2) == ()


def test_a_group_whose_facilitator_has_left_concerns_its_members(community, people) -> None:
    community.now_has(*people[:2])
    (matter,) = community.matters(2026, 2, 2)
    assert (matter.kind, matter.since, matter.ids) == ("unled", None, ("id-amina", "id-nadia"))
    assert matter.what == "Nobody leads group 1 of Songs any more."


def test_a_meeting_at_which_the_facilitator_is_away_is_foreseen(community, people) -> None:
    community.pauses(people[2], since=at(2026, 2, 1), until=at(2026, 2, 6))
    led = [matter for matter in community.matters(2026, 2, 2) if matter.kind == "unled"]
    assert [(matter.since, matter.ids, str(matter.what)) for matter in led] == [
        (
            date(2026, 2, 4),
            ("id-leader", "id-amina", "id-nadia"),
            "Nobody leads group 1 of Songs on 4 February: Leader is away then.",
        )
    ]
    assert [matter.since for matter in community.matters(2026, 2, 4, 12) if matter.kind == "unled"] == [None]


def test_a_group_below_its_minimum_is_named_with_what_it_needs(community, people) -> None:
    community.now_has(people[0], people[2])
    (matter,) = community.matters(2026, 2, 2)
    assert (matter.kind, matter.since, matter.ids) == ("few", None, ("id-amina", "id-leader"))
    assert matter.what == "Group 1 of Songs has one member: it needs 2."


def test_a_group_that_has_met_for_the_last_time_is_no_matter(community, people) -> None:
    community.now_has(people[0])
    assert {matter.kind for matter in community.matters(2026, 2, 11, 17)} == {"unled", "few"}
    assert community.matters(2026, 2, 11, 18) == ()
