import csv
import io
from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.criteria import Share
from matcher.scoring import score_pairs
from scheduler.domain.cohorts import Cohort, Criterion, Rule
from scheduler.domain.people import Person, Role
from scheduler.outputs.scores import _six_decimals, scores_csv
from scheduler.problems.coaching import coaching_problem
from tests.matcher.coaching.tables import pairs


def test_every_member_stands_with_every_coach_in_the_rosters_order(
    cohort: Cohort, people: tuple[Person, ...]
) -> None:
    table = replace(
        pairs(shape=(3, 2)),
        allowed=np.array([[True, False], [False, True], [True, True]]),
        score=np.array([[900, 0], [333, 1000], [1, 20]]),
        interest_numerator=np.array([[2, 0], [1, 3], [1, 1]]),
        interest_denominator=np.array([[3, 3], [3, 3], [2, 2]]),
        shared_minutes=np.array([[420, 0], [0, 75], [60, 15]]),
        common_language=np.array([[True, True], [False, True], [True, False]]),
    )

    assert scores_csv(cohort=cohort, people=people, pairs=table) == (
        b"member,coach,allowed,score,interest,shared_minutes,language\n"
        b"M1,C1,true,900,0.666667,420,1\n"
        b"M1,C2,false,0,0.000000,0,1\n"
        b"nuri@example.org,C1,false,333,0.333333,0,0\n"
        b"nuri@example.org,C2,true,1000,1.000000,75,1\n"
        b"M3,C1,true,1,0.500000,60,1\n"
        b"M3,C2,true,20,0.500000,15,0\n"
    )


def test_each_criterion_has_a_column_of_its_shares_at_the_end(
    cohort: Cohort, people: tuple[Person, ...]
) -> None:
    criteria = (
        Criterion(column="Subjects", rule=Rule.OVERLAP, weight=Fraction(1, 10)),
        Criterion(column="=School", rule=Rule.SAME, weight=None),
    )
    judging = replace(cohort, coaching=replace(cohort.coaching, criteria=criteria))
    table = replace(
        pairs(shape=(1, 2)),
        criteria=(
            Share(numerator=np.array([[2, 1]]), denominator=np.array([[3, 2]])),
            Share(numerator=np.array([[0, 1]]), denominator=np.array([[1, 1]])),
        ),
    )

    assert scores_csv(cohort=judging, people=(people[0], *people[3:]), pairs=table) == (
        b"member,coach,allowed,score,interest,shared_minutes,language,Subjects (overlap),'=School (same)\n"
        b"M1,C1,true,1,1.000000,60,1,0.666667,0.000000\n"
        b"M1,C2,true,1,1.000000,60,1,0.500000,1.000000\n"
    )


def test_the_table_of_a_real_problem_fits_its_people(cohort: Cohort, people: tuple[Person, ...]) -> None:
    written = scores_csv(
        cohort=cohort, people=people, pairs=score_pairs(coaching_problem(cohort=cohort, people=people))
    )

    assert written is not None
    rows = csv.DictReader(io.StringIO(written.decode()))
    assert [(row["member"], row["coach"]) for row in rows] == [
        (member, coach) for member in ("M1", "nuri@example.org", "M3") for coach in ("C1", "C2")
    ]


def test_a_cohort_that_pairs_nobody_has_only_the_header(cohort: Cohort, people: tuple[Person, ...]) -> None:
    unpaired = replace(cohort, coaching=None)
    table = score_pairs(coaching_problem(cohort=unpaired, people=people))

    assert scores_csv(cohort=unpaired, people=people, pairs=table) == (
        b"member,coach,allowed,score,interest,shared_minutes,language\n"
    )


def test_a_key_that_a_spreadsheet_would_run_is_quoted(cohort: Cohort, people: tuple[Person, ...]) -> None:
    crafted = tuple(replace(person, key=f"+{person.key}") for person in people)
    table = score_pairs(coaching_problem(cohort=cohort, people=crafted))

    written = scores_csv(cohort=cohort, people=crafted, pairs=table)

    assert written is not None
    assert all(line.startswith("'+") for line in written.decode().splitlines()[1:])


def test_more_than_a_quarter_of_a_million_pairs_are_not_listed(
    cohort: Cohort, people: tuple[Person, ...]
) -> None:
    member, coach = people[0], people[3]
    assert (member.role, coach.role) == (Role.MEMBER, Role.COACH)
    few = pairs(shape=(250_000, 1))
    many = pairs(shape=(250_001, 1))

    just_enough = scores_csv(cohort=cohort, people=(member,) * 250_000 + (coach,), pairs=few)

    assert just_enough is not None
    assert just_enough.count(b"\n") == 250_001
    assert scores_csv(cohort=cohort, people=(member,) * 250_001 + (coach,), pairs=many) is None


@given(numerator=st.integers(0, 10**6), more=st.integers(0, 10**6))
def test_interest_is_the_exact_fraction_rounded_half_up(numerator: int, more: int) -> None:
    denominator = max(1, numerator + more)

    error = Fraction(_six_decimals(numerator, denominator)) - Fraction(numerator, denominator)

    assert -Fraction(1, 2_000_000) < error <= Fraction(1, 2_000_000)


def test_a_half_of_the_last_decimal_is_rounded_up() -> None:
    assert _six_decimals(1, 2_000_000) == "0.000001"
