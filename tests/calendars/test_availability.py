from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytz
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.availability import (
    SLOTS_PER_WEEK,
    Stretches,
    Weeks,
    Window,
    available_stretches,
    is_available,
    minute_of,
    week_masks,
    weeks_between,
)
from calendars.wall_clock import offset_at

SUNDAY = 6
ZONES = [
    "Europe/London",
    "America/New_York",
    "Asia/Beirut",
    "Europe/Kyiv",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "America/Santiago",
    "Pacific/Auckland",
    "America/Phoenix",
]

windows = st.lists(
    st.builds(
        lambda day, start, length: Window(day=day, start=start * 15, end=(start + length) * 15),
        st.integers(0, 6),
        st.integers(0, 95),
        st.integers(1, 96),
    ),
    max_size=5,
).map(tuple)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def shown_in_a_window(instant: datetime, time_zone: str, opened: Sequence[Window]) -> bool:
    """Tell by the definition, minute by minute."""
    local = instant.astimezone(ZoneInfo(time_zone))
    minute = local.hour * 60 + local.minute
    return any(
        (window.day == local.weekday() and window.start <= minute < window.end)
        or ((window.day + 1) % 7 == local.weekday() and minute + 1440 < window.end)
        for window in opened
    )


def marked_minute_by_minute(monday: datetime, time_zone: str, opened: Sequence[Window]) -> int:
    """Mark the slots of a week of which every minute is in a window."""
    minutes = [shown_in_a_window(monday + timedelta(minutes=m), time_zone, opened) for m in range(10080)]
    slots = [all(minutes[15 * slot : 15 * slot + 15]) for slot in range(SLOTS_PER_WEEK)]
    return sum(1 << slot for slot, marked in enumerate(slots) if marked)


