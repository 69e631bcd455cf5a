"""Midway, what members have had counts as theirs, and what is left of their wishes keeps its rank."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from scheduler.domain import cohorts
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import Section, SessionsPart, SessionsValue
from scheduler.problems import groups_problem
from scheduler.problems.so_far import SoFar

MakePerson = Callable[..., Person]
MakeCohort = Callable[..., Cohort]
MakeWorkshop = Callable[..., cohorts.Workshop]

NOTHING = SessionsValue(worst=0, total=0)
SESSIONS = SessionsPart(objective=NOTHING, bound=NOTHING, proven=True, meetings=())
NOON = datetime(2026, 10, 7, 12, tzinfo=UTC)
BEFORE, AFTER = datetime(2026, 10, 5, 17, tzinfo=UTC), datetime(2026, 10, 12, 17, tzinfo=UTC)


def section(workshop: str, *members: str, starts: datetime = BEFORE) -> Section:
    return Section(
        workshop=workshop,
        section=1,
        facilitator=PersonId("id-gone"),
        starts=(starts,),
        minutes=60,
        members=tuple(PersonId(f"id-{member}") for member in members),
    )


def test_a_wish_that_is_met_takes_none_of_the_others_rank_but_one_of_their_number(
    make_cohort: MakeCohort, make_person: MakePerson, make_workshop: MakeWorkshop
) -> None:
    cohort = make_cohort(
        workshops=tuple(make_workshop(key) for key in ("one", "two", "three")),
        per_member=2,
        must_attend=(("ann", "two"), ("cem", "one")),
    )
    people = (
        make_person("ann", workshops=("one", "two", "three")),
        make_person("ben", workshops=("three", "two", "one")),
        make_person("cem", workshops=("three",)),
        make_person("dan", workshops=("two",)),
        make_person("eve", role=Role.COACH),
    )
    so_far = SoFar(
        as_of=NOON,
        sections=(
            section("two", "ann", "ben", "left"),
            section("one", "cem"),
            section("closed", "ben"),
            section("three", "dan", starts=AFTER),
        ),
    )
    problem = groups_problem(cohort=cohort, people=people, sessions=SESSIONS, so_far=so_far)
    assert problem.wishes == ((0, 2), (2, 0), (2,), (1,), ())
    assert problem.had == ((2,), (2, 0), (0,), (), ())
    assert [list(problem.ranks(person)) for person in range(5)] == [[1, 3], [1, 3], [1], [1], []]
    assert [problem.room(person) for person in range(5)] == [1, 0, 1, 2, 2]
    assert problem.must == ()
    first = groups_problem(cohort=cohort, people=people, sessions=SESSIONS)
    assert (first.wishes, first.had) == (((0, 1, 2), (2, 1, 0), (2,), (1,), ()), ())


def test_whoever_was_alone_in_what_is_over_is_counted_among_those_who_are_still_there(
    make_cohort: MakeCohort, make_person: MakePerson, make_workshop: MakeWorkshop
) -> None:
    cohort = make_cohort(workshops=(make_workshop("one"),), no_one_alone=(cohorts.Company.LANGUAGES,))
    people = tuple(
        make_person(key, languages=spoken)
        for key, spoken in (("ann", ("en",)), ("ben", ("fr", "en")), ("cem", ("sw",)), ("dan", ()))
    )
    so_far = SoFar(as_of=NOON, sections=(section("one", "ann", "ben", "cem", "dan", "left"),))
    problem = groups_problem(cohort=cohort, people=people, sessions=SESSIONS, so_far=so_far)
    assert problem.had_alone == 2
    anybody = replace(cohort, no_one_alone=())
    assert groups_problem(cohort=anybody, people=people, sessions=SESSIONS, so_far=so_far).had_alone == 0
