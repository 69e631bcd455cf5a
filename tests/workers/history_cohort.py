"""A cohort for histories: its rules, its people, and the plans that can be made for it."""

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from calendars.availability import Window
from calendars.wall_clock import to_utc
from scheduler.domain.cohorts import Choice, Coaching, Cohort, CohortId, MonthlyAt, Session, Workshop
from scheduler.domain.people import Capacity, Person, PersonId, Role
from scheduler.domain.plans import (
    CoachingPart,
    CoachingValue,
    Pair,
    Plan,
    Section,
    SessionMeeting,
    SessionsPart,
    SessionsValue,
    SolverInfo,
    SolverParts,
    WorkshopsPart,
    WorkshopsValue,
)

HOME = "Europe/London"
MEMBERS = ("amina", "bilal", "chen", "dora", "elif")
LEADERS = ("ruth", "sam")
MINUTES = 60
JOIN = "https://example.org/j"
DAILY = tuple(Window(day=day, start=9 * 60, end=21 * 60) for day in range(7))

keys = st.sampled_from(MEMBERS)
hours = st.integers(9, 20)


def cohort() -> Cohort:
    return Cohort(
        id=CohortId("cohort"),
        name="Cohort",
        starts=date(2026, 10, 1),
        ends=date(2026, 12, 20),
        home_time_zone=HOME,
        locale="en",
        topics=("math",),
        coaching=Coaching(
            capacity=Capacity(minimum=0, maximum=2), meeting_minutes=MINUTES, target_minutes=2 * MINUTES
        ),
        sessions=(
            Session(
                id="all",
                name="Gathering",
                minutes=MINUTES,
                when=MonthlyAt(ordinal=2, weekday=1, at=time(18)),
                join_url=JOIN,
            ),
        ),
        workshops=(
            Workshop(
                id="games",
                name="Games",
                topic="math",
                facilitators=LEADERS,
                minutes=MINUTES,
                size=Capacity(minimum=1, maximum=5),
                window=(date(2026, 10, 19), date(2026, 10, 23)),
                when=Choice(weekdays=(0, 1, 2, 3, 4), opens=540, closes=1260, step_minutes=60),
                sections=2,
                meetings=2,
                join_url=JOIN,
            ),
        ),
    )


def person(key: str, *, zone: str, locale: str | None, role: Role) -> Person:
    return Person(
        id=PersonId(f"id-{key}"),
        key=key,
        name=key.capitalize(),
        email=f"{key}@example.org",
        role=role,
        time_zone=zone,
        locale=locale,
        availability=DAILY,
    )


def plan(
    meetings: dict[int, int],
    groups: dict[str, tuple[int, int, frozenset[str]]],
    coaches: dict[str, str],
) -> Plan:
    """Make a plan: the session of each month at an hour, and each leader's group from a day of October at an hour.

    `coaches` says who coaches whom, by member.
    """
    burden, worth = SessionsValue(worst=0, total=0), WorkshopsValue(served=0, total=0)
    placed = CoachingValue(placed=0, shortfall=0, bands=(0,) * 10, total=0)
    sessions = tuple(
        SessionMeeting(session="all", starts=at_home(date(2026, month, 13), hour), minutes=MINUTES)
        for month, hour in sorted(meetings.items())
    )
    sections = tuple(
        Section(
            workshop="games",
            section=1 + LEADERS.index(leader),
            facilitator=PersonId(f"id-{leader}"),
            starts=tuple(at_home(date(2026, 10, day) + week, hour) for week in (timedelta(0), timedelta(7))),
            minutes=MINUTES,
            members=tuple(PersonId(f"id-{key}") for key in sorted(members)),
        )
        for leader, (day, hour, members) in sorted(groups.items())
        if members
    )
    pairs = tuple(
        Pair(
            member=PersonId(f"id-{member}"),
            coach=PersonId(f"id-{coach}"),
            score=500,
            shared_minutes=MINUTES,
            topics=(),
            languages=(),
            worst_week="2026-10-05",
        )
        for member, coach in sorted(coaches.items())
    )
    return Plan(
        sessions=SessionsPart(objective=burden, bound=burden, proven=True, meetings=sessions),
        coaching=CoachingPart(objective=placed, bound=placed, proven=True, pairs=pairs, unplaced=()),
        workshops=WorkshopsPart(
            objective=worth, bound=worth, gap=0.0, proven=True, sections=sections, unserved=()
        ),
        solver=SolverInfo(seed=0, seconds=0.0, parts=SolverParts(sessions=0.0, coaching=0.0, workshops=0.0)),
    )


def at_home(day: date, hour: int) -> datetime:
    return to_utc(wall=datetime.combine(day, time(hour)), time_zone=HOME)


plans = st.builds(
    plan,
    st.fixed_dictionaries({10: hours, 11: hours, 12: hours}),
    st.builds(
        lambda day, hour, first, second: {
            "ruth": (day, hour, first),
            "sam": (day + 1, hour, second - first),
        },
        st.integers(19, 21),
        hours,
        st.frozensets(keys),
        st.frozensets(keys),
    ),
    st.dictionaries(st.sampled_from(MEMBERS[:2]), st.sampled_from(LEADERS)),
)
