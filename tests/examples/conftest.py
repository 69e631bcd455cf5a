"""Reads an example as the importer does, and holds that nothing in it is wrong or in doubt."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.people import Person, PersonId
from scheduler.roster.cohort_file import read_cohort
from scheduler.roster.crosscheck import cross_check
from scheduler.roster.mapping_file import read_mapping
from scheduler.roster.people import read_people
from scheduler.roster.sheet import read_sheet

EXAMPLES = Path(__file__).parents[2] / "examples"

ReadExample = Callable[..., tuple[Cohort, tuple[Person, ...]]]


@pytest.fixture(scope="session")
def read_example() -> ReadExample:
    """`read_example("school")` gives the cohort and its people; keys stand for opaque ids."""

    def read(
        folder: str, *, roster: str = "roster.csv", mapping: str | None = None
    ) -> tuple[Cohort, tuple[Person, ...]]:
        here = EXAMPLES / folder
        cohort = read_cohort(data=(here / "cohort.toml").read_bytes(), cohort_id=CohortId(folder))
        reading = read_people(
            sheet=read_sheet(name=roster, data=(here / roster).read_bytes()),
            cohort=cohort,
            mapping=None if mapping is None else read_mapping(data=(here / mapping).read_bytes()),
            new_id=PersonId,
        )
        assert (reading.problems, reading.questions) == ((), ())
        assert cross_check(cohort=cohort, people=reading.people) == ()
        return cohort, reading.people

    return read
