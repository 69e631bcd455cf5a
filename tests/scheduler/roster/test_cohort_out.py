"""A cohort's rules written to a file read back to the same rules."""

from pathlib import Path

import pytest

from scheduler.domain.cohorts import CohortId
from scheduler.roster.cohort_file import read_cohort, read_values
from scheduler.roster.cohort_out import cohort_values, write_cohort

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/cohort.toml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_example_reads_back_the_same(path: Path) -> None:
    cohort = read_cohort(data=path.read_bytes(), cohort_id=CohortId("c"))
    assert read_cohort(data=write_cohort(cohort), cohort_id=CohortId("c")) == cohort
    assert read_values(values=cohort_values(cohort), cohort_id=CohortId("c")) == cohort


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 4


EVERYTHING = b"""
[cohort]
name = "Everything"
starts = 2026-09-01
ends = 2027-05-31
home_time_zone = "Europe/Kyiv"
locale = "uk"
topics = ["reading", "play"]
discreet = true
erase_after_days = 365

[coaching]
capacity = [0, 3]
meeting_minutes = 45
target_minutes = 100
weights = {interest = 0.333333333333, time = 0.333333333333, language = 0.233333333334}
language = "required"
fairness = "total"
must = [["m1", "c1"]]
never = [["m2", "c1"]]

[[coaching.criterion]]
column = "Subject"
rule = "overlap"
weight = 0.1

[[coaching.criterion]]
column = "Level"
rule = "same"
require = true

[[session]]
id = "g"
name = "Gathering"
minutes = 90
at = "last Tuesday 18:00"
join_url = "https://zoom.example.org/j/1"

[[session]]
id = "h"
name = "Chosen"
minutes = 60
choose = {weekdays = ["Mon", "Sat"], from = "09:00", to = "24:00", step_minutes = 30}

[workshops]
per_member = 2
served_first = false
must = [["m1", "w"]]
never = [["m2", "w"]]
no_one_alone = ["languages"]

[[workshop]]
id = "w"
name = "Words"
topic = "reading"
facilitators = ["c1", "c2"]
minutes = 75
size = [3, 8]
sections = 2
meetings = 3
window = [2026-10-01, 2026-10-31]
weekdays = ["Sat"]
from = "08:00"
to = "12:00"
step_minutes = 15
"""


def test_whatever_a_file_can_say_is_said_again() -> None:
    cohort = read_cohort(data=EVERYTHING, cohort_id=CohortId("c"))
    assert read_cohort(data=write_cohort(cohort), cohort_id=CohortId("c")) == cohort
