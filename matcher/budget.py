"""How long a solve may go on: until its time is up, or until nobody waits for it any more."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf


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
