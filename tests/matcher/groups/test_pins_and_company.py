"""Pins, bans and company in workshop groups against every assignment there is; conflicts that are minimal."""

import os
from dataclasses import replace
from itertools import count
from random import Random

import numpy as np
import pytest

from matcher.budget import Budget
from matcher.check import check_groups
from matcher.groups import solver as groups
from matcher.groups.offers import offers
from matcher.groups.order import order_of
from matcher.groups.pins import conflicts
from matcher.groups.seating import seated, valued
from matcher.objective import groups_rank
from matcher.problem import GroupsProblem, Interval
from matcher.solution import (
    GroupsObjective,
    GroupsSolution,
    PinConflict,
    Reason,
    Section,
    UndecidedError,
    UnkeepablePinsError,
)
from tests.matcher.groups.brute_force import best, having, possible, small
from tests.matcher.groups.cases import everybody, of, start, workshop

CASES = 150 * int(os.environ.get("COMMONHOUR_ORACLE_EXAMPLES", "1"))


def seeded(seed: object) -> Random:
    return Random(str(seed))  # noqa: S311 - cases to repeat, not secrets


def solved(problem: GroupsProblem) -> GroupsSolution:
    solution = groups.solve(problem)
    assert check_groups(problem=problem, solution=solution) == ()
    return solution


@pytest.mark.parametrize(("pins", "tongues"), [(True, False), (False, True), (True, True)])
def test_of_all_plans_there_are_the_best_is_found_and_what_cannot_be_met_is_named(
    *, pins: bool, tongues: bool
) -> None:
    met = refused = 0
    for seed in range(CASES):
        dice = seeded((pins, tongues, seed))
        problem = small(dice, pins=pins, tongues=tongues)
        if seed % 2:
            problem = having(dice, problem)
        expected = best(problem)
        try:
            solution = solved(problem)
        except UnkeepablePinsError as error:
            assert expected is None, seed
            assert_minimal(problem, error.conflicts)
            refused += 1
            continue
        assert solution.proven, seed
        assert groups_rank(solution.objective, served_first=problem.served_first) == expected, seed
        met += 1
    assert met > CASES / 3
    assert (refused > CASES / 6) == pins


def assert_minimal(problem: GroupsProblem, conflicts: tuple[PinConflict, ...]) -> None:
    """Each conflict cannot be kept, and can without any one of its pins or bans; without all, the rest can be."""
    assert conflicts
    for conflict in conflicts:
        parts = [("must", pin) for pin in conflict.must] + [("never", pin) for pin in conflict.never]
        assert set(conflict.must) <= set(problem.must)
        assert set(conflict.never) <= set(problem.never)
        assert not possible(replace(problem, must=conflict.must, never=conflict.never))
        for rule, pin in parts:
            less = replace(problem, must=conflict.must, never=conflict.never)
            left = tuple(other for other in getattr(less, rule) if other != pin)
            assert possible(replace(less, **{rule: left})), (conflict, rule, pin)
    named = {pin for conflict in conflicts for pin in conflict.must}
    assert possible(replace(problem, must=tuple(pin for pin in problem.must if pin not in named)))


def test_no_flow_seats_anybody_more_often_than_is_left_to_them() -> None:
    """0 has had one of two, 1 none; 2 has had both, and must have another: no seat is theirs to keep."""
    problem = GroupsProblem(
        people=4,
        workshops=tuple(workshop(start(at, everybody(4)), facilitators=(3,)) for at in (0, 90)),
        wishes=((0, 1), (0, 1), (0,), ()),
        per_member=2,
        must=((2, 0),),
        had=((1,), (), (2, 3), ()),
    )
    offered = offers(problem)
    plan = seated(offered, (0, 1), step=0)
    assert sorted(offered.seat_person[plan.seats].tolist()) == [0, 1, 1]
    with pytest.raises(UnkeepablePinsError) as caught:
        solved(problem)
    why = Reason(code="must_per_member", params={"allowed": 2, "had": 2})
    assert caught.value.conflicts == (PinConflict(must=((2, 0),), never=(), why=why),)


def test_a_pin_that_another_could_only_be_kept_with_is_no_reason_to_name_more_than_it_takes() -> None:
    """1 and 2 together fill a workshop of two that 0 leads; without 1 it lacks somebody, whatever 0 must."""
    problem = GroupsProblem(
        people=3,
        workshops=(
            workshop(start(0, of(1, 2)), facilitators=(1, 2), size=(2, 3)),
            workshop(start(150, everybody(3)), facilitators=(0, 2), size=(2, 2)),
        ),
        wishes=((0,), (), (0,)),
        must=((0, 0), (1, 1), (2, 1)),
        never=((0, 0),),
    )
    with pytest.raises(UnkeepablePinsError) as caught:
        solved(problem)
    assert_minimal(problem, caught.value.conflicts)
    assert [conflict.must for conflict in caught.value.conflicts] == [((2, 1),), ((1, 1),), ((0, 0),)]


