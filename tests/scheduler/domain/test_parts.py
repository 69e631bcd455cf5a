"""Parts of a plan: which are among which."""

import pytest

from scheduler.domain.parts import EVERYTHING, NOTHING, Parts

PAIRS, ONE, BOTH, GROUPS = (
    Parts(coaching=True),
    Parts(workshops=("a",)),
    Parts(workshops=("a", "b")),
    Parts(workshops=None),
)


@pytest.mark.parametrize(
    ("some", "others", "covers"),
    [
        (EVERYTHING, PAIRS, True),
        (EVERYTHING, EVERYTHING, True),
        (PAIRS, ONE, False),
        (ONE, PAIRS, False),
        (BOTH, ONE, True),
        (ONE, BOTH, False),
        (GROUPS, BOTH, True),
        (BOTH, GROUPS, False),
        (GROUPS, EVERYTHING, False),
        (NOTHING, NOTHING, True),
        (NOTHING, ONE, False),
    ],
)
def test_parts_cover_others(some, others, covers) -> None:
    assert some.covers(others) is covers


def test_nothing_is_no_part_and_every_workshop_holds_any() -> None:
    assert [parts.are_any for parts in (NOTHING, PAIRS, ONE, GROUPS)] == [False, True, True, True]
    assert [GROUPS.holds("c"), ONE.holds("a"), ONE.holds("b")] == [True, True, False]
