from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.overlap import SharedHours, SharedMinutes, Stretch, longest_stretch, slots_of
from matcher.problem import SLOTS_PER_WEEK, WeekMasks

Hours = Callable[..., WeekMasks]

HOUR = 4
DAY = 24 * HOUR
WEDNESDAY = 2 * DAY
MEETING = 60


def rows(table: object) -> object:
    return table.tolist()


def shared_minutes(
    *, members: list[WeekMasks], coaches: list[WeekMasks], edge: int, meeting_minutes: int
) -> SharedMinutes:
    """Count for every member with every coach."""
    hours = SharedHours(members=members, coaches=coaches, edge=edge, meeting_minutes=meeting_minutes)
    return hours.of(np.arange(len(members))[:, np.newaxis], np.arange(len(coaches)))


def test_minutes_count_only_in_blocks_that_hold_a_meeting(hours: Hours) -> None:
    member = hours((0, 3), (10, 14), (20, 26))  # 45, 60 and 90 minutes
    shared = shared_minutes(
        members=[member], coaches=[hours((0, SLOTS_PER_WEEK))], edge=8, meeting_minutes=MEETING
    )
    assert rows(shared.minutes) == [[150]]


def test_a_meeting_that_ends_between_two_quarter_hours_needs_the_next_one_whole(hours: Hours) -> None:
    assert [slots_of(minutes) for minutes in (1, 15, 16, 50, 60)] == [1, 1, 2, 4, 4]
    shared = shared_minutes(
        members=[hours((0, 3)), hours((0, 4))], coaches=[hours((0, 9))], edge=8, meeting_minutes=50
    )
    assert rows(shared.minutes) == [[0], [60]]


def test_a_block_over_midnight_on_monday_counts_in_both_weeks_by_its_whole_length(hours: Hours) -> None:
    across = hours((SLOTS_PER_WEEK - 1, SLOTS_PER_WEEK + 3), weeks=2)
    shared = shared_minutes(members=[across], coaches=[across], edge=8, meeting_minutes=MEETING)
    assert (rows(shared.minutes), rows(shared.worst_week)) == ([[15]], [[0]])


@pytest.mark.parametrize(
    ("begin", "end", "minutes"),
    [
        (-4, 1, 15),
        (-2, 1, 0),
        (SLOTS_PER_WEEK - 2, SLOTS_PER_WEEK + 2, 30),
        (SLOTS_PER_WEEK - 2, SLOTS_PER_WEEK + 1, 0),
    ],
)
def test_a_block_runs_on_before_the_first_week_and_after_the_last(
    hours: Hours, begin: int, end: int, minutes: int
) -> None:
    shared = shared_minutes(
        members=[hours((begin, end))],
        coaches=[hours((-8, SLOTS_PER_WEEK + 8))],
        edge=8,
        meeting_minutes=MEETING,
    )
    assert rows(shared.minutes) == [[minutes]]


def test_a_pair_that_loses_its_hour_in_october_scores_its_worst_week(hours: Hours) -> None:
    """London's clock goes back on 25 October 2026, New York's on 1 November; weeks from 12 October.

    London, Wednesdays 18:00-20:00: 17:00 UTC, from 28 October 18:00. New York, Wednesdays 13:00-15:00: 17:00 UTC, from
    4 November 18:00. Of their two hours the week of 26 October leaves one.
    """
    wednesdays = [week * SLOTS_PER_WEEK + WEDNESDAY for week in range(5)]
    london = [
        (day + utc * HOUR, day + (utc + 2) * HOUR)
        for day, utc in zip(wednesdays, (17, 17, 18, 18, 18), strict=True)
    ]
    new_york = [
        (day + utc * HOUR, day + (utc + 2) * HOUR)
        for day, utc in zip(wednesdays, (17, 17, 17, 18, 18), strict=True)
    ]
    member, coach = hours(*london, weeks=5), hours(*new_york, weeks=5)

    shared = shared_minutes(members=[member], coaches=[coach], edge=8, meeting_minutes=MEETING)
    assert (rows(shared.minutes), rows(shared.worst_week)) == ([[60]], [[2]])
    kept = SharedHours(members=[member], coaches=[coach], edge=8, meeting_minutes=MEETING)
    assert rows(kept.by_week(np.array([0]), np.array([0]))) == [[120, 120, 60, 120, 120]]

    longer = shared_minutes(members=[member], coaches=[coach], edge=8, meeting_minutes=75)
    assert (rows(longer.minutes), rows(longer.worst_week)) == ([[0]], [[2]])
    assert longest_stretch(member=member, coach=coach, edge=8) == Stretch(minutes=60, week=2)


