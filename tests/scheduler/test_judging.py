"""Every rule that a stored or hand-edited plan breaks is named; a sound plan breaks none."""

import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from matcher import check
from scheduler.domain.cohorts import Choice, Coaching, Cohort, Criterion, Rule, Session, Workshop
from scheduler.domain.people import Capacity, Person, PersonId, Role
from scheduler.domain.plans import (
    Breach,
    CoachingPart,
    CoachingValue,
    LeftOut,
    Pair,
    Plan,
    Reason,
    Section,
    SessionMeeting,
    SessionsPart,
    SessionsValue,
    SolverInfo,
    SolverParts,
    WorkshopsPart,
    WorkshopsValue,
)
from scheduler.judging import judge
from scheduler.reasons.breaches import SENTENCES

ANN, BEN, CARL, DINA = (PersonId(f"id-{name}") for name in ("ann", "ben", "carl", "dina"))


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


@pytest.fixture
def people(make_person: Callable[..., Person]) -> tuple[Person, ...]:
    return (
        make_person(
            "ann",
            hours="Mon 18:00-20:00; Tue 18:00-19:00",
            interests=("play", "reading"),
            languages=("en-GB",),
        ),
        make_person("ben", hours="Mon 09:00-10:00; Tue 18:00-19:00", interests=("reading",)),
        make_person(
            "carl",
            role=Role.COACH,
            hours="Mon 17:00-19:00",
            interests=("reading",),
            languages=("en",),
            capacity=Capacity(minimum=0, maximum=1),
        ),
        make_person("dina", role=Role.COACH, zone="Africa/Nairobi", hours="Mon 09:00-10:00"),
    )


@pytest.fixture
def cohort(
    make_cohort: Callable[..., Cohort],
    make_session: Callable[..., Session],
    make_workshop: Callable[..., Workshop],
) -> Cohort:
    tuesdays = Choice(weekdays=(1,), opens=18 * 60, closes=20 * 60, step_minutes=60)
    return make_cohort(
        coaching=Coaching(capacity=Capacity(minimum=0, maximum=2), meeting_minutes=60, target_minutes=120),
        sessions=(make_session(when=tuesdays),),
        workshops=(make_workshop("stories", facilitators=("carl",)),),
    )


@pytest.fixture
def plan() -> Plan:
    """Make the plan that tests/workers/test_solving.py works out by hand, with reasons put in."""
    why = (Reason(code="why", text="Because."),)
    burden, worth = SessionsValue(worst=1, total=4), WorkshopsValue(served=1, total=1000)
    value = CoachingValue(placed=1, shortfall=0, bands=(0, 0, 0, 0, 1, 0, 0, 0, 0, 0), total=450)
    return Plan(
        sessions=SessionsPart(
            objective=burden,
            bound=burden,
            proven=True,
            meetings=(
                SessionMeeting(session="monthly", starts=at(2026, 10, 6, 17), minutes=60, reasons=why),
            ),
        ),
        coaching=CoachingPart(
            objective=value,
            bound=value,
            proven=True,
            pairs=(
                Pair(
                    member=ANN,
                    coach=CARL,
                    score=450,
                    shared_minutes=60,
                    topics=("reading",),
                    languages=("en-GB",),
                    worst_week="2026-09-28",
                    reasons=why,
                ),
            ),
            unplaced=(LeftOut(member=BEN, reasons=why),),
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
                    facilitator=CARL,
                    starts=(at(2026, 10, 5, 18),),
                    minutes=60,
                    members=(ANN,),
                    reasons=why,
                    seats=why,
                ),
            ),
            unserved=(LeftOut(member=BEN, reasons=why),),
        ),
        solver=SolverInfo(seed=0, seconds=0.1, parts=SolverParts(sessions=0.1, coaching=0.0, workshops=0.0)),
    )


def with_pairs(plan: Plan, *pairs: Pair, **more: object) -> Plan:
    return replace(plan, coaching=replace(plan.coaching, pairs=pairs, **more))


def with_sections(plan: Plan, *sections: Section, **more: object) -> Plan:
    return replace(plan, workshops=replace(plan.workshops, sections=sections, **more))


def with_meetings(plan: Plan, *meetings: SessionMeeting) -> Plan:
    return replace(plan, sessions=replace(plan.sessions, meetings=meetings))


def test_a_sound_plan_breaks_nothing_whatever_number_its_section_keeps(
    cohort: Cohort, people: tuple[Person, ...], plan: Plan
) -> None:
    kept = with_sections(plan, replace(plan.workshops.sections[0], section=5))
    assert (
        judge(cohort=cohort, people=people, plan=plan),
        judge(cohort=cohort, people=people, plan=kept),
    ) == ((), ())


