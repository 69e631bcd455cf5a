"""Dates, clocks and names of zones and languages as an English reader says them; no pattern is written by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import langcodes
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_timezone_gmt, get_timezone_location
from babel.units import format_unit

from calendars.zones import zone


@dataclass(frozen=True, kw_only=True)
class Wording:
    """English as the cohort's locale writes it (`en-US`, `en-KE`); plain English where that is another language."""

    locale: str

    def full_date(self, day: date) -> str:
        """Return `Tuesday, September 10, 2024`."""
        return format_date(day, "full", locale=self._locale)

    def weekday_and_date(self, when: datetime, time_zone: str) -> str:
        """Return the date that the zone's clock shows at the aware instant: `Tue, Sep 10, 2024`."""
        return format_skeleton("yMMMEd", when, tzinfo=zone(time_zone), locale=self._locale)

    def day_of_month(self, when: datetime, time_zone: str) -> str:
        """Return `Sep 10`."""
        return format_skeleton("MMMd", when, tzinfo=zone(time_zone), locale=self._locale)

    def month(self, when: datetime, time_zone: str) -> str:
        """Return `Sep 2024`."""
        return format_skeleton("yMMM", when, tzinfo=zone(time_zone), locale=self._locale)

    def clock(self, when: datetime, time_zone: str) -> str:
        """Return `18:00`, on the 24-hour clock in every locale."""
        return format_skeleton("Hm", when, tzinfo=zone(time_zone), locale=self._locale)

    def weekly(self, starts: Sequence[datetime], time_zone: str) -> str:
        """Return the weekday and clock of meetings in a row, once each: `Sat 14:00, then Sat 15:00`."""
        said = (f"{self._weekday(start, time_zone)} {self.clock(start, time_zone)}" for start in starts)
        return ", then ".join(dict.fromkeys(said))

    def days_ahead(self, when: datetime, time_zone: str, home: str) -> int:
        """Return how many days later (or earlier, if negative) the zone's date is than the home zone's."""
        there, here = (when.astimezone(zone(name)).date() for name in (time_zone, home))
        return (there - here).days

    def city(self, time_zone: str) -> str:
        """Return the city that a zone is known by: `Nairobi`."""
        return get_timezone_location(zone(time_zone), locale=self._locale, return_city=True)

    def offset(self, when: datetime, time_zone: str) -> str:
        """Return how far the zone's clock is from UTC at the aware instant: `GMT-04:00`."""
        return get_timezone_gmt(when.astimezone(zone(time_zone)), locale=self._locale)

    def language(self, tag: str) -> str:
        """Return the English name of a BCP 47 tag: `Tigrinya`."""
        return langcodes.Language.get(tag).display_name("en")

    def duration(self, minutes: int) -> str:
        """Return `3 hr 45 min`."""
        parts = zip(divmod(minutes, 60), ("hour", "minute"), strict=True)
        said = [format_unit(n, unit, length="short", locale=self._locale) for n, unit in parts if n]
        return " ".join(said) or format_unit(0, "minute", length="short", locale=self._locale)

    def _weekday(self, when: datetime, time_zone: str) -> str:
        return format_skeleton("E", when, tzinfo=zone(time_zone), locale=self._locale)

    @cached_property
    def _locale(self) -> Locale:
        try:
            locale = Locale.parse(self.locale, sep="-")
        except (UnknownLocaleError, ValueError):
            return Locale("en")
        return locale if locale.language == "en" else Locale("en")
