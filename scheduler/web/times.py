"""Dates and times as a reader sees them: by Babel, in a named zone, never in a pattern of our own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from babel import Locale
from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    format_time,
    format_timedelta,
    get_day_names,
)
from babel.numbers import format_percent
from babel.units import format_unit
from flask import Flask

from calendars import wording
from calendars.common_hours import Told
from calendars.zones import zone
from scheduler.languages import sentences
from scheduler.web.speaking import page_speech


def day(when: datetime, locale: str, time_zone: str) -> str:
    """Return `Monday, October 5, 2026`: the date that the zone's clock shows at an instant."""
    return format_date(when.astimezone(zone(time_zone)), "full", locale=locale)


def full_day(when: date, locale: str) -> str:
    """Return `Monday, October 5, 2026` for a date without a clock."""
    return format_date(when, "full", locale=locale)


def hour_shown(when: datetime, locale: str, time_zone: str) -> str:
    """Return the hour that the zone's clock shows, in as few signs as the locale has: `18`, `6 PM`, `18:30`."""
    here = when.astimezone(zone(time_zone))
    skeleton = _hour_skeleton(locale)
    return format_skeleton(f"{skeleton}m" if here.minute else skeleton, here, locale=locale)


def long_day(when: date, locale: str) -> str:
    """Return `October 5, 2026`."""
    return format_date(when, "long", locale=locale)


def short_day(when: datetime, locale: str, time_zone: str) -> str:
    """Return `Oct 5, 2026`: the date that the zone's clock shows at an instant."""
    return format_date(when.astimezone(zone(time_zone)), "medium", locale=locale)


def month_day(when: datetime, locale: str, time_zone: str) -> str:
    """Return `Oct 5`."""
    return format_skeleton("MMMd", when, tzinfo=zone(time_zone), locale=locale)


def clock(when: datetime, locale: str, time_zone: str) -> str:
    """Return `9:00 AM` or `09:00`, as the locale writes times."""
    return format_time(when, "short", tzinfo=zone(time_zone), locale=locale)


def clock_there(when: datetime, locale: str, here: str, there: str) -> str:
    """Return what another zone's clock shows, with its weekday where that is another than here: `Tue 1:00 AM`."""
    at = when.astimezone(zone(there))
    day = "" if at.date() == when.astimezone(zone(here)).date() else "EEE"
    return format_skeleton(f"{day}{_hour_skeleton(locale)}m", at, locale=locale)


def hours(when: datetime, locale: str, time_zone: str, minutes: int) -> str:
    """Return `9:00 - 10:30 AM`, from the aware start on."""
    here = zone(time_zone)
    skeleton = f"{_hour_skeleton(locale)}m"
    return format_interval(when, when + timedelta(minutes=minutes), skeleton, tzinfo=here, locale=locale)


def weekly(told: Sequence[Told], locale: str) -> str:
    """Return a common hour as one clock tells it, what changes after its date: `Tuesday 18:00, from 27 Oct 17:00`."""
    weekdays = get_day_names("wide", "stand-alone", locale=locale)
    said: list[str] = []
    for one, before in zip(told, (None, *told), strict=False):
        at = format_time(time(*divmod(one.start, 60)), "short", locale=locale)
        if before is None or before.day != one.day:
            at = f"{weekdays[one.day]} {at}"
        if before is not None:
            since = format_skeleton("MMMd", one.since, locale=locale)
            at = page_speech().gettext("from {date} {time}").format(date=since, time=at)
        said.append(at)
    return ", ".join(said)


@dataclass(frozen=True, kw_only=True, slots=True)
class Weekday:
    """What a day of the week is called, in short and in full."""

    short: str
    long: str


def weekdays(count: int, locale: str) -> tuple[Weekday, ...]:
    """Return the first days of a week that begins on Monday."""
    short, long = (get_day_names(width, "stand-alone", locale=locale) for width in ("short", "wide"))
    return tuple(Weekday(short=short[day], long=long[day]) for day in range(count))


def wall(minutes: int, locale: str) -> str:
    """Return what the clock shows so many minutes after midnight: `18:00`."""
    return format_time(time(*divmod(minutes, 60)), "short", locale=locale)


def city(time_zone: str, locale: str) -> str:
    """Return the city that a zone is known by: `New York`."""
    return wording.city(time_zone, locale=locale)


def duration(minutes: int, locale: str) -> str:
    """Return `1 hr 30 min`."""
    parts = zip(divmod(minutes, 60), ("hour", "minute"), strict=True)
    said = [format_unit(n, unit, length="short", locale=locale) for n, unit in parts if n]
    return " ".join(said) or format_unit(0, "minute", length="short", locale=locale)


def percent(share: Fraction, locale: str) -> str:
    """Return `60%`."""
    return format_percent(Decimal(share.numerator) / share.denominator, "#,##0.##%", locale=locale)


def hundredfold(share: object) -> str:
    """Return a share as a field for per cent holds it: `60`, `12.5`; what is no number stays what was typed."""
    try:
        return f"{(Decimal(str(share)) * 100).normalize():f}"
    except InvalidOperation:
        return str(share)


def language(tag: str) -> str:
    """Return the name of a language by its BCP 47 tag, in the page's own: `Tigrinya`."""
    return sentences.Language(tag=tag).told(page_speech())


def ago(when: datetime, locale: str, now: datetime) -> str:
    """Return `2 hours ago`."""
    passed = max(now - when, timedelta(seconds=1))  # of none at all it would be said that it is to come
    return format_timedelta(-passed, add_direction=True, locale=locale)


def speak_times(app: Flask) -> None:
    """Teach the templates to say dates, times, zones and durations."""
    for say in (
        day,
        full_day,
        long_day,
        short_day,
        month_day,
        clock,
        clock_there,
        hour_shown,
        hours,
        weekly,
        weekdays,
        wall,
        city,
        duration,
        percent,
        hundredfold,
        language,
        ago,
    ):
        app.add_template_filter(say)


def _hour_skeleton(locale: str) -> str:
    """Return CLDR's letter for an hour as the locale counts them: to 24, or twice to 12."""
    return "H" if "H" in str(Locale.parse(locale).time_formats["short"].pattern) else "h"
