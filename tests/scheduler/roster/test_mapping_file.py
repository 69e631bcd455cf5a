import pytest

from scheduler.roster.columns import Mapping
from scheduler.roster.errors import MappingFileError
from scheduler.roster.findings import Question
from scheduler.roster.mapping_file import read_mapping, write_mapping

GUESSED = Question(
    field="", column="Mail", value=None, guess="email", candidates=("email", "name"), rows=(), message="?"
)
ZONE = Question(
    field="time_zone",
    column="Where?",
    value='Eastern "Time"',
    guess="America/New_York",
    candidates=("America/New_York", "America/Toronto", "America/Panama"),
    rows=(3, 5),
    message="?",
)
EVERYBODY = Question(
    field="role", column="", value="", guess=None, candidates=("member", "coach"), rows=(), message="?"
)
LANGUAGE = Question(
    field="languages",
    column="Tongues",
    value="Hakka dialect",
    guess="hak",
    candidates=("hak",),
    rows=(2,),
    message="?",
)
MAPPING = Mapping(
    columns={"Mail": "email", "Where?": "time_zone", "Size \\ ü\x7f": "ignore"},
    values={"time_zone": {"Home": "Africa/Nairobi", "Away": ""}},
)


def test_a_template_explains_itself_and_fills_in_every_guess() -> None:
    written = write_mapping(mapping=MAPPING, questions=(GUESSED, ZONE, EVERYBODY, LANGUAGE)).decode()
    head, body = written.split("\n\n", 1) if "\n\n[columns]" in written else written.split("[columns]", 1)
    assert "whatsapp, notes,\n# first_name, last_name, ignore, or part of a grid" in head
    assert body.split("[columns]")[-1] == (
        "\n"
        '"Mail" = "email"  # a guess\n'
        '"Where?" = "time_zone"\n'
        '"Size \\\\ ü\\u007f" = "ignore"\n'
        "\n"
        "[values.role]\n"
        '"" = ""  # one of member, coach\n'
        "\n"
        "[values.time_zone]\n"
        '"Home" = "Africa/Nairobi"\n'
        '"Eastern \\"Time\\"" = "America/New_York"  # or America/Toronto, America/Panama; row 3, 5\n'
        "\n"
        "[values.languages]\n"
        '"Hakka dialect" = "hak"  # a guess; row 2\n'
    )


def test_a_template_reads_back_with_its_guesses_taken() -> None:
    written = write_mapping(mapping=MAPPING, questions=(GUESSED, ZONE, EVERYBODY, LANGUAGE))
    assert read_mapping(data=written) == Mapping(
        columns=MAPPING.columns,
        values={
            "role": {"": ""},
            "time_zone": {"Home": "Africa/Nairobi", 'Eastern "Time"': "America/New_York"},
            "languages": {"Hakka dialect": "hak"},
        },
    )


def test_an_empty_file_settles_nothing_and_so_does_a_blank_use() -> None:
    assert read_mapping(data=b"") == Mapping()
    assert read_mapping(data=b'[columns]\n"x" = ""\n') == Mapping()


@pytest.mark.parametrize(
    ("text", "code", "column", "row", "suggestion"),
    [
        ('[columns]\n"Mail" = "emial"\n', "unknown_column", "columns.Mail", 1, "Did you mean 'email'?"),
        ('[columns]\nMail = "zzzz"\n', "unknown_column", "columns.Mail", 2, None),
        ("[columns]\nMail = 1\n", "wrong_value", "columns.Mail", 2, "Write a text in quotes."),
        (
            '[values.role]\nx = "coach"\n[values.roel]\n',
            "unknown_key",
            "values.roel",
            3,
            "Did you mean 'role'?",
        ),
        ("[colums]\n", "unknown_key", "colums", 1, "Did you mean 'columns'?"),
        ("columns = 1\n", "wrong_value", "columns", 1, "Write a table, [columns]."),
        ("[columns\n", "not_toml", None, 1, None),
    ],
)
def test_a_slip_in_a_mapping_file_is_a_problem_at_its_key(
    text: str, code: str, column: str | None, row: int, suggestion: str | None
) -> None:
    with pytest.raises(MappingFileError) as raised:
        read_mapping(data=text.encode())
    problem = raised.value.problems[0]
    assert (problem.code, problem.column, problem.row, problem.file) == (code, column, row, "mapping.toml")
    assert suggestion in {None, problem.suggestion}
