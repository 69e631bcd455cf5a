"""How long each part of a solve may go on, and what ended those that might have gone on."""

from collections.abc import Callable
from dataclasses import replace
from math import inf
from time import monotonic

from matcher.budget import Budget
from matcher.gatherings import solver as gatherings
from matcher.groups import solver as groups
from scheduler.domain.plans import Stopped


class SolveTime:
    """The time of a whole solve, shared out among its parts, none of which ends without a plan for want of it.

    Sessions may take half of it where workshops are to come, which have all that is left then. Coaching takes what its
    proof takes: its flows have nothing to show before. What is owed anyway takes its own time: a first plan that keeps
    all pins of the workshops (`groups.KEEPING`), reasons, and advice.
    """

    def __init__(
        self,
        *,
        seconds: float | None,
        cancelled: Callable[[], bool] | None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        until = inf if seconds is None else clock() + seconds
        self._clock, self._whole = clock, Budget(clock=clock, until=until, cancelled=cancelled)
        self.stopped: Stopped | None = None

    def is_asked_for(self) -> bool:
        """Whether somebody waits for what there is."""
        return self._whole.cancelled is not None and self._whole.cancelled()

    def for_sessions(self, *, workshops: bool) -> Budget:
        """Return what the sessions may take."""
        left = self._whole.left()
        if left == inf:
            return self._until(gatherings.LAST_RESORT)
        return self._until(left / 2 if workshops else left)

    def for_workshops(self) -> Budget:
        """Return what the workshops may take."""
        left = self._whole.left()
        return self._until(groups.LAST_RESORT if left == inf else left)

    def ended(self, budget: Budget, *, proven: bool) -> None:
        """Note at the end of a part what stopped it, if anything did; a wish counts for more than the clock."""
        if proven or not budget.spent():
            return
        self.stopped = "asked" if self.is_asked_for() else self.stopped or "time"

    def _until(self, seconds: float) -> Budget:
        return replace(self._whole, until=self._clock() + seconds)
