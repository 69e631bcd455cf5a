"""One solve, from people to a plan: what it holds, that it repeats, and what it refuses."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.availability import Window
from matcher.check import Violation
from matcher.solution import Progress
from scheduler.domain.cohorts import Choice, Coaching, Cohort, CohortId, MonthlyAt, Session, Workshop
from scheduler.domain.people import Capacity, Person, PersonId, Role
from scheduler.domain.plans import (
    CoachingPart,
    CoachingValue,
    LeftOut,
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
from scheduler.errors import RequirementsError
from scheduler.judging import judge
from workers.solving import RulesBrokenError, accept, solve

MONDAY, TUESDAY = 0, 1


def person(
    key: str,
    *,
    role: Role = Role.MEMBER,
    zone: str = "UTC",
    hours: dict[int, tuple[int, int]],
    **more: object,
) -> Person:
    return Person(
        id=PersonId(f"id-{key}"),
        key=key,
        name=key.capitalize(),
        email=None,
        role=role,
        time_zone=zone,
        availability=tuple(
            Window(day=day, start=60 * opens, end=60 * closes) for day, (opens, closes) in hours.items()
        ),
        **more,
    )


PEOPLE = (
    person(
        "ann",
        hours={MONDAY: (18, 20), TUESDAY: (18, 19)},
        interests=("play", "reading"),
        languages=("en-GB",),
    ),
    person("ben", hours={MONDAY: (9, 10), TUESDAY: (18, 19)}, interests=("reading",)),
    person(
        "carl",
        role=Role.COACH,
        hours={MONDAY: (17, 19)},
        interests=("reading",),
        languages=("en",),
        capacity=Capacity(minimum=1, maximum=1),
    ),
    person("dina", role=Role.STAFF, zone="Africa/Nairobi", hours={MONDAY: (9, 10)}),
)

COHORT = Cohort(
    id=CohortId("cohort"),
    name="Cohort",
    starts=date(2026, 10, 1),
    ends=date(2026, 10, 31),
    home_time_zone="Europe/London",
    locale="en",
    topics=("reading", "play"),
    coaching=Coaching(capacity=Capacity(minimum=0, maximum=2), meeting_minutes=60, target_minutes=120),
    sessions=(
        Session(
            id="monthly",
            name="Monthly",
            minutes=60,
            when=Choice(weekdays=(TUESDAY,), opens=18 * 60, closes=20 * 60, step_minutes=60),
        ),
    ),
    workshops=(
        Workshop(
            id="stories",
            name="Stories",
            topic="reading",
            facilitators=("carl",),
            minutes=60,
            size=Capacity(minimum=1, maximum=4),
            window=(date(2026, 10, 5), date(2026, 10, 11)),
            when=Choice(weekdays=(MONDAY,), opens=18 * 60, closes=20 * 60, step_minutes=60),
        ),
    ),
)


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


def bare(plan: Plan) -> Plan:
    """Leave out the reasons and the seconds."""
    return replace(
        plan,
        sessions=replace(
            plan.sessions, meetings=tuple(replace(one, reasons=()) for one in plan.sessions.meetings)
        ),
        coaching=replace(
            plan.coaching,
            pairs=tuple(replace(one, reasons=()) for one in plan.coaching.pairs),
            unplaced=tuple(replace(one, reasons=()) for one in plan.coaching.unplaced),
            advice=(),
        ),
        workshops=replace(
            plan.workshops,
            sections=tuple(replace(one, reasons=(), seats=()) for one in plan.workshops.sections),
            unserved=tuple(replace(one, reasons=()) for one in plan.workshops.unserved),
        ),
        solver=replace(
            plan.solver, seconds=0.0, parts=SolverParts(sessions=0.0, coaching=0.0, workshops=0.0)
        ),
    )


def test_a_small_cohort_gets_the_plan_worked_out_by_hand() -> None:
    """The whole plan, every part of it the only best one.

    The session: at 19:00 in London (18:00 UTC) Ann and Ben are in their hours, and Dina is not: 21:00 in Nairobi, 3.
    At 18:00 (17:00 UTC, 20:00 in Nairobi) nobody is in theirs, all by day: 1 each. The least largest burden is 1,
    first on 6 October.
    The coach: Carl takes one. Only Ann shares an hour with him: interest 1/3, time 60/120, language 1: 200 + 150 + 100.
    The workshop: Ann and Carl are both there from 18:00 UTC, 19:00 in London, and Ben never.
    """
    burden, worth = SessionsValue(worst=1, total=4), WorkshopsValue(served=1, total=1000)
    value = CoachingValue(placed=1, shortfall=0, bands=(0, 0, 0, 0, 1, 0, 0, 0, 0, 0), total=450)
    assert bare(solve(cohort=COHORT, people=PEOPLE, seed=7)) == Plan(
        sessions=SessionsPart(
            objective=burden,
            bound=burden,
            proven=True,
            meetings=(SessionMeeting(session="monthly", starts=at(2026, 10, 6, 17), minutes=60),),
        ),
        coaching=CoachingPart(
            objective=value,
            bound=value,
            proven=True,
            pairs=(
                Pair(
                    member=PersonId("id-ann"),
                    coach=PersonId("id-carl"),
                    score=450,
                    shared_minutes=60,
                    topics=("reading",),
                    languages=("en-GB",),
                    worst_week="2026-09-28",
                ),
            ),
            unplaced=(LeftOut(member=PersonId("id-ben"), reasons=()),),
        ),
        workshops=WorkshopsPart(
            objective=worth,
            bound=worth,
            gap=0.0,
            proven=True,
            sections=(
                Section(
                    workshop="stories",
                    section=1,
                    facilitator=PersonId("id-carl"),
                    starts=(at(2026, 10, 5, 18),),
                    minutes=60,
                    members=(PersonId("id-ann"),),
                ),
            ),
            unserved=(LeftOut(member=PersonId("id-ben"), reasons=()),),
        ),
        solver=SolverInfo(seed=7, seconds=0.0, parts=SolverParts(sessions=0.0, coaching=0.0, workshops=0.0)),
    )


def test_everybody_and_everything_gets_a_reason() -> None:
    plan = solve(cohort=COHORT, people=PEOPLE)
    assert [[reason.code for reason in one.reasons] for one in plan.sessions.meetings] == [["evenly_borne"]]
    assert [[reason.code for reason in one.reasons] for one in plan.coaching.pairs] == [
        ["common_topics", "shared_hours", "common_language"]
    ]
    assert [[reason.code for reason in one.reasons] for one in plan.coaching.unplaced] == [["no_shared_time"]]
    assert [[reason.code for reason in one.reasons] for one in plan.workshops.sections] == [["section"]]
    assert [[reason.code for reason in one.seats] for one in plan.workshops.sections] == [["seat"]]
    assert [[reason.code for reason in one.reasons] for one in plan.workshops.unserved] == [["cannot_come"]]


def test_only_the_seconds_differ_between_two_runs() -> None:
    one, other = (solve(cohort=COHORT, people=PEOPLE, seed=1) for _ in range(2))
    assert replace(one, solver=other.solver) == other
    parts = one.solver.parts
    assert one.solver.seconds == pytest.approx(parts.sessions + parts.coaching + parts.workshops)


def test_a_solved_plan_is_judged_sound() -> None:
    assert judge(cohort=COHORT, people=PEOPLE, plan=solve(cohort=COHORT, people=PEOPLE)) == ()


def test_the_sections_avoid_the_sessions() -> None:
    """The workshop's one common start is the session's, once that is fixed on the first Monday at 19:00."""
    fixed = MonthlyAt(ordinal=1, weekday=MONDAY, at=time(19))
    cohort = replace(COHORT, sessions=(replace(COHORT.sessions[0], when=fixed),))
    assert solve(cohort=cohort, people=PEOPLE).workshops.sections == ()


def test_progress_is_told_part_by_part() -> None:
    told: list[Progress] = []
    solve(cohort=COHORT, people=PEOPLE, report=told.append)
    assert list(dict.fromkeys(progress.phase for progress in told)) == ["sessions", "coaching", "workshops"]


@pytest.mark.parametrize(
    "people", [(), PEOPLE[:2], PEOPLE[2:3], PEOPLE[3:]], ids=["nobody", "members", "a coach", "staff"]
)
def test_a_cohort_without_some_role_has_a_plan_all_the_same(people: tuple[Person, ...]) -> None:
    plan = solve(cohort=COHORT, people=people)
    assert (plan.coaching.pairs, plan.workshops.sections) == ((), ())
    assert judge(cohort=COHORT, people=people, plan=plan) == ()


def test_without_coaching_sessions_and_workshops_the_plan_is_empty_and_proven() -> None:
    plan = solve(cohort=replace(COHORT, coaching=None, sessions=(), workshops=()), people=PEOPLE)
    assert (plan.sessions.proven, plan.coaching.proven, plan.workshops.proven) == (True, True, True)
    assert (plan.coaching.pairs, plan.coaching.unplaced, plan.workshops.unserved) == ((), (), ())


def test_pins_that_contradict_each_other_cannot_be_met() -> None:
    assert COHORT.coaching is not None
    rules = replace(COHORT.coaching, must=(("ann", "carl"), ("ben", "carl")), never=(("ann", "carl"),))
    with pytest.raises(RequirementsError) as raised:
        solve(cohort=replace(COHORT, coaching=rules), people=PEOPLE)
    assert [reason.text for reason in raised.value.reasons] == [
        (
            "Ann must go with Carl, and must not: take the pair out of `must` under [coaching] in the cohort's rules, "
            "or of `never`."
        ),
        (
            "Ann and Ben must go with Carl, who takes 1 at most: take 1 of them out of `must` under [coaching] in "
            "the cohort's rules, or raise the maximum to "
            "2."
        ),
    ]


def test_sessions_at_set_times_that_overlap_cannot_be_met() -> None:
    """One begins half an hour into the other, on the first Monday of October 2026."""
    one = replace(COHORT.sessions[0], id="one", name="One", when=MonthlyAt(ordinal=1, weekday=0, at=time(18)))
    other = replace(one, id="other", name="Other", when=MonthlyAt(ordinal=1, weekday=0, at=time(18, 30)))
    with pytest.raises(RequirementsError) as raised:
        solve(cohort=replace(COHORT, sessions=(one, other)), people=PEOPLE)
    assert [reason.text for reason in raised.value.reasons] == [
        "One and Other are set for times that overlap on 5 October: move one."
    ]


def test_an_answer_that_breaks_a_rule_is_not_accepted() -> None:
    accept("coaching", ())
    with pytest.raises(RulesBrokenError, match=r"coaching breaks 1 rule\(s\): over_maximum {'coach': 3}"):
        accept("coaching", (Violation(code="over_maximum", params={"coach": 3}),))


ZONES = ("UTC", "Europe/London", "America/New_York", "Africa/Nairobi", "Asia/Kathmandu")
days = st.dictionaries(
    st.integers(0, 6), st.tuples(st.integers(8, 15), st.integers(16, 23)), min_size=1, max_size=4
)


@st.composite
def rosters(draw: st.DrawFn) -> tuple[Person, ...]:
    return tuple(
        person(
            "carl" if number == 0 else f"p{number}",
            role=draw(st.sampled_from((Role.MEMBER, Role.MEMBER, Role.COACH, Role.STAFF)))
            if number
            else Role.COACH,
            zone=draw(st.sampled_from(ZONES)),
            hours=draw(days),
            interests=tuple(draw(st.lists(st.sampled_from(("reading", "play")), unique=True))),
            languages=tuple(draw(st.lists(st.sampled_from(("en", "en-GB", "ar")), unique=True, max_size=2))),
        )
        for number in range(draw(st.integers(1, 8)))
    )


@given(people=rosters())
@settings(max_examples=40, deadline=None)
def test_the_plan_of_any_roster_is_judged_sound_and_leaves_nobody_out_in_silence(
    people: tuple[Person, ...],
) -> None:
    plan = solve(cohort=COHORT, people=people)
    assert judge(cohort=COHORT, people=people, plan=plan) == ()
    members = {one.id for one in people if one.role is Role.MEMBER}
    told = [pair.member for pair in plan.coaching.pairs] + [one.member for one in plan.coaching.unplaced]
    assert (set(told), len(told)) == (members, len(members))
    left_out = (*plan.coaching.unplaced, *plan.workshops.unserved)
    assert all(reason.text for one in left_out for reason in one.reasons)
    assert all(one.reasons for one in left_out)
