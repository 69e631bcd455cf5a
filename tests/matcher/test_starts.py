"""Which starts of a workshop can be held, and which of them another serves as well."""

import pytest

from matcher.problem import GroupsProblem, Interval, Workshop, WorkshopStart
from matcher.starts import holdable, leaders, meets_while, overlaps, undominated, wishers

EVERYBODY = 0b11111
WEEK = 7 * 24 * 60


def start(*minutes: int, available: int = EVERYBODY) -> WorkshopStart:
    return WorkshopStart(
        meetings=tuple(Interval(begin=minute, end=minute + 60) for minute in minutes), available=available
    )


def workshop(*starts: WorkshopStart, facilitators: tuple[int, ...] = (4,), sections: int = 1) -> Workshop:
    return Workshop(minimum=2, maximum=9, sections=sections, facilitators=facilitators, starts=starts)


def problem(
    *workshops: Workshop,
    wishes: tuple[tuple[int, ...], ...],
    per_member: int = 1,
    busy: tuple[Interval, ...] = (),
) -> GroupsProblem:
    return GroupsProblem(people=5, workshops=workshops, wishes=wishes, per_member=per_member, busy=busy)


@pytest.mark.parametrize(
    ("begin", "end", "both"), [(0, 10, False), (0, 11, True), (12, 13, True), (20, 25, False)]
)
def test_half_open_intervals_that_touch_do_not_overlap(*, begin: int, end: int, both: bool) -> None:
    assert overlaps(Interval(begin=begin, end=end), Interval(begin=10, end=20)) is both


def test_meetings_overlap_when_any_two_of_them_do() -> None:
    assert meets_while(start(0, WEEK).meetings, start(300, WEEK + 30).meetings)
    assert not meets_while(start(0, WEEK).meetings, start(300, WEEK + 60).meetings)


def test_wishers_and_leaders_are_those_who_wish_and_can_lead() -> None:
    offer = workshop(start(0, available=0b01001), facilitators=(4, 3))
    asked = problem(offer, wishes=((0,), (), (0,), (), ()))
    assert wishers(asked, workshop=0) == 0b00101
    assert leaders(offer, start=offer.starts[0]) == (3,)


def test_a_start_is_held_only_free_of_the_whole_groups_sessions_with_a_leader_and_enough_members() -> None:
    offer = workshop(
        start(0),  # against a session
        start(60, available=0b01111),  # no leader
        start(120, available=0b10001),  # too few
        start(180, available=0b10011),
    )
    asked = problem(offer, wishes=((0,), (0,), (0,), (), ()), busy=(Interval(begin=59, end=60),))
    assert holdable(asked, workshop=0) == (3,)


def test_whoever_leads_alone_is_not_one_of_the_members_needed() -> None:
    offer = workshop(start(0, available=0b00011), facilitators=(0,))
    assert holdable(problem(offer, wishes=((0,), (0,), (), (), ())), workshop=0) == ()
    under_another = workshop(start(0, available=0b00111), facilitators=(0, 2))
    assert holdable(problem(under_another, wishes=((0,), (0,), (), (), ())), workshop=0) == (0,)


def test_of_weeks_that_suit_the_same_people_the_first_is_enough_when_nobody_could_be_elsewhere() -> None:
    offer = workshop(start(0), start(WEEK), start(2 * WEEK, available=0b10011))
    assert undominated(problem(offer, wishes=((0,), (0,), (0,), (), ()))) == ((0,),)


def test_a_start_that_suits_fewer_is_kept_where_it_stays_clear_of_another_workshop() -> None:
    first = workshop(start(0), start(WEEK, available=0b10011))
    second = workshop(start(30), facilitators=(3,))
    wishes = ((0, 1), (0, 1), (0, 1), (), ())
    assert undominated(problem(first, second, wishes=wishes, per_member=2)) == ((0, 1), (0,))
    assert undominated(problem(first, second, wishes=wishes, per_member=1)) == ((0,), (0,))


def test_of_starts_that_suit_the_same_people_the_one_out_of_the_leaders_other_way_is_enough() -> None:
    first = workshop(start(0), start(WEEK))
    second = workshop(start(30), facilitators=(3,))
    attending = problem(
        first, second, wishes=((0, 1), (0, 1), (), (), (1,))
    )  # 4 leads the one, wishes the other
    assert undominated(attending) == ((1,), (0,))
    assert undominated(problem(second, first, wishes=((0, 1), (0, 1), (), (), (0,)))) == ((0,), (1,))
    free = problem(first, second, wishes=((0, 1), (0, 1), (), (), ()))
    assert undominated(free) == ((0,), (0,))


def test_a_workshop_of_two_sections_under_one_leader_needs_both_weeks() -> None:
    wishes = ((0,), (0,), (0,), (0,), ())
    assert undominated(problem(workshop(start(0), start(WEEK), sections=2), wishes=wishes)) == ((0, 1),)
    assert undominated(problem(workshop(start(0), start(30), sections=2), wishes=wishes)) == ((0,),)