def test_a_hand_edit_that_is_no_longer_the_best_is_sound_if_it_says_so(
    cohort: Cohort, people: tuple[Person, ...], plan: Plan
) -> None:
    """Ann is taken from Carl: nobody is placed, and the bound stays what was proven."""
    nothing = CoachingValue(placed=0, shortfall=0, bands=(0,) * 10, total=0)
    left_out = (LeftOut(member=ANN, reasons=()), LeftOut(member=BEN, reasons=()))
    edited = with_pairs(plan, objective=nothing, proven=False, unplaced=left_out)
    assert judge(cohort=cohort, people=people, plan=edited) == ()
    boastful = with_pairs(plan, objective=nothing, proven=True, unplaced=left_out)
    assert [one.code for one in judge(cohort=cohort, people=people, plan=boastful)] == ["wrong_proof"]


def test_a_pair_that_may_not_be_is_named_with_keys_and_told_with_names(
    cohort: Cohort, people: tuple[Person, ...], plan: Plan
) -> None:
    ann, *_ = plan.coaching.pairs
    ben = replace(ann, member=BEN, score=600, shared_minutes=0, languages=())
    both = CoachingValue(placed=2, shortfall=0, bands=(0, 0, 0, 0, 1, 0, 1, 0, 0, 0), total=1050)
    broken = judge(
        cohort=cohort, people=people, plan=with_pairs(plan, ann, ben, objective=both, bound=both, unplaced=())
    )
    assert broken == (
        Breach(
            part="coaching",
            code="no_shared_time",
            params={"member": "ben", "coach": "carl"},
            text="Ben and Carl do not share a meeting's time in every week.",
        ),
        Breach(
            part="coaching",
            code="over_maximum",
            params={"coach": "carl", "load": 2, "maximum": 1},
            text="Carl has 2 members and takes 1 at most.",
        ),
    )


def test_a_pair_that_does_not_meet_a_required_criterion_is_named_with_its_column(
    cohort: Cohort, people: tuple[Person, ...], plan: Plan
) -> None:
    town = Criterion(column="Town", rule=Rule.SAME, weight=None)
    asking = replace(cohort, coaching=replace(cohort.coaching, criteria=(town,)))
    found = judge(cohort=asking, people=people, plan=plan)
    assert found[0] == Breach(
        part="coaching",
        code="criterion_not_met",
        params={"member": "ann", "coach": "carl", "criterion": "Town"},
        text="Ann and Carl do not meet what this cohort asks for of Town.",
    )
    assert [breach.code for breach in found] == ["criterion_not_met", "wrong_evidence"]


@pytest.mark.parametrize(
    "claim",
    [
        {"score": 451},
        {"shared_minutes": 120},
        {"topics": ()},
        {"languages": ("en",)},
        {"worst_week": "2026-10-05"},
    ],
)
def test_what_a_pair_claims_must_follow_from_the_roster(
    cohort: Cohort, people: tuple[Person, ...], plan: Plan, claim: dict[str, object]
) -> None:
    claimed = with_pairs(plan, replace(plan.coaching.pairs[0], **claim))
    (breach,) = judge(cohort=cohort, people=people, plan=claimed)
    assert (breach.code, breach.params) == ("wrong_evidence", {"member": "ann"})


