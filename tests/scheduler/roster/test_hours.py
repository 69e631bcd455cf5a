import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.availability import Window
from scheduler.roster.hours import HoursError, read_days, read_hours, read_span, read_time, write_hours

windows = st.builds(
    lambda day, start, length: Window(day=day, start=start * 15, end=(start + length) * 15),
    st.integers(0, 6),
    st.integers(0, 95),
    st.integers(1, 96),
)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Mon 18:00-21:00; Sat 09:00-12:00", "Mon 18:00-21:00; Sat 09:00-12:00"),
        ("mon 18:00 \u2013 21:00", "Mon 18:00-21:00"),
        ("Monday 18.00\u201421.00", "Mon 18:00-21:00"),
        ("Mon, Wed 18:00-21:00", "Mon 18:00-21:00; Wed 18:00-21:00"),
        ("Mon-Wed 18:00-21:00", "Mon 18:00-21:00; Tue 18:00-21:00; Wed 18:00-21:00"),
        ("Sat-Mon 9am to 10am", "Sat 09:00-10:00; Sun 09:00-10:00; Mon 09:00-10:00"),
        ("Mon: 9:00-12:00 and 14:00-16:00", "Mon 09:00-12:00; Mon 14:00-16:00"),
        ("Tues. & Thurs. 5 p.m. - 7 p.m.", "Tue 17:00-19:00; Thu 17:00-19:00"),
        ("9am-5pm on Fridays", "Fri 09:00-17:00"),
        ("18:00-20:00 Mon; 09:00-10:00 Sat", "Mon 18:00-20:00; Sat 09:00-10:00"),
        ("Mon 18:00-21:00 Tue 18:00-20:00", "Mon 18:00-21:00; Tue 18:00-20:00"),
        ("weekends from 10:00 until noon", "Sat 10:00-12:00; Sun 10:00-12:00"),
        ("Mon 18h-20h30", "Mon 18:00-20:30"),
        ("Mon 6-9pm", "Mon 18:00-21:00"),
        ("Mon 6:00 - 9:00 PM", "Mon 18:00-21:00"),
        ("Mon 11-1pm", "Mon 11:00-13:00"),
        ("Mon 10-12pm", "Mon 10:00-12:00"),
        ("Mon 9am-5", "Mon 09:00-17:00"),
        ("Mon 10pm-2", "Mon 22:00-02:00"),
        ("Mon 9-17", "Mon 09:00-17:00"),
        ("Mon 06:00-9pm", "Mon 06:00-21:00"),
        ("Mon 18:00 pm - 20:00 pm", "Mon 18:00-20:00"),
        ("Mon 22:00-02:00", "Mon 22:00-02:00"),
        ("Mon 22:00-24:00", "Mon 22:00-24:00"),
        ("Mon 22:00-00:00", "Mon 22:00-24:00"),
        ("Mon 9pm - midnight", "Mon 21:00-24:00"),
        ("Mon midnight-2am", "Mon 00:00-02:00"),
        ("Mon 18:00-18:00", "Mon 18:00-18:00"),
        ("Mon 00:00-24:00", "Mon 00:00-24:00"),
        ("Mon 18:00-21:00; Mon 18:00-21:00;", "Mon 18:00-21:00"),
        ("; Mon 18:00-21:00,,", "Mon 18:00-21:00"),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, canonical: str) -> None:
    assert write_hours(read_hours(text)) == canonical


def test_every_day_is_seven_days() -> None:
    for text in ("daily 08:00-09:00", "Every day 08:00-09:00", "weekdays 08:00-09:00; weekend 08:00-09:00"):
        assert read_hours(text) == tuple(Window(day=day, start=480, end=540) for day in range(7))


