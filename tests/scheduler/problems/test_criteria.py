"""What people answered in a cohort's own columns: how it compares, and what a pair makes of it."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from matcher.problem import Criterion as Asked
from matcher.problem import Rule as AskedRule
from scheduler.domain.cohorts import Coaching, Cohort, Criterion, Rule, ScoreWeights
from scheduler.domain.people import Capacity, Person, Role
from scheduler.domain.plans import Judged
from scheduler.problems import coaching_problem
from scheduler.problems.criteria import judged

MakePerson = Callable[..., Person]
MakeCohort = Callable[..., Cohort]


def rules(*criteria: Criterion) -> Coaching:
    rest = 1 - sum(criterion.weight or 0 for criterion in criteria)
    return Coaching(
        capacity=Capacity(minimum=0, maximum=2),
        meeting_minutes=60,
        target_minutes=180,
        weights=ScoreWeights(interest=rest, time=Fraction(0), language=Fraction(0)),
        criteria=criteria,
    )


def test_answers_become_numbers_that_compare_composed_without_case_and_spaces(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    subjects = Criterion(column="Subjects", rule=Rule.OVERLAP, weight=Fraction(1, 5))
    school = Criterion(column="School", rule=Rule.SAME, weight=None)
    people = (
        make_person("ann", answers={"Subjects": "Maths;  art ; MATHS;; é", "School": "Straße  1; left"}),
        make_person("ben"),
        make_person("carl", role=Role.COACH, answers={"Subjects": " ; ", "School": "STRASSE 1; LEFT"}),
        make_person("dora", role=Role.COACH, answers={"Subjects": "E\u0301; music", "School": "left"}),
    )
    problem = coaching_problem(cohort=make_cohort(coaching=rules(subjects, school)), people=people)
    assert problem.criteria == (
        Asked(
            rule=AskedRule.OVERLAP,
            members=(frozenset({0, 1, 2}), frozenset()),
            coaches=(frozenset(), frozenset({2, 3})),
            weight=Fraction(1, 5),
        ),
        Asked(
            rule=AskedRule.SAME,
            members=(frozenset({0}), frozenset()),
            coaches=(frozenset({0}), frozenset({1})),
            weight=None,
        ),
    )


@pytest.mark.parametrize(
    ("rule", "mine", "theirs", "common", "met"),
    [
        (Rule.SAME, "Hill  Top", "HILL TOP", ("Hill Top",), "yes"),
        (Rule.SAME, "Hill Top", "Riverside", (), "no"),
        (Rule.SAME, "", "Riverside", (), "unknown"),
        (Rule.DIFFERENT, "Hill Top", "Riverside", (), "yes"),
        (Rule.DIFFERENT, "Hill Top", "hill top", ("Hill Top",), "no"),
        (Rule.DIFFERENT, "Hill Top", "", (), "unknown"),
        (Rule.OVERLAP, "art; maths", "Maths; music; ART", ("art", "maths"), "yes"),
        (Rule.OVERLAP, "art; maths", "MATHS", ("maths",), "partly"),
        (Rule.OVERLAP, "art", "maths", (), "no"),
        (Rule.OVERLAP, "", "", (), "unknown"),
    ],
)
def test_a_pair_shows_both_cells_as_written_and_how_far_they_meet(
    make_cohort: MakeCohort,
    make_person: MakePerson,
    rule: Rule,
    mine: str,
    theirs: str,
    common: tuple[str, ...],
    met: str,
) -> None:
    cohort = make_cohort(coaching=rules(Criterion(column="Own", rule=rule, weight=None)))
    member = make_person("ann", answers={"Own": mine} if mine else {})
    coach = make_person("carl", role=Role.COACH, answers={"Own": theirs} if theirs else {})
    shown = " ".join(mine.split())
    assert judged(cohort=cohort, member=member, coach=coach) == (
        Judged(column="Own", rule=rule.value, member=shown, coach=theirs, common=common, met=met),
    )
