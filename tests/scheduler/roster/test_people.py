from collections.abc import Callable
from dataclasses import replace

import pytest

from calendars.availability import Window
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Capacity, Person, PersonId, Role
from scheduler.domain.problems import Problem
from scheduler.roster.columns import Mapping
from scheduler.roster.findings import Question, as_problem
from scheduler.roster.people import Reading, read_people
from scheduler.roster.sheet import read_sheet

Read = Callable[..., Reading]
ID_RULE = "Use up to 64 letters A-Z, digits and . _ @ + -, with a letter or digit first; or leave it blank."
CAPACITY_RULE = (
    "Write least-most, such as 2-4; if a spreadsheet made a date of it, format the column as text."
)


def only_problem(reading: Reading) -> tuple[str, str | None, int | None, str | None, str]:
    (problem,) = reading.problems
    assert reading.people == ()
    assert reading.questions == ()
    assert problem.file == "roster.csv"
    return problem.code, problem.column, problem.row, problem.value, problem.suggestion


def test_a_row_with_only_what_is_required_is_a_person_whose_hours_are_assumed(
    read_row: Read, amina: Person
) -> None:
    reading = read_row()
    assert (reading.people, reading.rows, reading.problems, reading.questions) == ((amina,), (2,), (), ())
    assert reading.assumed == ("amina@example.org",)


def test_a_full_row_is_a_person_in_the_cohorts_spelling(read_row: Read) -> None:
    reading = read_row(
        id="C-1",
        name="  Amina\u00a0Diallo ",
        email="Amina@Example.org",
        role="Mentor",
        time_zone="nairobi",
        languages="Swahili; EN-gb;swahili, українська",
        interests="ai; math GAMES; Art, craft and play; AI",
        availability="Mon 18:00-21:00; Sat 22:00-02:00",
        capacity="2 - 4",
        workshops="sums;Learning by play;SUMS",
        locale="fr",
        whatsapp="+254 700 000 000",
        notes="Likes\ntea",
    )
    assert reading.problems == reading.questions == reading.assumed == ()
    assert reading.people == (
        Person(
            id=PersonId("p-C-1"),
            key="C-1",
            name="Amina Diallo",
            email="Amina@Example.org",
            role=Role.COACH,
            time_zone="Africa/Nairobi",
            languages=("sw", "en-GB", "uk"),
            interests=("AI", "Math games", "Art, craft and play"),
            availability=(Window(day=0, start=1080, end=1260), Window(day=5, start=1320, end=1560)),
            capacity=Capacity(minimum=2, maximum=4),
            workshops=("sums", "play"),
            locale="fr",
            whatsapp="+254 700 000 000",
            notes="Likes tea",
        ),
    )


def test_an_id_and_a_whatsapp_number_do_for_an_e_mail_address(read_row: Read, amina: Person) -> None:
    reading = read_row(email="", id="M1", whatsapp="0700 000 000")
    expected = replace(amina, id=PersonId("p-M1"), key="M1", email=None, whatsapp="0700 000 000")
    assert reading.people == (expected,)


@pytest.mark.parametrize("given", [{"id": "M1"}, {"whatsapp": "+254 700 000 000"}, {}])
def test_without_an_e_mail_address_both_an_id_and_a_whatsapp_number_are_needed(
    read_row: Read, given: dict[str, str]
) -> None:
    code, column, _, value, suggestion = only_problem(read_row(email="", **given))
    assert (code, column, value) == ("blank", "email", "")
    assert suggestion == "Write one, or give both an id and a WhatsApp number."


