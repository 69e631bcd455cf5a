"""Few hands at one webhook at a time; who finds no room is told when to come again."""

from contextlib import ExitStack
from datetime import timedelta

from workers.lanes import MOST_AHEAD_SECONDS, WIDTH, Lanes


def test_a_lane_is_so_wide_and_the_next_webhooks_is_another() -> None:
    lanes = Lanes()
    with ExitStack() as hands:
        inside = [hands.enter_context(lanes.turn("one", alone=False)) for _ in range(WIDTH + 1)]
        assert inside[:WIDTH] == [None] * WIDTH
        assert inside[WIDTH] is not None
        assert hands.enter_context(lanes.turn("other", alone=False)) is None
    with lanes.turn("one", alone=False) as wait:
        assert wait is None


def test_who_goes_alone_shares_with_nobody() -> None:
    lanes = Lanes()
    with lanes.turn("one", alone=True) as first, lanes.turn("one", alone=True) as second:
        assert first is None
        assert second is not None


def test_turns_are_given_out_one_after_the_other_and_not_endlessly_far_ahead() -> None:
    lanes = Lanes()
    with ExitStack() as hands:
        for _ in range(WIDTH):
            hands.enter_context(lanes.turn("one", alone=False))
        waits = [hands.enter_context(lanes.turn("one", alone=False)) for _ in range(10_000)]
    assert waits[0] < timedelta(seconds=0.1) < waits[100] < waits[1000]
    assert timedelta(seconds=50) < waits[-1] <= timedelta(seconds=MOST_AHEAD_SECONDS)