def test_the_search_without_the_whole_programme_never_claims_more_than_is_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(groups, "SMALL", -1)
    monkeypatch.setattr(groups, "ROUNDS", 2)
    unproven = 0
    for seed in range(CASES):
        dice = seeded((True, True, seed))
        problem = having(dice, small(dice, pins=True, tongues=True))
        expected = best(problem)
        if expected is None:
            continue
        solution = solved(problem)
        found, bound = (
            groups_rank(value, served_first=problem.served_first)
            for value in (solution.objective, solution.bound)
        )
        assert found <= expected <= bound, seed
        assert solution.proven == (solution.gap == 0), seed
        unproven += not solution.proven
    assert unproven > CASES / 20


def test_a_time_out_is_an_error_of_its_own_and_never_a_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "KEEPING", 0.0)
    undecided = 0
    for seed in range(CASES):
        problem = small(seeded((True, True, seed)), pins=True, tongues=True)
        if not possible(problem):
            continue
        try:
            solved_at_once = groups.solve(problem, seconds=0)
        except UndecidedError:
            undecided += 1
            continue
        assert check_groups(problem=problem, solution=solved_at_once) == ()
    assert undecided > 0


@pytest.mark.parametrize("readings", [1, 3, 6, 12])
def test_a_conflict_that_time_left_larger_than_minimal_says_so(readings: int) -> None:
    """Whatever is called minimal is; and where the clock stands still after some readings, not all are."""
    unsure = 0
    for seed in range(CASES):
        problem = small(seeded((True, True, seed)), pins=True, tongues=True)
        if possible(problem):
            continue
        ticks = map(float, count())
        found = conflicts(problem, seed=0, budget=Budget(clock=ticks.__next__, until=readings))
        unsure += sum(not one.minimal for one in found)
        for one in found:
            mine = replace(problem, must=one.must, never=one.never)
            assert not possible(mine)
            if one.minimal:
                assert_minimal(mine, (one,))
    assert unsure > 0


def test_pins_have_their_seats_however_little_time_there_is() -> None:
    for seed in range(CASES):
        problem = small(seeded((True, True, seed)), pins=True, tongues=True)
        if possible(problem):
            assert check_groups(problem=problem, solution=groups.solve(problem, seconds=0)) == ()


# Members 0..2 wish for both workshops; 3 and 4 lead one each, at times that do not overlap.
APART = GroupsProblem(
    people=5,
    workshops=(
        workshop(start(0, everybody(5)), facilitators=(3,), size=(1, 2)),
        workshop(start(60, everybody(5)), facilitators=(4,), size=(1, 2)),
    ),
    wishes=((0, 1), (0, 1), (0, 1), (), ()),
    per_member=2,
)
AT_ONCE = replace(APART, workshops=(APART.workshops[0], replace(APART.workshops[0], facilitators=(4,))))
ONE_LEADER = replace(AT_ONCE, workshops=(APART.workshops[0], APART.workshops[0]))


def refused(problem: GroupsProblem) -> tuple[PinConflict, ...]:
    with pytest.raises(UnkeepablePinsError) as caught:
        groups.solve(problem)
    assert_minimal(problem, caught.value.conflicts)
    assert caught.value.reasons == tuple(conflict.why for conflict in caught.value.conflicts)
    return caught.value.conflicts


def conflict(
    code: str, *must: tuple[int, int], never: tuple[tuple[int, int], ...] = (), **params: int
) -> PinConflict:
    return PinConflict(must=must, never=never, why=Reason(code=code, params=params))


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (
            replace(APART, must=((0, 0), (1, 0)), never=((0, 0), (2, 0))),
            conflict("must_never", (0, 0), never=((0, 0),)),
        ),
        (
            replace(APART, must=((0, 0), (0, 1)), per_member=1),
            conflict("must_per_member", (0, 0), (0, 1), allowed=1),
        ),
        (
            replace(APART, must=((0, 0), (1, 0), (2, 0))),
            conflict("must_places", (0, 0), (1, 0), (2, 0), places=2),
        ),
        (
            replace(APART, must=((0, 0), (1, 1)), busy=(Interval(begin=10, end=20),)),
            conflict("must_no_start", (0, 0)),
        ),
        (
            replace(APART, must=((0, 0),), workshops=(replace(APART.workshops[0], facilitators=(0,)),)),
            conflict("must_no_facilitator", (0, 0)),
        ),
        (
            replace(
                APART,
                must=((0, 0),),
                never=((1, 0), (2, 0)),
                workshops=(workshop(start(0, of(1, 2, 3)), facilitators=(3,), size=(3, 4)),),
                wishes=((0,), (0,), (0,), (), ()),
            ),
            conflict("must_too_few", (0, 0), never=((2, 0),), can_come=2, minimum=3),
        ),
        (replace(AT_ONCE, must=((0, 0), (0, 1))), conflict("must_at_once", (0, 0), (0, 1))),
        (replace(ONE_LEADER, must=((0, 0), (1, 1))), conflict("must_together", (0, 0), (1, 1))),
    ],
)
def test_what_stands_against_pins_is_told_apart(problem: GroupsProblem, expected: PinConflict) -> None:
    assert refused(problem) == (expected,)


