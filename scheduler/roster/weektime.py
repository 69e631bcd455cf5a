"""Weekdays and wall-clock times as cohort files, rosters and forms write them."""

import re

from scheduler.roster.spelling import fold

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LAST_MINUTE = 24 * 60

_FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OTHER_DAYS = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_DAYS = {
    **{day.casefold(): number for number, day in enumerate(DAYS)},
    **{day: number for number, day in enumerate(_FULL_DAYS)},
    **{f"{day}s": number for number, day in enumerate(_FULL_DAYS)},
    **_OTHER_DAYS,
}
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)


def weekday(text: str) -> int | None:
    """0 for Mon, Monday or Mondays ... 6 for Sunday, in any case and with or without a full stop; else None."""
    return _DAYS.get(fold(text).removesuffix("."))


def clock_minutes(text: str) -> int | None:
    """Minutes from 00:00 of "HH:MM" on the 24-hour clock, 0 to 1440 ("24:00"); else None."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes = int(match[1]), int(match[2])
    total = hours * 60 + minutes
    return total if minutes < 60 and total <= LAST_MINUTE else None  # noqa: PLR2004 - minutes of an hour


def clock_text(minutes: int) -> str:
    """Minutes from 00:00, 0 to 1440, as "HH:MM"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
