"""What the forms of meetings send: a day, and a time of the clock; None is what is none."""

from datetime import date, time


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
