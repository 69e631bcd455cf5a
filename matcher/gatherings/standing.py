"""How the placing of one session stands: the best plan so far and what is proven of it, told when either improves."""

from collections import Counter

from matcher.gatherings.months import Task, value_of
from matcher.solution import GatheringsObjective, Progress, Report


class Standing:
    """The incumbent and its bound: no plan has a lesser worst, and none of so small a worst a lesser total."""

    def __init__(self, task: Task, taken: Counter[int], *, report: Report | None) -> None:
        self._task, self._report = task, report
        self.taken, self.value = taken, value_of(task, taken)
        self.bound = GatheringsObjective(worst=0, total=0)
        self._tell()

    @property
    def worst_open(self) -> bool:
        """Whether a smaller largest sum is still conceivable."""
        return self.bound.worst < self.value.worst

    @property
    def open(self) -> bool:
        """Whether a better value is still conceivable."""
        return self.bound != self.value

    def found(self, taken: Counter[int]) -> bool:
        """Keep a plan that is better, and say whether it was."""
        value = value_of(self._task, taken)
        better = (value.worst, value.total) < (self.value.worst, self.value.total)
        if better:
            self.taken, self.value = taken, value
            self._tell()
        return better

    def bounded(self, *, worst: int = 0, total: int = 0) -> None:
        """Keep what says more: no plan has a lesser worst, and none as good as the incumbent a lesser total."""
        bound = GatheringsObjective(worst=max(worst, self.bound.worst), total=max(total, self.bound.total))
        if bound != self.bound:
            self.bound = bound
            self._tell()

    def _tell(self) -> None:
        """Tell of the largest sum, and once no smaller one can be, of the total of those plans."""
        if self._report is None:
            return
        value, bound = self.value, self.bound
        self._report(Progress(phase="gatherings", of="worst", incumbent=value.worst, bound=bound.worst))
        if not self.worst_open:
            self._report(Progress(phase="gatherings", of="total", incumbent=value.total, bound=bound.total))
