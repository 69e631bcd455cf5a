"""Members and coaches become indices, in the roster's order."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from matcher.problem import SLOTS_PER_WEEK, Coach, CoachingProblem, Member, WeekMasks, Weights
from matcher.scoring import score_pairs
from scheduler.domain.cohorts import Coaching, Cohort, Fairness, Language
from scheduler.domain.people import Capacity, Person, Role
from scheduler.problems import coached, coaches, coaching_problem

MakePerson = Callable[..., Person]
MakeCohort = Callable[..., Cohort]

MONDAY_SIX_PM_UTC = 72  # in slots from Monday 00:00 UTC
EDGE = 4


def monday_hours(utc_slot: int, *, slots: int = 12) -> int:
    return ((1 << slots) - 1) << (utc_slot + EDGE)


def test_a_small_cohort_is_the_problem_written_by_hand(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    """London leaves summer time on Sunday 25 October 2026, so its Monday evening is an hour later in UTC after it."""
    hours = "Mon 18:00-21:00"
    people = (
        make_person("staff", role=Role.STAFF),
        make_person(
            "ann", zone="Europe/London", hours=hours, interests=("play", "maths"), languages=("en-GB",)
        ),
        make_person("carl", role=Role.COACH, hours=hours, interests=("maths",), languages=("de", "en")),
        make_person("bea", hours=hours, languages=("de-CH",)),
        make_person("dora", role=Role.COACH, hours=hours, capacity=Capacity(minimum=1, maximum=3)),
    )
    cohort = make_cohort(
        coaching=Coaching(
            capacity=Capacity(minimum=0, maximum=2),
            meeting_minutes=60,
            target_minutes=180,
            language=Language.REQUIRED,
            fairness=Fairness.TOTAL,
            must=(("bea", "dora"), ("bea", "dora"), ("bea", "gone")),
            never=(("ann", "carl"), ("gone", "carl")),
        )
    )

    summer, winter = monday_hours(MONDAY_SIX_PM_UTC - 4), monday_hours(MONDAY_SIX_PM_UTC)
    utc = WeekMasks(masks=(winter,), of_week=(0, 0, 0, 0, 0))
    assert coaching_problem(cohort=cohort, people=people) == CoachingProblem(
        members=(
            Member(
                topics=(2, 1),
                languages=frozenset({0}),
                weeks=WeekMasks(masks=(summer, winter), of_week=(0, 0, 0, 0, 1)),
            ),
            Member(topics=(), languages=frozenset({1}), weeks=utc),
        ),
        coaches=(
            Coach(topics=frozenset({1}), languages=frozenset({0, 1}), weeks=utc, minimum=0, maximum=2),
            Coach(topics=frozenset(), languages=frozenset(), weeks=utc, minimum=1, maximum=3),
        ),
        edge=EDGE,
        meeting_minutes=60,
        target_minutes=180,
        weights=Weights(interest=Fraction(3, 5), time=Fraction(3, 10), language=Fraction(1, 10)),
        language_required=True,
        worst_first=False,
        must=((1, 1),),
        never=((0, 0),),
    )


def test_a_pair_that_loses_its_hour_when_one_clock_changes_scores_its_worst_week(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    """18:00 in New York is 23:00 in London, but 22:00 from 25 October to 1 November 2026, between the two changes."""
    people = (
        make_person("ny", zone="America/New_York", hours="Wed 18:00-19:00"),
        make_person("london", role=Role.COACH, zone="Europe/London", hours="Wed 23:00-24:00"),
    )
    shared = []
    for ends in (date(2026, 10, 24), date(2026, 10, 26)):
        problem = coaching_problem(cohort=make_cohort(ends=ends), people=people)
        table = score_pairs(problem)
        shared.append((table.shared_minutes.tolist(), table.worst_week.tolist()))
    assert shared == [([[60]], [[0]]), ([[0]], [[4]])]


def test_edge_is_as_many_quarters_as_a_meeting_reaches_into(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    edges = []
    for minutes in (15, 16, 60, 75, 50):
        coaching = Coaching(
            capacity=Capacity(minimum=0, maximum=2), meeting_minutes=minutes, target_minutes=180
        )
        problem = coaching_problem(cohort=make_cohort(coaching=coaching), people=(make_person("ann"),))
        assert problem.members[0].weeks.masks[0].bit_length() == 2 * problem.edge + SLOTS_PER_WEEK
        edges.append(problem.edge)
    assert edges == [1, 2, 4, 5, 4]


def test_without_coaching_there_is_nobody_to_pair(make_cohort: MakeCohort, make_person: MakePerson) -> None:
    cohort, people = make_cohort(coaching=None), (make_person("ann"), make_person("carl", role=Role.COACH))
    problem = coaching_problem(cohort=cohort, people=people)
    assert (problem.members, problem.coaches) == ((), ())
    assert (coached(cohort=cohort, people=people), coaches(cohort=cohort, people=people)) == ((), ())


def test_a_topic_that_the_cohort_has_given_up_still_pairs_those_who_chose_it(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    people = (
        make_person("ann", interests=("old", "reading")),
        make_person("carl", role=Role.COACH, interests=("old",)),
    )
    problem = coaching_problem(cohort=make_cohort(topics=("reading",)), people=people)
    assert (problem.members[0].topics, problem.coaches[0].topics) == ((1, 0), frozenset({1}))
