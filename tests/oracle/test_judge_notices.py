"""The judge can find fault: every plan spoilt by hand is noticed, each for what was done to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from calendars.availability import Window
from scheduler.domain.cohorts import Choice, Coaching, Cohort, CohortId, MonthlyAt, Session, Workshop
from scheduler.domain.people import Capacity, Person, PersonId, Role
from scheduler.domain.plans import CoachingPart, Plan, SessionsPart, WorkshopsPart
from tests.oracle.judge import findings, impossible
from tests.oracle.rosters import ALWAYS
from workers.solving import solve

EVENINGS = tuple(Window(day=day, start=17 * 60, end=21 * 60) for day in range(7))


def _person(key: str, role: Role, time_zone: str, **more: object) -> Person:
    person = Person(
        id=PersonId(f"id-{key}"),
        key=key,
        name=key.title(),
        email=None,
        role=role,
        time_zone=time_zone,
        languages=("en",),
        availability=EVENINGS,
    )
    return replace(person, **more)


PEOPLE = (
    _person("ana", Role.MEMBER, "Europe/Kyiv", interests=("Reading", "Mathematics")),
    _person("ben", Role.MEMBER, "Africa/Nairobi", interests=("Mathematics",)),
    _person("dana", Role.MEMBER, "Asia/Beirut", interests=("Reading",)),
    _person("eli", Role.MEMBER, "Pacific/Auckland", interests=("Reading",)),
    _person("carl", Role.COACH, "Europe/Kyiv", interests=("Reading",)),
    _person("cora", Role.COACH, "Africa/Nairobi", interests=("Mathematics",)),
    _person("sam", Role.STAFF, "Europe/Kyiv", availability=ALWAYS),
)
COHORT = Cohort(
    id=CohortId("c0"),
    name="Known",
    starts=date(2026, 10, 5),
    ends=date(2026, 12, 13),
    home_time_zone="Europe/Kyiv",
    locale="en",
    topics=("Reading", "Mathematics"),
    coaching=Coaching(capacity=Capacity(minimum=1, maximum=2), meeting_minutes=60, target_minutes=1200),
    sessions=(
        Session(
            id="gathering",
            name="Gathering",
            minutes=60,
            when=Choice(weekdays=(1, 3), opens=8 * 60, closes=21 * 60, step_minutes=60),
        ),
        Session(id="opening", name="Opening", minutes=60, when=MonthlyAt(ordinal=2, weekday=1, at=time(18))),
    ),
    workshops=(
        Workshop(
            id="reading",
            name="Reading aloud",
            topic="Reading",
            facilitators=("sam", "carl"),
            minutes=90,
            size=Capacity(minimum=1, maximum=2),
            window=(date(2026, 10, 12), date(2026, 10, 24)),
            when=Choice(weekdays=(1, 2), opens=17 * 60, closes=21 * 60, step_minutes=60),
            sections=2,
            meetings=2,
        ),
        Workshop(
            id="numbers",
            name="Numbers",
            topic="Mathematics",
            facilitators=("cora",),
            minutes=60,
            size=Capacity(minimum=1, maximum=4),
            window=(date(2026, 10, 12), date(2026, 10, 24)),
            when=Choice(weekdays=(1, 2), opens=17 * 60, closes=21 * 60, step_minutes=60),
        ),
    ),
    per_member=1,
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return solve(cohort=COHORT, people=PEOPLE)


def test_the_plan_that_the_mutations_start_from_is_right(plan: Plan) -> None:
    assert findings(cohort=COHORT, people=PEOPLE, plan=plan) == []
    assert not impossible(cohort=COHORT, people=PEOPLE)
    assert len(plan.coaching.pairs) == 3
    assert [(section.workshop, section.section) for section in plan.workshops.sections] != []


def _coaching(change: Callable[[CoachingPart], CoachingPart]) -> Callable[[Plan], Plan]:
    return lambda plan: replace(plan, coaching=change(plan.coaching))


def _sessions(change: Callable[[SessionsPart], SessionsPart]) -> Callable[[Plan], Plan]:
    return lambda plan: replace(plan, sessions=change(plan.sessions))


def _workshops(change: Callable[[WorkshopsPart], WorkshopsPart]) -> Callable[[Plan], Plan]:
    return lambda plan: replace(plan, workshops=change(plan.workshops))


def _swapped(part: CoachingPart) -> CoachingPart:
    one, other, *rest = part.pairs
    return replace(part, pairs=(replace(one, coach=other.coach), replace(other, coach=one.coach), *rest))


def _moved(part: WorkshopsPart, by: timedelta) -> WorkshopsPart:
    first, *rest = part.sections
    return replace(part, sections=(replace(first, starts=tuple(at + by for at in first.starts)), *rest))


def _first_pair(part: CoachingPart, **more: object) -> CoachingPart:
    return replace(part, pairs=(replace(part.pairs[0], **more), *part.pairs[1:]))


def _first_section(part: WorkshopsPart, **more: object) -> WorkshopsPart:
    return replace(part, sections=(replace(part.sections[0], **more), *part.sections[1:]))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(_coaching(_swapped), "true", id="two members swap coaches"),
        pytest.param(
            _coaching(lambda p: _first_pair(p, shared_minutes=15)), "told", id="a minute is misread"
        ),
        pytest.param(_coaching(lambda p: _first_pair(p, score=999)), "told", id="a score is wrong"),
        pytest.param(_coaching(lambda p: _first_pair(p, topics=())), "told", id="a topic is forgotten"),
        pytest.param(
            _coaching(lambda p: _first_pair(p, worst_week="2020-01-06")),
            "worst",
            id="another week is the worst",
        ),
        pytest.param(
            _coaching(lambda p: replace(p, pairs=p.pairs[1:])), "unplaced should be", id="a pair is dropped"
        ),
        pytest.param(
            _coaching(lambda p: replace(p, pairs=p.pairs[::-1])), "order", id="pairs stand in another order"
        ),
        pytest.param(
            _coaching(lambda p: replace(p, unplaced=())), "unplaced should be", id="nobody is left out"
        ),
        pytest.param(
            _coaching(lambda p: replace(p, unplaced=(replace(p.unplaced[0], reasons=()),))),
            "no reason",
            id="no reason is given",
        ),
        pytest.param(
            _coaching(lambda p: replace(p, proven=False)), "not proven", id="coaching is not proven"
        ),
        pytest.param(
            _coaching(lambda p: replace(p, objective=replace(p.objective, total=1))),
            "worth",
            id="a total is wrong",
        ),
        pytest.param(
            _sessions(lambda p: replace(p, meetings=p.meetings[1:])),
            "sessions are",
            id="a session is forgotten",
        ),
        pytest.param(
            _sessions(lambda p: replace(p, bound=replace(p.bound, worst=0, total=0))),
            "not proven",
            id="a session could be better",
        ),
        pytest.param(
            _workshops(lambda p: _moved(p, timedelta(minutes=30))),
            "not offered",
            id="a section is off its grid",
        ),
        pytest.param(
            _workshops(lambda p: _moved(p, timedelta(hours=9))), "not available", id="a section at night"
        ),
        pytest.param(
            _workshops(lambda p: _first_section(p, facilitator=PersonId("id-eli"))),
            "none of its facilitators",
            id="somebody else leads",
        ),
        pytest.param(_workshops(lambda p: _first_section(p, members=())), "members", id="nobody sits there"),
        pytest.param(
            _workshops(lambda p: _first_section(p, members=(PersonId("id-ben"),))),
            "without a wish",
            id="somebody sits there without a wish",
        ),
        pytest.param(_workshops(lambda p: _first_section(p, section=7)), "numbered", id="numbers have a gap"),
        pytest.param(
            _workshops(lambda p: replace(p, sections=(p.sections[0], *p.sections))),
            "is in",
            id="a section is held twice",
        ),
        pytest.param(_workshops(lambda p: replace(p, sections=())), "the best groups", id="no group is held"),
        pytest.param(
            _workshops(lambda p: replace(p, unserved=())), "unserved should be", id="all are served"
        ),
        pytest.param(_workshops(lambda p: replace(p, gap=0.1)), "not proven", id="a gap is left"),
    ],
)
def test_a_plan_spoilt_by_hand_is_noticed(plan: Plan, spoil: Callable[[Plan], Plan], words: str) -> None:
    said = findings(cohort=COHORT, people=PEOPLE, plan=spoil(plan))
    assert any(words in each for each in said), said