@pytest.mark.parametrize(
    ("text", "code", "message", "suggestion"),
    [
        (
            "Mon 25:00-26:00",
            "bad_time",
            "'25:00' is no time of day.",
            "The clock runs from 00:00 to 24:00: write it like 18:00.",
        ),
        ("Mon 24:15-25:00", "bad_time", "'24:15' is no time of day.", None),
        ("Mon 10:75-11:00", "bad_time", "'10:75' is no time of day.", None),
        ("Mon 24:00-01:00", "bad_time", "Nothing starts at 24:00.", "Write 00:00 of the next day."),
        (
            "Mon 18:10-21:00",
            "off_grid",
            "'18:10' is not on the quarter hour.",
            "Write 18:15: hours begin and end on the quarter hour.",
        ),
        (
            "Mon 6-9",
            "am_or_pm",
            "The hours may be of the morning or of the evening.",
            "Write am or pm at both ends, or the 24-hour clock, such as 18:00.",
        ),
        ("Mon 6-9:30", "am_or_pm", "The hours may be of the morning or of the evening.", None),
        ("Mon 9-12am", "am_or_pm", "The hours may be of the morning or of the evening.", None),
        ("18:00-20:00", "no_day", "'18:00-20:00' names no day of the week.", None),
        ("Mon", "bad_hours", "'Mon' cannot be read as days and times.", None),
        ("Mon 18:00", "bad_hours", "'Mon 18:00' cannot be read as days and times.", None),
        ("Mon 18:00-21:00; Sat", "bad_hours", None, None),
        ("Mon-18:00-21:00-", "bad_hours", None, None),
        ("Funday 18:00-19:00", "bad_weekday", "'funday' is no day of the week.", None),
        ("Mon 1800-2100", "bad_hours", "'18' is no day and no time.", None),
        ("Mon 18:00-21:00 ☺", "bad_hours", "'☺' is no day and no time.", None),
        ("evenings", "bad_weekday", "'evenings' is no day of the week.", None),
        ("", "bad_hours", None, None),
    ],
)
def test_what_is_no_hours_or_could_be_two_is_refused(
    text: str, code: str, message: str | None, suggestion: str | None
) -> None:
    with pytest.raises(HoursError) as raised:
        read_hours(text)
    error = raised.value
    assert error.code == code
    assert message in {None, error.message}
    assert suggestion in {None, error.suggestion}


@given(st.lists(windows, max_size=6, unique=True).map(tuple))
def test_hours_that_are_written_read_back_the_same(some: tuple[Window, ...]) -> None:
    assert not some or read_hours(write_hours(some)) == some


@given(st.text(alphabet="0123456789:-\u2013;, apmAPMondufri.hTto&/|\x00٣²", max_size=40))
def test_any_text_is_hours_or_an_hours_error(text: str) -> None:
    try:
        found = read_hours(text)
    except HoursError as error:
        assert error.message  # noqa: PT017 - either outcome is right
    else:
        assert read_hours(write_hours(found)) == found


def test_a_span_alone_is_read_for_the_columns_of_a_grid() -> None:
    texts = (
        "09:00 - 12:00 local time",
        "21:00 - 00:00 local time",
        "22:00-02:00",
        "9-5",
        "noon",
        "Mon",
        "25:00-26:00",
    )
    assert [read_span(text) for text in texts] == [
        (540, 720),
        (1260, 1440),
        (1320, 1560),
        None,
        None,
        None,
        None,
    ]


def test_a_time_alone_is_read_for_the_cells_of_a_grid() -> None:
    texts = ("8AM", "noon", "midnight", "18:00", "9:00", "12 am", "9-10am", "Mon", "8:07")
    assert [read_time(text) for text in texts] == [480, 720, 0, 1080, 540, 0, None, None, None]


def test_days_alone_are_read_for_the_cells_of_a_grid_of_hours() -> None:
    texts = ("Monday, Wednesday", "Tue;Mon;", "Fri-Sun", "weekends", "Mon 18:00", "Moonday", "")
    assert [read_days(text) for text in texts] == [(0, 2), (1, 0), (4, 5, 6), (5, 6), None, None, None]
