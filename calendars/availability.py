"""Weekly wall-clock windows, and when they make a person available (DESIGN 6, *Shared time*).

A person is available at an instant when the clock of their zone then shows a time in one of their windows: a
window inside an hour that the clock skips is empty, and one inside an hour it shows twice is twice as long.
Minutes without a date are whole minutes of UTC since 1970-01-01T00:00Z, as the matcher counts them.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from calendars.wall_clock import offset_at, transitions

MINUTES_PER_DAY = 24 * 60
DAYS_PER_WEEK = 7
MINUTES_PER_WEEK = DAYS_PER_WEEK * MINUTES_PER_DAY
SLOT_MINUTES = 15
SLOTS_PER_WEEK = MINUTES_PER_WEEK // SLOT_MINUTES

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_SLOT = timedelta(minutes=SLOT_MINUTES)
_WEEK = timedelta(weeks=1)
# Minute 0 was a Thursday: the Monday of its week lies three days before.
_A_MONDAY = -3 * MINUTES_PER_DAY


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Window:
    """A weekly stretch of local wall clock [start, end), in minutes from 00:00 of `day` (0 = Monday).

    0 <= start < 1440 and start < end <= start + 1440: an end past 1440 runs into the next day. Both lie on
    the quarter hour.
    """

    day: int
    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.day < DAYS_PER_WEEK and 0 <= self.start < MINUTES_PER_DAY):
            raise ValueError(f"no weekly window starts on day {self.day} at minute {self.start}")
        if not self.start < self.end <= self.start + MINUTES_PER_DAY:
            raise ValueError(f"a weekly window of {self.end - self.start} minutes is not within one day")
        if self.start % SLOT_MINUTES or self.end % SLOT_MINUTES:
            raise ValueError("a weekly window begins and ends on the quarter hour")


@dataclass(frozen=True, kw_only=True, slots=True)
class Weeks:
    """`count` weeks in a row, each from Monday 00:00 UTC to the next; the first begins on `first_monday`."""

    first_monday: date
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretches:
    """When a person is available in [begin, end): maximal stretches [begins[i], ends[i]) of minutes, in order."""

    begin: int
    end: int
    begins: tuple[int, ...]
    ends: tuple[int, ...]

    def cover(self, *, begin: int, end: int) -> bool:
        """Tell whether the person is available for the whole of [begin, end), a part of this."""
        if not self.begin <= begin < end <= self.end:
            raise ValueError(f"minutes {begin} to {end} are not within {self.begin} to {self.end}")
        at = bisect_right(self.begins, begin) - 1
        return at >= 0 and end <= self.ends[at]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part [begin, end) of the timeline in which a clock stays `offset` ahead of UTC; all in minutes."""

    begin: int
    end: int
    offset: int


def minute_of(instant: datetime) -> int:
    """Count the whole minutes of UTC from 1970-01-01T00:00Z to the aware `instant`."""
    return (instant - _EPOCH) // _MINUTE


