"""Criteria on further columns: how `cohort.toml` names them, and what a roster must have for them."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.domain.cohorts import Cohort, CohortId, Criterion, Rule, ScoreWeights
from scheduler.domain.people import Person, PersonId
from scheduler.domain.problems import Problem
from scheduler.roster.cohort_file import read_cohort
from scheduler.roster.columns import Mapping
from scheduler.roster.errors import CohortFileError
from scheduler.roster.people import Reading, read_people
from scheduler.roster.roster_out import write_roster
from tests.sheets import read_here

FILE = """\
[cohort]
name = "Small"
starts = 2026-09-01
ends = 2026-09-01
home_time_zone = "Africa/Nairobi"

[coaching]
capacity = [0, 2]
meeting_minutes = 60
target_minutes = 60
weights = {interest = 0.5, time = 0.2, language = 0.1}

[[coaching.criterion]]
column = "School"
rule = "same"
weight = 0.2

[[coaching.criterion]]
column = "Home town"
rule = "different"
require = true
"""
SCHOOL = 'column = "School"\nrule = "same"\nweight = 0.2'
CRITERIA = (
    Criterion(column="School", rule=Rule.SAME, weight=Fraction(1, 5)),
    Criterion(column="Home town", rule=Rule.DIFFERENT, weight=None),
)
HEADER = "name,email,role,time_zone"
AMINA = "Amina,amina@example.org,member,Africa/Nairobi"
WANTED = "a number from 0 to 1 with at most 12 decimals"

Read = Callable[[str], Reading]


def test_criteria_are_read_with_exact_weights() -> None:
    coaching = read_cohort(data=FILE.encode(), cohort_id=CohortId("c")).coaching
    assert coaching is not None
    assert coaching.criteria == CRITERIA
    assert coaching.weights == ScoreWeights(
        interest=Fraction(1, 2), time=Fraction(1, 5), language=Fraction(1, 10)
    )


def test_a_column_is_spelled_as_where_it_is_named_first_and_may_stand_under_two_rules() -> None:
    both = FILE.replace('column = "Home town"', 'column = "  SCHOOL"')
    cohort = read_cohort(data=both.encode(), cohort_id=CohortId("c"))
    assert [criterion.column for criterion in cohort.criteria] == ["School", "School"]
    assert cohort.own_columns == ("School",)


@pytest.mark.parametrize(
    ("before", "after", "code", "column", "row", "suggestion"),
    [
        (
            "weight = 0.2\n",
            "",
            "bad_criterion",
            "coaching.criterion[1].weight",
            13,
            "Give it one of the two: a weight, its share of the score, or require = true.",
        ),
        (
            "weight = 0.2",
            "weight = 0.2\nrequire = true",
            "bad_criterion",
            "coaching.criterion[1].weight",
            16,
            "Give it one of the two: a weight, its share of the score, or require = true.",
        ),
        (
            "require = true",
            "require = false",
            "bad_criterion",
            "coaching.criterion[2].weight",
            18,
            "Give it one of the two: a weight, its share of the score, or require = true.",
        ),
        (
            "weight = 0.2",
            "weight = 1.2",
            "wrong_value",
            "coaching.criterion[1].weight",
            16,
            f"Write {WANTED}.",
        ),
        (
            "weight = 0.2",
            "weigth = 0.2",
            "unknown_key",
            "coaching.criterion[1].weigth",
            16,
            "Did you mean 'weight'?",
        ),
        (
            '"same"',
            '"some"',
            "wrong_value",
            "coaching.criterion[1].rule",
            15,
            "Did you mean 'same'?",
        ),
        (
            'rule = "same"\n',
            "",
            "missing_key",
            "coaching.criterion[1].rule",
            13,
            "Write rule in [coaching.criterion[1]].",
        ),
        (
            "weight = 0.2",
            "weight = 0.3",
            "weights_sum",
            "coaching.weights",
            11,
            "Change interest, time and language and those of the criteria so that they sum to 1.",
        ),
        (
            'column = "School"',
            'column = "Time-Zone"',
            "wrong_value",
            "coaching.criterion[1].column",
            14,
            "Name a further column of the roster.",
        ),
        (
            'column = "School"',
            'column = "What is wrong"',
            "wrong_value",
            "coaching.criterion[1].column",
            14,
            "Name a further column of the roster.",
        ),
        (
            'column = "Home town"\nrule = "different"',
            'column = "school"\nrule = "same"',
            "duplicate_criterion",
            "coaching.criterion[2].column",
            19,
            "Keep one, with the weight of both.",
        ),
    ],
)
def test_what_is_wrong_with_a_criterion_is_said_where_it_stands(
    before: str, after: str, code: str, column: str, row: int, suggestion: str
) -> None:
    assert before in FILE
    with pytest.raises(CohortFileError) as raised:
        read_cohort(data=FILE.replace(before, after).encode(), cohort_id=CohortId("c"))
    found = [problem for problem in raised.value.problems if problem.code == code]
    assert [(one.column, one.row, one.suggestion) for one in found] == [(column, row, suggestion)]
    assert len(raised.value.problems) == len(found) + (code == "unknown_key")


def test_a_weighed_criterion_beside_the_usual_weights_is_too_much() -> None:
    usual = FILE.replace("weights = {interest = 0.5, time = 0.2, language = 0.1}\n", "")
    with pytest.raises(CohortFileError) as raised:
        read_cohort(data=usual.encode(), cohort_id=CohortId("c"))
    (problem,) = raised.value.problems
    assert problem.message == "The weights and those of the criteria sum to 1.2, not to 1."


@pytest.fixture
def judging(cohort: Cohort) -> Cohort:
    """The fixtures' cohort with two criteria."""
    assert cohort.coaching is not None
    return replace(cohort, coaching=replace(cohort.coaching, criteria=CRITERIA))


