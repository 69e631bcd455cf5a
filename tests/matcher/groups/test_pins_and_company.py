"""Pins, bans and company in workshop groups against every assignment there is; conflicts that are minimal."""

import os
from dataclasses import replace
from random import Random

import pytest

from matcher.check import check_groups
from matcher.groups import solver as groups
from matcher.objective import groups_rank
from matcher.problem import GroupsProblem
from matcher.solution import GroupsSolution, PinConflict, UnkeepablePinsError
from tests.matcher.groups.brute_force import best, possible, small

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
        problem = small(seeded((pins, tongues, seed)), pins=pins, tongues=tongues)
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