def test_nobody_is_silently_left_out(cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> None:
    unnamed = replace(
        plan, coaching=replace(plan.coaching, unplaced=()), workshops=replace(plan.workshops, unserved=())
    )
    told = [(one.part, one.code) for one in judge(cohort=cohort, people=people, plan=unnamed)]
    assert told == [("coaching", "wrong_left_out"), ("workshops", "wrong_left_out")]


def test_a_part_that_places_what_is_not_there_is_judged_no_further(
    cohort: Cohort, people: tuple[Person, ...], plan: Plan
) -> None:
    strange = with_meetings(plan, replace(plan.sessions.meetings[0], starts=at(2026, 10, 6, 17, 30)))
    strange = with_pairs(strange, replace(plan.coaching.pairs[0], coach=PersonId("id-gone")))
    strange = with_sections(strange, replace(plan.workshops.sections[0], members=(PersonId("id-gone"),)))
    told = [(one.part, one.code) for one in judge(cohort=cohort, people=people, plan=strange)]
    assert told == [
        ("sessions", "no_such_start"),
        ("coaching", "no_such_coach"),
        ("workshops", "no_such_person"),
    ]


def test_what_is_listed_stands_in_order(cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> None:
    """Eve is as Ann, with a coach of her own and a seat beside her; the plan lists her first, and she comes last."""
    eve = replace(people[0], id=PersonId("id-eve"), key="eve")
    fay = replace(people[2], id=PersonId("id-fay"), key="fay")
    more = (*people, eve, fay)
    value = CoachingValue(placed=2, shortfall=0, bands=(0, 0, 0, 0, 2, 0, 0, 0, 0, 0), total=900)
    worth, burden = WorkshopsValue(served=2, total=2000), SessionsValue(worst=1, total=6)
    ann = plan.coaching.pairs[0]
    pairs = (replace(ann, member=eve.id, coach=fay.id), ann)
    section = plan.workshops.sections[0]
    for order, codes in ((1, ["pairs_out_of_order", "members_out_of_order"]), (-1, [])):
        listed = with_pairs(plan, *pairs[::order], objective=value, bound=value)
        members = (eve.id, ANN)[::order]
        listed = with_sections(listed, replace(section, members=members), objective=worth, bound=worth)
        listed = replace(listed, sessions=replace(plan.sessions, objective=burden, bound=burden))
        assert [one.code for one in judge(cohort=cohort, people=more, plan=listed)] == codes


def test_sessions_that_miss_a_month_or_overlap_are_named_with_it(
    cohort: Cohort, people: tuple[Person, ...], plan: Plan
) -> None:
    missing = replace(with_meetings(plan), workshops=plan.workshops)
    told = judge(cohort=cohort, people=people, plan=missing)
    assert [one.code for one in told] == ["month_left_out", "wrong_objective"]
    assert told[0] == Breach(
        part="sessions",
        code="month_left_out",
        params={"session": "monthly", "month": "2026-10"},
        text="Monthly does not meet in 2026-10, though it could.",
    )

    twice = replace(
        cohort, sessions=(*cohort.sessions, replace(cohort.sessions[0], id="other", name="Other"))
    )
    meeting = plan.sessions.meetings[0]
    overlapping = with_meetings(plan, replace(meeting, session="other"), meeting)
    told = judge(cohort=twice, people=people, plan=overlapping)
    assert [one.code for one in told] == ["sessions_overlap", "wrong_objective", "meetings_out_of_order"]
    assert told[0].text == "Other in 2026-10 and Monthly in 2026-10 overlap."


def test_a_section_that_breaks_a_rule_is_named_with_its_people(
    cohort: Cohort, people: tuple[Person, ...], plan: Plan
) -> None:
    section = replace(plan.workshops.sections[0], facilitator=DINA, members=(ANN, BEN))
    worth = WorkshopsValue(served=2, total=2000)
    broken = with_sections(plan, section, objective=worth, bound=worth, unserved=())
    assert [(one.code, one.params, one.text) for one in judge(cohort=cohort, people=people, plan=broken)] == [
        (
            "not_its_facilitator",
            {"section": "stories/1", "person": "dina"},
            "Dina leads section 1 of Stories and is not among its facilitators.",
        ),
        (
            "not_available",
            {"section": "stories/1", "person": "dina"},
            "Dina cannot be at every meeting of section 1 of Stories.",
        ),
        (
            "not_available",
            {"section": "stories/1", "person": "ben"},
            "Ben cannot be at every meeting of section 1 of Stories.",
        ),
    ]


def test_two_sections_of_a_workshop_do_not_bear_one_number(
    cohort: Cohort, people: tuple[Person, ...], plan: Plan
) -> None:
    """Fay leads as Carl does, and Ben has come to Ann's hours."""
    fay = replace(people[2], id=PersonId("id-fay"), key="fay", role=Role.STAFF)
    ben = replace(people[1], availability=people[0].availability)
    more = (people[0], ben, *people[2:], fay)
    stories = replace(cohort.workshops[0], facilitators=("carl", "fay"), sections=2)
    section = plan.workshops.sections[0]
    other = replace(section, facilitator=fay.id, members=(BEN,))
    worth = WorkshopsValue(served=2, total=2000)
    twins = with_sections(plan, section, other, objective=worth, bound=worth, unserved=())
    told = judge(cohort=replace(cohort, workshops=(stories,)), people=more, plan=twins)
    assert [one for one in told if one.part == "workshops"] == [
        Breach(
            part="workshops",
            code="repeated_number",
            params={"workshop": "stories", "number": 1},
            text="Number 1 of Stories is no section's alone.",
        )
    ]


def test_every_rule_of_the_checker_has_its_sentence() -> None:
    codes = set(re.findall(r'code="(\w+)"', inspect.getsource(check)))
    conflicts = {"must_never", "must_twice", "must_maximum"}
    assert codes - conflicts <= set(SENTENCES)
