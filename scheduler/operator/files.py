"""A cohort and its people from files that a command names, and the file that settles what is uncertain in them."""

from collections.abc import Callable
from pathlib import Path

import click

from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.people import Person, PersonId
from scheduler.errors import BadInputError, RefusedError
from scheduler.ids import RandomIds
from scheduler.roster.cohort_file import read_cohort
from scheduler.roster.findings import as_problem
from scheduler.roster.mapping_file import read_mapping, write_mapping
from scheduler.roster.people import Reading, read_people
from scheduler.roster.sheet import read_sheet
from scheduler.terminal import console

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MAPPING = click.option(
    "--mapping", type=click.Path(dir_okay=False, path_type=Path), help="Settles what is uncertain."
)

People = Callable[[Cohort, Callable[[str], PersonId]], tuple[Person, ...]]
"""Reads the people of a cohort, whose ids come of their keys."""


def new_cohort(file: Path) -> Cohort:
    """Return the cohort that a TOML file describes, with a fresh id; raises CohortFileError."""
    return read_cohort(data=file.read_bytes(), cohort_id=CohortId(RandomIds().new("cohort")), name=file.name)


def people_of(roster: Path, *, mapping: Path | None = None) -> People:
    """Return what reads the roster, once the cohort and what names a person by key are known.

    A file that cannot be read at all raises RosterError here, whatever is wrong or uncertain in it BadInputError
    there. Where something is uncertain and the file `mapping` is not there yet, a template of it is written, to be
    corrected and handed in.
    """
    settled = None
    if mapping is not None and mapping.exists():
        settled = read_mapping(data=mapping.read_bytes(), name=mapping.name)
    sheet = read_sheet(name=roster.name, data=roster.read_bytes())

    def read(cohort: Cohort, new_id: Callable[[str], PersonId]) -> tuple[Person, ...]:
        reading = read_people(sheet=sheet, cohort=cohort, mapping=settled, new_id=new_id)
        if reading.questions and mapping is not None and settled is None:
            _write_template(mapping, reading)
        if reading.questions or reading.problems:
            asked = tuple(as_problem(question, file=roster.name) for question in reading.questions)
            raise BadInputError((*reading.problems, *asked))
        return reading.people

    return read


def _write_template(file: Path, reading: Reading) -> None:
    try:
        file.write_bytes(write_mapping(mapping=reading.mapping, questions=reading.questions))
    except OSError as error:
        raise RefusedError(f"{file} cannot be written: {error.strerror}.") from error
    console.print(f"Wrote {file}: look through it, correct what is wrong, and run the same command again.")