@pytest.fixture
def read(judging: Cohort) -> Read:
    def reading(text: str, mapping: Mapping | None = None) -> Reading:
        sheet = read_here(name="roster.csv", data=text.encode())
        return read_people(
            sheet=sheet, cohort=judging, mapping=mapping, new_id=lambda key: PersonId(f"p-{key}")
        )

    return reading


def test_the_columns_that_criteria_name_are_kept_as_written_under_any_spelling_of_the_header(
    read: Read, amina: Person
) -> None:
    reading = read(f"{HEADER},SCHOOL,home  town,Shoe size\n{AMINA},Hill  TOP, ,38\n")
    assert reading.people == (replace(amina, answers={"School": "Hill TOP"}),)
    assert (reading.problems, reading.questions) == ((), ())


def test_a_column_that_criteria_name_is_not_asked_about_though_it_sounds_like_another(
    cohort: Cohort, amina: Person
) -> None:
    city = Criterion(column="Which city?", rule=Rule.SAME, weight=None)
    assert cohort.coaching is not None
    judging = replace(cohort, coaching=replace(cohort.coaching, criteria=(city,)))
    sheet = read_here(name="roster.csv", data=f"{HEADER},Which city?\n{AMINA},Kisumu\n".encode())
    settled = Mapping(columns={"Which city?": "notes"})
    for mapping, notes in ((None, None), (settled, "Kisumu")):
        reading = read_people(
            sheet=sheet, cohort=judging, mapping=mapping, new_id=lambda key: PersonId(f"p-{key}")
        )
        assert reading.questions == ()
        assert reading.people == (replace(amina, notes=notes, answers={"Which city?": "Kisumu"}),)


def test_a_column_that_the_roster_lacks_is_one_problem_that_names_the_nearest_header(read: Read) -> None:
    reading = read(f"{HEADER},Schools\n{AMINA},Hill\n{AMINA},Hill\n")
    rule = "and the cohort's rules have a criterion on it."
    assert reading.people == ()
    assert reading.problems == (
        Problem(
            code="missing_column",
            message=f"No column is called 'School', {rule}",
            suggestion="Did you mean 'Schools'?",
            column="School",
            file="roster.csv",
        ),
        Problem(
            code="missing_column",
            message=f"No column is called 'Home town', {rule}",
            suggestion="The file has name, email, role, time_zone, Schools.",
            column="Home town",
            file="roster.csv",
        ),
    )


@pytest.mark.parametrize("answer", ["x" * 5001, ";".join("x" * 101)])
def test_an_answer_that_is_far_too_long_is_a_problem_of_its_cell(read: Read, answer: str) -> None:
    (problem,) = read(f"{HEADER},School,Home town\n{AMINA},{answer},Kisumu\n").problems
    assert (problem.code, problem.column, problem.row) == ("too_long", "School", 2)


def test_answers_that_are_written_read_back_the_same(read: Read, judging: Cohort, amina: Person) -> None:
    other = replace(amina, id=PersonId("p-b@example.org"), key="b@example.org", email="b@example.org")
    people = (replace(amina, answers={"School": "=Hill; 'Top'"}), other)
    written = write_roster(people, own=judging.own_columns)
    assert read(written.decode()).people == people
