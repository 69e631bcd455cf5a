"""Lanes: how many hands may be at one webhook at a time, so that one that hangs leaves hands for the others."""

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

WIDTH = 3
MOST_AHEAD_SECONDS = 60.0
FIRST_GUESS_SECONDS = 0.05
LEARNING = 0.3
"""How much the last post says of how long the next will take."""


@dataclass(kw_only=True)
class _Lane:
    """When each post that is on its way began, how long one usually takes, and when the next free turn is."""

    began: list[float] = field(default_factory=list)
    usual: float = FIRST_GUESS_SECONDS
    next_turn: float = 0.0


class Lanes:
    """One lane a webhook; shared by the hands of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lanes: dict[str, _Lane] = {}

    @contextmanager
    def turn(self, webhook: str, *, alone: bool) -> Generator[timedelta | None]:
        """Yield None to who may go now, else in how long to come again: turns are given out as fast as posts end.

        Who goes `alone` shares the lane with nobody.
        """
        began = time.monotonic()
        with self._lock:
            lane = self._lanes.setdefault(webhook, _Lane())
            wait = self._wait(lane, now=began) if len(lane.began) >= (1 if alone else WIDTH) else None
            if wait is None:
                lane.began.append(began)
        try:
            yield wait
        finally:
            if wait is None:
                with self._lock:
                    lane.began.remove(began)
                    lane.usual += LEARNING * (time.monotonic() - began - lane.usual)

    @staticmethod
    def _wait(lane: _Lane, *, now: float) -> timedelta:
        """Return in how long the next turn is that nobody has been given; they lie as far apart as posts end."""
        apart = max(lane.usual, now - lane.began[0]) / WIDTH
        lane.next_turn = min(max(lane.next_turn, now) + apart, now + MOST_AHEAD_SECONDS)
        return timedelta(seconds=lane.next_turn - now)
