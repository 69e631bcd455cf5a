"""The first sheet of an XLSX workbook as rows of text, as a person sees them."""

import io
import warnings
import zipfile
from collections.abc import Iterable
from datetime import datetime, time
from itertools import islice

import openpyxl
from defusedxml.common import DefusedXmlException  # openpyxl reads XML by it where it is installed

from scheduler.roster.csv_rows import MAX_COLUMNS, Size
from scheduler.roster.unreadable import UnreadableError, Why

MAX_UNPACKED_BYTES = 30_000_000
MAX_CHARACTERS = 5_000_000
"""Of all cells together: as much text as a CSV file may bring."""
MAX_RATIO = 100
"""A part that unpacks to more than so many times its size was packed to do harm (Apache POI draws the same line)."""
RATIO_COUNTS_FROM = 100_000
MAX_PARTS = 1_000
MAX_ROW_NUMBER = 1_048_576  # a sheet of Excel ends here


def read_xlsx_rows(data: bytes) -> list[list[str]]:
    """Read every row of the first sheet in order; formulas give the value they were saved with.

    A workbook that unpacks to more than 30 MB, or is packed too tightly, is refused unread (zipfile reads no member
    further than the size that was counted here). Raises UnreadableError, and MemoryError where memory is bounded.
    """
    _check_parts(data)
    try:
        return _rows(data)
    except (UnreadableError, MemoryError):
        raise
    except Exception as bad:  # a damaged workbook fails in as many ways as openpyxl has lines
        entities = isinstance(bad, DefusedXmlException) or isinstance(bad.__cause__, DefusedXmlException)
        raise UnreadableError(Why.ENTITIES if entities else Why.DAMAGED) from bad


def _check_parts(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            parts = book.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as bad:
        raise UnreadableError(Why.DAMAGED) from bad
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableError(Why.UNPACKS, round(unpacked / 1e6))
    if len(parts) > MAX_PARTS or any(map(_is_packed_too_tightly, parts)):
        raise UnreadableError(Why.PACKED_TOO_TIGHTLY)


def _is_packed_too_tightly(part: zipfile.ZipInfo) -> bool:
    return part.file_size > max(RATIO_COUNTS_FROM, MAX_RATIO * part.compress_size)


def _rows(data: bytes) -> list[list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and validations that it leaves out
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # the size it claims pads every row; without it a row ends with its last cell
            return _texts(sheet.iter_rows(values_only=True))
        finally:
            book.close()


def _texts(found: Iterable[tuple[object, ...]]) -> list[list[str]]:
    """Write out the cells, without blank ones at the end of a row and blank rows at the end of the sheet.

    Rows are counted once one below them is filled: a row may claim any number, with blank ones before it. Many cells
    may share one long text.
    """
    rows: list[list[str]] = []
    size, characters = Size(), 0
    for cells in islice(found, MAX_ROW_NUMBER):
        if len(cells) > MAX_COLUMNS and any(cell is not None for cell in cells[MAX_COLUMNS:]):
            raise UnreadableError(Why.TOO_MANY)
        row = [_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        rows.append(row)
        if not row:
            continue
        for each in rows[size.rows :]:
            size.grow(each)
        characters += sum(map(len, row))
        if characters > MAX_CHARACTERS:
            raise UnreadableError(Why.TOO_MUCH_TEXT)
    return rows[: size.rows]


def _text(value: object) -> str:
    """Write a cell as a person reads it: whole numbers without a point, dates and times in ISO 8601."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return str(value.date()) if value.time() == time() else value.isoformat(" ", "minutes")
        case time():
            return value.isoformat("minutes")
        case _:
            return str(value)
