from dataclasses import replace

from scheduler.domain.cohorts import Coaching, Cohort
from scheduler.domain.people import Capacity, Person, Role
from scheduler.domain.problems import Problem
from scheduler.roster.crosscheck import cross_check


def _people(amina: Person) -> tuple[Person, ...]:
    return (
        replace(amina, key="M1"),
        replace(amina, key="C1", role=Role.COACH),
        replace(amina, key="b@x.org", role=Role.COACH),
        replace(amina, key="S1", role=Role.STAFF),
    )


def _coaching(**rules: tuple[tuple[str, str], ...]) -> Coaching:
    return Coaching(capacity=Capacity(minimum=0, maximum=4), meeting_minutes=60, target_minutes=180, **rules)


def test_rules_that_name_who_is_there_in_fitting_roles_are_good(cohort: Cohort, amina: Person) -> None:
    rules = _coaching(must=(("M1", "C1"),), never=(("M1", "b@x.org"),))
    assert cross_check(cohort=replace(cohort, coaching=rules), people=_people(amina)) == ()
    assert cross_check(cohort=replace(cohort, coaching=None), people=_people(amina)) == ()


def test_only_members_must_or_must_never_have_a_seat(cohort: Cohort, amina: Person) -> None:
    good = replace(cohort, must_attend=(("M1", "play"),), never_attend=(("M1", "sums"),))
    assert cross_check(cohort=good, people=_people(amina)) == ()
    bad = replace(cohort, must_attend=(("m1", "play"),), never_attend=(("C1", "play"),))
    assert cross_check(cohort=bad, people=_people(amina)) == (
        Problem(
            code="unknown_person",
            message="Nobody in the roster has the id 'm1'.",
            suggestion="Did you mean 'M1'?",
            column="workshops.must",
            value="m1",
        ),
        Problem(
            code="wrong_role",
            message="'C1' is a coach in the roster, and a member is wanted here.",
            suggestion="Each pair is [member, workshop]: name one, or correct the role in the roster.",
            column="workshops.never",
            value="C1",
        ),
    )


def test_anyone_may_facilitate(cohort: Cohort, amina: Person) -> None:
    led = replace(cohort, workshops=(replace(cohort.workshops[0], facilitators=("M1", "C1", "S1")),))
    assert cross_check(cohort=led, people=_people(amina)) == ()


def test_whoever_is_not_in_the_roster_is_named_with_whom_was_meant(cohort: Cohort, amina: Person) -> None:
    named = replace(
        cohort,
        coaching=_coaching(must=(("M1", "B@X.org"),), never=(("M1", "??"),)),
        workshops=(cohort.workshops[0], replace(cohort.workshops[1], facilitators=("s1", "s1"))),
    )
    assert cross_check(cohort=named, people=_people(amina)) == (
        Problem(
            code="unknown_person",
            message="Nobody in the roster has the id 'B@X.org'.",
            suggestion="Did you mean 'b@x.org'?",
            column="coaching.must",
            value="B@X.org",
        ),
        Problem(
            code="unknown_person",
            message="Nobody in the roster has the id '??'.",
            suggestion="Use the id from the roster, or the lower-cased e-mail.",
            column="coaching.never",
            value="??",
        ),
        Problem(
            code="unknown_person",
            message="Nobody in the roster has the id 's1'.",
            suggestion="Did you mean 'S1'?",
            column="workshop[2].facilitators",
            value="s1",
        ),
    )


def test_a_pair_the_wrong_way_round_is_told_so(cohort: Cohort, amina: Person) -> None:
    swapped = replace(cohort, coaching=_coaching(must=(("C1", "M1"),)), workshops=())
    suggestion = "Each pair is [member, coach]: swap them, or correct the role in the roster."
    assert cross_check(cohort=swapped, people=_people(amina)) == (
        Problem(
            code="wrong_role",
            message="'C1' is a coach in the roster, and a member is wanted here.",
            suggestion=suggestion,
            column="coaching.must",
            value="C1",
        ),
        Problem(
            code="wrong_role",
            message="'M1' is a member in the roster, and a coach is wanted here.",
            suggestion=suggestion,
            column="coaching.must",
            value="M1",
        ),
    )
