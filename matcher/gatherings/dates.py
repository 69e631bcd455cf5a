"""Which month has which start, once it is known what a session's plan is worth: the earliest that such plans allow."""

from collections import Counter
from dataclasses import dataclass

from matcher.budget import Budget
from matcher.gatherings.months import Task, dated
from matcher.gatherings.programme import Programme
from matcher.solution import GatheringsObjective


@dataclass(frozen=True, kw_only=True, slots=True)
class Dates:
    """Each month's row, and whether no plan of the same worth has an earlier start in the first that differs."""

    row_of: dict[int, int]
    earliest: bool


def earliest(
    task: Task, taken: Counter[int], value: GatheringsObjective, *, programme: Programme, budget: Budget
) -> Dates:
    """Take the earliest start in the first month that the best value allows, then in the second, and so on.

    A month whose earliest start is among those taken has it at once; for another the programme is asked, the
    months before it being fixed.
    """
    programme.relaxed(capacity=value.worst, most=value.total)
    programme.keep_to(most=value.total)
    given = Counter[int]()
    row_of: dict[int, int] = {}
    for month, starts in task.months.items():
        in_order = sorted(starts, key=starts.__getitem__)
        place = _first(in_order, taken - given)
        if place:
            if budget.spent():
                break
            answer = programme.earlier(in_order[:place], kept=given)
            if answer.taken is not None:
                taken = answer.taken
                place = _first(in_order, taken - given)
            if not (answer.refuted or answer.best):
                break
            for row in in_order[:place]:
                programme.no_more(row, most=given[row])  # no plan of this worth takes it once more
        row = row_of[month] = in_order[place]
        given[row] += 1
        programme.keep(row, least=given[row])
    certain = len(row_of) == len(task.months)
    return Dates(row_of=row_of | dated(task, taken - given, given=row_of), earliest=certain)


def _first(rows: list[int], left: Counter[int]) -> int:
    """Find the place of the first of these rows that is left to be given."""
    return next(place for place, row in enumerate(rows) if left[row] > 0)
