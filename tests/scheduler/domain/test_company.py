"""Whom everyone meets by a plan's pairs, and what of it is news to them; pairs that were ended are out of a plan."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scheduler.domain.boards import Says
from scheduler.domain.company import NOBODY, Company, Kept, companies, company_news
from scheduler.domain.endings import ENDED, EndedPair, paired_before, without_ended
from scheduler.domain.people import PersonId
from scheduler.domain.plans import (
    CoachingPart,
    CoachingValue,
    Pair,
    Plan,
    SessionsPart,
    SessionsValue,
    SolverInfo,
    SolverParts,
    WorkshopsPart,
    WorkshopsValue,
)

A, B, K = map(PersonId, ("a", "b", "k"))
AT = datetime(2026, 10, 1, tzinfo=UTC)
WORTH = CoachingValue(placed=2, shortfall=0, bands=(0,) * 10, total=0)


def pair(member: PersonId) -> Pair:
    return Pair(
        member=member, coach=K, score=1, shared_minutes=60, topics=(), languages=(), worst_week="2026-10-05"
    )


PLAN = Plan(
    sessions=SessionsPart(
        objective=SessionsValue(worst=0, total=0),
        bound=SessionsValue(worst=0, total=0),
        proven=True,
        meetings=(),
    ),
    coaching=CoachingPart(objective=WORTH, bound=WORTH, proven=True, pairs=(pair(B), pair(A)), unplaced=()),
    workshops=WorkshopsPart(
        objective=WorkshopsValue(served=0, total=0),
        bound=WorkshopsValue(served=0, total=0),
        gap=0,
        proven=True,
        sections=(),
        unserved=(),
    ),
    solver=SolverInfo(seed=0, seconds=0, parts=SolverParts(sessions=0, coaching=0, workshops=0)),
)
PARTED = EndedPair(
    member=A,
    coach=K,
    release=2,
    at=AT,
    by=None,
    reason="",
    said_before=Says.NOTHING,
    said_since=Says.NEVER,
)


def test_a_plan_says_whom_everyone_meets() -> None:
    assert companies(PLAN) == {A: Company(coach=K), B: Company(coach=K), K: Company(members=(A, B))}


def test_what_was_told_is_no_news_and_who_parted_is_known() -> None:
    both, one = Company(members=(A, B)), Company(members=(B,))
    assert company_news(K, Kept(stands=both, told=both), ended=()) is None
    moved = company_news(K, Kept(stands=one, told=both), ended=())
    assert moved is not None
    assert moved.parted == frozenset()
    apart = company_news(K, Kept(stands=one, told=both), ended={(A, K)})
    assert apart is not None
    assert apart.parted == {A}
    mine = company_news(A, Kept(stands=NOBODY, told=Company(coach=K)), ended={(A, K)})
    assert mine is not None
    assert mine.parted == {K}


def test_an_ended_pair_is_out_of_its_own_release_alone() -> None:
    cut = without_ended(PLAN, [PARTED], release=2)
    assert [each.member for each in cut.coaching.pairs] == [B]
    assert [(each.member, each.reasons) for each in cut.coaching.unplaced] == [(A, (ENDED,))]
    assert without_ended(PLAN, [PARTED], release=3) is PLAN
    assert without_ended(PLAN, [replace(PARTED, coach=B)], release=2) is PLAN


def test_a_plan_made_before_does_not_know_of_it() -> None:
    assert [each.member for each in paired_before(PLAN, [PARTED], made=AT - timedelta(minutes=1))] == [A]
    assert list(paired_before(PLAN, [PARTED], made=AT)) == []
