from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.slots import LAST, monthly_starts, offered_starts

MONDAY, TUESDAY, SATURDAY, SUNDAY = 0, 1, 5, 6


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def offered(**said: object) -> tuple[tuple[datetime, ...], ...]:
    plain = {
        "time_zone": "Europe/London",
        "weekdays": (TUESDAY,),
        "opens": 18 * 60,
        "closes": 19 * 60,
        "step_minutes": 30,
        "minutes": 60,
        "meetings": 1,
        "window": (date(2026, 10, 13), date(2026, 10, 13)),
        "within": (date(2026, 9, 1), date(2027, 6, 30)),
    }
    return offered_starts(**(plain | said))  # type: ignore[arg-type]


def test_the_second_tuesday_keeps_its_hour_at_home_through_both_clock_changes() -> None:
    starts = monthly_starts(
        time_zone="America/New_York",
        ordinal=2,
        weekday=TUESDAY,
        at=time(18),
        first=date(2026, 10, 1),
        last=date(2027, 4, 30),
    )
    assert starts == (
        utc("2026-10-13T22:00"),
        utc("2026-11-10T23:00"),  # after 1 November
        utc("2026-12-08T23:00"),
        utc("2027-01-12T23:00"),
        utc("2027-02-09T23:00"),
        utc("2027-03-09T23:00"),
        utc("2027-04-13T22:00"),  # after 14 March
    )


def test_a_month_whose_date_lies_outside_the_cohort_has_no_meeting() -> None:
    starts = monthly_starts(
        time_zone="UTC",
        ordinal=1,
        weekday=MONDAY,
        at=time(9),
        first=date(2026, 9, 8),  # the first Monday was the 7th
        last=date(2026, 11, 1),  # the first Monday will be the 2nd
    )
    assert starts == (utc("2026-10-05T09:00"),)


def test_the_last_is_the_fifth_where_there_are_five_and_the_fourth_where_not() -> None:
    starts = monthly_starts(
        time_zone="UTC",
        ordinal=LAST,
        weekday=SATURDAY,
        at=time(9),
        first=date(2026, 10, 1),
        last=date(2026, 12, 31),
    )
    assert starts == (utc("2026-10-31T09:00"), utc("2026-11-28T09:00"), utc("2026-12-26T09:00"))


def test_the_fourth_stays_the_fourth_where_there_are_five() -> None:
    starts = monthly_starts(
        time_zone="UTC",
        ordinal=4,
        weekday=SATURDAY,
        at=time(9),
        first=date(2026, 10, 1),
        last=date(2026, 10, 31),
    )
    assert starts == (utc("2026-10-24T09:00"),)


def test_a_set_time_that_the_clock_skips_takes_the_offset_from_before() -> None:
    starts = monthly_starts(
        time_zone="Europe/London",
        ordinal=LAST,
        weekday=SUNDAY,
        at=time(1, 30),
        first=date(2026, 3, 1),
        last=date(2026, 3, 31),
    )
    assert starts == (utc("2026-03-29T01:30"),)


def test_starts_step_from_opening_as_long_as_they_end_by_closing() -> None:
    starts = offered(opens=18 * 60, closes=20 * 60 + 15, step_minutes=25, minutes=60)
    assert starts == (
        (utc("2026-10-13T17:00"),),
        (utc("2026-10-13T17:25"),),
        (utc("2026-10-13T17:50"),),
        (utc("2026-10-13T18:15"),),
    )


def test_a_meeting_may_end_at_midnight() -> None:
    assert offered(opens=23 * 60, closes=24 * 60) == ((utc("2026-10-13T22:00"),),)


def test_a_meeting_longer_than_the_opening_offers_nothing() -> None:
    assert offered(minutes=61) == ()


def test_meetings_follow_weekly_at_the_same_hour_at_home_through_the_autumn_change() -> None:
    starts = offered(window=(date(2026, 10, 20), date(2026, 10, 20)), meetings=2)
    assert starts == ((utc("2026-10-20T17:00"), utc("2026-10-27T18:00")),)


