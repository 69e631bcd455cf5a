from collections.abc import Callable
from pathlib import Path

import pytest

from calendars.availability import Window
from scheduler.roster.columns import BlockColumn, DayColumn, Field, Mapping, answered, guess, read_use
from scheduler.roster.findings import Question
from scheduler.roster.mapping_file import read_mapping
from scheduler.roster.people import Reading
from scheduler.roster.sheet import read_sheet

Read = Callable[..., Reading]
START = "name,email,role,time_zone"
AMINA = "Amina,amina@example.org,member,Kyiv"


def guessed(*header: str) -> dict[str, str]:
    mapping, questions = guess(header)
    asked = [question.column for question in questions]
    assert asked == [name for name in header if mapping.columns[name] != "ignore" and name in asked]
    return {name: mapping.columns[name] for name in asked}


def test_a_forms_questions_are_guessed_and_each_guess_is_asked() -> None:
    assert guessed(
        "Timestamp",
        "Email Address",
        "What is your full name (First and Last Name)",
        "What is your slack name?",
        "I want to be a",
        "What topics do you feel comfortable mentoring?",
        "What topic do you want to learn?",
        "What time zone do you live in?",
        "When could you meet? [Monday]",
        "Check the times that you will be UNAVAILABLE. [Sunday]",
        "What time are you available? [21:00 - 00:00 local time]",
        "Which hours are you busy? [9am-10am]",
        "Which lunch would you like? [Monday]",
        "How many mentees can you take?",
        "Which languages do you speak?",
        "Language of our letters",
        "Anything else we should know?",
        "WhatsApp",
        "What is your shoe size?",
    ) == {
        "Email Address": "email",
        "What is your full name (First and Last Name)": "name",
        "I want to be a": "role",
        "What topics do you feel comfortable mentoring?": "interests",
        "What topic do you want to learn?": "interests",
        "What time zone do you live in?": "time_zone",
        "When could you meet? [Monday]": "available Mon",
        "Check the times that you will be UNAVAILABLE. [Sunday]": "unavailable Sun",
        "What time are you available? [21:00 - 00:00 local time]": "available 21:00-24:00",
        "Which hours are you busy? [9am-10am]": "unavailable 09:00-10:00",
        "How many mentees can you take?": "capacity",
        "Which languages do you speak?": "languages",
        "Language of our letters": "locale",
        "Anything else we should know?": "notes",
    }


def test_halves_of_a_name_are_guessed_and_then_nothing_else_is_the_name() -> None:
    assert guessed(
        "What is your first name?", "What is your last name?", "Please list name(s) of friends"
    ) == {
        "What is your first name?": "first_name",
        "What is your last name?": "last_name",
    }


def test_a_misspelled_canonical_header_is_asked_about_and_not_passed_over() -> None:
    mapping, questions = guess(("name", "email", "role", "time_zone", "availabilty", "intrests"))
    assert [(question.column, question.guess) for question in questions] == [
        ("availabilty", "availability"),
        ("intrests", "interests"),
    ]
    assert mapping.columns["availabilty"] == "availability"


def test_a_canonical_column_is_not_joined_by_a_guessed_one() -> None:
    assert guessed("interests", "Topics of your thesis", "name", "Name of your school") == {}


def test_a_question_about_a_column_says_what_it_holds_and_what_else_it_could() -> None:
    _, (question,) = guess(("Busy [Mon]",))
    assert (question.field, question.value, question.guess, question.rows) == (
        "",
        None,
        "unavailable Mon",
        (),
    )
    assert question.candidates[:3] == ("unavailable Mon", "id", "name")
    assert question.candidates[-1] == "ignore"
    assert question.message == (
        "Does the column 'Busy [Mon]' hold 'unavailable Mon'? Its cells say when people can NOT meet."
    )


def test_what_was_settled_is_asked_no_more_whatever_the_case_of_the_header() -> None:
    mapping, questions = guess(
        ("EMAIL address", "Nom"), mapping=Mapping(columns={"Email Address": "email", "nom": "name"})
    )
    assert (mapping.columns, questions) == ({"EMAIL address": "email", "Nom": "name"}, ())


