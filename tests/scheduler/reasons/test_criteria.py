"""What a coordinator reads of a cohort's own criteria, of a pair and of whoever they keep from every coach."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from matcher.coaching.explain import why_pair, why_unplaced
from matcher.objective import coaching_objective
from matcher.scoring import PairScores
from matcher.solution import CoachingSolution
from scheduler.domain.cohorts import Coaching, Cohort, Criterion, Rule, ScoreWeights
from scheduler.domain.people import Capacity, Person, Role
from scheduler.domain.plans import Reason
from scheduler.problems import coaching_problem
from scheduler.reasons import pair_reasons, unplaced_reasons

MakePerson = Callable[..., Person]
MakeCohort = Callable[..., Cohort]

WHO = {"member": "ann", "coach": "carl", "column": "School"}


def rules(rule: Rule, *, required: bool, must: tuple[tuple[str, str], ...] = ()) -> Coaching:
    weight = None if required else Fraction(1, 5)
    return Coaching(
        capacity=Capacity(minimum=0, maximum=2),
        meeting_minutes=60,
        target_minutes=180,
        weights=ScoreWeights(interest=1 - (weight or 0), time=Fraction(0), language=Fraction(0)),
        must=must,
        criteria=(Criterion(column="School", rule=rule, weight=weight),),
    )


def school(name: str) -> dict[str, str]:
    return {"School": name} if name else {}


@pytest.mark.parametrize(
    ("rule", "required", "mine", "theirs", "code", "text"),
    [
        (Rule.SAME, False, "Hill", "HILL", "criterion_met", "School is the same: Hill."),
        (Rule.SAME, True, "Hill", "HILL", "criterion_met", "School is the same, as this cohort asks: Hill."),
        (Rule.SAME, False, "Hill", "Dale", "criterion_not_met", "School is not the same: Hill and Dale."),
        (Rule.DIFFERENT, False, "Hill", "Dale", "criterion_met", "School differs: Hill and Dale."),
        (Rule.DIFFERENT, False, "Hill", "hill", "criterion_not_met", "School does not differ: Hill."),
        (
            Rule.SAME,
            False,
            "",
            "Dale",
            "criterion_unknown",
            "School is blank for Ann, which counts neither for nor against.",
        ),
        (
            Rule.SAME,
            True,
            "",
            "",
            "criterion_unknown",
            "School is blank for Ann and Carl, and this cohort asks for it to be the same.",
        ),
    ],
)
def test_a_pair_hears_what_it_makes_of_one_value(
    make_cohort: MakeCohort,
    make_person: MakePerson,
    rule: Rule,
    required: bool,  # noqa: FBT001 - a parameter of the table above
    mine: str,
    theirs: str,
    code: str,
    text: str,
) -> None:
    cohort = make_cohort(coaching=rules(rule, required=required))
    assert own_reasons(cohort, make_person, mine, theirs) == [
        Reason(code=code, params={**WHO, "rule": rule.value}, text=text)
    ]


@pytest.mark.parametrize(
    ("theirs", "code", "common", "text"),
    [
        ("art; maths", "criterion_met", 2, "School in common: art and maths, all that Ann gave."),
        ("Maths", "criterion_partly_met", 1, "School in common: maths, of the 2 that Ann gave."),
        ("music", "criterion_not_met", 0, "School: nothing in common; Ann gave art and maths."),
    ],
)
def test_a_pair_hears_what_of_a_list_is_in_common(
    make_cohort: MakeCohort, make_person: MakePerson, theirs: str, code: str, common: int, text: str
) -> None:
    cohort = make_cohort(coaching=rules(Rule.OVERLAP, required=False))
    params = {**WHO, "rule": "overlap", "common": common, "of": 2}
    assert own_reasons(cohort, make_person, "art; maths", theirs) == [
        Reason(code=code, params=params, text=text)
    ]


def test_a_pair_that_was_asked_for_against_what_is_required_is_a_warning(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    cohort = make_cohort(coaching=rules(Rule.DIFFERENT, required=True, must=(("ann", "carl"),)))
    *_, warning = own_reasons(cohort, make_person, "Hill", "Hill")
    assert warning == Reason(
        code="must_no_criterion",
        params={**WHO, "rule": "different"},
        text="They were put together although this cohort asks for School to differ.",
    )
    assert warning.is_warning


@pytest.mark.parametrize(
    ("rule", "mine", "theirs", "texts"),
    [
        (
            Rule.SAME,
            "Hill",
            ("Dale", "Moor"),
            ["No coach shares the School of Ann (Hill), which this cohort asks for."],
        ),
        (
            Rule.OVERLAP,
            "Hill; Fen",
            ("Dale", ""),
            [
                "School is blank for Dora, and this cohort asks for it to have something in common.",
                "1 of the 2 coaches does not share any of School of Ann (Hill and Fen), which this cohort asks for.",
            ],
        ),
        (
            Rule.DIFFERENT,
            "Hill",
            ("hill", "HILL"),
            ["Every coach has School Hill as Ann has, and this cohort asks for it to differ."],
        ),
        (
            Rule.DIFFERENT,
            "",
            ("Hill", "Dale"),
            ["School is blank for Ann, and this cohort asks for it to differ."],
        ),
    ],
)
def test_whoever_no_coach_meets_hears_of_what_and_whose_cell_is_blank(
    make_cohort: MakeCohort,
    make_person: MakePerson,
    rule: Rule,
    mine: str,
    theirs: tuple[str, str],
    texts: list[str],
) -> None:
    cohort = make_cohort(coaching=rules(rule, required=True))
    people = (
        make_person("ann", answers=school(mine)),
        make_person("carl", role=Role.COACH, answers=school(theirs[0])),
        make_person("dora", role=Role.COACH, answers=school(theirs[1])),
    )
    problem = coaching_problem(cohort=cohort, people=people)
    scores = PairScores(problem)
    objective = coaching_objective(problem=problem, scores=scores, coach_of=(None,))
    nobody = CoachingSolution(coach_of=(None,), objective=objective, bound=objective, proven=True)
    findings = why_unplaced(problem=problem, scores=scores, solution=nobody, member=0)
    reasons = unplaced_reasons(cohort=cohort, people=people, member=people[0], findings=findings)
    assert [reason.text for reason in reasons] == texts
    assert all(
        {"member": "ann", "column": "School", "rule": rule.value}.items() <= reason.params.items()
        for reason in reasons
    )


def own_reasons(cohort: Cohort, make_person: MakePerson, mine: str, theirs: str) -> list[Reason]:
    """Return the reasons that are not for the pair's own eyes."""
    member = make_person("ann", answers=school(mine))
    coach = make_person("carl", role=Role.COACH, answers=school(theirs))
    problem = coaching_problem(cohort=cohort, people=(member, coach))
    findings = why_pair(problem=problem, scores=PairScores(problem), member=0, coach=0)
    reasons = pair_reasons(cohort=cohort, member=member, coach=coach, findings=findings)
    return [reason for reason in reasons if reason.is_for_coordinators]