def test_only_the_first_meeting_must_lie_in_the_window_and_all_within_the_cohort() -> None:
    window = (date(2026, 10, 13), date(2026, 10, 20))
    ends = date(2026, 11, 2)  # three Tuesdays from 13 October end on the 27th, from the 20th on 3 November
    starts = offered(meetings=3, window=window, within=(date(2026, 9, 1), ends))
    assert starts == ((utc("2026-10-13T17:00"), utc("2026-10-20T17:00"), utc("2026-10-27T18:00")),)


def test_dates_before_the_cohort_are_not_offered() -> None:
    assert offered(within=(date(2026, 10, 14), date(2027, 6, 30))) == ()


@pytest.mark.parametrize(
    ("time_zone", "day", "opens", "kept"),
    [
        # London skips 01:00-02:00 on 29 March: 00:00 would end at the change, 02:00 begins as it happens.
        ("Europe/London", "2026-03-29", 0, ["02:00", "02:30", "03:00"]),
        # London shows 01:00-02:00 twice on 25 October: 00:00 ends at 01:00, before anything happens.
        ("Europe/London", "2026-10-25", 0, ["00:00", "00:30", "02:00", "02:30", "03:00"]),
        # New York skips 02:00-03:00 on 8 March.
        ("America/New_York", "2026-03-08", 60, ["03:00", "03:30", "04:00"]),
        # Lord Howe skips half an hour, 02:00-02:30, on 4 October.
        ("Australia/Lord_Howe", "2026-10-04", 60, ["02:30", "03:00", "03:30", "04:00"]),
        # Beirut skips 00:00-01:00 on 29 March: the day begins at 01:00.
        ("Asia/Beirut", "2026-03-29", 0, ["01:00", "01:30", "02:00", "02:30", "03:00"]),
        # Phoenix changes nothing on New York's day.
        (
            "America/Phoenix",
            "2026-03-08",
            60,
            ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30", "04:00"],
        ),
    ],
)
def test_a_start_that_could_be_misread_is_not_offered(
    time_zone: str, day: str, opens: int, kept: list[str]
) -> None:
    sunday = date.fromisoformat(day)
    starts = offered(
        time_zone=time_zone,
        weekdays=(SUNDAY,),
        opens=opens,
        closes=opens + 4 * 60,
        window=(sunday, sunday),
        within=(sunday, sunday),
    )
    assert [f"{start.astimezone(ZoneInfo(time_zone)):%H:%M}" for (start,) in starts] == kept


def test_a_start_of_which_a_later_week_could_be_misread_is_not_offered() -> None:
    sundays = (date(2026, 10, 18), date(2026, 10, 18))
    starts = offered(weekdays=(SUNDAY,), opens=60, closes=150, window=sundays, meetings=2)
    assert starts == ()  # at 01:00 and 01:30 on 25 October the clock is not plain


@given(
    time_zone=st.sampled_from(["Europe/Kyiv", "Pacific/Chatham", "America/Santiago", "Asia/Kathmandu"]),
    week=st.integers(0, 104),
    opens=st.integers(0, 1200),
    length=st.integers(1, 240),
    minutes=st.integers(1, 120),
    meetings=st.integers(1, 4),
)
def test_every_start_offered_reads_the_same_on_the_home_clock_at_both_ends_each_week(
    time_zone: str, week: int, opens: int, length: int, minutes: int, meetings: int
) -> None:
    home = ZoneInfo(time_zone)
    first = date(2026, 1, 1) + timedelta(weeks=week)
    starts = offered(
        time_zone=time_zone,
        weekdays=(SATURDAY, SUNDAY),
        opens=opens,
        closes=min(opens + length, 1440),
        step_minutes=7,
        minutes=minutes,
        meetings=meetings,
        window=(first, first + timedelta(days=9)),
        within=(first, first + timedelta(days=40)),
    )
    assert list(starts) == sorted(starts)
    for start in starts:
        readings = [at.astimezone(home) for at in start]
        assert {(reading.weekday(), reading.time()) for reading in readings} == {
            (readings[0].weekday(), readings[0].time())
        }
        for reading, at in zip(readings, start, strict=True):
            end = (at + timedelta(minutes=minutes)).astimezone(home)
            lasting = end.replace(tzinfo=None) - reading.replace(tzinfo=None)
            assert lasting == timedelta(minutes=minutes)
