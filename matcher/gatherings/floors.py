"""What no placing of sessions can go below, in whole numbers from start to end; no solver in it.

Give each person a weight. The largest sum is no less than the weighed mean of all sums, and to the mean every month
adds at least what its lightest start weighs. Any weights give a bound; a linear programme's prices give a good one.
"""

from collections.abc import Sequence

from matcher.gatherings.burdens import Matrix
from matcher.gatherings.months import Task
from matcher.problem import Gathering, GatheringStart


def least_worst(tasks: Sequence[Task], *, weights: Matrix) -> int:
    """Bound the largest sum after all these tasks from below; the first one's `borne` is what is borne before them.

    `weights[person]` are 0 or more and not all 0, unless there is nobody.
    """
    borne = tasks[0].borne
    if not len(borne):
        return 0
    mean = int(weights @ borne) + sum(_lightest(task, task.rows @ weights) for task in tasks)
    return max(int(borne.max()), -(-mean // int(weights.sum())))


def least_total(task: Task) -> int:
    """Bound from below what a task's months add to everybody's burden."""
    return _lightest(task, task.rows.sum(axis=1))


def surely_held(gathering: Gathering, earlier: Sequence[Gathering]) -> frozenset[int]:
    """List the months that keep a start free however the earlier gatherings are placed, one meeting a month of each.

    Starts so far apart that no earlier meeting is in the way of two of them, and more of them than there are
    earlier meetings that could be in the way of any.
    """
    meetings = [month for other in earlier for month in other.months if month]
    longest = max(
        (start.interval.end - start.interval.begin for month in meetings for start in month), default=0
    )
    return frozenset(
        m
        for m, month in enumerate(gathering.months)
        if month and _apart(month, gap=longest) > sum(_meet(month, other) for other in meetings)
    )


def _lightest(task: Task, weighs: Matrix) -> int:
    return sum(months * int(weighs[list(rows)].min()) for rows, months in task.kinds.items())


def _apart(month: Sequence[GatheringStart], *, gap: int) -> int:
    """Count starts, taken as they come, each of which begins at least `gap` after the one before has ended."""
    count, free_from = 0, None
    for start in month:
        if free_from is None or start.interval.begin >= free_from:
            count += 1
            free_from = start.interval.end + gap
    return count


def _meet(month: Sequence[GatheringStart], other: Sequence[GatheringStart]) -> bool:
    """Whether the times that the two months offer lie within reach of one another."""
    begins, ends = (month[0].interval.begin, max(start.interval.end for start in month))
    return any(start.interval.begin < ends and begins < start.interval.end for start in other)
