"""What is wrong with what was handed in, so that a person can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing to mend: where (file, row, column), what stands there, what is wrong and what would be right.

    `row` counts as a spreadsheet does (the header is row 1) and is None for a whole file or a TOML key; `column` is
    the header as it stands in the file, or a dotted TOML key.
    """

    code: str
    message: str
    suggestion: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    file: str | None = None
