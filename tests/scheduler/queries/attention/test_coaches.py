"""Coaches who have left, have more members than they take, or have room."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from scheduler.domain.people import Capacity, Person, Role
from tests.scheduler.queries.attention.conftest import Community

PAIRS = (("amina", "bea"), ("nadia", "bea"))


@pytest.fixture
def people(make_person: Callable[..., Person]) -> tuple[Person, ...]:
    return (make_person("amina"), make_person("nadia"), make_person("bea", role=Role.COACH))


@pytest.fixture
def community(make_community: Callable[..., Community], people: tuple[Person, ...]) -> Community:
    """Both have Bea, who takes two."""
    community = make_community()
    community.release(*people, pairs=PAIRS)
    return community


def test_while_all_is_as_it_was_nothing_matters(community) -> None:
    assert community.matters(2026, 2, 2) == ()


@pytest.mark.parametrize("role", [None, Role.STAFF], ids=["left", "another-role"])
def test_members_whose_coach_is_none_any_more_are_alone(community, people, role) -> None:
    *members, bea = people
    community.now_has(*members, *((replace(bea, role=role),) if role else ()))
    assert community.said(2026, 2, 2) == [
        ("alone", None, "The coach of Amina has left."),
        ("alone", None, "The coach of Nadia has left."),
    ]


def test_a_coach_who_takes_fewer_by_now_has_too_many(community, people) -> None:
    *members, bea = people
    community.now_has(*members, replace(bea, capacity=Capacity(minimum=0, maximum=1)))
    (matter,) = community.matters(2026, 2, 2)
    assert (matter.kind, matter.since, matter.ids) == ("over", None, ("id-bea", "id-amina", "id-nadia"))
    assert matter.what == "Bea has 2 members and takes 1."


def test_the_cohorts_rule_counts_where_a_coach_says_nothing(community) -> None:
    def fewer(scope) -> None:
        rules = replace(scope.cohort.coaching, capacity=Capacity(minimum=0, maximum=1))
        scope.tx.people.change_cohort(replace(scope.cohort, coaching=rules))

    community.change(fewer)
    assert [kind for kind, *_ in community.said(2026, 2, 2)] == ["over"]


def test_a_coach_whose_member_has_left_has_a_free_place(community, people) -> None:
    amina, _, bea = people
    community.now_has(amina, bea)
    (matter,) = community.matters(2026, 2, 2)
    assert (matter.kind, matter.since, matter.ids) == ("left", None, ("id-bea",))
    assert matter.what == "Since Nadia left, Bea has one free place."


def test_two_who_left_are_named_together(community, people) -> None:
    community.now_has(people[2])
    assert community.said(2026, 2, 2) == [
        ("left", None, "Since Amina and Nadia left, Bea has 2 free places.")
    ]


def test_a_coach_who_takes_no_more_than_are_left_has_no_free_place(community, people) -> None:
    amina, _, bea = people
    community.now_has(amina, replace(bea, capacity=Capacity(minimum=0, maximum=1)))
    assert community.said(2026, 2, 2) == [("left", None, "A member of Bea left: Nadia.")]