def test_conflicts_that_share_no_pin_are_all_named() -> None:
    problem = replace(AT_ONCE, must=((0, 0), (0, 1), (1, 0)), never=((1, 0),))
    assert refused(problem) == (
        conflict("must_at_once", (0, 0), (0, 1)),
        conflict("must_never", (1, 0), never=((1, 0),)),
    )


def test_a_pin_stands_against_wishes_and_hours_and_is_worth_its_wish_or_nothing() -> None:
    problem = replace(
        APART,
        workshops=(workshop(start(0, of(3)), facilitators=(3,), size=(2, 2)),),
        wishes=((), (0,), (), (), ()),
        must=((0, 0), (1, 0)),
    )
    solution = solved(problem)
    assert solution.sections == (Section(workshop=0, start=0, facilitator=3, members=(0, 1)),)
    assert solution.objective == GroupsObjective(served=1, total=1000)


def test_a_ban_takes_a_seat_and_leaves_the_other_wishes_their_worth() -> None:
    problem = replace(APART, never=((0, 0),), wishes=((0, 1), (), (), (), ()))
    assert solved(problem).objective == GroupsObjective(served=1, total=700)
    assert solved(replace(problem, never=((0, 0), (0, 1)))).objective == GroupsObjective(served=0, total=0)


def test_sections_that_start_together_part_the_members_by_language() -> None:
    problem = GroupsProblem(
        people=6,
        workshops=(workshop(start(0, everybody(6)), facilitators=(4, 5), size=(2, 2), sections=2),),
        wishes=((0,), (0,), (0,), (0,), (), ()),
        languages=((0,), (1,), (0, 1), (1, 0), (2,), (2,)),
    )
    mixed = replace(problem, languages=((0,), (1,), (0,), (1,), (2,), (2,)))
    assert solved(mixed).objective == GroupsObjective(served=4, total=4000, alone=0)
    assert {section.members for section in solved(mixed).sections} == {(0, 2), (1, 3)}
    assert solved(problem).objective.alone == 0
    unasked = replace(mixed, languages=None)
    assert {section.members for section in solved(unasked).sections} == {(0, 1), (2, 3)}


@pytest.mark.parametrize(("served_first", "alone", "total"), [(True, 0, 1700), (False, 2, 2000)])
def test_fewest_alone_come_before_the_total_only_where_serving_comes_first(
    *, served_first: bool, alone: int, total: int
) -> None:
    # 0 and 1 speak one language; each has a first wish of their own, and 1 wishes for that of 0 as well.
    problem = replace(
        APART,
        wishes=((0,), (1, 0), (), (), ()),
        per_member=1,
        served_first=served_first,
        languages=((0,), (0,), (), (), ()),
    )
    expected = GroupsObjective(served=2, total=total, alone=alone)
    assert solved(problem).objective == expected


def test_each_part_of_the_order_outweighs_all_after_it_and_is_read_back() -> None:
    # Thirty wishes, of which the last is worth nothing to speak of, and nine seats that could be alone.
    many = tuple(range(30))
    base = GroupsProblem(
        people=9,
        workshops=(APART.workshops[0],) * 30,
        wishes=(many,) * 9,
        languages=((0,),) * 9,
    )
    for served_first in (True, False):
        problem = replace(base, served_first=served_first)
        order = order_of(problem)
        served = (0, 4, 9) if served_first else (9,)
        worths = [
            GroupsObjective(served=count, total=total, alone=alone)
            for count in served
            for total in (0, 1, 700, 8_999, 9_000)
            for alone in (0, 1, 8, 9)
        ]
        by_rank = sorted(worths, key=lambda worth: groups_rank(worth, served_first=served_first))
        assert sorted(worths, key=order.value) == by_rank
        assert [order.objective(order.value(worth)) for worth in worths] == worths


def test_a_flow_makes_way_for_a_pin_and_a_plan_without_its_seat_is_worth_less_than_any_with_it() -> None:
    problem = replace(
        APART, workshops=(APART.workshops[0],), wishes=((), (0,), (0,), (0,), ()), must=((0, 0),)
    )
    offered = offers(problem)
    held = seated(offered, [0], step=5000)
    assert 0 in offered.seat_person[held.seats].tolist()
    assert held.value == 5000 + 1000
    without = valued(offered, (0,), np.array([1, 2]), step=5000)
    assert offered.seat_person[without.seats].tolist() == [1, 2]
    assert without.value < 0


def test_what_is_named_though_the_time_was_up_cannot_be_kept_either() -> None:
    problem = replace(APART, must=((0, 0), (0, 1), (1, 0), (2, 0)))
    no_time = Budget(clock=lambda: 1.0, until=0.0)
    (named,) = conflicts(problem, seed=0, budget=no_time)
    assert not possible(replace(problem, must=named.must, never=named.never))
