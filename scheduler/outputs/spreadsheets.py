"""CSV that a spreadsheet opens safely: UTF-8, commas, and no cell that it would take for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def table(
    *, header: Sequence[str], rows: Iterable[Sequence[str | int]], byte_order_mark: bool = False
) -> bytes:
    """Return `header` and `rows` as CSV bytes.

    A text cell that begins like a formula gets a leading quote mark, as OWASP advises for CSV injection. With
    `byte_order_mark`, Excel reads names in every script; without it, programs read the first header as it is.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return ((BYTE_ORDER_MARK if byte_order_mark else "") + text.getvalue()).encode()


def safe_cell(cell: str | int) -> str | int:
    """Return the cell so that a spreadsheet shows it and never runs it."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
