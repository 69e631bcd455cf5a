"""A meeting is held as the plan has it, but for what was arranged, for as long as the plan stays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calendars.entries import Link
from scheduler.domain.arrangements import Arrangement, arrange, held, reading_of
from scheduler.domain.meetings import Meeting, MeetingKind

BEFORE = datetime(2026, 9, 1, tzinfo=UTC)
LATER = datetime(2026, 12, 1, tzinfo=UTC)
NOTES = (Link(title="Notes", url="https://example.org/notes"),)


@pytest.fixture
def meeting() -> Meeting:
    return Meeting(
        uid="7d2f",
        kind=MeetingKind.SESSION,
        ref="monthly",
        section=None,
        n=1,
        starts=datetime(2026, 10, 13, 16, tzinfo=UTC),
        minutes=60,
        time_zone="America/New_York",
        title="Monthly",
        join_url="https://example.org/j",
        people=(),
    )


@pytest.fixture
def changed(meeting: Meeting) -> Arrangement:
    return replace(
        Arrangement.of(meeting),
        starts=meeting.starts + timedelta(hours=1),
        wall=datetime.fromisoformat("2026-10-13T13:00"),
        minutes=45,
        title="All of us",
        join_url="",
        links=NOTES,
        cancelled=True,
    )


def read_otherwise(arrangement: Arrangement, wall: str, time_zone: str = "Europe/London") -> Arrangement:
    """Return it as other zone data had it: meant to be at this reading of the clock, and two hours off by ours."""
    reading = datetime.fromisoformat(wall)
    starts = reading.replace(tzinfo=UTC) - timedelta(hours=2)
    return replace(arrangement, time_zone=time_zone, wall=reading, starts=starts)


def test_a_meeting_to_which_nothing_was_done_is_the_plans(meeting: Meeting) -> None:
    kept = arrange(meeting=meeting, kept=None, now=BEFORE)
    assert kept.held(meeting) == meeting
    assert kept.wall == datetime.fromisoformat("2026-10-13T12:00")
    assert arrange(meeting=meeting, kept=kept, now=BEFORE) == kept


def test_what_was_arranged_is_held_so(meeting: Meeting, changed: Arrangement) -> None:
    assert held([(meeting, changed)]) == (
        replace(
            meeting,
            starts=datetime(2026, 10, 13, 17, tzinfo=UTC),
            minutes=45,
            title="All of us",
            join_url=None,
            links=NOTES,
            cancelled=True,
        ),
    )


def test_a_plan_that_moves_the_meeting_holds_it_there_under_its_name(
    meeting: Meeting, changed: Arrangement
) -> None:
    moved = replace(meeting, starts=meeting.starts + timedelta(days=1))
    now_kept = arrange(meeting=moved, kept=changed, now=BEFORE)
    assert now_kept == replace(Arrangement.of(moved), title="All of us", join_url="", links=NOTES)


def test_what_is_over_stays_as_it_was_held(meeting: Meeting, changed: Arrangement) -> None:
    moved = replace(meeting, starts=meeting.starts + timedelta(days=1))
    was = replace(changed, cancelled=False)
    assert arrange(meeting=moved, kept=was, now=LATER) == was
    assert arrange(meeting=moved, kept=was, now=was.ends) == was
    assert arrange(meeting=moved, kept=was, now=was.ends - timedelta(seconds=1)) != was


def test_what_was_cancelled_is_never_over(meeting: Meeting, changed: Arrangement) -> None:
    moved = replace(meeting, starts=LATER + timedelta(days=1))
    assert not changed.is_over(LATER)
    assert arrange(meeting=moved, kept=changed, now=LATER).starts == moved.starts


def test_the_wall_clock_is_kept_unless_it_shows_the_hour_twice() -> None:
    """New York's clock shows 01:30 twice on 1 November 2026: at 05:30 and at 06:30 UTC."""
    first, second = (datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (5, 6))
    assert reading_of(first, time_zone="America/New_York") == datetime.fromisoformat("2026-11-01T01:30")
    assert reading_of(second, time_zone="America/New_York") is None


@pytest.mark.parametrize(
    ("time_zone", "wall", "meant"),
    [
        ("Europe/London", "2026-10-14T18:00", "2026-10-14T17:00"),
        ("Europe/London", "2026-10-28T18:00", "2026-10-28T18:00"),
        (
            "Europe/London",
            "2026-03-29T01:30",
            "2026-03-29T01:30",
        ),  # skipped: half an hour after the gap begins
        ("Europe/London", "2026-10-25T01:30", "2026-10-25T00:30"),  # shown twice: the first
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45"),
        ("Africa/Casablanca", "2026-03-03T18:00", "2026-03-03T18:00"),  # in Ramadan
        ("Africa/Casablanca", "2026-04-07T18:00", "2026-04-07T17:00"),
    ],
)
def test_what_other_zone_data_had_elsewhere_is_held_where_its_own_clock_reads_as_was_meant(
    meeting: Meeting, changed: Arrangement, time_zone: str, wall: str, meant: str
) -> None:
    kept = read_otherwise(changed, wall, time_zone)
    held_now = arrange(meeting=meeting, kept=kept, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert held_now == replace(kept, starts=datetime.fromisoformat(meant).replace(tzinfo=UTC))
    assert held_now.renewed() == held_now


def test_what_was_held_by_other_zone_data_stays_as_it_was(meeting: Meeting, changed: Arrangement) -> None:
    was = replace(read_otherwise(changed, "2026-10-28T18:00"), cancelled=False)
    assert arrange(meeting=meeting, kept=was, now=was.ends) == was
    assert arrange(meeting=meeting, kept=was, now=was.ends - timedelta(seconds=1)) != was


def test_a_meeting_of_which_no_reading_is_kept_keeps_its_instant(changed: Arrangement) -> None:
    unread = replace(changed, wall=None)
    assert unread.renewed() == unread
