"""Cohorts as Hypothesis makes them: odd zones, odd hours, scarce seats, all inside what DESIGN 5 allows."""

from dataclasses import replace
from datetime import date, time, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from scheduler.domain.cohorts import (
    Choice,
    Coaching,
    Cohort,
    CohortId,
    Company,
    Criterion,
    Fairness,
    Language,
    MonthlyAt,
    Rule,
    ScoreWeights,
    Session,
    Workshop,
)
from scheduler.domain.people import Capacity, Person, Role
from tests.oracle.rosters import OWN_COLUMNS, TOPICS, ZONES, capacities, rosters

Case = tuple[Cohort, tuple[Person, ...]]

NEAR_A_CHANGE = (
    date(2026, 2, 9),  # Casablanca, 15 February and 22 March
    date(2026, 3, 3),  # New York, 8 March
    date(2026, 3, 23),  # Kyiv and Beirut, 29 March
    date(2026, 3, 31),  # Santiago, Auckland, Chatham and Lord Howe, 5 April
    date(2026, 4, 20),  # Cairo, 24 April
    date(2026, 8, 31),  # Santiago, 6 September
    date(2026, 9, 16),  # Casablanca, 20 September; Auckland, 27 September
    date(2026, 9, 30),  # Lord Howe, 4 October
    date(2026, 10, 19),  # Kyiv and Beirut, 25 October
    date(2026, 10, 27),  # New York, 1 November
)
WEIGHTS = tuple(
    ScoreWeights(interest=Fraction(i), time=Fraction(t), language=Fraction(w))
    for i, t, w in (
        ("0.6", "0.3", "0.1"),
        ("0.333", "0.333", "0.334"),
        ("0.125", "0.8125", "0.0625"),
        ("0", "1", "0"),
        ("1", "0", "0"),
        ("0.05", "0.05", "0.9"),
    )
)


@st.composite
def frames(draw: st.DrawFn) -> Cohort:
    """Draw a cohort of dates, a home zone and nothing else: two to ten weeks, seldom nine months."""
    starts = draw(st.sampled_from(NEAR_A_CHANGE) | st.dates(date(2026, 1, 1), date(2026, 12, 31)))
    days = draw(st.integers(13, 70) | st.integers(13, 70) | st.integers(13, 70) | st.integers(240, 275))
    return Cohort(
        id=CohortId("c0"),
        name="Oracle",
        starts=starts,
        ends=starts + timedelta(days=days),
        home_time_zone=draw(st.sampled_from(ZONES)),
        locale="en",
        topics=TOPICS,
    )


@st.composite
def zone_sets(draw: st.DrawFn, *, home: str) -> tuple[str, ...]:
    """Draw the zones that people live in: the home zone twice and a few more."""
    return (home, home, *draw(st.lists(st.sampled_from(ZONES), max_size=3)))


@st.composite
def coachings(draw: st.DrawFn, *, people: tuple[Person, ...]) -> Coaching:
    """Draw rules of coaching, a few pins and bans among them that may contradict each other."""
    pairs = [
        (member.key, coach.key)
        for member in people
        for coach in people
        if (member.role, coach.role) == (Role.MEMBER, Role.COACH)
    ]
    some = st.lists(st.sampled_from(pairs), max_size=2, unique=True) if pairs else st.just([])
    none = st.just(list[tuple[str, str]]())
    must = draw(none | some)
    criteria = draw(st.just(()) | criteria_of_any_kind())
    left = 1 - sum(criterion.weight or 0 for criterion in criteria)
    weights = draw(st.sampled_from(WEIGHTS))
    return Coaching(
        capacity=draw(capacities(least=0, most=4) | st.just(Capacity(minimum=1, maximum=3))),
        meeting_minutes=draw(st.sampled_from((60, 50, 25, 90, 15, 45))),
        target_minutes=draw(st.sampled_from((7 * 60, 120, 3001, 60, 101, 33))),
        weights=ScoreWeights(
            interest=weights.interest * left, time=weights.time * left, language=weights.language * left
        ),
        language=draw(st.sampled_from(Language)),
        fairness=draw(st.sampled_from(Fairness)),
        must=tuple(must),
        never=tuple(draw(none | some | st.just(must[:1]))),
        criteria=criteria,
    )


@st.composite
def criteria_of_any_kind(draw: st.DrawFn) -> tuple[Criterion, ...]:
    """Draw one to three criteria on the rosters' own columns, some weighed, some required."""
    asked = st.tuples(st.sampled_from(OWN_COLUMNS), st.sampled_from(Rule))
    shares = st.sampled_from((None, Fraction("0.2"), Fraction("0.333"), Fraction(0)))
    return tuple(
        Criterion(column=column, rule=rule, weight=draw(shares))
        for column, rule in draw(st.lists(asked, min_size=1, max_size=3, unique=True))
    )


