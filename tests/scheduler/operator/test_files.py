"""A cohort and its people from files, and the template of what is uncertain in them."""

from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import Person, PersonId
from scheduler.errors import BadInputError, RefusedError
from scheduler.operator.files import new_cohort, people_of
from scheduler.roster.cohort_file import read_cohort
from scheduler.roster.errors import SheetError
from scheduler.roster.mapping_file import read_mapping

PTP = Path(__file__).parents[3] / "examples" / "ptp-2024"
COHORT, FORM = PTP / "cohort.toml", PTP / "roster-google-forms.csv"


def read(roster: Path, *, mapping: Path | None = None) -> tuple[Person, ...]:
    return people_of(roster, mapping=mapping)(new_cohort(COHORT), PersonId)


def test_a_cohort_from_a_file_is_a_new_one_each_time() -> None:
    first, second = new_cohort(COHORT), new_cohort(COHORT)
    assert first.id != second.id
    nobodys = CohortId("")
    assert replace(first, id=nobodys) == read_cohort(data=COHORT.read_bytes(), cohort_id=nobodys)


def test_what_is_uncertain_is_bad_input_and_a_template_asks_about_it(tmp_path: Path, capsys) -> None:
    mapping = tmp_path / "mapping.toml"
    with pytest.raises(BadInputError) as asked:
        read(FORM, mapping=mapping)
    assert "uncertain" in {problem.code for problem in asked.value.problems}
    assert {problem.file for problem in asked.value.problems} == {FORM.name}
    assert "ignore" in read_mapping(data=mapping.read_bytes(), name=mapping.name).columns.values()
    assert capsys.readouterr().err == (
        f"Wrote {mapping}: look through it, correct what is wrong, and run the same command again.\n"
    )


def test_a_mapping_that_somebody_wrote_is_never_written_over(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text("[columns]\n", encoding="utf-8")
    with pytest.raises(BadInputError):
        read(FORM, mapping=mapping)
    assert mapping.read_text(encoding="utf-8") == "[columns]\n"


def test_a_template_that_cannot_be_written_is_refused_by_its_name(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "mapping.toml"
    with pytest.raises(RefusedError, match=r"nowhere/mapping\.toml cannot be written: No such file"):
        read(FORM, mapping=nowhere)


def test_a_mapping_settles_what_was_uncertain() -> None:
    settled = read(FORM, mapping=PTP / "mapping.toml")
    assert {person.key for person in settled} == {person.key for person in read(PTP / "roster.csv")}


def test_a_file_that_is_no_table_is_said_before_the_cohort_is_known(tmp_path: Path) -> None:
    (empty := tmp_path / "empty.csv").touch()
    with pytest.raises(SheetError):
        people_of(empty)
