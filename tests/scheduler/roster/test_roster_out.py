import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.availability import Window
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Capacity, Person, PersonId, Role
from scheduler.roster.people import Reading, read_people
from scheduler.roster.roster_out import write_bad_rows, write_roster
from scheduler.roster.safe_csv import guarded, unguarded, write_csv
from scheduler.roster.spelling import clean
from tests.sheets import read_here

Read = Callable[..., Reading]
ROLE_PROBLEM = "role: Nobody here is a 'wizard'. Write member, coach or staff."

lines = st.text(max_size=20).map(clean)
windows = st.builds(
    lambda day, start, length: Window(day=day, start=start * 15, end=(start + length) * 15),
    st.integers(0, 6),
    st.integers(0, 95),
    st.integers(1, 96),
)


@st.composite
def rosters(draw: st.DrawFn) -> tuple[Person, ...]:
    """Draw people as the importer makes them, for the cohort of the fixtures."""
    people: list[Person] = []
    for number in range(draw(st.integers(1, 4))):
        by_mail = draw(st.booleans())
        email = f"P{number}@example.org" if by_mail or draw(st.booleans()) else None
        key = email.lower() if email and by_mail else f"P.{number}+x"
        hours = draw(st.lists(windows, max_size=4, unique=True).map(tuple))
        assumed = tuple(Window(day=day, start=480, end=1260) for day in range(7))
        counts = sorted(draw(st.tuples(st.integers(0, 99), st.integers(0, 99))))
        people.append(
            Person(
                id=PersonId(key),
                key=key,
                name=draw(lines.filter(bool)),
                email=email,
                role=draw(st.sampled_from(Role)),
                time_zone=draw(st.sampled_from(("Africa/Nairobi", "Europe/Kyiv", "America/Phoenix"))),
                languages=draw(
                    st.lists(st.sampled_from(("en", "ar", "fa-AF", "pt-BR")), unique=True).map(tuple)
                ),
                interests=draw(
                    st.lists(st.sampled_from(("Math games", "Art, craft and play", "AI")), unique=True).map(
                        tuple
                    )
                ),
                availability=hours or assumed,
                availability_assumed=not hours,
                capacity=draw(st.sampled_from((None, Capacity(minimum=counts[0], maximum=counts[1])))),
                workshops=draw(st.lists(st.sampled_from(("play", "sums")), unique=True).map(tuple)),
                locale=draw(st.sampled_from((None, "uk", "es-US"))),
                whatsapp="+254 700 000 000" if email is None else None,
                notes=draw(lines) or None,
            )
        )
    return tuple(people)


@given(people=rosters())
def test_people_that_are_written_read_back_the_same(cohort: Cohort, people: tuple[Person, ...]) -> None:
    sheet = read_here(name="r.csv", data=write_roster(people))
    reading = read_people(sheet=sheet, cohort=cohort, new_id=PersonId)
    assert (reading.people, reading.problems, reading.questions) == (people, (), ())


@given(st.text(max_size=10))
def test_a_guarded_cell_is_no_formula_and_comes_back_the_same(text: str) -> None:
    assert guarded(text)[:1] not in {*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20"}
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "'=", "''+"])
def test_whatever_a_spreadsheet_program_could_take_for_a_formula_is_quoted(start: str) -> None:
    cells = list(
        csv.reader(io.StringIO(write_csv([(f"{start}1", "x=1", "'tis")]).decode("utf-8-sig"), newline=""))
    )
    assert cells == [[f"'{start}1", "x=1", "'tis"]]


def test_bad_rows_come_back_as_given_with_what_is_wrong_and_can_be_dropped_in_again(read: Read) -> None:
    text = (
        "name,email,role,time_zone,size\n"
        "A,a@x.org,wizard,Nairobbi,=1+1\nB,b@x.org,coach,Kyiv,2\nC,c@x.org,coach,Kyiv,3,+4\n"
    )
    sheet = read_here(name="roster.csv", data=text.encode())
    written = write_bad_rows(sheet=sheet, problems=read(text).problems).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written, newline=""))) == [
        ["what is wrong", "name", "email", "role", "time_zone", "size"],
        [
            f"{ROLE_PROBLEM} / time_zone: There is no time zone 'Nairobbi'. Did you mean Africa/Nairobi?",
            "A",
            "a@x.org",
            "wizard",
            "Nairobbi",
            "'=1+1",
        ],
        [
            "The row has 6 cells, the header 5. Put quotation marks round a text that holds commas.",
            "C",
            "c@x.org",
            "coach",
            "Kyiv",
            "3",
            "'+4",
        ],
    ]
    mended = written.replace("wizard,Nairobbi", "member,Nairobi").replace(",'+4", "")
    reading = read(mended)
    assert ([person.name for person in reading.people], reading.problems, reading.questions) == (
        ["A", "C"],
        (),
        (),
    )


def test_what_was_wrong_before_is_not_handed_back_again(read: Read) -> None:
    text = "what is wrong,name,email,role,time_zone\nold,A,a@x.org,wizard,Kyiv\n"
    sheet = read_here(name="roster.csv", data=text.encode())
    written = write_bad_rows(sheet=sheet, problems=read(text).problems).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written, newline=""))) == [
        ["what is wrong", "name", "email", "role", "time_zone"],
        [ROLE_PROBLEM, "A", "a@x.org", "wizard", "Kyiv"],
    ]


def test_a_problem_of_the_whole_file_brings_no_row_back(read: Read) -> None:
    text = "role,time_zone\ncoach,Kyiv\n"
    sheet = read_here(name="roster.csv", data=text.encode())
    written = write_bad_rows(sheet=sheet, problems=read(text).problems)
    assert written.decode("utf-8-sig") == "what is wrong,role,time_zone\r\n"
