"""When a meeting is, in words: on the reader's clock and on the meeting's own, each with its zone's name."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, cast

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import (
    format_date,
    format_time,
    get_datetime_format,
    get_timezone_gmt,
)

from calendars.wall_clock import offset_at
from calendars.zone_names import current_ids
from calendars.zones import zone

FALLBACK_LANGUAGE = "en"

# Languages that CLDR has under another tag: Dari is Persian as Afghanistan speaks it.
_OTHER_TAGS: Mapping[str, str] = {"prs": "fa-AF"}
_MINUTE = timedelta(minutes=1)
_NONE = timedelta()


@lru_cache(maxsize=4096)  # everyone of one zone and language reads the same words
def local_times(*, starts: datetime, ends: datetime, reader_zone: str, meeting_zone: str, locale: str) -> str:
    """Say when a meeting is, on the reader's clock and, in a second line, on the meeting's own where that differs.

    `starts` and `ends` are aware; the zones are IANA ids; `locale` is a BCP 47 tag, and a language that CLDR lacks
    reads in English. Raises UnknownZoneError.
    """
    language = _language(locale)
    # The same two readings twice are said once, with the reader's zone.
    clocks: dict[tuple[datetime, datetime], str] = {}
    for time_zone in (reader_zone, meeting_zone):
        clocks.setdefault(_readings(starts, ends, time_zone), time_zone)
    return "\n".join(
        f"{_interval(readings, language)} ({_clock_name(starts, time_zone, language)})"
        for readings, time_zone in clocks.items()
    )


def local_moment(instant: datetime, *, time_zone: str, locale: str) -> str:
    """Say an aware instant with its date, on the clock of `time_zone`, which is named."""
    language, reading = _language(locale), instant.astimezone(zone(time_zone)).replace(tzinfo=None)
    return f"{_moment(reading, _time(reading, language), language)} ({_clock_name(instant, time_zone, language)})"


def clock_time(instant: datetime, *, time_zone: str, locale: str) -> str:
    """Say what the clock of `time_zone` shows at an aware instant, without the date."""
    return _time(instant.astimezone(zone(time_zone)).replace(tzinfo=None), _language(locale))


def city(time_zone: str, *, locale: str) -> str:
    """Return the city after which an IANA zone is named, in the language of a BCP 47 tag."""
    return _city(*_names(time_zone, _language(locale)))


def language_of(locale: str) -> str:
    """Return the language in which a reader of this BCP 47 tag is told when: CLDR's code, such as "fa" for Dari."""
    return _language(locale).language


def _readings(starts: datetime, ends: datetime, time_zone: str) -> tuple[datetime, datetime]:
    local = zone(time_zone)
    return starts.astimezone(local).replace(tzinfo=None), ends.astimezone(local).replace(tzinfo=None)


def _interval(readings: tuple[datetime, datetime], language: Locale) -> str:
    """Say the date once, unless the meeting runs past midnight."""
    begin, end = readings
    same_day = begin.date() == (end - _MINUTE).date()
    between = cast("Mapping[None, str]", language.interval_formats)[None]
    if same_day:
        return _moment(begin, _filled(between, _time(begin, language), _time(end, language)), language)
    return _filled(
        between,
        _moment(begin, _time(begin, language), language),
        _moment(end, _time(end, language), language),
    )


def _moment(day: datetime, at: str, language: Locale) -> str:
    pattern = str(get_datetime_format("full", locale=language)).replace("'", "")
    return _filled(pattern, at, format_date(day, "full", locale=language))


def _time(reading: datetime, language: Locale) -> str:
    return format_time(reading.time(), "short", locale=language)


def _filled(pattern: str, first: str, second: str) -> str:
    """Fill a pattern of CLDR, whose places are {0} and {1}."""
    return pattern.replace("{0}", first).replace("{1}", second)


def _clock_name(instant: datetime, time_zone: str, language: Locale) -> str:
    """Name a zone by its city and its time at that instant: "New York · Eastern Daylight Time".

    Babel's own functions look for Europe/Kyiv where CLDR has Europe/Kiev, and find nothing: so its tables are read.
    """
    clock = instant.astimezone(zone(time_zone))
    name, names = _names(time_zone, language)
    city = _city(name, names)
    time = names.get("long", {}).get(_season(clock, *_offsets_of_year(clock.year, time_zone)))
    if time is None and (family := _families().get(name)):
        # The data may be newer than the names: where Vancouver stays on summer time, it is not "Standard".
        season = _season(clock, *_offsets_of_family(clock.year, family))
        families = cast("Mapping[str, Mapping[str, Any]]", language.meta_zones)
        time = families.get(family, {}).get("long", {}).get(season)
    return f"{city} · {time or get_timezone_gmt(clock, locale=language)}"


def _names(time_zone: str, language: Locale) -> tuple[str, Mapping[str, Any]]:
    """Return the id by which CLDR knows a zone, and all that a language calls it."""
    current = current_ids()[time_zone.lower()]
    name = _cldr_ids().get(current, current)
    return name, cast("Mapping[str, Mapping[str, Any]]", language.time_zones).get(name, {})


def _city(name: str, names: Mapping[str, Any]) -> str:
    return names.get("city") or name.rpartition("/")[2].replace("_", " ")


def _season(clock: datetime, winter: timedelta, summer: timedelta) -> str | None:
    """Name the season as CLDR does, by the offset alone: Irish law calls summer time the standard."""
    return {summer: "daylight", winter: "standard"}.get(clock.utcoffset() or _NONE)


@cache
def _offsets_of_year(year: int, time_zone: str) -> tuple[timedelta, timedelta]:
    """Give the offsets of winter and summer time, the same where there is but one."""
    instants = (datetime(year, month, 15, tzinfo=UTC) for month in (1, 7))
    low, high = sorted(offset_at(instant=instant, time_zone=time_zone) for instant in instants)
    return low, high


@cache
def _offsets_of_family(year: int, family: str) -> tuple[timedelta, timedelta]:
    """Give the offsets of winter and summer time that most zones of a family keep, such as America_Pacific's."""
    years = [_offsets_of_year(year, name) for name, its in _families().items() if its == family]
    (winter, _), *_ = Counter(low for low, _ in years).most_common(1)
    (summer, _), *_ = Counter(high for low, high in years if high != low).most_common(1) or [(winter, 0)]
    return winter, summer


def _families() -> Mapping[str, str]:
    return get_global("meta_zones")


@cache
def _cldr_ids() -> Mapping[str, str]:
    """Map ids in use to those that CLDR names: it keeps the first id that a zone had, such as Europe/Kiev."""
    old = {current_ids()[name.lower()]: name for name in sorted(_families()) if name.lower() in current_ids()}
    return old | {name: name for name in _families()} | {"UTC": "Etc/UTC"}


@cache
def _language(tag: str) -> Locale:
    tag = _OTHER_TAGS.get(tag.lower(), tag)
    try:
        return Locale.parse(tag.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        language = tag.replace("_", "-").partition("-")[0]
        return _language(language if language != tag else FALLBACK_LANGUAGE)
