"""Availability from the grids of a form: columns of days holding hours, columns of hours holding days (DESIGN 5)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from calendars.availability import Window
from calendars.week_grid import quarters_between, quarters_of, windows_of
from scheduler.languages.sentences import Quoted, sentence
from scheduler.roster.columns import BlockColumn, DayColumn
from scheduler.roster.findings import Cell
from scheduler.roster.hours import (
    HOURS_ASSUMED,
    HoursError,
    part_of_day,
    read_days,
    read_hours,
    read_span,
    read_time,
)
from scheduler.roster.spelling import fold
from scheduler.roster.weektime import DAYS, LAST_MINUTE, clock_text

_ITEMS = re.compile(r"[;,]|\band\b")
_NEVER = frozenset(("none", "never", "n/a", "no", "not available", "-"))


@dataclass(frozen=True, kw_only=True, slots=True)
class GridCell:
    """One cell of a grid, and what its column stands for."""

    column: DayColumn | BlockColumn
    cell: Cell


@dataclass(frozen=True, kw_only=True, slots=True)
class GridTimes:
    """The single times that a form offers: how long each lasts, and from when to when they run, in minutes."""

    lasting: int
    opens: int
    closes: int


def offered_times(texts: Iterable[str]) -> GridTimes:
    """Learn from all day columns' cells what the form offers.

    A single time such as 8AM lasts until the next that anyone chose, an hour at most. Times that people may be
    unavailable at run from 08:00 to 21:00, or further where one was chosen.
    """
    times = sorted({time for text in texts for item in _items(text) if (time := read_time(item)) is not None})
    lasting = min((later - time for time, later in pairwise(times)), default=60)
    lasting = min(lasting, 60)
    opens, closes = HOURS_ASSUMED[0].start, HOURS_ASSUMED[0].end
    if times:
        opens, closes = min(opens, times[0]), max(closes, times[-1] + lasting)
    return GridTimes(lasting=lasting, opens=opens, closes=min(closes, LAST_MINUTE))


def read_grid(cells: Sequence[GridCell], *, times: GridTimes) -> tuple[Window, ...] | None:
    """Read one person's grid into windows by day and start; None where nothing was ticked.

    Free hours are those ticked as free (where no column asks for them: every hour the form offers), without those
    ticked as taken.
    """
    free: set[int] = set()
    taken: set[int] = set()
    for grid_cell in cells:
        (free if grid_cell.column.free else taken).update(_quarters(grid_cell, times))
    if not any(grid_cell.cell.text for grid_cell in cells):
        return None
    if not any(grid_cell.column.free for grid_cell in cells):
        free = {
            quarter
            for day in range(7)
            for quarter in quarters_between(day * LAST_MINUTE + times.opens, day * LAST_MINUTE + times.closes)
        }
    return windows_of(free - taken)


def _quarters(grid_cell: GridCell, times: GridTimes) -> set[int]:
    cell, column = grid_cell.cell, grid_cell.column
    quarters: set[int] = set()
    items = [
        (given, meant) for given in _items(cell.decided(cell.text)) for meant in _items(cell.decided(given))
    ]
    for given, meant in items:
        usual = part_of_day(meant) if isinstance(column, DayColumn) else None
        if usual is not None:
            hours = f"{clock_text(usual[0])}-{clock_text(usual[1])}"
            asked = sentence("Does {text} mean {hours} here?", text=Quoted(text=given), hours=hours)
            cell.ask(value=given, candidates=(hours,), message=asked)
            continue
        try:
            windows = (
                _day_windows(column, meant, times) if isinstance(column, DayColumn) else _block(column, meant)
            )
        except HoursError as bad:
            cell.report(code=bad.code, message=bad.message, suggestion=bad.suggestion, value=given)
        else:
            quarters |= quarters_of(windows)
    return quarters


def _day_windows(column: DayColumn, item: str, times: GridTimes) -> tuple[Window, ...]:
    time, span = read_time(item), read_span(item)
    if time is not None:
        start = time % LAST_MINUTE
        return (Window(day=column.day, start=start, end=start + times.lasting),)
    if span is not None:
        return (Window(day=column.day, start=span[0], end=span[1]),)
    try:
        return read_hours(f"{DAYS[column.day]} {item}")
    except HoursError as bad:
        if bad.code != "bad_weekday":
            raise
        message = sentence("{text} is no stretch of time.", text=Quoted(text=item))
        suggestion = sentence(
            "Write hours such as {example}, or say in a mapping what it means.", example="18:00-21:00"
        )
        raise HoursError("bad_hours", message, suggestion) from bad


def _block(column: BlockColumn, item: str) -> tuple[Window, ...]:
    days = read_days(item)
    if days is None:
        message = sentence("{text} is no day of the week.", text=Quoted(text=item))
        suggestion = sentence("Write days such as {example}.", example="Mon; Wed")
        raise HoursError("bad_weekday", message, suggestion)
    return tuple(Window(day=day, start=column.start, end=column.end) for day in days)


def _items(text: str) -> list[str]:
    items = [item.strip() for item in _ITEMS.split(text)]
    return [item for item in items if item and fold(item) not in _NEVER]