@st.composite
def choices(draw: st.DrawFn, *, minutes: int, times_a_day: int) -> Choice:
    """Draw a few starts a day on up to three weekdays, at any hour, on any grid."""
    step = draw(st.sampled_from((60, 15, 35, 50, 120)))
    length = min(24 * 60, minutes + step * draw(st.integers(0, times_a_day - 1)) + draw(st.integers(0, 14)))
    opens = draw(
        st.sampled_from((12 * 60, 8 * 60, 17 * 60, 18 * 60 + 20, 10 * 60, 0, 30, 60, 105, 22 * 60, 24 * 60))
    )
    opens = max(0, min(opens, 24 * 60 - length))
    weekdays = draw(st.lists(st.integers(0, 6) | st.just(6), min_size=1, max_size=4, unique=True))
    return Choice(weekdays=tuple(weekdays), opens=opens, closes=opens + length, step_minutes=step)


@st.composite
def sessions(draw: st.DrawFn, *, number: int) -> Session:
    """Draw a session at a fixed time of the month or at one of several."""
    minutes = draw(st.sampled_from((60, 90, 50, 30)))
    at = st.builds(
        MonthlyAt,
        ordinal=st.sampled_from((1, 2, 3, 4, -1)),
        weekday=st.integers(0, 6),
        at=st.sampled_from((time(9), time(12, 10), time(18), time(20, 45))),
    )
    return Session(
        id=f"session-{9 - number}",
        name=f"Session {number}",
        minutes=minutes,
        when=draw(at | choices(minutes=minutes, times_a_day=3) | choices(minutes=minutes, times_a_day=4)),
    )


@st.composite
def workshops(draw: st.DrawFn, *, number: int, cohort: Cohort, people: tuple[Person, ...]) -> Workshop:
    """Draw a workshop led by up to three of anybody, its window anywhere near the cohort's dates."""
    minutes = draw(st.sampled_from((60, 90, 50, 45)))
    opens = cohort.starts + timedelta(days=draw(st.integers(-3, (cohort.ends - cohort.starts).days // 2)))
    return Workshop(
        id=f"workshop-{9 - number}",
        name=f"Workshop {number}",
        topic=draw(st.sampled_from(TOPICS[:4])),
        facilitators=tuple(
            draw(st.lists(st.sampled_from([p.key for p in people]), min_size=1, max_size=3, unique=True))
        ),
        minutes=minutes,
        size=draw(
            st.sampled_from((Capacity(minimum=1, maximum=2), Capacity(minimum=1, maximum=4)))
            | capacities(least=0, most=4)
        ),
        window=(opens, opens + timedelta(days=draw(st.integers(0, 18)))),
        when=draw(choices(minutes=minutes, times_a_day=3)),
        sections=draw(st.sampled_from((1, 2, 2, 3))),
        meetings=draw(st.sampled_from((1, 1, 2, 3))),
    )


@st.composite
def coaching_cases(draw: st.DrawFn) -> Case:
    """Draw coaching alone, over up to nine members and four coaches."""
    frame = draw(frames())
    people = draw(rosters(members=9, coaches=4, zones=draw(zone_sets(home=frame.home_time_zone))))
    return replace(frame, coaching=draw(coachings(people=people))), people


@st.composite
def session_cases(draw: st.DrawFn) -> Case:
    """Draw sessions alone, up to four of them."""
    frame = draw(frames())
    people = draw(rosters(members=6, coaches=2, zones=draw(zone_sets(home=frame.home_time_zone))))
    held = [draw(sessions(number=number)) for number in range(draw(st.integers(1, 4)))]
    return replace(frame, sessions=tuple(held)), people


@st.composite
def workshop_cases(draw: st.DrawFn) -> Case:
    """Draw workshops beside a session or two; members wish by name or by interest, and may lead."""
    frame = draw(frames())
    people = draw(rosters(members=9, coaches=2, zones=draw(zone_sets(home=frame.home_time_zone))))
    held = tuple(draw(sessions(number=number)) for number in range(draw(st.integers(0, 2))))
    offered = tuple(
        draw(workshops(number=number, cohort=frame, people=people))
        for number in range(draw(st.integers(1, 4)))
    )
    pairs = [(p.key, workshop.id) for p in people if p.role is Role.MEMBER for workshop in offered]
    few = st.lists(st.sampled_from(pairs), max_size=2, unique=True).map(tuple) if pairs else st.just(())
    cohort = replace(
        frame,
        sessions=held,
        workshops=offered,
        per_member=draw(st.sampled_from((1, 2, 2, 3))),
        served_first=draw(st.booleans()),
        must_attend=draw(st.just(()) | st.just(()) | few),
        never_attend=draw(st.just(()) | few),
        no_one_alone=draw(st.sampled_from(((), (Company.LANGUAGES,)))),
    )
    return cohort, _wishing(draw, people, [workshop.id for workshop in offered])


@st.composite
def whole_cases(draw: st.DrawFn) -> Case:
    """Draw all three parts at once."""
    cohort, people = draw(workshop_cases())
    return replace(cohort, coaching=draw(coachings(people=people))), people


def _wishing(draw: st.DrawFn, people: tuple[Person, ...], ids: list[str]) -> tuple[Person, ...]:
    named = st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True).map(tuple)
    wish = named | st.just(()) | named
    return tuple(
        replace(person, workshops=draw(wish)) if person.role is Role.MEMBER else person for person in people
    )
