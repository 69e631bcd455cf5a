"""What the forms of meetings send: a day, a time of the clock, and a number of minutes; None is what is none."""

from datetime import date, time

MOST_DIGITS = 9
"""Of a number in a form."""


def day_of(text: str) -> date | None:
    """Read a date as browsers send it."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def time_of(text: str) -> time | None:
    """Read what a clock shows, in whole minutes and on no zone's clock."""
    try:
        at = time.fromisoformat(text.strip())
    except ValueError:
        return None
    return None if at.tzinfo is not None or at.second or at.microsecond else at


def whole_number_of(text: str) -> int | None:
    """Read a whole number that is not below nought."""
    digits = text.strip()
    return int(digits) if digits.isdecimal() and len(digits) <= MOST_DIGITS else None