@pytest.mark.parametrize(
    ("field", "value", "code", "suggestion"),
    [
        ("id", "../../x", "bad_id", ID_RULE),
        ("id", "x" * 65, "bad_id", None),
        ("id", "٣", "bad_id", None),
        ("name", "", "blank", "Write the person's name."),
        ("name", "n" * 201, "too_long", "Shorten it."),
        ("email", "amina", "bad_email", "Write one address, such as amina@example.org."),
        ("email", "Amina <amina@example.org>", "bad_email", "Write amina@example.org alone."),
        ("email", "a@b", "bad_email", None),
        ("email", "a..b@example.org", "bad_email", None),
        ("email", f"{'a' * 65}@example.org", "bad_email", None),
        ("email", "o'neil@example.org", "bad_id", "Give this person an id, such as a number."),
        ("email", "../../x@example.org", "bad_email", None),
        ("email", "a/../../x@example.org", "bad_email", None),
        ("email", "a/b@example.org", "bad_id", "Give this person an id, such as a number."),
        ("role", "", "blank", "Write the person's role."),
        ("role", "wizard", "unknown_role", "Write member, coach or staff."),
        ("role", "memebr", "unknown_role", "Did you mean 'member'?"),
        ("time_zone", "", "blank", "Write the person's time zone."),
        ("languages", "qqqq", "unknown_language", "Write its English name, its own name, or a code such as uk."),
        ("languages", "und", "unknown_language", None),
        ("availability", "Mon 25:00-26:00", "bad_time", "The clock runs from 00:00 to 24:00: write it like 18:00."),
        ("capacity", "5-2", "bad_capacity", "Write 2-5."),
        ("capacity", "2026-02-03", "bad_capacity", CAPACITY_RULE),
        ("capacity", "99999", "bad_capacity", None),
        ("workshops", "play2", "unknown_workshop", "Did you mean 'play'?"),
        ("workshops", "zzz", "unknown_workshop", "The workshops are play, sums."),
        ("locale", "qqqq", "unknown_language", None),
        ("whatsapp", "2.54712E+11", "bad_whatsapp", "Write it with its country code, such as +254 700 000 000."),
        ("whatsapp", "+1", "bad_whatsapp", None),
        ("notes", "x" * 5001, "too_long", "Shorten it."),
    ],
)  # fmt: skip
def test_one_slip_is_one_problem_at_its_cell(
    read_row: Read, field: str, value: str, code: str, suggestion: str | None
) -> None:
    found = only_problem(read_row(**{field: value}))
    assert found[:3] == (code, field, 2)
    assert suggestion in {None, found[4]}


def test_an_unknown_zone_is_a_problem_with_what_was_meant(read_row: Read) -> None:
    code, column, row, value, suggestion = only_problem(read_row(time_zone="Africa/Nairobbi"))
    assert (code, column, row, value) == ("unknown_zone", "time_zone", 2, "Africa/Nairobbi")
    assert suggestion.startswith("Did you mean Africa/Nairobi")


def test_an_unknown_zone_that_is_like_none_asks_for_a_city(read_row: Read) -> None:
    assert only_problem(read_row(time_zone="§§§§"))[4] == "Write a city, such as Nairobi."


def test_whole_topics_are_compared_and_never_parts_of_words(read_row: Read) -> None:
    code, column, _, value, suggestion = only_problem(read_row(interests="retail"))
    assert (code, column, value) == ("unknown_topic", "interests", "retail")
    assert suggestion == "Did you mean 'Retail work'?"


def test_every_unknown_interest_is_reported_with_the_topics_there_are(read_row: Read) -> None:
    reading = read_row(interests="Sewing;AI;Knots")
    assert [(problem.value, problem.suggestion) for problem in reading.problems] == [
        ("Sewing", "The cohort's topics are Math games, Art, craft and play, AI, Retail work."),
        ("Knots", "The cohort's topics are Math games, Art, craft and play, AI, Retail work."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Art, craft and play;AI",
        "Art, craft and play, AI",
        "art,  CRAFT and play,AI,,",
        "Art, craft and play; ai; Art, craft and play",
    ],
)
def test_a_topic_that_holds_a_comma_is_found_however_the_list_is_joined(read_row: Read, text: str) -> None:
    assert read_row(interests=text).people[0].interests == ("Art, craft and play", "AI")


def test_the_longest_topic_wins_where_one_holds_another(cohort: Cohort) -> None:
    topics = ("Art", "craft and play", "Art, craft and play", "Sums, and more, with dice")
    sheet = read_sheet(
        name="r.csv",
        data=b"name,email,role,time_zone,interests\n"
        b'A,a@x.org,member,Kyiv,"art, sums, and more, with dice, art, craft and play"\n',
    )
    (person,) = read_people(sheet=sheet, cohort=replace(cohort, topics=topics), new_id=PersonId).people
    assert person.interests == ("Art", "Sums, and more, with dice", "Art, craft and play")


@pytest.mark.parametrize("field", ["interests", "languages", "workshops"])
def test_a_list_of_very_many_parts_is_refused_whole(read_row: Read, field: str) -> None:
    assert only_problem(read_row(**{field: "a," * 200}))[:2] == ("too_long", field)


