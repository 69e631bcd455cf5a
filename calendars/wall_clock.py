"""Between a zone's wall clock and the one timeline: gaps, repeats and the exact instants of clock changes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from calendars.zones import zone

# No zone has changed its clock twice within this since 2001; a test holds it over all of them.
_STRIDE = timedelta(days=7)
# Twice as far from a change as any zone has put its clock: what it shows here, it shows once.
_WELL_AWAY = timedelta(days=2)
_SECOND = timedelta(seconds=1)
_NONE = timedelta()


@dataclass(frozen=True, kw_only=True, slots=True)
class Transition:
    """The instant `at` (aware UTC) from which a zone's offset from UTC is `after` and no longer `before`."""

    at: datetime
    before: timedelta
    after: timedelta


def to_utc(*, wall: datetime, time_zone: str) -> datetime:
    """Give the instant (aware UTC) that the naive wall clock reading `wall` means in `time_zone`.

    The rule for gaps and repeats, which holds everywhere, is that of RFC 5545, 3.3.5: a reading that the clock skips
    takes the offset from before the gap, so that it is as long after the gap's begin as it says (London's 01:30 on 29
    March 2026 is 01:30 UTC, which that clock shows as 02:30); one that it shows twice means the first (London's 01:30
    on 25 October 2026 is 00:30 UTC). Where people choose a time such readings are refused, for `occurrences` gives no
    one instant, and none is offered to a solver.
    """
    return _instant(wall=wall, time_zone=time_zone, fold=0)


def occurrences(*, wall: datetime, time_zone: str) -> tuple[datetime, ...]:
    """List the instants (aware UTC: 0, 1 or 2) at which the clock of `time_zone` shows the naive `wall`."""
    instants = {_instant(wall=wall, time_zone=time_zone, fold=fold) for fold in (0, 1)}
    local = zone(time_zone)
    shown = (instant for instant in instants if instant.astimezone(local).replace(tzinfo=None) == wall)
    return tuple(sorted(shown))


def is_told_by_wall_clock(*, begin: datetime, end: datetime, time_zone: str) -> bool:
    """Tell whether the clock of `time_zone` shows both aware instants just once and does not change between.

    A change at `end` counts, and one at `begin` does not.
    """
    if not transitions(time_zone=time_zone, begin=begin - _WELL_AWAY, end=end + _WELL_AWAY):
        return True  # as nearly always, and told at a fraction of the cost
    local = zone(time_zone)
    walls = (instant.astimezone(local).replace(tzinfo=None) for instant in (begin, end))
    return all(len(occurrences(wall=wall, time_zone=time_zone)) == 1 for wall in walls) and not transitions(
        time_zone=time_zone, begin=begin + _SECOND, end=end + _SECOND
    )


def offset_at(*, instant: datetime, time_zone: str) -> timedelta:
    """Tell how far the clock of `time_zone` is ahead of UTC at the aware `instant`."""
    return _offset(zone(time_zone), instant)


def transitions(*, time_zone: str, begin: datetime, end: datetime) -> tuple[Transition, ...]:
    """List every change of the zone's offset in [begin, end), both aware, in order.

    A change of abbreviation or of the daylight flag alone moves no clock and is none.
    """
    begin, end = begin.astimezone(UTC), end.astimezone(UTC)
    return tuple(
        change
        for year in range(begin.year, end.year + 1)
        for change in _transitions_of_year(time_zone, year)
        if begin <= change.at < end
    )


def _instant(*, wall: datetime, time_zone: str, fold: int) -> datetime:
    return wall.replace(tzinfo=zone(time_zone), fold=fold).astimezone(UTC)


@lru_cache(maxsize=4096)
def _transitions_of_year(time_zone: str, year: int) -> tuple[Transition, ...]:
    """Look at the clock after every stride, and halve a stride whose ends differ down to the second."""
    local = zone(time_zone)
    found: list[Transition] = []
    last = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
    low = datetime(year, 1, 1, tzinfo=UTC) - _SECOND
    before = _offset(local, low)
    while low < last:
        high = min(low + _STRIDE, last)
        after = _offset(local, high)
        if after != before:
            found.append(Transition(at=_first_after_change(local, low, high), before=before, after=after))
        low, before = high, after
    return tuple(found)


def _first_after_change(local: ZoneInfo, low: datetime, high: datetime) -> datetime:
    old = _offset(local, low)
    while high - low > _SECOND:
        middle = low + (high - low) // _SECOND // 2 * _SECOND
        if _offset(local, middle) == old:
            low = middle
        else:
            high = middle
    return high


def _offset(local: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(local).utcoffset() or _NONE


def shifts(before: datetime, instant: datetime, *, time_zone: str) -> bool:
    """Tell whether the clock of `time_zone` shows another hour and minute at the one instant than at the other."""
    local = zone(time_zone)
    return before.astimezone(local).time() != instant.astimezone(local).time()
