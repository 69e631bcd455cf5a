"""When the whole group can meet each month, and what each start costs each person (DESIGN 5 and 6)."""

from datetime import datetime

from calendars.slots import monthly_starts, offered_starts
from calendars.zones import zone
from matcher.problem import Gathering, GatheringsProblem, GatheringStart
from scheduler.domain.cohorts import Cohort, MonthlyAt, Session
from scheduler.domain.people import Person
from scheduler.problems.hours import burdens
from scheduler.problems.instants import interval


def placing_order(*, cohort: Cohort) -> tuple[Session, ...]:
    """Return the sessions as they are placed: those `at` a set time, then the others, each in file order."""
    return tuple(sorted(cohort.sessions, key=lambda session: not isinstance(session.when, MonthlyAt)))


def months_of(*, cohort: Cohort) -> tuple[str, ...]:
    """Return the months of the home zone's calendar from the one of `starts` to the one of `ends`, as `2026-10`."""
    first, last = (12 * day.year + day.month - 1 for day in (cohort.starts, cohort.ends))
    return tuple(f"{month // 12}-{month % 12 + 1:02d}" for month in range(first, last + 1))


def gatherings_problem(*, cohort: Cohort, people: tuple[Person, ...]) -> GatheringsProblem:
    """Return the question of when the sessions are (DESIGN 6, *Monthly sessions*), in `placing_order`.

    Every person counts, in the roster's order. The months are those of the home zone's calendar from
    `starts` to `ends`; each holds the starts offered on its dates, earliest first.
    """
    made = dict[object, Gathering]()  # sessions that may be at the same times are worked out once
    for session in cohort.sessions:
        if (session.when, session.minutes) not in made:
            made[session.when, session.minutes] = _gathering(session, cohort=cohort, people=people)
    return GatheringsProblem(
        people=len(people),
        gatherings=tuple(made[session.when, session.minutes] for session in placing_order(cohort=cohort)),
    )


def _gathering(session: Session, *, cohort: Cohort, people: tuple[Person, ...]) -> Gathering:
    starts = _starts(session, cohort=cohort)
    stretches = tuple(interval(starts=start, minutes=session.minutes) for start in starts)
    costs = burdens(people=people, intervals=stretches)
    months: dict[str, list[GatheringStart]] = {month: [] for month in months_of(cohort=cohort)}
    home = zone(cohort.home_time_zone)
    for start, stretch, cost in zip(starts, stretches, costs, strict=True):
        months[f"{start.astimezone(home):%Y-%m}"].append(GatheringStart(interval=stretch, burdens=cost))
    return Gathering(
        months=tuple(tuple(offered) for offered in months.values()), fixed=isinstance(session.when, MonthlyAt)
    )


def _starts(session: Session, *, cohort: Cohort) -> tuple[datetime, ...]:
    """Return the session's starts in every month, aware UTC and earliest first."""
    when, dates = session.when, (cohort.starts, cohort.ends)
    if isinstance(when, MonthlyAt):
        return monthly_starts(
            time_zone=cohort.home_time_zone,
            ordinal=when.ordinal,
            weekday=when.weekday,
            at=when.at,
            first=cohort.starts,
            last=cohort.ends,
        )
    offered = offered_starts(
        time_zone=cohort.home_time_zone,
        weekdays=when.weekdays,
        opens=when.opens,
        closes=when.closes,
        step_minutes=when.step_minutes,
        minutes=session.minutes,
        meetings=1,
        window=dates,
        within=dates,
    )
    return tuple(start for (start,) in offered)