def test_the_earliest_of_equally_bad_weeks_is_named(hours: Hours) -> None:
    always = hours((-8, 3 * SLOTS_PER_WEEK + 8), weeks=3)
    second_and_third = hours(
        (SLOTS_PER_WEEK + 20, SLOTS_PER_WEEK + 24),
        (2 * SLOTS_PER_WEEK, 2 * SLOTS_PER_WEEK + 4),
        (0, 9),
        weeks=3,
    )
    shared = shared_minutes(members=[second_and_third], coaches=[always], edge=8, meeting_minutes=MEETING)
    assert (rows(shared.minutes), rows(shared.worst_week)) == ([[60]], [[1]])


def test_without_members_or_coaches_there_is_nothing_to_share(hours: Hours) -> None:
    nobody = shared_minutes(members=[], coaches=[hours((0, 9))], edge=8, meeting_minutes=MEETING)
    assert (nobody.minutes.shape, nobody.worst_week.shape) == ((0, 1), (0, 1))
    alone = shared_minutes(members=[hours((0, 9))], coaches=[], edge=8, meeting_minutes=MEETING)
    assert (alone.minutes.shape, alone.worst_week.shape) == ((1, 0), (1, 0))
    none = SharedHours(members=[], coaches=[], edge=8, meeting_minutes=MEETING)
    assert none.by_week(np.array([], dtype=np.intp), np.array([], dtype=np.intp)).shape == (0, 0)


@pytest.mark.parametrize("minutes", [0, 9 * 15])
def test_a_meeting_that_the_edges_cannot_show_is_refused(hours: Hours, minutes: int) -> None:
    with pytest.raises(ValueError, match=rf"a meeting of {minutes} minutes takes {minutes // 15} slots"):
        shared_minutes(members=[hours((0, 9))], coaches=[hours((0, 9))], edge=8, meeting_minutes=minutes)


def test_hours_asked_for_different_weeks_are_refused(hours: Hours) -> None:
    with pytest.raises(ValueError, match=r"not for \[1, 2\] of them"):
        shared_minutes(
            members=[hours((0, 9), weeks=2), hours((0, 9))],
            coaches=[hours((0, 9))],
            edge=8,
            meeting_minutes=MEETING,
        )


stretches = st.lists(
    st.tuples(st.integers(-20, 2 * SLOTS_PER_WEEK + 20), st.integers(1, 40)).map(
        lambda at: (at[0], at[0] + at[1])
    ),
    max_size=6,
) | st.just([(-40, 2 * SLOTS_PER_WEEK + 40)])


@settings(deadline=None)
@given(
    of_members=st.lists(stretches, min_size=1, max_size=3),
    of_coaches=st.lists(stretches, min_size=1, max_size=3),
    meeting=st.integers(1, 12 * 15),
)
def test_shared_minutes_are_those_counted_slot_by_slot_on_the_timeline(
    hours: Hours,
    of_members: list[list[tuple[int, int]]],
    of_coaches: list[list[tuple[int, int]]],
    meeting: int,
) -> None:
    members = [hours(*own, weeks=2, edge=12) for own in of_members]
    coaches = [hours(*own, weeks=2, edge=12) for own in of_coaches]
    shared = shared_minutes(members=members, coaches=coaches, edge=12, meeting_minutes=meeting)
    counted = [[counted_minutes(mine, theirs, meeting) for theirs in of_coaches] for mine in of_members]
    assert rows(shared.minutes) == [[min(weeks) for weeks in row] for row in counted]
    assert rows(shared.worst_week) == [[weeks.index(min(weeks)) for weeks in row] for row in counted]
    kept = SharedHours(members=members, coaches=coaches, edge=12, meeting_minutes=meeting)
    mine, theirs = np.divmod(np.arange(len(members) * len(coaches)), len(coaches))
    assert rows(kept.by_week(mine, theirs)) == [weeks for row in counted for weeks in row]
    longest = [
        [longest_stretch(member=mine, coach=theirs, edge=12) for theirs in coaches] for mine in members
    ]
    assert [[stretch.minutes >= meeting for stretch in row] for row in longest] == (
        shared.minutes > 0
    ).tolist()


def counted_minutes(mine: list[tuple[int, int]], theirs: list[tuple[int, int]], meeting: int) -> list[int]:
    """Walk the timeline block by block and spread the long enough blocks' slots over both weeks."""
    both = {slot for begin, end in mine for slot in range(begin, end)}
    both &= {slot for begin, end in theirs for slot in range(begin, end)}
    minutes = [0, 0]
    block: list[int] = []
    for slot in range(-50, 2 * SLOTS_PER_WEEK + 52):
        if slot in both:
            block.append(slot)
            continue
        if len(block) * 15 >= meeting:
            for held in block:
                if 0 <= held < 2 * SLOTS_PER_WEEK:
                    minutes[held // SLOTS_PER_WEEK] += 15
        block = []
    return minutes
