"""A week as its quarter hours, 0 from Monday 00:00 on: what a form ticks, and the windows that it comes to."""

from collections.abc import Iterable

from calendars.availability import (
    MINUTES_PER_DAY,
    MINUTES_PER_WEEK,
    SLOT_MINUTES,
    Window,
)


def quarters_of(windows: Iterable[Window]) -> frozenset[int]:
    """Return the quarter hours of the wall clock's week that lie in the windows."""
    return frozenset(
        quarter
        for window in windows
        for quarter in quarters_between(
            window.day * MINUTES_PER_DAY + window.start, window.day * MINUTES_PER_DAY + window.end
        )
    )


def quarters_between(begin: int, end: int) -> frozenset[int]:
    """Return the quarter hours in [begin, end), in minutes from Monday 00:00; what runs past Sunday is Monday's."""
    return frozenset(minute % MINUTES_PER_WEEK // SLOT_MINUTES for minute in range(begin, end, SLOT_MINUTES))


def windows_of(quarters: Iterable[int]) -> tuple[Window, ...]:
    """Join quarter hours into windows, one a day and stretch; a stretch over one midnight stays whole."""
    windows: list[Window] = []
    for quarter in sorted(set(quarters)):
        day, start = divmod(quarter * SLOT_MINUTES, MINUTES_PER_DAY)
        if windows and windows[-1].day == day and windows[-1].end == start:
            windows[-1] = Window(day=day, start=windows[-1].start, end=start + SLOT_MINUTES)
        else:
            windows.append(Window(day=day, start=start, end=start + SLOT_MINUTES))
    early = {window.day: window for window in windows if window.start == 0}
    joined = [_over_midnight(window, early.get((window.day + 1) % 7)) for window in windows]
    gone = {early[(window.day + 1) % 7] for window in joined if window.end > MINUTES_PER_DAY}
    return tuple(whole for whole, window in zip(joined, windows, strict=True) if window not in gone)


def _over_midnight(window: Window, early: Window | None) -> Window:
    if early is None or window.end != MINUTES_PER_DAY or early.end > window.start:
        return window
    return Window(day=window.day, start=window.start, end=MINUTES_PER_DAY + early.end)
