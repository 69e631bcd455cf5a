"""The first sheet of an XLSX workbook as rows of text, as a person sees them."""

import io
import warnings
import zipfile
from collections.abc import Iterable
from datetime import datetime, time
from itertools import islice

import openpyxl

from scheduler.domain.problems import Problem
from scheduler.languages.sentences import Megabytes, Sentence, sentence
from scheduler.roster.csv_rows import MAX_COLUMNS, MAX_ROWS, check_size
from scheduler.roster.errors import SheetError

MAX_UNPACKED_BYTES = 30_000_000
MAX_ROW_NUMBER = 1_048_576  # a sheet of Excel ends here


def read_xlsx_rows(*, name: str, data: bytes) -> list[list[str]]:
    """Read every row of the first sheet in order; formulas give the value they were saved with.

    A workbook that unpacks to more than 30 MB is refused unread (zipfile reads no member further than the size that
    was counted here). Raises SheetError.
    """
    unpacked = _unpacked_bytes(name, data)
    if unpacked > MAX_UNPACKED_BYTES:
        raise _too_large(name, unpacked)
    try:
        rows = _rows(name, data)
    except SheetError:
        raise
    except Exception as bad:  # a damaged workbook fails in as many ways as openpyxl has lines
        raise _damaged(name) from bad
    check_size(name=name, rows=len(rows), columns=max(map(len, rows), default=0))
    return rows


def _unpacked_bytes(name: str, data: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as bad:
        raise _damaged(name) from bad


def _rows(name: str, data: bytes) -> list[list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and validations that it leaves out
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # the size it claims pads every row; without it a row ends with its last cell
            return _texts(name, sheet.iter_rows(values_only=True))
        finally:
            book.close()


def _texts(name: str, found: Iterable[tuple[object, ...]]) -> list[list[str]]:
    """Write out the cells, without blank ones at the end of a row and blank rows at the end of the sheet.

    Reading stops where there is more than `check_size` will pass: a row may claim any number, with blank ones before
    it, and many cells may share one long text.
    """
    rows: list[list[str]] = []
    last, characters = 0, 0
    for number, cells in enumerate(islice(found, MAX_ROW_NUMBER), start=1):
        if len(cells) > MAX_COLUMNS and any(cell is not None for cell in cells[MAX_COLUMNS:]):
            return [[""] * len(cells)]
        row = [_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        characters += sum(map(len, row))
        rows.append(row)
        last = number if row else last
        if last > MAX_ROWS + 1:
            break
        if characters > MAX_UNPACKED_BYTES:
            raise _too_large(name, characters)
    return rows[:last]


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


def _too_large(name: str, unpacked: int) -> SheetError:
    message = sentence("The workbook unpacks to {size}.", size=Megabytes(count=round(unpacked / 1e6)))
    suggestion = sentence("Copy the people into a new workbook and save that.")
    return _refusal(name, "too_large", message, suggestion)


def _damaged(name: str) -> SheetError:
    message = sentence("This is not a workbook that can be opened.")
    suggestion = sentence("Save it from a spreadsheet program as .xlsx, or as CSV UTF-8.")
    return _refusal(name, "not_a_sheet", message, suggestion)


def _refusal(name: str, code: str, message: Sentence, suggestion: Sentence) -> SheetError:
    return SheetError((Problem(code=code, message=message, suggestion=suggestion, file=name),))