def test_an_answer_settles_its_question() -> None:
    about_column = Question(
        field="", column="Nom", value=None, guess=None, candidates=(), rows=(), message=""
    )
    about_value = Question(
        field="role", column="Nom", value="Both", guess=None, candidates=(), rows=(), message=""
    )
    mapping = Mapping(columns={"x": "ignore"}, values={"role": {"a": "staff"}})
    assert answered(mapping, question=about_column, answer="name") == Mapping(
        columns={"x": "ignore", "Nom": "name"}, values={"role": {"a": "staff"}}
    )
    assert answered(mapping, question=about_value, answer="coach") == Mapping(
        columns={"x": "ignore"}, values={"role": {"a": "staff", "Both": "coach"}}
    )


def test_uses_are_read_as_a_mapping_writes_them() -> None:
    assert read_use("Time_zone") is Field.TIME_ZONE
    assert read_use("ignore") is None
    assert read_use("available Monday") == DayColumn(day=0, free=True)
    assert read_use("unavailable 22:00-02:00") == BlockColumn(start=1320, end=1560, free=False)
    for text in ("nothing", "available", "available soon", ""):
        with pytest.raises(ValueError, match="is not a valid Field"):
            read_use(text)
    with pytest.raises(ValueError, match="is not a valid Field"):
        Mapping(columns={"x": "nothing"})


def test_grids_of_days_become_windows_over_midnight_too(read: Read) -> None:
    reading = read(
        f"{START},Availability [Monday],Availability [Tuesday],Availability [Sunday]\n"
        f'{AMINA},"18:00 - 21:00; 6am-7am",9am - 10 am,23:30-02:00\n'
    )
    assert reading.problems == ()
    assert reading.people[0].availability == (
        Window(day=0, start=360, end=420),
        Window(day=0, start=1080, end=1260),
        Window(day=1, start=540, end=600),
        Window(day=6, start=1410, end=1560),
    )


def test_single_times_of_a_grid_last_until_the_next_an_hour_at_most(read: Read) -> None:
    hourly = read(f"{START},Availability [Mon],Availability [Tue]\n{AMINA},8AM;9AM;noon,None\n")
    assert hourly.people[0].availability == (
        Window(day=0, start=480, end=600),
        Window(day=0, start=720, end=780),
    )
    halves = read(f"{START},Availability [Mon],Availability [Tue]\n{AMINA},8:00 AM;9:30 AM,10:00 AM\n")
    assert halves.people[0].availability == (
        Window(day=0, start=480, end=510),
        Window(day=0, start=570, end=600),
        Window(day=1, start=600, end=630),
    )
    late = read(f"{START},Availability [Sun]\n{AMINA},23:00;22:00\n")
    assert late.people[0].availability == (Window(day=6, start=1320, end=1440),)


def test_unavailable_hours_are_taken_from_the_hours_the_form_offers(read: Read) -> None:
    reading = read(
        f"{START},Busy [Monday],Busy [Tuesday]\n{AMINA},9PM;8AM;9AM,\nB,b@x.org,coach,Kyiv,,\n",
        Mapping(columns={"Busy [Monday]": "unavailable Mon", "Busy [Tuesday]": "unavailable Tue"}),
    )
    first, second = reading.people
    assert first.availability == (
        Window(day=0, start=600, end=1260),
        *(Window(day=day, start=480, end=1320) for day in range(1, 7)),
    )
    assert (first.availability_assumed, second.availability_assumed) == (False, True)
    assert second.availability == tuple(Window(day=day, start=480, end=1260) for day in range(7))


def test_blocks_of_hours_hold_days(read: Read) -> None:
    block = "What time are you available? [{}]"
    header = f"{START},{block.format('18:00 - 21:00 local time')},{block.format('21:00 - 00:00 local time')}"
    reading = read(f'{header}\n{AMINA},"Monday, Friday",Monday;Sunday\n')
    assert reading.people[0].availability == (
        Window(day=0, start=1080, end=1440),
        Window(day=4, start=1080, end=1260),
        Window(day=6, start=1260, end=1440),
    )


def test_hours_in_words_and_in_a_grid_are_taken_together(read: Read) -> None:
    reading = read(f"{START},availability,Availability [Mon]\n{AMINA},Sat 09:00-12:00,18:00-19:00\n")
    assert reading.people[0].availability == (
        Window(day=5, start=540, end=720),
        Window(day=0, start=1080, end=1140),
    )


