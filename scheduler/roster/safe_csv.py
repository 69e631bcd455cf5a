"""CSV that a spreadsheet program opens as text: no cell of it is taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""Some programs take = + - @ in full width for the others."""


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Write the rows as CSV (RFC 4180; UTF-8 with a byte-order mark, which Excel needs), every cell guarded."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet program would take for a formula, or for so guarded."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Take the apostrophe of `guarded` off again."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
