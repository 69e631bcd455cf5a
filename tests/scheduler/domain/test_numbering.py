"""A section keeps its number for as long as it keeps its people."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.numbering import keep_numbers
from scheduler.domain.people import PersonId
from scheduler.domain.plans import Section

MONDAY = datetime(2026, 10, 5, 18, tzinfo=UTC)


def section(number: int, members: str, *, workshop: str = "w", day: int = 0) -> Section:
    return Section(
        workshop=workshop,
        section=number,
        facilitator=PersonId("leader"),
        starts=(MONDAY + timedelta(days=day),),
        minutes=60,
        members=tuple(PersonId(name) for name in members),
    )


def test_a_section_keeps_the_number_of_the_one_with_which_it_shares_the_most_members() -> None:
    previous = (section(1, "abc"), section(2, "defg"))
    current = (section(1, "defx"), section(2, "abg", day=3))
    assert keep_numbers(previous=previous, current=current) == (
        section(2, "defx"),
        section(1, "abg", day=3),
    )


def test_of_two_that_share_as_many_the_earlier_keeps_the_number() -> None:
    previous = (section(1, "abcd"),)
    current = (section(1, "cd", day=2), section(2, "ab", day=1))
    assert keep_numbers(previous=previous, current=current) == (
        section(2, "cd", day=2),
        section(1, "ab", day=1),
    )


def test_one_that_shares_as_many_with_two_continues_the_earlier() -> None:
    previous = (section(1, "ab", day=2), section(2, "cd", day=1))
    assert keep_numbers(previous=previous, current=(section(1, "abcd"),)) == (section(2, "abcd"),)


def test_one_that_shares_nobody_takes_a_number_that_was_never_used() -> None:
    previous = (section(1, "ab"), section(4, "cd"))
    current = (section(1, "xy"), section(2, "zw"), section(3, "ab"))
    numbered = keep_numbers(previous=previous, current=current)
    assert [one.section for one in numbered] == [5, 6, 1]


def test_numbers_of_releases_before_the_last_do_not_come_back_either() -> None:
    numbered = keep_numbers(
        previous=(section(2, "ab"),), current=(section(1, "xy"),), highest={"w": 7, "v": 9}
    )
    assert [one.section for one in numbered] == [8]


def test_workshops_are_numbered_each_by_itself() -> None:
    previous = (section(3, "ab"),)
    current = (section(1, "xy", workshop="v"), section(1, "ab"))
    assert keep_numbers(previous=previous, current=current) == (
        section(1, "xy", workshop="v"),
        section(3, "ab"),
    )


def test_a_first_plan_is_numbered_from_one_as_it_is_listed() -> None:
    current = (section(0, "ab"), section(0, "cd"), section(0, "ab", workshop="v"))
    assert [one.section for one in keep_numbers(previous=(), current=current)] == [1, 2, 1]


releases = st.lists(
    st.builds(
        section,
        st.just(1),
        st.text("abcdefgh", max_size=5),
        workshop=st.sampled_from("vw"),
        day=st.integers(0, 3),
    ),
    max_size=5,
).map(tuple)


@given(history=st.lists(releases, min_size=1, max_size=4))
def test_no_number_is_given_twice_at_a_time_or_for_people_who_share_nobody(
    history: list[tuple[Section, ...]],
) -> None:
    highest = Counter[str]()
    previous: tuple[Section, ...] = ()
    for current in history:
        numbered = keep_numbers(previous=previous, current=current, highest=highest)
        names = [(one.workshop, one.section) for one in numbered]
        assert len(set(names)) == len(names)
        before = {(one.workshop, one.section): set(one.members) for one in previous}
        for one in numbered:
            if (one.workshop, one.section) in before:
                assert before[one.workshop, one.section] & set(one.members)
            else:
                assert one.section > highest[one.workshop]
        for one in numbered:
            highest[one.workshop] = max(highest[one.workshop], one.section)
        previous = numbered


@given(release=releases)
def test_a_release_of_the_same_people_keeps_every_number(release: tuple[Section, ...]) -> None:
    alone = tuple(
        section(0, f"{one.workshop}{number}", workshop=one.workshop) for number, one in enumerate(release)
    )
    first = keep_numbers(previous=(), current=alone)
    assert keep_numbers(previous=first, current=tuple(reversed(alone))) == tuple(reversed(first))
