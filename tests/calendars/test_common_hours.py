"""The common hour holds in every week, by the clock that tells it, through every change of either clock."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.availability import Window
from calendars.common_hours import CommonHour, Dates, Hours, Told, common_hours, held_hours, told_on

AUTUMN = Dates(first=date(2026, 10, 5), last=date(2026, 11, 27))
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


def hours(time_zone: str, *windows: tuple[int, str, str]) -> Hours:
    return Hours(
        time_zone=time_zone,
        windows=tuple(Window(day=day, start=minute(start), end=minute(end)) for day, start, end in windows),
    )


def minute(clock: str) -> int:
    hour, minutes = clock.split(":")
    return int(hour) * 60 + int(minutes)


def at(time_zone: str, day: int, clock: str) -> CommonHour:
    return CommonHour(time_zone=time_zone, day=day, start=minute(clock))


def test_an_hour_is_told_by_whichever_clock_it_holds_on() -> None:
    """New York is three hours ahead of Phoenix until 1 November 2026, and two from then on."""
    coach = hours("America/Phoenix", (TUESDAY, "16:00", "18:00"))
    member = hours("America/New_York", (TUESDAY, "18:00", "21:00"))
    assert held_hours(coach=coach, member=member, minutes=60, dates=AUTUMN) == (
        at("America/Phoenix", TUESDAY, "16:00"),
        at("America/Phoenix", TUESDAY, "16:15"),
        at("America/Phoenix", TUESDAY, "16:30"),
        at("America/Phoenix", TUESDAY, "16:45"),
        at("America/Phoenix", TUESDAY, "17:00"),
        at("America/New_York", TUESDAY, "19:00"),
    )


def test_an_hour_that_one_change_of_clock_takes_away_is_not_offered() -> None:
    coach = hours("America/Phoenix", (TUESDAY, "15:00", "16:00"))
    member = hours("America/New_York", (TUESDAY, "18:00", "19:00"))
    october = Dates(first=date(2026, 10, 5), last=date(2026, 10, 30))
    assert common_hours(coach=coach, member=member, minutes=60, dates=october) == (
        at("America/Phoenix", TUESDAY, "15:00"),
    )
    assert common_hours(coach=coach, member=member, minutes=60, dates=AUTUMN) == ()


def test_the_other_clock_is_told_with_the_date_of_each_change() -> None:
    """Kyiv leaves summer time on 25 October 2026, New York on 1 November."""
    hour = at("America/New_York", TUESDAY, "18:00")
    assert told_on(hour, time_zone="Europe/Kyiv", dates=AUTUMN) == (
        Told(since=date(2026, 10, 7), day=WEDNESDAY, start=minute("01:00")),
        Told(since=date(2026, 10, 28), day=WEDNESDAY, start=minute("00:00")),
        Told(since=date(2026, 11, 4), day=WEDNESDAY, start=minute("01:00")),
    )
    assert told_on(hour, time_zone="America/New_York", dates=AUTUMN) == (
        Told(since=date(2026, 10, 6), day=TUESDAY, start=minute("18:00")),
    )


def test_an_hour_that_the_clock_skips_or_shows_twice_on_one_of_its_dates_is_not_offered() -> None:
    """New York skips 02:00 to 03:00 on 14 March 2027, and shows 01:00 to 02:00 twice on 1 November 2026."""
    always = hours("America/New_York", *((day, "00:00", "24:00") for day in range(7)))
    spring = Dates(first=date(2027, 3, 8), last=date(2027, 3, 21))

    def sundays(dates: Dates) -> set[int]:
        held = held_hours(coach=always, member=always, minutes=60, dates=dates)
        return {hour.start for hour in held if hour.day == SUNDAY}

    every_start = set(range(0, 24 * 60, 15))
    # 01:00 to 02:00 ends as the clock is put forward, and would be read as an hour longer.
    assert every_start - sundays(spring) == set(range(minute("01:00"), minute("03:00"), 15))
    # What begins at 00:45 ends before the clock is put back.
    assert every_start - sundays(AUTUMN) == set(range(minute("01:00"), minute("02:00"), 15))


def test_where_both_clocks_move_together_only_the_coachs_tells_the_hour() -> None:
    coach = hours("Europe/Kyiv", (FRIDAY, "18:00", "19:00"))
    member = hours("Europe/Belgrade", (FRIDAY, "17:00", "18:00"))
    assert held_hours(coach=coach, member=member, minutes=60, dates=AUTUMN) == (
        at("Europe/Kyiv", FRIDAY, "18:00"),
    )


def test_three_hours_are_spread_over_the_week_and_do_not_overlap() -> None:
    free = hours("Africa/Nairobi", *((day, "18:00", "20:00") for day in range(5)))
    assert common_hours(coach=free, member=free, minutes=60, dates=AUTUMN) == (
        at("Africa/Nairobi", MONDAY, "18:00"),
        at("Africa/Nairobi", THURSDAY, "18:00"),
        at("Africa/Nairobi", TUESDAY, "18:00"),
    )
    one_day = hours("Africa/Nairobi", (SATURDAY, "09:00", "11:30"))
    assert common_hours(coach=one_day, member=one_day, minutes=60, dates=AUTUMN) == (
        at("Africa/Nairobi", SATURDAY, "09:00"),
        at("Africa/Nairobi", SATURDAY, "10:00"),
    )


def test_humane_hours_come_first() -> None:
    free = hours(
        "Africa/Nairobi",
        (MONDAY, "03:00", "04:00"),
        (TUESDAY, "06:00", "07:00"),
        (WEDNESDAY, "20:00", "21:00"),
        (THURSDAY, "20:30", "21:30"),
    )
    assert common_hours(coach=free, member=free, minutes=60, dates=AUTUMN, most=4) == (
        at("Africa/Nairobi", WEDNESDAY, "20:00"),
        at("Africa/Nairobi", TUESDAY, "06:00"),
        at("Africa/Nairobi", THURSDAY, "20:30"),
        at("Africa/Nairobi", MONDAY, "03:00"),
    )


def test_what_is_day_for_one_and_night_for_the_other_comes_last() -> None:
    """08:00 in Phoenix is 18:00 in Nairobi; 20:00 is 06:00 the day after, and 13:00 is 23:00."""
    coach = hours(
        "America/Phoenix", (MONDAY, "13:00", "14:00"), (MONDAY, "20:00", "21:00"), (FRIDAY, "08:00", "09:00")
    )
    member = hours("Africa/Nairobi", *((day, "00:00", "24:00") for day in range(7)))
    assert common_hours(coach=coach, member=member, minutes=60, dates=AUTUMN) == (
        at("America/Phoenix", FRIDAY, "08:00"),
        at("America/Phoenix", MONDAY, "20:00"),
        at("America/Phoenix", MONDAY, "13:00"),
    )


def test_a_weekday_that_the_cohort_never_meets_has_no_hours() -> None:
    always = hours("Africa/Nairobi", *((day, "00:00", "24:00") for day in range(7)))
    weekend = Dates(first=date(2026, 10, 10), last=date(2026, 10, 11))
    held = held_hours(coach=always, member=always, minutes=60, dates=weekend)
    assert {hour.day for hour in held} == {SATURDAY, SUNDAY}


def test_who_shares_nothing_is_offered_nothing() -> None:
    never = hours("Africa/Nairobi")
    assert common_hours(coach=never, member=never, minutes=60, dates=AUTUMN) == ()


ZONES = (
    "America/Phoenix",
    "America/New_York",
    "Europe/Kyiv",
    "Africa/Casablanca",
    "Africa/Nairobi",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "America/St_Johns",
)
quarters = st.integers(0, 95).map(lambda quarter: quarter * 15)
windows = st.builds(
    lambda day, start, length: Window(day=day, start=start, end=start + length),
    st.integers(0, 6),
    quarters,
    st.integers(2, 40).map(lambda quarter: quarter * 15),
)
anyones = st.builds(
    Hours,
    time_zone=st.sampled_from(ZONES),
    windows=st.lists(windows, min_size=1, max_size=6).map(tuple),
)
cohorts = st.builds(
    lambda first, days: Dates(first=first, last=first + timedelta(days=days)),
    st.sampled_from(
        [date(2026, 9, 21), date(2026, 10, 20), date(2027, 3, 8), date(2027, 3, 30), date(2027, 2, 1)]
    ),
    st.integers(0, 30),
)


@settings(deadline=None, max_examples=200 * int(os.environ.get("COMMONHOUR_ORACLE_EXAMPLES", "1")))
@given(coach=anyones, member=anyones, minutes=st.sampled_from([15, 20, 45, 60, 90]), dates=cohorts)
def test_what_holds_is_what_holds_minute_by_minute(
    coach: Hours, member: Hours, minutes: int, dates: Dates
) -> None:
    held = held_hours(coach=coach, member=member, minutes=minutes, dates=dates)
    clocks = {hour.time_zone for hour in held} | {coach.time_zone}
    if move_apart(coach.time_zone, member.time_zone, dates):
        clocks.add(member.time_zone)
    for clock in clocks:
        expected = {
            (day, start)
            for day in range(7)
            for start in range(0, 24 * 60, 15)
            if holds(at_clock=clock, day=day, start=start, both=(coach, member), minutes=minutes, dates=dates)
        }
        assert {(hour.day, hour.start) for hour in held if hour.time_zone == clock} == expected
    offered = common_hours(coach=coach, member=member, minutes=minutes, dates=dates)
    assert set(offered) <= set(held)
    assert bool(offered) == bool(held)
    begins = sorted(instant for hour in offered for instant in instants(hour, dates))
    assert all(later - earlier >= timedelta(minutes=minutes) for earlier, later in pairwise(begins))


def move_apart(one: str, other: str, dates: Dates) -> bool:
    begin = datetime.combine(dates.first, time(), tzinfo=UTC)
    apart = {
        instant.astimezone(ZoneInfo(one)).replace(tzinfo=None)
        - instant.astimezone(ZoneInfo(other)).replace(tzinfo=None)
        for instant in (begin + timedelta(hours=hour) for hour in range(24 * len(dates)))
    }
    return len(apart) > 1


def holds(
    *, at_clock: str, day: int, start: int, both: tuple[Hours, Hours], minutes: int, dates: Dates
) -> bool:
    """Follow the definition a minute at a time, on the clocks of the standard library alone."""
    days = [each for each in dates if each.weekday() == day]
    return bool(days) and all(
        is_plain(at_clock, wall, minutes) and is_free(at_clock, wall, minutes, both)
        for wall in (datetime.combine(each, time()) + timedelta(minutes=start) for each in days)
    )


def is_plain(clock: str, wall: datetime, minutes: int) -> bool:
    begins = wall.replace(tzinfo=ZoneInfo(clock))
    shown = {
        instant
        for fold in (0, 1)
        for instant in [wall.replace(tzinfo=ZoneInfo(clock), fold=fold).astimezone(UTC)]
        if instant.astimezone(ZoneInfo(clock)).replace(tzinfo=None) == wall
    }
    ends = begins.astimezone(UTC) + timedelta(minutes=minutes)
    return len(shown) == 1 and ends.astimezone(ZoneInfo(clock)).utcoffset() == begins.utcoffset()


def is_free(clock: str, wall: datetime, minutes: int, both: tuple[Hours, Hours]) -> bool:
    begins = wall.replace(tzinfo=ZoneInfo(clock)).astimezone(UTC)
    return all(
        within(one, (begins + timedelta(minutes=minute)).astimezone(ZoneInfo(one.time_zone)))
        for minute in range(minutes)
        for one in both
    )


def within(one: Hours, local: datetime) -> bool:
    now = local.weekday() * 1440 + local.hour * 60 + local.minute
    return any(
        (now - (window.day * 1440 + window.start)) % 10080 < window.end - window.start
        for window in one.windows
    )


def instants(hour: CommonHour, dates: Dates) -> Iterator[datetime]:
    for day in dates:
        if day.weekday() == hour.day:
            wall = datetime.combine(day, time()) + timedelta(minutes=hour.start)
            yield wall.replace(tzinfo=ZoneInfo(hour.time_zone)).astimezone(UTC)
