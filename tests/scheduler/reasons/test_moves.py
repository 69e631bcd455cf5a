"""What a reader is told of groups that change midway."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from scheduler.domain.frontiers import Group
from scheduler.domain.people import Person, Role
from scheduler.reasons.moves import group_handed, group_retimed

GROUP = Group(workshop="reading", section=2, starts=(datetime(2026, 10, 5, 18, tzinfo=UTC),))
NAMES = {"reading": "Reading"}


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ((5, 5), "Group 2 of Reading meets at another time."),
        ((5, 4), "Group 2 of Reading meets at another time, with 4 members instead of 5."),
        ((2, 1), "Group 2 of Reading meets at another time, with 1 member instead of 2."),
    ],
)
def test_how_many_sit_in_a_group_that_meets_at_another_time_is_said_where_it_differs(
    members: tuple[int, int], says: str
) -> None:
    reason = group_retimed(GROUP, members=members, names=NAMES)
    assert reason.text == says
    assert (reason.params["before"], reason.params["after"]) == members


@pytest.mark.parametrize(
    ("leaves", "could", "code", "says"),
    [
        (False, True, "facilitator_changes", "Group 2 of Reading goes on with Bo instead of Ada."),
        (
            False,
            False,
            "facilitator_cannot",
            "Group 2 of Reading goes on with Bo: Ada cannot lead it any more.",
        ),
        (True, False, "facilitator_left", "Group 2 of Reading goes on with Bo: who led it has left."),
    ],
)
def test_a_group_that_goes_on_under_somebody_else_says_under_whom_and_why(
    make_person: Callable[..., Person],
    *,
    leaves: bool,
    could: bool,
    code: str,
    says: str,
) -> None:
    ada, bo = make_person("ada", role=Role.COACH), make_person("bo", role=Role.COACH)
    reason = group_handed(GROUP, origin=None if leaves else ada, to=bo, could=could, names=NAMES)
    assert (reason.code, reason.text) == (code, says)
    assert reason.params == {"workshop": "reading", "section": 2, "to": "bo"} | (
        {} if leaves else {"from": "ada"}
    )
