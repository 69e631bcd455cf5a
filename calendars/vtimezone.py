"""A zone's clock for just the years a file speaks of, as a VTIMEZONE (RFC 5545, 3.6.5; DESIGN 7).

One observance per change, each with its exact onset and no rule: what clients agree on.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from calendars.wall_clock import offset_at, transitions
from calendars.zones import zone

_DAY = timedelta(days=1)
_YEAR = timedelta(days=365)
_SECOND = timedelta(seconds=1)
# The onset of a clock that never changes: a wall clock reading before all meetings.
_ALWAYS = datetime(1970, 1, 1)  # noqa: DTZ001 - a reading, not an instant


@lru_cache(maxsize=1024)
def vtimezone(*, time_zone: str, first_year: int, last_year: int) -> bytes:
    """Write the VTIMEZONE of `time_zone` that is right from the start of `first_year` to the end of `last_year`."""
    lines = (
        "BEGIN:VTIMEZONE",
        f"TZID:{time_zone}",
        *_observances(time_zone, first_year, last_year),
        "END:VTIMEZONE",
    )
    return "".join(f"{line}\r\n" for line in lines).encode()


def _observances(time_zone: str, first_year: int, last_year: int) -> Iterator[str]:
    local = zone(time_zone)
    # A day more on both sides: the years are those of the local clock.
    begin = datetime(first_year, 1, 1, tzinfo=UTC) - _DAY
    end = datetime(last_year + 1, 1, 1, tzinfo=UTC) + _DAY
    changes = transitions(time_zone=time_zone, begin=begin, end=end)
    earlier = transitions(time_zone=time_zone, begin=begin - _YEAR, end=begin)
    if changes and earlier:
        changes = (earlier[-1], *changes)
    else:
        offset = offset_at(instant=begin, time_zone=time_zone)
        onset = begin.replace(tzinfo=None) if changes else _ALWAYS
        yield from _observance(onset=onset, before=offset, after=offset, clock=begin.astimezone(local))
    for change in changes:
        # The onset is local time in the offset from before it (RFC 5545, 3.8.5.3).
        onset = change.at.replace(tzinfo=None) + change.before
        clock = change.at.astimezone(local)
        yield from _observance(onset=onset, before=change.before, after=change.after, clock=clock)


def _observance(*, onset: datetime, before: timedelta, after: timedelta, clock: datetime) -> Iterator[str]:
    """Write what the wall clock does from its reading `onset` on; `clock` is an instant of it in its zone.

    A clock put forward is told as DAYLIGHT, whatever the law calls it: readers use the offsets alone, and those
    that look for pairs of the two find them for Ireland and Morocco too.
    """
    kind = "DAYLIGHT" if before < after else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{onset:%Y%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{_offset(before)}"
    yield f"TZOFFSETTO:{_offset(after)}"
    yield f"TZNAME:{clock.tzname()}"
    yield f"END:{kind}"


def _offset(offset: timedelta) -> str:
    sign = "-" if offset < timedelta() else "+"
    minutes, seconds = divmod(abs(offset) // _SECOND, 60)
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{seconds:02}" if seconds else "")
