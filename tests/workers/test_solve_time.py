"""A solve's time is shared out among its parts, and what stopped one is known at its end."""

import pytest

from matcher.gatherings import solver as gatherings
from matcher.groups import solver as groups
from workers.solve_time import SolveTime


class Clock:
    """A clock that only the test moves."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_sessions_have_half_where_workshops_come_after_and_those_have_what_is_left(clock: Clock) -> None:
    time = SolveTime(seconds=10, cancelled=None, clock=clock)
    assert time.for_sessions(workshops=True).left() == 5
    assert time.for_sessions(workshops=False).left() == 10
    clock.now += 2
    assert time.for_workshops().left() == 8
    clock.now += 9
    assert time.for_workshops().left() == 0


def test_without_a_budget_each_has_its_last_resort(clock: Clock) -> None:
    time = SolveTime(seconds=None, cancelled=None, clock=clock)
    assert time.for_sessions(workshops=True).left() == gatherings.LAST_RESORT
    assert time.for_workshops().left() == groups.LAST_RESORT


@pytest.mark.parametrize(
    ("passed", "asked", "proven", "stopped"),
    [
        (9, False, False, None),
        (10, False, True, None),
        (10, False, False, "time"),
        (0, True, False, "asked"),
        (10, True, False, "asked"),
        (10, True, True, None),
    ],
)
def test_what_stopped_a_part_is_the_clock_or_a_wish_unless_it_is_proven(
    clock: Clock, *, passed: float, asked: bool, proven: bool, stopped: str | None
) -> None:
    time = SolveTime(seconds=10, cancelled=lambda: asked, clock=clock)
    budget = time.for_workshops()
    clock.now += passed
    time.ended(budget, proven=proven)
    assert time.stopped == stopped


def test_a_wish_counts_for_more_than_the_clock_that_stopped_a_part_before(clock: Clock) -> None:
    asked = False
    time = SolveTime(seconds=10, cancelled=lambda: asked, clock=clock)
    sessions = time.for_sessions(workshops=True)
    clock.now += 5
    time.ended(sessions, proven=False)
    assert time.stopped == "time"
    asked = True
    time.ended(time.for_workshops(), proven=False)
    assert time.stopped == "asked"
