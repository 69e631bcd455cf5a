"""A release as it stands after members have joined and left, and who waits for which group."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain.enrolments import Enrolment, Standing, queues, seated, waiting_on
from scheduler.domain.plans import Plan, Section
from tests.scheduler.web.conftest import _plan

BEGIN = datetime(2026, 10, 1, 12, tzinfo=UTC)


def section(number: int, *members: str, workshop: str = "stories") -> Section:
    return Section(
        workshop=workshop,
        section=number,
        facilitator="c1",
        starts=(BEGIN,),
        minutes=60,
        members=members,
        seats=("why",) * len(members),
    )


def word(
    person: str, standing: Standing, number: int = 0, *, after: int = 0, workshop: str = "stories"
) -> Enrolment:
    since = BEGIN + timedelta(minutes=after)
    return Enrolment(person=person, workshop=workshop, section=number, standing=standing, since=since)


@pytest.fixture
def plan() -> Plan:
    plan = _plan("cedar")
    sections = (section(1, "a", "b"), section(2, "c"), section(1, "a", workshop="play"))
    return replace(plan, workshops=replace(plan.workshops, sections=sections))


def members(plan: Plan) -> list[tuple[str, ...]]:
    return [each.members for each in plan.workshops.sections]


def test_without_a_word_a_release_stands_as_it_was_published(plan) -> None:
    assert seated(plan, ()) is plan
    assert seated(plan, [word("z", Standing.WAITING, 1)]) is plan


def test_whoever_left_a_workshop_sits_in_none_of_its_groups_and_in_all_others(plan) -> None:
    stands = seated(plan, [word("a", Standing.LEFT)])
    assert members(stands) == [("b",), ("c",), ("a",)]
    assert [each.seats for each in stands.workshops.sections] == [(), ("why",), ("why",)]


def test_who_joined_comes_after_who_was_planned_the_earliest_first(plan) -> None:
    words = [word("y", Standing.JOINED, 2, after=2), word("x", Standing.JOINED, 2, after=1)]
    assert members(seated(plan, words)) == [("a", "b"), ("c", "x", "y"), ("a",)]


def test_who_joins_another_group_of_their_workshop_sits_there_alone(plan) -> None:
    assert members(seated(plan, [word("a", Standing.JOINED, 2)])) == [("b",), ("c", "a"), ("a",)]


def test_a_group_that_is_no_more_seats_nobody(plan) -> None:
    assert members(seated(plan, [word("a", Standing.JOINED, 9)])) == [("b",), ("c",), ("a",)]


def test_those_who_wait_stand_in_line_as_they_came() -> None:
    words = [
        word("x", Standing.WAITING, 1, after=2),
        word("y", Standing.WAITING, 1, after=1),
        word("z", Standing.JOINED, 1),
        word("w", Standing.WAITING, 2),
    ]
    assert queues(words) == {("stories", 1): ("y", "x"), ("stories", 2): ("w",)}


def test_who_waits_for_a_seat_in_a_workshop_has_none_in_it_whatever_was_planned(plan) -> None:
    assert members(seated(plan, [word("a", Standing.WAITING, 2)])) == [("b",), ("c",), ("a",)]


def test_under_a_plan_that_only_follows_who_waits_goes_on_waiting_unless_it_seats_them_or_has_no_such_group(
    plan,
) -> None:
    waits = word("z", Standing.WAITING, 1)
    words = [
        waits,
        word("y", Standing.JOINED, 1),
        word("x", Standing.LEFT),
        word("c", Standing.WAITING, 1),  # sits in the other group
        word("w", Standing.WAITING, 9),
    ]
    assert waiting_on(plan, words) == (waits,)
