"""A week as its quarter hours, and back to windows."""

from hypothesis import given
from hypothesis import strategies as st

from calendars.availability import SLOTS_PER_WEEK, Window
from calendars.week_grid import quarters_between, quarters_of, windows_of

QUARTERS = st.frozensets(st.integers(0, SLOTS_PER_WEEK - 1), max_size=200)


@given(QUARTERS)
def test_windows_say_the_same_quarter_hours(quarters) -> None:
    assert quarters_of(windows_of(quarters)) == quarters


@given(QUARTERS)
def test_no_two_windows_say_the_same_or_could_be_one_within_a_day(quarters) -> None:
    windows = windows_of(quarters)
    assert sum((window.end - window.start) // 15 for window in windows) == len(quarters)
    ends = {(window.day, window.end) for window in windows}
    assert not any((window.day, window.start) in ends for window in windows)


def test_a_stretch_over_one_midnight_stays_whole_also_from_sunday_to_monday() -> None:
    assert windows_of(quarters_between(6 * 1440 + 22 * 60, 7 * 1440 + 120)) == (
        Window(day=6, start=22 * 60, end=26 * 60),
    )


def test_days_that_are_free_all_round_the_clock_are_days() -> None:
    assert windows_of(range(SLOTS_PER_WEEK)) == tuple(Window(day=day, start=0, end=1440) for day in range(7))