def test_reading_stops_at_a_thousand_problems_and_says_where(read: Read) -> None:
    reading = read("name,email,role,time_zone\n" + "A,a,member,Kyiv\n" * 1_100)
    assert len(reading.problems) == 1_002
    assert reading.problems[-1] == Problem(
        code="too_many_problems",
        message="There are over 1,000 problems or questions down to row 1002; nothing below it was read.",
        suggestion="Check that this is the right file.",
        file="roster.csv",
    )


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("English", ("en",)),
        ("en_GB; English (fluent)", ("en-GB", "en")),
        ("Dari / Pashto & Farsi", ("fa-AF", "ps", "fa")),
        ("العربية and French", ("ar", "fr")),
        ("Mandarin, cmn, zh-hans", ("zh", "zh-Hans")),
        ("Brazilian Portuguese", ("pt-BR",)),
        ("prs;swa;iw", ("fa-AF", "sw", "he")),
    ],
)
def test_languages_come_to_their_canonical_tags(read_row: Read, text: str, tags: tuple[str, ...]) -> None:
    assert read_row(languages=text).people[0].languages == tags


def test_a_language_that_is_only_near_a_name_is_asked_about(read_row: Read) -> None:
    reading = read_row(languages="English; Hakka dialect")
    assert (reading.people, reading.problems) == ((), ())
    assert reading.questions == (
        Question(
            field="languages",
            column="languages",
            value="Hakka dialect",
            guess="hak",
            candidates=("hak",),
            rows=(2,),
            message="Is 'Hakka dialect' the language Hakka Chinese (hak)?",
        ),
    )


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Aspiring teachers", Role.MEMBER),
        ("a participant", Role.MEMBER),
        ("MENTEE", Role.MEMBER),
        ("An organiser", Role.STAFF),
        ("mentors", Role.COACH),
    ],
)
def test_roles_have_synonyms_and_plurals(read_row: Read, text: str, role: Role) -> None:
    assert read_row(role=text).people[0].role is role


@pytest.mark.parametrize(
    ("text", "least", "most"), [("4", 0, 4), ("2-4", 2, 4), ("2 to 4", 2, 4), ("2\u20134", 2, 4)]
)
def test_a_capacity_alone_is_a_maximum(read_row: Read, text: str, least: int, most: int) -> None:
    assert read_row(capacity=text).people[0].capacity == Capacity(minimum=least, maximum=most)


def test_an_uncertain_zone_is_asked_once_for_all_its_rows_and_its_people_wait(read: Read) -> None:
    text = (
        "name,email,role,time_zone\n"
        "A,a@x.org,member,Eastern Time\nB,b@x.org,member,Kyiv\nC,c@x.org,coach,eastern time\n"
    )
    reading = read(text)
    assert ([person.name for person in reading.people], reading.rows, reading.problems) == (["B"], (3,), ())
    (question,) = reading.questions
    assert (question.field, question.column, question.value) == ("time_zone", "time_zone", "Eastern Time")
    assert (question.guess, question.rows) == ("America/New_York", (2, 4))
    assert question.guess == question.candidates[0]
    answered = Mapping(values={"time_zone": {"Eastern Time": "America/Toronto"}})
    again = read(text, answered)
    assert again.questions == ()
    assert [person.time_zone for person in again.people] == [
        "America/Toronto",
        "Europe/Kyiv",
        "America/Toronto",
    ]


def test_every_problem_of_every_row_is_reported_at_once_and_the_good_rows_stay(read: Read) -> None:
    reading = read(
        "name,email,role,time_zone,capacity,availability\n"
        "A,a@x.org,member,Kyiv,,\n"
        ",b@x,wizard,Kyiv,5-2,Mon 18:07-19:00\n"
        "C,c@x.org,coach,Kyiv,2,Mon 18:00-19:00,oops,oops\n"
        "D,d@x.org,coach,Kyiv,2,Mon 18:00-19:00\n"
    )
    assert [person.name for person in reading.people] == ["A", "D"]
    assert reading.rows == (2, 5)
    assert [(problem.row, problem.column, problem.value, problem.code) for problem in reading.problems] == [
        (3, "email", "b@x", "bad_email"),
        (3, "name", "", "blank"),
        (3, "role", "wizard", "unknown_role"),
        (3, "availability", "Mon 18:07-19:00", "off_grid"),
        (3, "capacity", "5-2", "bad_capacity"),
        (4, None, "oops", "ragged_row"),
    ]


def test_the_same_e_mail_in_another_case_is_a_problem_that_names_both_rows(read: Read) -> None:
    reading = read("name,email,role,time_zone\nA,amina@x.org,member,Kyiv\nB,Amina@X.org ,coach,Kyiv\n")
    assert [person.name for person in reading.people] == ["A"]
    assert reading.problems == (
        Problem(
            code="duplicate_email",
            message="Rows 2 and 3 have the same e-mail, 'Amina@X.org'.",
            suggestion="Keep the row that is right and delete the other.",
            row=3,
            column="email",
            value="Amina@X.org",
            file="roster.csv",
        ),
    )


