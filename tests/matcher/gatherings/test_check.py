"""The checker names every way in which a placing of sessions can be wrong."""

from dataclasses import replace

import pytest

from matcher.check import Violation, check_gatherings
from matcher.problem import Gathering, GatheringsProblem, GatheringStart, Interval
from matcher.solution import GatheringsObjective, GatheringsSolution


def at(minute: int, *burdens: int) -> GatheringStart:
    return GatheringStart(interval=Interval(begin=minute, end=minute + 60), burdens=bytes(burdens))


PROBLEM = GatheringsProblem(
    people=2,
    gatherings=(
        Gathering(months=((at(0, 1, 0),), (), (at(2000, 0, 0),)), fixed=True),
        Gathering(months=((at(30, 0, 0), at(60, 0, 3)), (), (at(1990, 0, 0),))),
    ),
)
OBJECTIVE = GatheringsObjective(worst=3, total=4)
SOLUTION = GatheringsSolution(
    chosen=((0, None, 0), (1, None, None)), objective=OBJECTIVE, bound=OBJECTIVE, proven=True
)


def codes(solution: GatheringsSolution, problem: GatheringsProblem = PROBLEM) -> tuple[Violation, ...]:
    return check_gatherings(problem=problem, solution=solution)


def test_a_placing_that_keeps_every_rule_passes() -> None:
    assert codes(SOLUTION) == ()


@pytest.mark.parametrize("chosen", [((0, None, 0),), ((0, None), (1, None, None)), ()])
def test_every_month_of_every_session_has_an_entry(chosen: tuple[tuple[int | None, ...], ...]) -> None:
    assert codes(replace(SOLUTION, chosen=chosen)) == (Violation(code="wrong_months"),)


@pytest.mark.parametrize(("month", "start"), [(0, 2), (0, -1), (1, 0)])
def test_a_start_must_be_one_that_the_month_offers(month: int, start: int) -> None:
    starts = tuple(start if m == month else one for m, one in enumerate(SOLUTION.chosen[1]))
    assert codes(replace(SOLUTION, chosen=(SOLUTION.chosen[0], starts))) == (
        Violation(code="no_such_start", params={"session": 1, "month": month, "start": start}),
    )


def test_two_sessions_may_touch_but_not_overlap() -> None:
    objective = GatheringsObjective(worst=1, total=1)
    overlapping = replace(
        SOLUTION, chosen=((0, None, 0), (0, None, None)), objective=objective, bound=objective
    )
    there = {"session": 1, "month": 0, "other": 0, "other_month": 0}
    assert codes(overlapping) == (Violation(code="sessions_overlap", params=there),)


def test_a_month_with_a_free_start_is_not_left_out() -> None:
    objective = GatheringsObjective(worst=1, total=1)
    left_out = replace(
        SOLUTION, chosen=((0, None, 0), (None, None, None)), objective=objective, bound=objective
    )
    assert codes(left_out) == (Violation(code="month_left_out", params={"session": 1, "month": 0}),)


def test_a_fixed_session_is_not_left_out_though_another_took_its_time() -> None:
    problem = replace(PROBLEM, gatherings=(PROBLEM.gatherings[0], replace(PROBLEM.gatherings[0])))
    objective = GatheringsObjective(worst=1, total=1)
    solution = replace(
        SOLUTION, chosen=((0, None, 0), (None, None, None)), objective=objective, bound=objective
    )
    assert codes(solution, problem) == (
        Violation(code="month_left_out", params={"session": 1, "month": 0}),
        Violation(code="month_left_out", params={"session": 1, "month": 2}),
    )


def test_a_session_placed_later_does_not_take_a_start_from_one_placed_before() -> None:
    # Listed first but placed second, the chosen one finds its only start taken by the fixed one.
    problem = GatheringsProblem(
        people=1,
        gatherings=(Gathering(months=((at(30, 0),),)), Gathering(months=((at(0, 0),),), fixed=True)),
    )
    objective = GatheringsObjective(worst=0, total=0)
    solution = GatheringsSolution(chosen=((None,), (0,)), objective=objective, bound=objective, proven=True)
    assert codes(solution, problem) == ()


def test_the_stated_objective_is_recomputed() -> None:
    wrong = GatheringsObjective(worst=3, total=3)
    assert codes(replace(SOLUTION, objective=wrong, bound=wrong)) == (Violation(code="wrong_objective"),)


def test_proven_means_that_the_bound_meets_the_value() -> None:
    lower = GatheringsObjective(worst=3, total=3)
    assert codes(replace(SOLUTION, bound=lower)) == (Violation(code="wrong_proof"),)
    assert codes(replace(SOLUTION, bound=lower, proven=False)) == ()


def test_a_value_may_be_proven_while_it_is_open_which_plan_of_that_worth_comes_first() -> None:
    assert codes(replace(SOLUTION, proven=False)) == ()


def test_no_value_is_better_than_its_bound() -> None:
    higher = GatheringsObjective(worst=3, total=5)
    assert codes(replace(SOLUTION, bound=higher, proven=False)) == (Violation(code="bound_passed"),)
