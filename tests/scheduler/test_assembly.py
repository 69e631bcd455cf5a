"""The matcher's indices become the parts of a plan, and come back from it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from matcher.scoring import PairScores
from matcher.solution import (
    CoachingObjective,
    CoachingSolution,
    GatheringsObjective,
    GatheringsSolution,
    GroupsObjective,
    GroupsSolution,
)
from matcher.solution import Section as Group
from scheduler.assembly import coaching_part, sessions_part, workshops_part
from scheduler.domain.cohorts import Choice, Cohort, MonthlyAt, Session, Workshop
from scheduler.domain.people import Capacity, Person, PersonId, Role
from scheduler.domain.plans import (
    Breach,
    CoachingPart,
    CoachingValue,
    LeftOut,
    Pair,
    Section,
    SessionMeeting,
    SessionsPart,
    SessionsValue,
    WorkshopsPart,
    WorkshopsValue,
)
from scheduler.problems import coaching_problem, gatherings_problem, groups_problem
from scheduler.restoring import (
    UnknownPlacementError,
    coaching_solution,
    gatherings_solution,
    groups_solution,
)

MakePerson = Callable[..., Person]
MakeCohort = Callable[..., Cohort]
MakeSession = Callable[..., Session]
MakeWorkshop = Callable[..., Workshop]

ANN, BEN, CEM, CARL, DORA = (PersonId(f"id-{name}") for name in ("ann", "ben", "cem", "carl", "dora"))


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


@pytest.fixture
def people(make_person: MakePerson) -> tuple[Person, ...]:
    """Ann and Carl share two hours on Mondays, and one once London is on winter time, from 25 October 2026."""
    return (
        make_person("dora", role=Role.COACH, interests=("play",), languages=("en",)),
        make_person(
            "ann",
            interests=("play", "maths", "reading"),
            languages=("pt-BR", "en-US", "pt"),
            hours="Mon 18:00-20:00",
        ),
        make_person(
            "carl",
            role=Role.COACH,
            interests=("reading", "play"),
            languages=("en-GB", "pt"),
            zone="Europe/London",
            hours="Mon 19:00-21:00",
        ),
        make_person("ben", interests=("maths",)),
        make_person("cem"),
    )


# Coaching: Ann with Carl, Ben and Cem with nobody.


@pytest.fixture
def pairs() -> CoachingPart:
    """Ann's interest is (3 + 1) / 6, her time 60 / 180: 0.6 * 4/6 + 0.3 / 3 + 0.1 = 0.6."""
    value = CoachingValue(placed=1, shortfall=0, bands=(0, 0, 0, 0, 0, 0, 1, 0, 0, 0), total=600)
    return CoachingPart(
        objective=value,
        bound=value,
        proven=True,
        pairs=(
            Pair(
                member=ANN,
                coach=CARL,
                score=600,
                shared_minutes=60,
                topics=("play", "reading"),
                languages=("pt-BR", "en-US", "pt"),
                worst_week="2026-10-26",
            ),
        ),
        unplaced=(LeftOut(member=BEN, reasons=()), LeftOut(member=CEM, reasons=())),
    )


def test_pairs_stand_in_the_members_words_and_order(
    make_cohort: MakeCohort, people: tuple[Person, ...], pairs: CoachingPart
) -> None:
    cohort = make_cohort()
    objective = CoachingObjective(placed=1, shortfall=0, bands=(0, 0, 0, 0, 0, 0, 1, 0, 0, 0), total=600)
    solution = CoachingSolution(coach_of=(1, None, None), objective=objective, bound=objective, proven=True)
    scores = PairScores(coaching_problem(cohort=cohort, people=people))
    assert coaching_part(cohort=cohort, people=people, scores=scores, solution=solution) == pairs
    assert coaching_solution(cohort=cohort, people=people, part=pairs) == solution


