"""Form exports that nobody here wrote: with role and zone settled once for everybody, every row is read."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain.people import PersonId
from scheduler.roster.columns import Mapping
from scheduler.roster.errors import SheetError
from scheduler.roster.people import Reading, read_people
from scheduler.roster.sheet import read_sheet

FOLDER = os.environ.get("COMMONHOUR_REAL_DATA")
pytestmark = pytest.mark.skipif(not FOLDER, reason="COMMONHOUR_REAL_DATA names no folder with real forms")


def read(name: str, make_cohort, **values: str) -> Reading:
    """Read a form as guessed, with these values settled for everybody."""
    path = Path(FOLDER or "") / name
    sheet = read_sheet(name=path.name, data=path.read_bytes())
    cohort = make_cohort(topics=())

    def reading(mapping: Mapping | None) -> Reading:
        return read_people(sheet=sheet, cohort=cohort, mapping=mapping, new_id=PersonId)

    guessed = reading(None).mapping
    everybody = {field: {"": value} for field, value in values.items()}
    return reading(replace(guessed, values=everybody))


@pytest.mark.parametrize(
    ("name", "role", "people"),
    [
        ("forms/testdata.csv", "member", 32),
        ("mentor-match/mentees.csv", "member", 50),
        ("mentor-match/mentors.csv", "coach", 50),
    ],
)
def test_every_row_of_anothers_form_is_a_person(make_cohort, name: str, role: str, people: int) -> None:
    found = read(name, make_cohort, role=role, time_zone="America/New_York")
    assert ([problem.message for problem in found.problems], len(found.people)) == ([], people)
    assert {person.role.value for person in found.people} == {role}


def test_hours_marked_as_taken_are_not_free(make_cohort) -> None:
    found = read("forms/testdata.csv", make_cohort, role="member", time_zone="America/New_York")
    first = next(person for person in found.people if person.name == "Araceli Andrzejewski")
    sunday = [(window.start // 60, window.end // 60) for window in first.availability if window.day == 6]
    assert sunday == [(11, 13), (17, 19)]


def test_a_form_that_nobody_answered_yet_is_one_clear_problem() -> None:
    path = Path(FOLDER or "") / "forms" / "testdata_empty.csv"
    with pytest.raises(SheetError) as raised:
        read_sheet(name=path.name, data=path.read_bytes())
    assert [problem.code for problem in raised.value.problems] == ["empty"]
