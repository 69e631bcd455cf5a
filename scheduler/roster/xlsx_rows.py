"""The first sheet of an XLSX workbook as rows of text, as a person sees them."""

import io
import warnings
import zipfile
from datetime import datetime, time
from typing import cast

import openpyxl

from scheduler.domain.problems import Problem
from scheduler.roster.csv_rows import MAX_COLUMNS, MAX_ROWS, check_size
from scheduler.roster.errors import SheetError

MAX_UNPACKED_BYTES = 60_000_000


def read_xlsx_rows(*, name: str, data: bytes) -> list[list[str]]:
    """Read every row of the first sheet in order; formulas give the value they were saved with.

    A workbook that unpacks to more than 60 MB is refused unread (zipfile reads no member further than the size that
    was counted here). Raises SheetError.
    """
    unpacked = _unpacked_bytes(name, data)
    if unpacked > MAX_UNPACKED_BYTES:
        message = f"The workbook unpacks to {unpacked / 1e6:,.0f} MB."
        raise _refusal(name, "too_large", message, "Copy the people into a new workbook and save that.")
    try:
        rows = _rows(data)
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


def _rows(data: bytes) -> list[list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and validations that it leaves out
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            found = book.worksheets[0].iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
            rows: list[list[str]] = []
            last = 0
            for number, cells in enumerate(found, start=1):
                row = [_text(cast("object", cell)) for cell in cells]
                while row and not row[-1]:
                    row.pop()
                rows.append(row)
                last = number if row else last
                if last > MAX_ROWS + 1:
                    break
            return rows[:last]
        finally:
            book.close()


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


def _damaged(name: str) -> SheetError:
    message = "This is not a workbook that can be opened."
    return _refusal(
        name, "not_a_sheet", message, "Save it from a spreadsheet program as .xlsx, or as CSV UTF-8."
    )


def _refusal(name: str, code: str, message: str, suggestion: str) -> SheetError:
    return SheetError((Problem(code=code, message=message, suggestion=suggestion, file=name),))
