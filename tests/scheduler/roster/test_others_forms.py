"""Form exports that nobody here wrote, beyond their columns: what their answers mean."""

from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain.people import PersonId
from scheduler.roster.errors import SheetError
from scheduler.roster.people import read_people
from scheduler.roster.sheet import read_sheet


def test_hours_marked_as_taken_are_not_free(forms: Path, make_cohort) -> None:
    sheet = read_sheet(name="testdata.csv", data=(forms / "forms" / "testdata.csv").read_bytes())
    cohort = make_cohort(topics=())
    guessed = read_people(sheet=sheet, cohort=cohort, new_id=PersonId).mapping
    settled = replace(guessed, values={"role": {"": "member"}, "time_zone": {"": "America/New_York"}})
    people = read_people(sheet=sheet, cohort=cohort, mapping=settled, new_id=PersonId).people
    araceli = next(person for person in people if person.name == "Araceli Andrzejewski")
    sunday = [(window.start // 60, window.end // 60) for window in araceli.availability if window.day == 6]
    assert sunday == [(11, 13), (17, 19)]


def test_a_form_that_nobody_answered_yet_is_one_clear_problem(forms: Path) -> None:
    path = forms / "forms" / "testdata_empty.csv"
    with pytest.raises(SheetError) as raised:
        read_sheet(name=path.name, data=path.read_bytes())
    assert [problem.code for problem in raised.value.problems] == ["empty"]