def test_pairs_of_whoever_is_not_there_do_not_come_back(
    make_cohort: MakeCohort, people: tuple[Person, ...], pairs: CoachingPart
) -> None:
    (pair,) = pairs.pairs
    wrong = replace(
        pairs,
        pairs=(
            pair,
            replace(pair, member=CARL),
            replace(pair, member=BEN, coach=PersonId("id-gone")),
            replace(pair, coach=DORA),
        ),
    )
    with pytest.raises(UnknownPlacementError) as raised:
        coaching_solution(cohort=make_cohort(), people=people, part=wrong)
    assert [(breach.code, breach.text) for breach in raised.value.breaches] == [
        ("no_such_member", "carl is paired and is no member of this cohort."),
        ("no_such_coach", "id-gone is to coach ben and is no coach of this cohort."),
        ("second_coach", "ann has a second coach, dora."),
    ]


# Sessions: one at a set time, one chosen among two starts a week, over two months.


@pytest.fixture
def gathering_cohort(make_cohort: MakeCohort, make_session: MakeSession) -> Cohort:
    chosen = make_session(
        "chosen", when=Choice(weekdays=(4,), opens=18 * 60, closes=20 * 60, step_minutes=60)
    )
    fixed = make_session("fixed", when=MonthlyAt(ordinal=1, weekday=1, at=time(18)), minutes=90)
    return make_cohort(ends=date(2026, 11, 30), sessions=(chosen, fixed))


@pytest.fixture
def gatherings() -> SessionsPart:
    return SessionsPart(
        objective=SessionsValue(worst=4, total=9),
        bound=SessionsValue(worst=3, total=9),
        proven=False,
        meetings=(
            SessionMeeting(session="chosen", starts=at(2026, 10, 2, 18), minutes=60),
            SessionMeeting(session="fixed", starts=at(2026, 10, 6, 17), minutes=90),
            SessionMeeting(session="fixed", starts=at(2026, 11, 3, 18), minutes=90),
        ),
    )


def test_meetings_stand_by_start_whatever_the_placing_order(
    gathering_cohort: Cohort, people: tuple[Person, ...], gatherings: SessionsPart
) -> None:
    solution = GatheringsSolution(
        chosen=((0, 0), (1, None)),
        objective=GatheringsObjective(worst=4, total=9),
        bound=GatheringsObjective(worst=3, total=9),
        proven=False,
    )
    problem = gatherings_problem(cohort=gathering_cohort, people=people)
    assert sessions_part(cohort=gathering_cohort, problem=problem, solution=solution) == gatherings
    assert gatherings_solution(cohort=gathering_cohort, problem=problem, part=gatherings) == solution


def test_meetings_at_no_offered_start_do_not_come_back(
    gathering_cohort: Cohort, people: tuple[Person, ...], gatherings: SessionsPart
) -> None:
    first, *_ = gatherings.meetings
    wrong = replace(
        gatherings,
        meetings=(
            first,
            replace(first, starts=at(2026, 10, 9, 17)),
            replace(first, starts=at(2026, 11, 6, 18, 30)),
            replace(first, starts=at(2026, 11, 13, 18), minutes=90),
            replace(first, session="unheard"),
        ),
    )
    problem = gatherings_problem(cohort=gathering_cohort, people=people)
    with pytest.raises(UnknownPlacementError) as raised:
        gatherings_solution(cohort=gathering_cohort, problem=problem, part=wrong)
    assert [breach.code for breach in raised.value.breaches] == [
        "second_in_month",
        "no_such_start",
        "no_such_start",
        "no_such_start",
    ]
    assert raised.value.breaches[1] == Breach(
        part="sessions",
        code="no_such_start",
        params={"session": "chosen", "starts": "2026-11-06T18:30Z", "minutes": 60},
        text="The meeting of chosen at 2026-11-06T18:30Z, 60 minutes long, is not a start that it offers.",
    )


# Workshops: two sections of one, one of the other, of which two weekly meetings.