def weeks_between(*, starts: date, ends: date) -> Weeks:
    """Give the weeks from the one that holds the date `starts` to the one that holds `ends`, inclusive."""
    first, last = (day - timedelta(days=day.weekday()) for day in (starts, ends))
    return Weeks(first_monday=first, count=(last - first) // _WEEK + 1)


def week_masks(
    *, time_zone: str, windows: Sequence[Window], weeks: Weeks, edge: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Give a person's available quarter hours (slots) as bit masks: the distinct weeks, and each week's.

    Bit i of a mask is the slot that begins `i - edge` slots after the week's Monday 00:00 UTC, for
    0 <= i < edge + 672 + edge; a slot counts when the whole of it is available. The second tuple holds for
    each week the index of its mask among the first.
    """
    local_week = _local_week(tuple(windows))
    kinds, of_week = _week_kinds(time_zone, weeks, edge)
    masks = [_mask(local_week=local_week, parts=parts, lead=-edge) for parts in kinds]
    index_of: dict[int, int] = {}
    index = [index_of.setdefault(mask, len(index_of)) for mask in masks]
    if len(index_of) == len(kinds):
        return tuple(masks), of_week
    return tuple(index_of), tuple(index[kind] for kind in of_week)


def slot_mask(*, time_zone: str, windows: Sequence[Window], begin: datetime, slots: int) -> int:
    """Mark the slots that are wholly available: bit i, for 0 <= i < `slots`, begins i slots after the aware `begin`.

    `begin` is a quarter hour of UTC.
    """
    parts = _parts(time_zone=time_zone, begin=begin, slots=slots)
    lead = (minute_of(begin) - _A_MONDAY) // SLOT_MINUTES
    return _mask(local_week=_local_week(tuple(windows)), parts=parts, lead=lead)


def available_stretches(
    *, time_zone: str, windows: Sequence[Window], begin: datetime, end: datetime
) -> Stretches:
    """Lay out once when a person is available between two aware instants, to be asked often.

    `begin` is rounded down and `end` up to the whole minute.
    """
    begins: list[int] = []
    ends: list[int] = []
    for piece in _pieces(time_zone=time_zone, begin=begin, end=end):
        for opens, closes in sorted(_openings(windows=windows, piece=piece)):
            if ends and opens <= ends[-1]:
                ends[-1] = max(ends[-1], closes)
            else:
                begins.append(opens)
                ends.append(closes)
    return Stretches(begin=minute_of(begin), end=_minute_from(end), begins=tuple(begins), ends=tuple(ends))


def is_available(*, time_zone: str, windows: Sequence[Window], begin: datetime, end: datetime) -> bool:
    """Tell whether a person is available for the whole of [begin, end), two aware instants.

    Whole minutes count: see `available_stretches`, which answers much faster when asked often.
    """
    stretches = available_stretches(time_zone=time_zone, windows=windows, begin=begin, end=end)
    return stretches.cover(begin=stretches.begin, end=stretches.end)


def _minute_from(instant: datetime) -> int:
    return -((_EPOCH - instant) // _MINUTE)


def _pieces(*, time_zone: str, begin: datetime, end: datetime) -> Iterator[_Piece]:
    """Cut [begin, end) at the changes of the zone's clock."""
    offset = offset_at(instant=begin, time_zone=time_zone)
    since = minute_of(begin)
    for change in transitions(time_zone=time_zone, begin=begin, end=end):
        yield _Piece(since, minute_of(change.at), offset // _MINUTE)
        since, offset = minute_of(change.at), change.after
    yield _Piece(since, _minute_from(end), offset // _MINUTE)


def _openings(*, windows: Sequence[Window], piece: _Piece) -> Iterator[tuple[int, int]]:
    """Each time that a window stands open within the piece."""
    for window in windows:
        day = _A_MONDAY + window.day * MINUTES_PER_DAY - piece.offset
        length = window.end - window.start
        # The first opening that ends after the piece begins.
        skipped = (piece.begin - (day + window.end)) // MINUTES_PER_WEEK + 1
        opens = day + window.start + skipped * MINUTES_PER_WEEK
        while opens < piece.end:
            yield max(opens, piece.begin), min(opens + length, piece.end)
            opens += MINUTES_PER_WEEK


@lru_cache(maxsize=4096)
def _local_week(windows: tuple[Window, ...]) -> int:
    """Mark the slots of a week of wall clock in which any window is open; bit 0 is Monday 00:00."""
    mask = 0
    for window in windows:
        start = (window.day * MINUTES_PER_DAY + window.start) // SLOT_MINUTES
        mask |= ((1 << (window.end - window.start) // SLOT_MINUTES) - 1) << start
    return (mask | mask >> SLOTS_PER_WEEK) & ((1 << SLOTS_PER_WEEK) - 1)


@lru_cache(maxsize=1024)
def _week_kinds(
    time_zone: str, weeks: Weeks, edge: int
) -> tuple[tuple[tuple[tuple[int, int, int], ...], ...], tuple[int, ...]]:
    """Give the different ways in which weeks are cut, and which each week is."""
    parts = _week_parts(time_zone, weeks, edge)
    index_of = {cut: index for index, cut in enumerate(dict.fromkeys(parts))}
    return tuple(index_of), tuple(index_of[cut] for cut in parts)


def _week_parts(time_zone: str, weeks: Weeks, edge: int) -> tuple[tuple[tuple[int, int, int], ...], ...]:
    """Cut every week, with its edges, into parts (first slot, slot after the last, offset in slots).

    Slots count from the beginning of the edge. A slot in which the clock changes is in both parts.
    """
    begins = datetime.combine(weeks.first_monday, time(), tzinfo=UTC) - edge * _SLOT
    return tuple(
        _parts(time_zone=time_zone, begin=begins + week * _WEEK, slots=edge + SLOTS_PER_WEEK + edge)
        for week in range(weeks.count)
    )


def _parts(*, time_zone: str, begin: datetime, slots: int) -> tuple[tuple[int, int, int], ...]:
    parts: list[tuple[int, int, int]] = []
    for piece in _pieces(time_zone=time_zone, begin=begin, end=begin + slots * _SLOT):
        # Every clock has stood on a quarter hour of UTC since 1986; a test holds it for those of today.
        first, last = piece.begin - minute_of(begin), piece.end - minute_of(begin)
        parts.append((first // SLOT_MINUTES, -(-last // SLOT_MINUTES), piece.offset // SLOT_MINUTES))
    return tuple(parts)


def _mask(*, local_week: int, parts: Sequence[tuple[int, int, int]], lead: int) -> int:
    """Turn the week of wall clock by each part's offset, and lay the parts side by side.

    The first slot begins `lead` slots after a Monday 00:00 UTC.
    """
    width = parts[-1][1]
    mask = (1 << width) - 1
    for first, last, offset in parts:
        turn = (lead + offset) % SLOTS_PER_WEEK
        turned = 0
        for shift in range(-turn, width, SLOTS_PER_WEEK):
            turned |= local_week << shift if shift >= 0 else local_week >> -shift
        elsewhere = ~(((1 << (last - first)) - 1) << first)
        mask &= turned | elsewhere
    return mask