@pytest.mark.parametrize(
    ("day", "start", "end", "complaint"),
    [
        (7, 0, 60, "no weekly window starts on day 7 at minute 0"),
        (-1, 0, 60, "no weekly window starts on day -1 at minute 0"),
        (0, 1440, 1500, "no weekly window starts on day 0 at minute 1440"),
        (0, 60, 60, "a weekly window of 0 minutes is not within one day"),
        (0, 60, 1515, "a weekly window of 1455 minutes is not within one day"),
        (0, 10, 60, "a weekly window begins and ends on the quarter hour"),
        (0, 15, 50, "a weekly window begins and ends on the quarter hour"),
    ],
)
def test_a_window_that_no_week_has_cannot_be_built(day: int, start: int, end: int, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Window(day=day, start=start, end=end)


@pytest.mark.parametrize(
    ("starts", "ends", "weeks"),
    [
        ("2026-09-07", "2026-09-07", Weeks(first_monday=date(2026, 9, 7), count=1)),
        ("2026-09-13", "2026-09-14", Weeks(first_monday=date(2026, 9, 7), count=2)),
        ("2026-12-30", "2027-01-03", Weeks(first_monday=date(2026, 12, 28), count=1)),
    ],
)
def test_weeks_run_from_the_one_that_holds_the_start_to_the_one_that_holds_the_end(
    starts: str, ends: str, weeks: Weeks
) -> None:
    assert weeks_between(starts=date.fromisoformat(starts), ends=date.fromisoformat(ends)) == weeks


@pytest.mark.parametrize(
    ("time_zone", "sunday", "start", "end", "minutes"),
    [
        ("Europe/London", "2026-03-29", "01:00", "02:00", 0),  # skipped
        ("Europe/London", "2026-10-25", "01:00", "02:00", 120),  # shown twice
        ("America/New_York", "2026-03-08", "02:00", "03:00", 0),
        ("America/New_York", "2026-11-01", "01:00", "02:00", 120),
        ("Asia/Beirut", "2026-03-29", "00:00", "01:30", 30),
        ("Europe/Kyiv", "2026-10-25", "03:15", "03:45", 60),  # two half hours
        ("Australia/Lord_Howe", "2026-10-04", "02:00", "03:00", 30),  # half an hour is skipped
        ("Australia/Lord_Howe", "2026-04-05", "01:30", "02:00", 60),
        ("Pacific/Chatham", "2026-09-27", "02:00", "04:00", 60),
        ("America/Santiago", "2026-09-06", "00:00", "01:00", 0),
        ("Pacific/Auckland", "2026-04-05", "02:00", "03:00", 120),
        ("Africa/Casablanca", "2026-02-15", "02:00", "03:00", 120),
        ("America/Phoenix", "2026-03-08", "02:00", "03:00", 60),  # nothing changes
        ("Asia/Kathmandu", "2026-03-29", "01:00", "02:00", 60),
    ],
)
def test_a_window_is_as_long_as_the_clock_shows_it(
    time_zone: str, sunday: str, start: str, end: str, minutes: int
) -> None:
    opens, closes = (int(text[:2]) * 60 + int(text[3:]) for text in (start, end))
    noon = utc(f"{sunday}T12:00")
    laid_out = available_stretches(
        time_zone=time_zone,
        windows=[Window(day=SUNDAY, start=opens, end=closes)],
        begin=noon - timedelta(days=2),
        end=noon + timedelta(days=2),
    )
    assert sum(laid_out.ends) - sum(laid_out.begins) == minutes


def test_an_hour_of_which_the_middle_is_repeated_is_two_stretches() -> None:
    laid_out = available_stretches(
        time_zone="Europe/Kyiv",
        windows=[Window(day=SUNDAY, start=195, end=225)],
        begin=utc("2026-10-25"),
        end=utc("2026-10-26"),
    )
    at = [minute_of(utc(f"2026-10-25T{time}")) for time in ("00:15", "00:45", "01:15", "01:45")]
    assert (laid_out.begins, laid_out.ends) == ((at[0], at[2]), (at[1], at[3]))


def test_windows_that_touch_or_overlap_are_one_stretch_also_over_midnight_and_the_week() -> None:
    opened = [
        Window(day=SUNDAY, start=1380, end=1500),  # 23:00 to Monday 01:00
        Window(day=0, start=60, end=120),
        Window(day=0, start=90, end=180),
        Window(day=0, start=240, end=300),
    ]
    laid_out = available_stretches(
        time_zone="UTC", windows=opened, begin=utc("2026-10-04"), end=utc("2026-10-06")
    )
    at = [minute_of(utc(f"2026-10-{at}")) for at in ("04T23:00", "05T03:00", "05T04:00", "05T05:00")]
    assert laid_out == Stretches(
        begin=minute_of(utc("2026-10-04")),
        end=minute_of(utc("2026-10-06")),
        begins=(at[0], at[2]),
        ends=(at[1], at[3]),
    )


def test_seconds_are_rounded_outwards_to_whole_minutes() -> None:
    laid_out = available_stretches(
        time_zone="UTC", windows=[], begin=utc("2026-10-05T10:00:59"), end=utc("2026-10-05T11:00:01")
    )
    minutes = minute_of(utc("2026-10-05T10:00")), minute_of(utc("2026-10-05T11:01"))
    assert laid_out == Stretches(begin=minutes[0], end=minutes[1], begins=(), ends=())


@pytest.mark.parametrize(
    ("begin", "end", "available"),
    [
        ("18:00", "19:00", True),
        ("18:00", "21:00", True),
        ("17:59", "18:30", False),
        ("20:30", "21:01", False),
        ("21:00", "22:00", False),
        ("12:00", "13:00", False),
    ],
)
def test_a_person_is_available_only_for_what_lies_wholly_in_a_window(
    begin: str, end: str, *, available: bool
) -> None:
    evening = [Window(day=0, start=1080, end=1260)]
    there = is_available(
        time_zone="UTC",
        windows=evening,
        begin=utc(f"2026-10-05T{begin}"),
        end=utc(f"2026-10-05T{end}"),
    )
    assert there is available


def test_a_meeting_is_kept_or_lost_as_the_clock_changes() -> None:
    evening = [Window(day=2, start=1080, end=1140)]
    asked = [utc("2026-10-14T17:00"), utc("2026-10-28T17:00"), utc("2026-10-28T18:00")]  # Wednesdays
    there = [
        is_available(time_zone="Europe/London", windows=evening, begin=at, end=at + timedelta(hours=1))
        for at in asked
    ]
    assert there == [True, False, True]


def test_an_open_night_lasts_through_the_autumn_change() -> None:
    night = [Window(day=5, start=1320, end=1320 + 600)]  # Saturday 22:00 to Sunday 08:00
    asked = utc("2026-10-24T21:00"), utc("2026-10-25T08:00")  # eleven hours, not ten
    assert is_available(time_zone="Europe/London", windows=night, begin=asked[0], end=asked[1])


def test_what_was_not_laid_out_cannot_be_asked() -> None:
    laid_out = Stretches(begin=0, end=60, begins=(0,), ends=(60,))
    for begin, end in ((-1, 30), (30, 61), (30, 30)):
        with pytest.raises(ValueError, match=f"minutes {begin} to {end} are not within 0 to 60"):
            laid_out.cover(begin=begin, end=end)


def test_a_year_without_a_clock_change_has_one_distinct_week() -> None:
    weeks = weeks_between(starts=date(2026, 1, 1), ends=date(2026, 12, 31))
    masks, of_week = week_masks(
        time_zone="Africa/Nairobi", windows=[Window(day=0, start=0, end=60)], weeks=weeks, edge=0
    )
    assert (masks, of_week) == ((0b1111 << SLOTS_PER_WEEK - 12,), (0,) * 53)  # Sunday 21:00 UTC


def test_the_week_of_a_change_and_those_after_it_have_masks_of_their_own() -> None:
    masks, of_week = week_masks(
        time_zone="Europe/London",
        windows=[Window(day=0, start=720, end=735), Window(day=SUNDAY, start=60, end=75)],
        weeks=Weeks(first_monday=date(2026, 10, 12), count=4),
        edge=0,
    )
    monday, sunday = 12 * 4, 6 * 96
    assert masks == (
        1 << monday - 4 | 1 << sunday,  # an hour ahead of UTC
        1 << monday - 4 | 1 << sunday | 1 << sunday + 4,  # and then 01:00 is shown twice
        1 << monday | 1 << sunday + 4,
    )
    assert of_week == (0, 1, 2, 2)


def test_an_edge_shows_the_neighbouring_weeks_slots() -> None:
    masks, of_week = week_masks(
        time_zone="UTC",
        windows=[Window(day=0, start=0, end=15), Window(day=SUNDAY, start=1425, end=1440)],
        weeks=Weeks(first_monday=date(2026, 10, 5), count=1),
        edge=2,
    )
    assert (masks, of_week) == ((0b11 << 1 | 0b11 << SLOTS_PER_WEEK + 1,), (0,))


def test_a_window_over_sunday_midnight_opens_every_monday() -> None:
    masks, of_week = week_masks(
        time_zone="UTC",
        windows=[Window(day=SUNDAY, start=1425, end=1455)],
        weeks=Weeks(first_monday=date(2026, 10, 5), count=2),
        edge=0,
    )
    assert (masks, of_week) == ((1 | 1 << SLOTS_PER_WEEK - 1,), (0, 0))


def test_nobody_is_available_who_opens_no_window() -> None:
    weeks = Weeks(first_monday=date(2026, 10, 5), count=3)
    assert week_masks(time_zone="UTC", windows=[], weeks=weeks, edge=4) == ((0,), (0, 0, 0))


def test_everybody_is_available_always_who_opens_all_days_through_a_change() -> None:
    always = [Window(day=day, start=0, end=1440) for day in range(7)]
    masks, of_week = week_masks(
        time_zone="Australia/Lord_Howe",
        windows=always,
        weeks=Weeks(first_monday=date(2026, 9, 28), count=2),
        edge=4,
    )
    assert (masks, of_week) == (((1 << SLOTS_PER_WEEK + 8) - 1,), (0, 0))


def test_every_clock_stands_on_a_quarter_hour_of_utc() -> None:
    quarter = timedelta(minutes=15)
    for time_zone in pytz.common_timezones:
        offsets = {
            offset_at(instant=utc(f"{year}-{month}-15"), time_zone=time_zone)
            for year in range(2024, 2030)
            for month in ("01", "04", "07", "10")
        }
        assert {offset % quarter for offset in offsets} == {timedelta()}, time_zone


@settings(max_examples=25, deadline=None)
@given(
    time_zone=st.sampled_from(ZONES),
    opened=windows,
    week=st.integers(0, 104),
    edge=st.integers(0, 9),
)
def test_a_slot_is_marked_when_and_only_when_the_clock_shows_all_of_its_minutes_in_a_window(
    time_zone: str, opened: tuple[Window, ...], week: int, edge: int
) -> None:
    weeks = Weeks(first_monday=date(2026, 1, 5) + timedelta(weeks=week), count=1)
    (mask,), of_week = week_masks(time_zone=time_zone, windows=opened, weeks=weeks, edge=edge)
    begin = datetime.combine(weeks.first_monday, datetime.min.time(), tzinfo=UTC) - edge * timedelta(
        minutes=15
    )
    expected = sum(
        1 << slot
        for slot in range(edge + SLOTS_PER_WEEK + edge)
        if all(
            shown_in_a_window(begin + timedelta(minutes=15 * slot + minute), time_zone, opened)
            for minute in (0, 7, 14)
        )
    )
    assert (mask, of_week) == (expected, (0,))


@pytest.mark.parametrize("time_zone", ZONES)
def test_the_weeks_of_every_change_are_marked_minute_by_minute(time_zone: str) -> None:
    opened = tuple(
        Window(day=day, start=(95 * day) % 96 * 15, end=(95 * day) % 96 * 15 + 300) for day in range(7)
    )
    for monday in ("2026-02-09", "2026-03-02", "2026-03-23", "2026-09-21", "2026-10-19", "2026-10-26"):
        weeks = Weeks(first_monday=date.fromisoformat(monday), count=1)
        (mask,), _ = week_masks(time_zone=time_zone, windows=opened, weeks=weeks, edge=0)
        assert mask == marked_minute_by_minute(utc(monday), time_zone, opened)


@pytest.mark.parametrize("monday", ["2010-03-08", "2010-11-01"])
def test_a_slot_in_the_midst_of_which_the_clock_changes_is_marked_when_all_of_it_is_open(monday: str) -> None:
    # St. John's changed its clock a minute after midnight until 2011.
    opened = (Window(day=5, start=1380, end=1440), Window(day=SUNDAY, start=30, end=90))
    for windows_open in (
        opened,
        (Window(day=5, start=1380, end=1500),),
        (Window(day=SUNDAY, start=0, end=15),),
    ):
        begin = utc(monday)
        (mask,), _ = week_masks(
            time_zone="America/St_Johns",
            windows=windows_open,
            weeks=Weeks(first_monday=begin.date(), count=1),
            edge=0,
        )
        assert mask == marked_minute_by_minute(begin, "America/St_Johns", windows_open)


@settings(max_examples=40, deadline=None)
@given(
    time_zone=st.sampled_from(ZONES),
    opened=windows,
    offset=st.integers(0, 2 * 365 * 24 * 60),
    length=st.integers(1, 3000),
)
def test_stretches_hold_just_the_minutes_that_the_clock_shows_in_a_window(
    time_zone: str, opened: tuple[Window, ...], offset: int, length: int
) -> None:
    begin = utc("2026-01-01") + timedelta(minutes=offset)
    end = begin + timedelta(minutes=length)
    laid_out = available_stretches(time_zone=time_zone, windows=opened, begin=begin, end=end)
    held = {
        minute
        for opens, closes in zip(laid_out.begins, laid_out.ends, strict=True)
        for minute in range(opens, closes)
    }
    first = minute_of(begin)
    expected = {
        first + m for m in range(length) if shown_in_a_window(begin + timedelta(minutes=m), time_zone, opened)
    }
    assert held == expected
    gaps = zip(laid_out.ends, laid_out.begins[1:], strict=False)
    assert all(closed < opens for closed, opens in gaps)
    assert is_available(time_zone=time_zone, windows=opened, begin=begin, end=end) == (len(held) == length)
