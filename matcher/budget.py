"""How long a solve may go on: until its time is up, or until nobody waits for it any more."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from math import inf
from typing import TypeVar

LOOK_SECONDS = 0.1
"""How often it is asked, while a search has nothing to tell, whether anybody still waits for it."""

Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """A last resort behind limits in steps: `clock` gives seconds, `until` is the second at which time is up.

    Without a clock time is never up; without `cancelled` everybody waits to the end.
    """

    clock: Callable[[], float] | None = None
    until: float = inf
    cancelled: Callable[[], bool] | None = None

    def left(self) -> float:
        """How many seconds are left, 0 or more."""
        return inf if self.clock is None else max(0.0, self.until - self.clock())

    def spent(self) -> bool:
        """Whether to stop here."""
        return (self.cancelled is not None and self.cancelled()) or self.left() <= 0

    def attended(self, search: Callable[[], Found], *, stop: Callable[[], object]) -> Found:
        """Return what a search finds that lets Python's threads run; `stop` ends it soon, from another thread.

        Where its caller may leave, it runs in a thread of its own: it may have nothing to tell for minutes. `stop` is
        called again and again, for a search that has not begun yet may not hear it.
        """
        if self.cancelled is None:
            return search()
        with ThreadPoolExecutor(1) as thread:
            searching = thread.submit(search)
            while not self.cancelled():
                if wait([searching], timeout=LOOK_SECONDS).done:
                    return searching.result()
            while not searching.done():
                stop()
                wait([searching], timeout=LOOK_SECONDS)
            return searching.result()
