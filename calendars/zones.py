"""Time zones by name: one source of zone data, and what people write where a zone's id belongs (DESIGN 5, 7)."""

import re
import zoneinfo
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final, cast
from zoneinfo import ZoneInfo

import pytz

from calendars.zone_names import (
    best_known_first,
    current_ids,
    foreign_places,
    key_of,
    named_times,
    places,
)

# Whoever makes a ZoneInfo after this (Babel and icalendar too) reads pytz's data and never the machine's,
# which may be older; what was looked up before is forgotten.
zoneinfo.reset_tzpath(to=[Path(pytz.__file__).parent / "zoneinfo"])
ZoneInfo.clear_cache()

ZONE_DATA_VERSION: Final = cast("str", vars(pytz)["OLSON_VERSION"])  # such as "2026f"; the stubs forget it

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+\-\u2212])\s*(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_PARTS = re.compile(r"[,;()]+")
_SUGGESTIONS = 5


class CalendarsError(Exception):
    """Something about time or calendars cannot be as it was asked."""


class UnknownZoneError(CalendarsError):
    """There is no such time zone; `suggestions` are ids that may have been meant."""

    def __init__(self, *, name: str, suggestions: tuple[str, ...]) -> None:
        self.name = name
        self.suggestions = suggestions
        meant = f"did you mean {' or '.join(suggestions)}?" if suggestions else "write it like Europe/Kyiv."
        super().__init__(f"There is no time zone {name!r}: {meant}")


class How(StrEnum):
    """By which kind of name a zone was found."""

    ID = "id"
    PLACE = "place"
    TIME = "time"
    OFFSET = "offset"
    PARTS = "parts"
    UNKNOWN = "unknown"


_CERTAIN = frozenset((How.ID, How.PLACE))


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolution:
    """What a text means as a zone.

    `time_zone` is an IANA id: the zone when `certain`, else the likeliest, to be confirmed; None when the text is
    unknown. `candidates` are all ids it may mean, likeliest first; for an unknown text, those of like spelling.
    """

    time_zone: str | None
    certain: bool
    candidates: tuple[str, ...]
    how: How


@cache  # ZoneInfo keeps the last eight only, and reads a file for any other
def zone(name: str) -> ZoneInfo:
    """Give the zone of exactly this IANA id, case included; raises UnknownZoneError."""
    if name not in pytz.all_timezones_set:
        raise UnknownZoneError(name=name, suggestions=resolve(name).candidates)
    return ZoneInfo(name)


def resolve(text: str) -> Resolution:
    """Tell which zone a person means (DESIGN 5, `time_zone`).

    Certain are an IANA id in any case, and a city or country that has one zone. An offset, an abbreviation, the
    name of a time and a place with several zones are uncertain: each stands for zones that differ in summer.
    """
    how, zones = _meaning(text)
    certain = len(zones) == 1 and how in _CERTAIN
    if not zones:
        how, zones, certain = _meaning_of_parts(text)
    if not zones:
        return Resolution(time_zone=None, certain=False, candidates=_alike(text), how=How.UNKNOWN)
    return Resolution(time_zone=zones[0], certain=certain, candidates=zones, how=how)


def _meaning(text: str) -> tuple[How, tuple[str, ...]]:
    """Give the zones that a text may mean as one name, and as which kind of name."""
    ids, key = current_ids(), key_of(text)
    identifier = "_".join(text.lower().split())
    # Ids without an area (EST, MST, CET) are not what people mean by them: EST is Panama's, without summer time.
    if identifier in ids and ("/" in identifier or identifier == "utc"):
        return How.ID, (ids[identifier],)
    if offset := _OFFSET.fullmatch(text.strip()):
        return How.OFFSET, _zones_at(offset)
    for how, names in _NAMES:
        if key in names():
            return how, names()[key]
    return How.UNKNOWN, ()


def _meaning_of_parts(text: str) -> tuple[How, tuple[str, ...], bool]:
    """Take "Lviv, Ukraine" or "(UTC+03:00) Nairobi": what all parts allow or, where they clash, what any does.

    The bool says whether that is certain.
    """
    parts = [part for part in _PARTS.split(text) if part.strip()]
    known = [zones for _, zones in map(_meaning, parts) if zones]
    anything = tuple(dict.fromkeys(candidate for zones in known for candidate in zones))
    shared = tuple(candidate for candidate in anything if all(candidate in zones for zones in known))
    return How.PARTS, shared or anything, len(shared) == 1 and len(known) == len(parts)


def _zones_at(offset: re.Match[str]) -> tuple[str, ...]:
    sign, hours, minutes = offset.groups()
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return _offsets().get(size if sign == "+" else -size, ())


@cache
def _clocks() -> Mapping[str, tuple[datetime, ...]]:
    """Show the clocks of the zones in common use in each month of the year of the zone data."""
    year = int(ZONE_DATA_VERSION[:4])
    months = [datetime(year, month, 15, tzinfo=UTC) for month in range(1, 13)]
    return {name: tuple(month.astimezone(zone(name)) for month in months) for name in pytz.common_timezones}


@cache
def _offsets() -> Mapping[timedelta, tuple[str, ...]]:
    """Map an offset to the zones that keep it for any part of the year, first those that always do."""
    steady: defaultdict[timedelta, set[str]] = defaultdict(set)
    seasonal: defaultdict[timedelta, set[str]] = defaultdict(set)
    for name, clocks in _clocks().items():
        offsets = {clock.replace(tzinfo=UTC) - clock for clock in clocks}
        for offset in offsets:
            (steady if len(offsets) == 1 else seasonal)[offset].add(name)
    return {
        offset: best_known_first(steady[offset]) + best_known_first(seasonal[offset])
        for offset in steady.keys() | seasonal.keys()
    }


@cache
def _abbreviations() -> Mapping[str, tuple[str, ...]]:
    """Map an abbreviation such as "eat" or "cest" to the zones that use it."""
    zones_of: defaultdict[str, set[str]] = defaultdict(set)
    for name, clocks in _clocks().items():
        for clock in clocks:
            zones_of[key_of(clock.tzname() or "")].add(name)
    return {key: best_known_first(zones) for key, zones in zones_of.items() if key.isalpha()}


_NAMES = (
    (How.PLACE, places),
    (How.TIME, named_times),
    (How.TIME, _abbreviations),
    (How.PLACE, foreign_places),
)


def _alike(text: str) -> tuple[str, ...]:
    """Suggest zones whose name or place is spelled much like the text."""
    by_name = {key_of(name): (name,) for name in pytz.common_timezones} | dict(places())
    close = get_close_matches(key_of(text), by_name, n=_SUGGESTIONS, cutoff=0.7)
    return tuple(dict.fromkeys(by_name[key][0] for key in close))
