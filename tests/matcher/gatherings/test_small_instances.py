"""Small sessions of every kind against trying every choice there is.

COMMONHOUR_ORACLE_EXAMPLES makes for so many times as many (`make fuzz`: 2,000).
"""

import os
from random import Random

import pytest

from matcher.check import check_gatherings
from matcher.gatherings.solver import solve
from tests.matcher.gatherings.cases import by_trying_all, drawn

COUNT = 200 * int(os.environ.get("COMMONHOUR_ORACLE_EXAMPLES", "1"))
AT_ONCE = 20


@pytest.mark.parametrize("begin", range(0, COUNT, AT_ONCE))
def test_sessions_stand_where_trying_every_choice_puts_them(begin: int) -> None:
    for seed in range(begin, begin + AT_ONCE):
        problem = drawn(Random(seed))  # noqa: S311 - cases to repeat, not secrets
        solution = solve(problem)
        assert solution == by_trying_all(problem), seed
        assert check_gatherings(problem=problem, solution=solution) == (), seed
