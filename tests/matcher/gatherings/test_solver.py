"""Sessions are placed as DESIGN 6 orders: what each rule of it does, one by one."""

from itertools import combinations
from random import Random

import pytest

from matcher.check import check_gatherings
from matcher.gatherings import solver as gatherings
from matcher.problem import Gathering, GatheringsProblem
from matcher.solution import GatheringsObjective, GatheringsSolution, Progress, Reason, UnsatisfiableError
from tests.matcher.gatherings.cases import MONTH, at, world


def test_the_bad_hours_are_shared_round_before_the_total_counts() -> None:
    # The first start spares one of the two for good; taking turns costs more in all, but no one bears 20.
    month = (at(0, 0, 10), at(120, 10, 1))
    problem = GatheringsProblem(people=2, gatherings=(Gathering(months=(month, month)),))
    objective = GatheringsObjective(worst=11, total=21)
    assert gatherings.solve(problem) == GatheringsSolution(
        chosen=((0, 1),), objective=objective, bound=objective, proven=True
    )


def test_of_months_that_offer_the_same_the_first_has_the_earlier_start_though_clocks_change_between_them() -> (
    None
):
    # After a clock change in the second month the same burdens come at other starts, listed in another order.
    before = (at(0, 3, 0), at(120, 0, 3))
    after = (at(MONTH, 0, 3), at(MONTH + 120, 3, 0))
    problem = GatheringsProblem(people=2, gatherings=(Gathering(months=(before, after)),))
    assert gatherings.solve(problem).chosen == ((0, 0),)


def test_a_later_session_makes_up_for_what_an_earlier_one_costs() -> None:
    first = Gathering(months=((at(0, 10, 0),),), fixed=True)
    second = Gathering(months=((at(120, 1, 0), at(240, 0, 3)),))
    problem = GatheringsProblem(people=2, gatherings=(first, second))
    assert gatherings.solve(problem).chosen == ((0,), (1,))


def test_fixed_sessions_are_placed_before_the_others_wherever_they_are_listed() -> None:
    flexible = Gathering(months=((at(0, 0), at(120, 3)),))
    fixed = Gathering(months=((at(30, 0),),), fixed=True)
    solution = gatherings.solve(GatheringsProblem(people=1, gatherings=(flexible, fixed)))
    assert solution.chosen == ((1,), (0,))


def test_a_month_whose_starts_are_all_taken_gets_none() -> None:
    first = Gathering(months=((at(0, 0),), (at(MONTH, 0),)), fixed=True)
    second = Gathering(months=((at(30, 0), at(45, 0)), (at(MONTH + 60, 0),)))
    assert gatherings.solve(GatheringsProblem(people=1, gatherings=(first, second))).chosen == (
        (0, 0),
        (None, 0),
    )


def test_sessions_that_touch_do_not_overlap() -> None:
    first = Gathering(months=((at(0, 0),),), fixed=True)
    second = Gathering(months=((at(60, 0),),))
    assert gatherings.solve(GatheringsProblem(people=1, gatherings=(first, second))).chosen == ((0,), (0,))


def test_two_fixed_sessions_that_overlap_are_refused_by_name() -> None:
    first = Gathering(months=((at(0, 0),), (at(MONTH, 0),)), fixed=True)
    second = Gathering(months=((), (at(MONTH + 59, 0),)), fixed=True)
    with pytest.raises(UnsatisfiableError, match="sessions_overlap") as caught:
        gatherings.solve(GatheringsProblem(people=1, gatherings=(first, second)))
    overlap = {"session": 0, "month": 1, "other": 1, "other_month": 1, "times": 1}
    assert caught.value.reasons == (Reason(code="sessions_overlap", params=overlap),)


@pytest.mark.parametrize("seed", range(100))
def test_every_two_fixed_sessions_that_overlap_are_named_once_and_each_is_a_conflict_by_itself(
    seed: int,
) -> None:
    """Whatever is left out, the rest can be placed exactly when no two of it are named."""
    dice = Random(seed)  # noqa: S311 - repeatable, not secret
    fixed = [
        Gathering(
            months=tuple((at(month * MONTH + dice.randrange(0, 300, 30), 0),) for month in range(2)),
            fixed=True,
        )
        for _ in range(4)
    ]
    try:
        gatherings.solve(GatheringsProblem(people=1, gatherings=tuple(fixed)))
        named: list[set[int]] = []
    except UnsatisfiableError as error:
        named = [{reason.params["session"], reason.params["other"]} for reason in error.reasons]
    for size in range(1, 5):
        for some in combinations(range(4), size):
            possible = not any(pair <= set(some) for pair in named)
            left = GatheringsProblem(people=1, gatherings=tuple(fixed[index] for index in some))
            if possible:
                assert gatherings.solve(left).proven
            else:
                with pytest.raises(UnsatisfiableError):
                    gatherings.solve(left)


@pytest.mark.parametrize(
    "problem",
    [
        GatheringsProblem(people=2, gatherings=()),
        GatheringsProblem(people=2, gatherings=(Gathering(months=((), ())),)),
        GatheringsProblem(people=0, gatherings=(Gathering(months=((), (at(0),))),)),
    ],
)
def test_nothing_to_choose_or_nobody_to_burden_is_no_trouble(problem: GatheringsProblem) -> None:
    solution = gatherings.solve(problem)
    assert check_gatherings(problem=problem, solution=solution) == ()
    assert solution.objective == GatheringsObjective(worst=0, total=0)


def test_the_plan_is_the_same_whatever_the_seed_when_it_is_proven() -> None:
    problem = world(seed=1, people=12, starts=24, months=5)
    first, second = gatherings.solve(problem, seed=0), gatherings.solve(problem, seed=12345)
    assert first.proven
    assert first == second


def test_progress_is_told_of_the_largest_sum_and_then_of_the_total() -> None:
    told: list[Progress] = []
    fixed = Gathering(months=((at(0, 3, 0),),), fixed=True)
    flexible = Gathering(months=((at(120, 1, 0), at(240, 0, 3), at(360, 10, 10)),))
    gatherings.solve(GatheringsProblem(people=2, gatherings=(fixed, flexible)), report=told.append)
    assert told[0].phase == "gatherings"
    assert told[0].incumbent == 3
    assert told[-1] == Progress(phase="gatherings", of="total", incumbent=6, bound=6)
