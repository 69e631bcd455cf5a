import csv
import io
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.people import PersonId
from scheduler.roster.cohort_file import read_cohort
from scheduler.roster.columns import COLUMNS
from scheduler.roster.errors import CohortFileError, MappingFileError, RosterError, SheetError
from scheduler.roster.mapping_file import read_mapping, write_mapping
from scheduler.roster.people import read_people
from scheduler.roster.roster_out import write_bad_rows, write_roster
from tests.sheets import read_here

beginnings = st.sampled_from(
    (b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"[cohort]\n", b"name,email\n", b'"')
)
cells = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ("a@x.org", "member", "Kyiv", "EST", "Mon 18:00-21:00", "2-4", "AI", "Mon 6-9", "=1", "en", "x;y,z")
    ),
)
headers = st.one_of(
    st.sampled_from((*COLUMNS, "Busy [Mon]", "Free [9:00-10:00]", "Your e-mail", "first name", "Timestamp")),
    st.text(max_size=8),
)
toml_values = st.sampled_from(
    (
        "1",
        "-1",
        "0.5",
        '"x"',
        "true",
        "[]",
        "[1, 2]",
        "{}",
        "2026-09-01",
        "09:00:00",
        "nan",
        '[["a", "b"]]',
        "[2026-09-01]",
    )
)
toml_keys = st.sampled_from(
    (
        "name", "starts", "ends", "home_time_zone", "locale", "topics", "capacity",
        "meeting_minutes", "target_minutes", "weights", "language", "fairness", "must", "never",
        "id", "minutes", "at", "choose", "join_url", "per_member", "served_first", "topic",
        "facilitators", "size", "sections", "window", "weekdays", "from", "to", "step_minutes",
        "meetings", "interest", "time"
    )
)  # fmt: skip
toml_tables = st.sampled_from(
    (
        "[cohort]",
        "[coaching]",
        "[coaching.weights]",
        "[[session]]",
        "[workshops]",
        "[[workshop]]",
        "[columns]",
        "[values.role]",
    )
)


@given(start=beginnings, rest=st.binary(max_size=200))
def test_any_bytes_are_a_sheet_or_one_clear_sheet_error(start: bytes, rest: bytes) -> None:
    try:
        sheet = read_here(name="x", data=start + rest)
    except SheetError as error:
        assert error.problems  # noqa: PT017 - either outcome is right
    else:
        assert sheet.rows


@given(data=st.data())
def test_a_damaged_workbook_is_a_sheet_or_one_clear_sheet_error(
    workbook: Callable[..., bytes], data: st.DataObject
) -> None:
    whole = workbook(("name", "email"), ("A", 1), ("B", 2.5))
    at = data.draw(st.integers(0, 4_000))
    damaged = whole[:at] + data.draw(st.binary(min_size=1, max_size=4)) + whole[at + 4 :]
    try:
        read_here(name="x", data=damaged)
    except SheetError as error:
        assert error.problems  # noqa: PT017 - either outcome is right


@given(
    header=st.lists(headers, min_size=1, max_size=6),
    rows=st.lists(st.lists(cells, max_size=7), min_size=1, max_size=4),
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_cells_are_people_problems_and_questions_and_nobody_is_lost(
    cohort: Cohort, header: list[str], rows: list[list[str]]
) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    try:
        sheet = read_here(name="x", data=out.getvalue().encode(errors="replace"))
    except SheetError:
        return
    reading = read_people(sheet=sheet, cohort=cohort, new_id=PersonId)
    named = {problem.row for problem in reading.problems} | {
        row for asked in reading.questions for row in asked.rows
    }
    whole = {problem.row for problem in reading.problems} | {
        asked.field for asked in reading.questions if asked.value == ""
    }
    if not whole & {None, "role", "time_zone"}:
        assert {row.number for row in sheet.rows} == named | set(reading.rows)
        assert not named & set(reading.rows)
    assert all(problem.message and problem.suggestion for problem in reading.problems)
    assert read_mapping(data=write_mapping(mapping=reading.mapping, questions=reading.questions))
    assert write_bad_rows(sheet=sheet, problems=reading.problems)
    assert write_roster(reading.people)


@given(
    lines=st.lists(st.one_of(toml_tables, st.builds("{} = {}".format, toml_keys, toml_values)), max_size=30)
)
def test_any_toml_is_a_cohort_or_a_cohort_file_error(lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    for read, error in (
        (lambda: read_cohort(data=data, cohort_id=CohortId("c")), CohortFileError),
        (lambda: read_mapping(data=data), MappingFileError),
    ):
        try:
            read()
        except RosterError as raised:
            assert isinstance(raised, error)  # noqa: PT017 - either outcome is right
            assert all(problem.message and problem.suggestion for problem in raised.problems)  # noqa: PT017 - the same


@given(st.binary(max_size=100))
def test_any_bytes_are_no_crash_as_a_cohort_file(data: bytes) -> None:
    try:
        read_cohort(data=data, cohort_id=CohortId("c"))
    except CohortFileError as error:
        assert error.problems  # noqa: PT017 - either outcome is right
