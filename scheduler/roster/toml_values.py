"""What a value of TOML is, and how a person is shown it."""

from datetime import date
from decimal import Decimal
from typing import TypeGuard, cast

SHOWN_CHARACTERS = 80


def shown(value: object) -> str:
    """Cut a value, as a person writes it, to 80 characters."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 3]}..."


def list_items(value: object) -> list[object] | None:
    """Give the items of a list; None for what is no list."""
    return cast("list[object]", value) if isinstance(value, list) else None


def iso_day(value: object) -> date | None:
    """Read a date written as text, 2026-09-01; None for anything else."""
    try:
        return date.fromisoformat(value.strip() if isinstance(value, str) else "")
    except ValueError:
        return None


def is_whole(value: object) -> TypeGuard[int]:
    """Tell a whole number, which true and false are not."""
    return isinstance(value, int) and not isinstance(value, bool)


def few_decimals(number: Decimal) -> bool:
    """Tell a number of at most 12 decimals: the exact fraction of 1e-999999999 would not fit in memory."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -12  # noqa: PLR2004 - the 12 decimals of the message