def test_a_slip_in_a_grid_is_a_problem_at_its_column(read: Read) -> None:
    reading = read(
        f"{START},Availability [Mon],Available? [9:00-10:00]\n{AMINA},25:00-26:00;when I can,Funday\n",
    )
    assert [(problem.column, problem.value, problem.code) for problem in reading.problems] == [
        ("Availability [Mon]", "25:00-26:00", "bad_time"),
        ("Availability [Mon]", "when I can", "bad_hours"),
        ("Available? [9:00-10:00]", "Funday", "bad_weekday"),
    ]
    settled = Mapping(
        values={"availability": {"When I can": "08:00-12:00", "Funday": "Sun", "25:00-26:00": "none"}}
    )
    again = read(
        f"{START},Availability [Mon],Available? [9:00-10:00]\n{AMINA},25:00-26:00;when I can,Funday\n",
        settled,
    )
    assert again.people[0].availability == (
        Window(day=0, start=480, end=720),
        Window(day=6, start=540, end=600),
    )


def test_parts_of_the_day_are_asked_about_once_and_hours_in_brackets_are_read(read: Read) -> None:
    text = f"{START},Availability [Mon],Availability [Tue]\n{AMINA},Morning;Evenings (6pm - 9pm),morning\n"
    reading = read(text)
    assert (reading.people, reading.problems) == ((), ())
    assert [question for question in reading.questions if question.value is not None] == [
        Question(
            field="availability",
            column="Availability [Mon]",
            value="Morning",
            guess="08:00-12:00",
            candidates=("08:00-12:00",),
            rows=(2,),
            message="Does 'Morning' mean 08:00-12:00 here?",
        ),
    ]
    settled = read(
        text, Mapping(columns=reading.mapping.columns, values={"availability": {"Morning": "07:00-11:00"}})
    )
    assert settled.questions == ()
    assert settled.people[0].availability == (
        Window(day=0, start=420, end=660),
        Window(day=0, start=1080, end=1260),
        Window(day=1, start=420, end=660),
    )
    assert guessed("Free [Afternoon]", "Free [Late evening (9pm-11pm)]") == {
        "Free [Afternoon]": "available 12:00-17:00",
        "Free [Late evening (9pm-11pm)]": "available 21:00-23:00",
    }


def test_every_column_of_the_example_form_is_guessed_as_its_mapping_has_it(examples: Path) -> None:
    folder = examples / "ptp-2024"
    settled = read_mapping(data=(folder / "mapping.toml").read_bytes())
    sheet = read_sheet(name="form.csv", data=(folder / "roster-google-forms.csv").read_bytes())
    mapping, questions = guess(sheet.header)
    assert mapping.columns == settled.columns
    assert [question.column for question in questions] == [
        header for header, use in settled.columns.items() if use != "ignore"
    ]


def test_real_exports_of_other_programmes_are_read_once_role_and_zone_are_settled(
    forms: Path, read: Read
) -> None:
    everybody = {"role": {"": "member"}, "time_zone": {"": "America/New_York"}}
    for path, people in (
        ("forms/testdata.csv", 32),
        ("mentor-match/mentees.csv", 50),
        ("mentor-match/mentors.csv", 50),
    ):
        text = (forms / path).read_text(encoding="utf-8-sig")
        first = read(text)
        assert (first.people, first.problems) == ((), ())
        reading = read(text, Mapping(columns=first.mapping.columns, values=everybody))
        assert (len(reading.people), reading.problems, reading.questions) == (people, (), ())


def test_the_real_form_of_blocks_is_recognised_column_by_column(forms: Path) -> None:
    header = (
        (forms / "forms" / "fsharp_mentorship_header.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    )
    mapping, _ = guess(read_sheet(name="f.csv", data=f"{header}\nx\n".encode()).header)
    assert list(mapping.columns.values()) == [
        "ignore",
        "email",
        "name",
        "ignore",
        "role",
        "interests",
        "interests",
        "ignore",
        "time_zone",
        "available 09:00-12:00",
        "available 12:00-15:00",
        "available 15:00-18:00",
        "available 18:00-21:00",
        "available 21:00-24:00",
    ]
