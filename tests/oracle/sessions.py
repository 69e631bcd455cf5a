"""A judge of the whole group's sessions: starts and burdens counted anew, each session's optimum by CP-SAT."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations

from ortools.sat.python import cp_model

from calendars.zones import zone
from scheduler.domain.cohorts import Cohort, MonthlyAt, Session
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan, SessionsValue
from tests.oracle.offers import dates_between, monthly_starts, months, offered
from tests.oracle.optimum import Goal, lexicographic
from tests.oracle.timeline import Flags, available, wholly_inside

Held = tuple[datetime, str, int]  # start, session, minutes


def session_findings(*, cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> Iterator[str]:
    """Say everything that is wrong with the plan's sessions: there is just one right answer."""
    part = plan.sessions
    hours = {person.id: available(person) for person in people}
    right = best_sessions(cohort=cohort, people=people)
    told = [(meeting.starts, meeting.session, meeting.minutes) for meeting in part.meetings]
    if told != right:
        yield f"sessions are {told}, not {right}"
    if any(meeting.starts.utcoffset() != timedelta() for meeting in part.meetings):
        yield "a session's start is not in UTC"
    value = _value(people, hours, told)
    if part.objective != value:
        yield f"the sessions' burden is {value}, not {part.objective}"
    if not part.proven or part.bound != part.objective:
        yield f"sessions are not proven: {part.bound} bounds {part.objective}"


def clashing(*, cohort: Cohort) -> bool:
    """Tell whether the cohort asks for two `at` sessions at once."""
    return any(_overlap(one, other) for one, other in combinations(_fixed(cohort), 2))


def best_sessions(*, cohort: Cohort, people: tuple[Person, ...]) -> list[Held]:
    """Place the `at` sessions, then each of the others in file order; by start, then session."""
    hours = {person.id: available(person) for person in people}
    held = _fixed(cohort)
    for session in cohort.sessions:
        if not isinstance(session.when, MonthlyAt):
            held += _best_months(cohort, session, people, hours, held)
    return sorted(held)


def burden(person: Person, hours: Flags, starts: datetime, minutes: int) -> int:
    """Weigh one meeting for one person: nothing inside their availability, else by their local start."""
    if wholly_inside(hours, starts, minutes):
        return 0
    local = starts.astimezone(zone(person.time_zone))
    minute = 60 * local.hour + local.minute
    if 8 * 60 <= minute < 21 * 60:
        return 1
    if 6 * 60 <= minute < 23 * 60:
        return 3
    return 10


def _fixed(cohort: Cohort) -> list[Held]:
    return [
        (starts, session.id, session.minutes)
        for session in cohort.sessions
        if isinstance(session.when, MonthlyAt)
        for starts in monthly_starts(cohort=cohort, when=session.when)
    ]


def _best_months(
    cohort: Cohort,
    session: Session,
    people: tuple[Person, ...],
    hours: dict[PersonId, Flags],
    held: list[Held],
) -> list[Held]:
    assert not isinstance(session.when, MonthlyAt)
    by_month: list[list[datetime]] = []
    for month in months(cohort):
        dates = [day for day in dates_between(cohort.starts, cohort.ends) if (day.year, day.month) == month]
        starts = offered(cohort=cohort, choice=session.when, minutes=session.minutes, dates=dates, meetings=1)
        free = [
            start
            for (start,) in starts
            if not any(_overlap((start, session.id, session.minutes), other) for other in held)
        ]
        if free:
            by_month.append(free)

    model = cp_model.CpModel()
    chosen = [[model.new_bool_var(f"{start}") for start in starts] for starts in by_month]
    for options in chosen:
        model.add_exactly_one(options)
    sums: list[cp_model.LinearExprT] = []
    for person in people:
        mine = hours[person.id]
        so_far = sum(burden(person, mine, start, minutes) for start, _, minutes in held)
        sums.append(
            so_far
            + sum(
                burden(person, mine, start, session.minutes) * var
                for starts, options in zip(by_month, chosen, strict=True)
                for start, var in zip(starts, options, strict=True)
            )
        )
    worst = model.new_int_var(0, 1_000_000, "worst")
    for each in sums:
        model.add(worst >= each)
    places = [sum(at * var for at, var in enumerate(options)) for options in chosen]
    goals: list[Goal] = [("least", worst), ("least", sum(sums)), *(("least", place) for place in places)]
    best = lexicographic(model, goals)
    assert best is not None
    return [
        (starts[place], session.id, session.minutes) for starts, place in zip(by_month, best[2:], strict=True)
    ]


def _value(people: tuple[Person, ...], hours: dict[PersonId, Flags], held: list[Held]) -> SessionsValue:
    sums = [
        sum(burden(person, hours[person.id], start, minutes) for start, _, minutes in held)
        for person in people
    ]
    return SessionsValue(worst=max(sums, default=0), total=sum(sums))


def _overlap(one: Held, other: Held) -> bool:
    return one[0] < other[0] + timedelta(minutes=other[2]) and other[0] < one[0] + timedelta(minutes=one[2])
