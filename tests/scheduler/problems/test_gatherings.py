"""Sessions become starts by month of the home calendar, with everybody's burden."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

from matcher.problem import Gathering, GatheringsProblem, GatheringStart, Interval
from scheduler.domain.cohorts import Choice, Cohort, MonthlyAt, Session
from scheduler.domain.people import Person, Role
from scheduler.problems import gatherings_problem, placing_order
from scheduler.problems.instants import instant_of

MakePerson = Callable[..., Person]
MakeCohort = Callable[..., Cohort]
MakeSession = Callable[..., Session]


def hour_from(*moment: int) -> Interval:
    begin = int(datetime(*moment, tzinfo=UTC).timestamp()) // 60
    return Interval(begin=begin, end=begin + 60)


def test_a_small_cohort_is_the_problem_written_by_hand(
    make_cohort: MakeCohort, make_person: MakePerson, make_session: MakeSession
) -> None:
    """The cohort runs over four calendar months; the last month's second Tuesday comes after it ends.

    Until 25 October 2026 London is an hour ahead of UTC. Nairobi is three ahead, New York four behind until
    1 November and then five.
    """
    chosen = make_session(when=Choice(weekdays=(4,), opens=18 * 60, closes=20 * 60, step_minutes=60))
    fixed = make_session("fixed", when=MonthlyAt(ordinal=2, weekday=1, at=time(18)))
    cohort = make_cohort(
        starts=date(2026, 9, 21), ends=date(2026, 12, 4), sessions=(chosen, fixed), coaching=None
    )
    people = (
        make_person("lagos", zone="Africa/Lagos", hours="Fri 18:00-19:30; Tue 19:00-20:00"),
        make_person("nairobi", zone="Africa/Nairobi", role=Role.COACH, hours="Sun 10:00-12:00"),
        make_person("kabul", zone="Asia/Kabul", role=Role.STAFF, hours="Sun 10:00-12:00"),
    )

    assert placing_order(cohort=cohort) == (fixed, chosen)
    problem = gatherings_problem(cohort=cohort, people=people)

    assert (problem.people, [gathering.fixed for gathering in problem.gatherings]) == (3, [True, False])
    assert problem.gatherings[0].months == (
        (),
        (
            GatheringStart(interval=hour_from(2026, 10, 13, 17), burdens=bytes([1, 1, 3])),
        ),  # 18:00, 20:00, 21:30
        (
            GatheringStart(interval=hour_from(2026, 11, 10, 18), burdens=bytes([0, 3, 3])),
        ),  # 19:00, 21:00, 22:30
        (),
    )
    months = problem.gatherings[1].months
    assert [len(offered) for offered in months] == [2, 10, 8, 2]
    assert months[0] == (
        GatheringStart(interval=hour_from(2026, 9, 25, 17), burdens=bytes([0, 1, 3])),  # 18:00, 20:00, 21:30
        GatheringStart(
            interval=hour_from(2026, 9, 25, 18), burdens=bytes([1, 3, 3])
        ),  # 19:00 to 20:00 is not all in
    )
    assert months[3] == (
        GatheringStart(interval=hour_from(2026, 12, 4, 18), burdens=bytes([1, 3, 3])),
        GatheringStart(interval=hour_from(2026, 12, 4, 19), burdens=bytes([1, 3, 10])),  # 23:30 in Kabul
    )


def test_a_month_is_the_home_calendars_and_not_that_of_utc(
    make_cohort: MakeCohort, make_session: MakeSession
) -> None:
    """20:00 in New York on Wednesday 30 September 2026 is 1 October in UTC."""
    late = make_session(when=Choice(weekdays=(2,), opens=20 * 60, closes=21 * 60, step_minutes=60))
    cohort = make_cohort(
        home_time_zone="America/New_York", starts=date(2026, 9, 29), ends=date(2026, 10, 7), sessions=(late,)
    )
    problem = gatherings_problem(cohort=cohort, people=())
    starts = [[instant_of(one.interval.begin) for one in month] for month in problem.gatherings[0].months]
    assert starts == [[datetime(2026, 10, 1, 0, tzinfo=UTC)], [datetime(2026, 10, 8, 0, tzinfo=UTC)]]


def test_months_run_over_the_end_of_the_year(make_cohort: MakeCohort, make_session: MakeSession) -> None:
    cohort = make_cohort(starts=date(2026, 12, 31), ends=date(2027, 1, 1), sessions=(make_session(),))
    assert [len(month) for month in gatherings_problem(cohort=cohort, people=()).gatherings[0].months] == [
        12,
        0,
    ]


def test_a_cohort_without_sessions_asks_nothing(make_cohort: MakeCohort, make_person: MakePerson) -> None:
    problem = gatherings_problem(cohort=make_cohort(), people=(make_person("ann"),))
    assert problem == GatheringsProblem(people=1, gatherings=())


def test_a_session_that_can_never_be_offers_no_start(
    make_cohort: MakeCohort, make_person: MakePerson, make_session: MakeSession
) -> None:
    long = make_session(minutes=13 * 60)
    problem = gatherings_problem(cohort=make_cohort(sessions=(long,)), people=(make_person("ann"),))
    assert problem.gatherings == (Gathering(months=((),)),)
