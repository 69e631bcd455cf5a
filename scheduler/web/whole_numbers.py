"""Whole numbers as forms and addresses send them; None is what is none."""

MOST_DIGITS = 9
"""Of a number in a form."""


def whole_number_of(text: str) -> int | None:
    """Read a whole number that is not below nought."""
    digits = text.strip()
    return int(digits) if digits.isdecimal() and len(digits) <= MOST_DIGITS else None