@pytest.fixture
def workshop_cohort(make_cohort: MakeCohort, make_workshop: MakeWorkshop) -> Cohort:
    return make_cohort(
        workshops=(
            make_workshop("reading", facilitators=("carl", "dora"), sections=2),
            make_workshop(
                "maths",
                topic="maths",
                facilitators=("dora",),
                meetings=2,
                size=Capacity(minimum=0, maximum=3),
            ),
        )
    )


@pytest.fixture
def sections() -> WorkshopsPart:
    return WorkshopsPart(
        objective=WorkshopsValue(served=1, total=1700),
        bound=WorkshopsValue(served=2, total=2000),
        gap=0.5,
        proven=False,
        sections=(
            Section(
                workshop="reading",
                section=1,
                facilitator=DORA,
                starts=(at(2026, 10, 5, 17),),
                minutes=60,
                members=(ANN, BEN),
            ),
            Section(
                workshop="reading",
                section=2,
                facilitator=CARL,
                starts=(at(2026, 10, 5, 18),),
                minutes=60,
                members=(),
            ),
            Section(
                workshop="maths",
                section=1,
                facilitator=DORA,
                starts=(at(2026, 10, 5, 18), at(2026, 10, 12, 18)),
                minutes=60,
                members=(ANN,),
            ),
        ),
        unserved=(),
    )


@pytest.fixture
def groups() -> GroupsSolution:
    return GroupsSolution(
        sections=(
            Group(workshop=0, start=0, facilitator=0, members=(1, 3)),
            Group(workshop=0, start=1, facilitator=2, members=()),
            Group(workshop=1, start=1, facilitator=0, members=(1,)),
        ),
        objective=GroupsObjective(served=1, total=1700),
        bound=GroupsObjective(served=2, total=2000),
        gap=0.5,
        proven=False,
    )


def test_sections_are_numbered_from_one_in_each_workshop(
    workshop_cohort: Cohort, people: tuple[Person, ...], sections: WorkshopsPart, groups: GroupsSolution
) -> None:
    nothing = SessionsValue(worst=0, total=0)
    sessions = SessionsPart(objective=nothing, bound=nothing, proven=True, meetings=())
    problem = groups_problem(cohort=workshop_cohort, people=people, sessions=sessions)
    assert workshops_part(cohort=workshop_cohort, people=people, problem=problem, solution=groups) == sections
    assert groups_solution(cohort=workshop_cohort, people=people, problem=problem, part=sections) == groups

    without_ben = replace(groups, sections=(replace(groups.sections[0], members=(1,)), *groups.sections[1:]))
    part = workshops_part(cohort=workshop_cohort, people=people, problem=problem, solution=without_ben)
    assert part.unserved == (LeftOut(member=BEN, reasons=()),)


def test_sections_of_whom_or_what_is_not_there_do_not_come_back(
    workshop_cohort: Cohort, people: tuple[Person, ...], sections: WorkshopsPart
) -> None:
    first = sections.sections[0]
    wrong = replace(
        sections,
        sections=(
            replace(first, workshop="unheard"),
            replace(first, starts=(at(2026, 10, 5, 17, 30),)),
            replace(first, minutes=45),
            replace(first, facilitator=PersonId("id-gone")),
            replace(first, members=(ANN, PersonId("id-gone"))),
        ),
    )
    nothing = SessionsValue(worst=0, total=0)
    sessions = SessionsPart(objective=nothing, bound=nothing, proven=True, meetings=())
    problem = groups_problem(cohort=workshop_cohort, people=people, sessions=sessions)
    with pytest.raises(
        UnknownPlacementError, match="Section 1 of unheard stands at no start it offers"
    ) as raised:
        groups_solution(cohort=workshop_cohort, people=people, problem=problem, part=wrong)
    assert [breach.code for breach in raised.value.breaches] == ["no_such_start"] * 3 + ["no_such_person"] * 2
