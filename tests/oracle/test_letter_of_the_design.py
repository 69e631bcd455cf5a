"""Cases that chance makes too seldom, each decided by the letter of DESIGN 5, 6 and 8."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from scheduler.domain.cohorts import Choice, Coaching, Cohort, CohortId, MonthlyAt, Session, Workshop
from scheduler.domain.people import Capacity, Person, PersonId, Role
from scheduler.errors import RequirementsError
from tests.oracle.judge import findings
from tests.oracle.rosters import ALWAYS
from workers.solving import solve

TUESDAY_AT_SIX = Choice(weekdays=(1,), opens=18 * 60, closes=19 * 60, step_minutes=60)
COHORT = Cohort(
    id=CohortId("c0"),
    name="Letter",
    starts=date(2026, 10, 5),
    ends=date(2026, 10, 18),
    home_time_zone="Europe/Kyiv",
    locale="en",
    topics=("Reading",),
)
READING = Workshop(
    id="reading",
    name="Reading aloud",
    topic="Reading",
    facilitators=("zoe", "adam"),
    minutes=60,
    size=Capacity(minimum=1, maximum=1),
    window=(date(2026, 10, 6), date(2026, 10, 6)),
    when=TUESDAY_AT_SIX,
    sections=2,
)


def _person(key: str, role: Role = Role.MEMBER) -> Person:
    return Person(
        id=PersonId(f"id-{key}"),
        key=key,
        name=key.title(),
        email=None,
        role=role,
        time_zone="Europe/Kyiv",
        interests=("Reading",),
        availability=ALWAYS,
    )


def _session(name: str, when: Choice | MonthlyAt) -> Session:
    return Session(id=name, name=name.title(), minutes=60, when=when)


@pytest.mark.parametrize("first", ["zoe", "adam"])
def test_sections_at_one_start_are_listed_by_who_leads_them_in_the_rosters_order(first: str) -> None:
    second = {"zoe": "adam", "adam": "zoe"}[first]
    people = (_person("ana"), _person(first, Role.STAFF), _person(second, Role.STAFF), _person("ben"))
    cohort = replace(COHORT, workshops=(READING,))
    plan = solve(cohort=cohort, people=people)
    assert [section.facilitator for section in plan.workshops.sections] == [f"id-{first}", f"id-{second}"]
    assert findings(cohort=cohort, people=people, plan=plan) == []


def test_a_member_may_lead_one_section_and_attend_another_but_not_both_at_once() -> None:
    people = (_person("adam"), _person("zoe", Role.STAFF), _person("ana"))
    cohort = replace(COHORT, workshops=(READING,))
    plan = solve(cohort=cohort, people=people)
    assert findings(cohort=cohort, people=people, plan=plan) == []
    assert plan.workshops.objective.served == 1


def test_a_month_whose_every_start_is_taken_by_an_earlier_session_gets_none() -> None:
    cohort = replace(
        COHORT,
        ends=date(2026, 10, 11),
        sessions=(
            _session("later", TUESDAY_AT_SIX),
            _session("opening", MonthlyAt(ordinal=1, weekday=1, at=time(18))),
        ),
    )
    people = (_person("ana"),)
    plan = solve(cohort=cohort, people=people)
    assert plan.sessions.meetings[0].session == "opening"
    assert findings(cohort=cohort, people=people, plan=plan) == []

    chosen = replace(cohort, sessions=(_session("one", TUESDAY_AT_SIX), _session("other", TUESDAY_AT_SIX)))
    plan = solve(cohort=chosen, people=people)
    assert [(each.session, each.starts) for each in plan.sessions.meetings] == [
        ("one", datetime(2026, 10, 6, 15, tzinfo=UTC))
    ]
    assert findings(cohort=chosen, people=people, plan=plan) == []


def test_two_sessions_fixed_at_once_cannot_be_met() -> None:
    clash = (
        _session("one", MonthlyAt(ordinal=1, weekday=1, at=time(18))),
        _session("other", MonthlyAt(ordinal=1, weekday=1, at=time(18, 59))),
    )
    with pytest.raises(RequirementsError) as caught:
        solve(cohort=replace(COHORT, sessions=clash), people=(_person("ana"),))
    assert caught.value.reasons

    beside = (clash[0], _session("next", MonthlyAt(ordinal=1, weekday=1, at=time(19))))
    cohort = replace(COHORT, sessions=beside)
    people = (_person("ana"),)
    assert findings(cohort=cohort, people=people, plan=solve(cohort=cohort, people=people)) == []


def test_a_must_said_twice_is_one_and_stands_whatever_its_hours() -> None:
    people = (
        replace(_person("ana"), availability=ALWAYS[:1]),
        replace(_person("cora", Role.COACH), availability=ALWAYS[3:4]),
    )
    cohort = replace(
        COHORT,
        coaching=Coaching(
            capacity=Capacity(minimum=0, maximum=1),
            meeting_minutes=60,
            target_minutes=60,
            must=(("ana", "cora"), ("ana", "cora")),
        ),
    )
    plan = solve(cohort=cohort, people=people)
    assert plan.coaching.pairs[0].shared_minutes == 0
    assert findings(cohort=cohort, people=people, plan=plan) == []


def test_nobody_to_coach_and_nobody_to_place_is_a_plan_too() -> None:
    cohort = replace(
        COHORT,
        coaching=Coaching(capacity=Capacity(minimum=2, maximum=3), meeting_minutes=60, target_minutes=60),
    )
    for people in ((_person("ana"),), (_person("cora", Role.COACH),), (_person("sam", Role.STAFF),)):
        plan = solve(cohort=cohort, people=people)
        assert findings(cohort=cohort, people=people, plan=plan) == []


def test_the_week_of_a_cohort_is_the_one_that_holds_its_date_wherever_home_is() -> None:
    """Monday 5 October begins in Auckland while UTC still has Sunday; the weeks count from the 5th all the same."""
    cohort = replace(
        COHORT,
        home_time_zone="Pacific/Auckland",
        coaching=Coaching(capacity=Capacity(minimum=0, maximum=1), meeting_minutes=60, target_minutes=20_000),
    )
    people = (_person("ana"), _person("cora", Role.COACH))
    plan = solve(cohort=cohort, people=people)
    assert plan.coaching.pairs[0].worst_week == "2026-10-05"
    assert findings(cohort=cohort, people=people, plan=plan) == []


def test_a_start_at_the_very_moment_the_home_clock_springs_forward_is_offered() -> None:
    """Beirut's clock goes from 00:00 to 01:00 on 29 March 2026: 01:00 is shown once, and nothing changes after."""
    cohort = replace(
        COHORT,
        starts=date(2026, 3, 28),
        ends=date(2026, 3, 31),
        home_time_zone="Asia/Beirut",
        sessions=(
            _session("night", Choice(weekdays=(5, 6), opens=0, closes=24 * 60, step_minutes=1380)),
            _session("first", Choice(weekdays=(6,), opens=0, closes=120, step_minutes=60)),
        ),
    )
    people = (_person("ana"),)
    plan = solve(cohort=cohort, people=people)
    # Saturday 00:00 is taken by the first; Saturday 23:00 would end as the clock changes, Sunday 00:00 never comes.
    assert [(each.session, each.starts) for each in plan.sessions.meetings] == [
        ("night", datetime(2026, 3, 27, 22, tzinfo=UTC)),
        ("first", datetime(2026, 3, 28, 22, tzinfo=UTC)),
    ]
    assert findings(cohort=cohort, people=people, plan=plan) == []