def test_the_same_id_in_another_case_is_a_problem_for_ids_name_files(read: Read) -> None:
    reading = read("id,name,email,role,time_zone\nm1,A,a@x.org,member,Kyiv\nM1,B,b@x.org,member,Kyiv\n")
    assert [(problem.row, problem.code) for problem in reading.problems] == [(3, "duplicate_id")]
    reading = read("id,name,email,role,time_zone\nb@x.org,A,a@x.org,member,Kyiv\n,B,B@x.org,member,Kyiv\n")
    assert [(problem.row, problem.column, problem.code) for problem in reading.problems] == [
        (3, "email", "duplicate_id")
    ]


def test_a_missing_column_is_one_problem_and_not_one_a_row(read: Read) -> None:
    reading = read("role,time_zone\nmember,Kyiv\ncoach,Kyiv\n")
    assert reading.people == ()
    assert [(problem.code, problem.column, problem.row) for problem in reading.problems] == [
        ("missing_column", "name", None),
        ("missing_column", "email", None),
    ]


def test_a_file_without_roles_or_zones_asks_for_everybodys(read: Read, amina: Person) -> None:
    text = "name,email\nAmina,amina@example.org\n"
    reading = read(text)
    assert (reading.people, reading.problems) == ((), ())
    assert [
        (question.field, question.value, question.guess, question.candidates)
        for question in reading.questions
    ] == [
        ("role", "", None, ("member", "coach", "staff")),
        ("time_zone", "", None, ("America/New_York",)),
    ]
    settled = read(text, Mapping(values={"role": {"": "mentee"}, "time_zone": {"": "Africa/Nairobi"}}))
    assert settled.people == (amina,)


def test_halves_of_a_name_are_joined_and_lists_of_several_columns_too(read: Read) -> None:
    mapping = Mapping(columns={"Learn": "interests", "Teach": "interests", "Mail 2": "email"})
    reading = read(
        "First name,last_name,email,Mail 2,role,time_zone,Learn,Teach\n"
        "Amina,Diallo,,a@x.org,coach,Kyiv,AI,Math games\n",
        mapping,
    )
    (person,) = reading.people
    assert (person.name, person.email, person.interests) == ("Amina Diallo", "a@x.org", ("AI", "Math games"))


def test_canonical_headers_are_certain_in_any_case_and_other_columns_are_left_alone(read: Read) -> None:
    reading = read("NAME,E-mail,Role,Time Zone,Shoe size,\nA,a@x.org,member,Kyiv,41,\n")
    assert (len(reading.people), reading.questions, reading.problems) == (1, (), ())
    assert reading.mapping.columns == {
        "NAME": "name",
        "E-mail": "email",
        "Role": "role",
        "Time Zone": "time_zone",
        "Shoe size": "ignore",
    }


def test_decisions_stand_for_roles_topics_and_hours_too(read: Read) -> None:
    mapping = Mapping(
        values={
            "role": {"Both": "coach"},
            "interests": {"Artificial intelligence, mostly": "AI", "Sums": "Math games", "no idea": ""},
            "availability": {"mornings": "daily 08:00-12:00"},
        }
    )
    reading = read(
        "name,email,role,time_zone,interests,availability\n"
        'A,a@x.org,both,Kyiv,"Artificial intelligence, mostly, sums",Mornings\n',
        mapping,
    )
    (person,) = reading.people
    assert (person.role, person.interests) == (Role.COACH, ("AI", "Math games"))
    assert person.availability == tuple(Window(day=day, start=480, end=720) for day in range(7))


def test_an_open_question_can_be_said_as_a_problem_where_nobody_can_be_asked(read: Read) -> None:
    (about_role,) = read("name,email,time_zone\nA,a@x.org,Kyiv\n").questions
    (about_zone,) = read("name,email,role,time_zone\nA,a@x.org,member,GMT+13\n").questions
    assert as_problem(about_role, file="roster.csv") == Problem(
        code="uncertain",
        message="No column holds the role: which is it, for everybody?",
        suggestion="Say in a mapping file (--mapping FILE) which it is, such as member or coach or staff; "
        "if FILE is not there yet, a template is written.",
        column="role",
        value="",
        file="roster.csv",
    )
    problem = as_problem(about_zone, file="roster.csv")
    assert (problem.row, problem.column, problem.value) == (2, "time_zone", "GMT+13")
