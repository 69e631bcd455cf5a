"""CSV bytes to rows of cells; what is no UTF-8 CSV with commas is refused with what to do instead."""

import codecs
import csv
import io
import re
from itertools import islice

from scheduler.domain.problems import Problem
from scheduler.roster.errors import SheetError

MAX_ROWS = 50_000
MAX_COLUMNS = 500

_MARKUP = re.compile(rb"\s*<(!doctype|html|head|body|script|table|\?xml)", re.IGNORECASE)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_SAVE_AS = 'Save it as "CSV UTF-8 (comma delimited)", or as .xlsx.'


def read_csv_rows(*, name: str, data: bytes) -> list[list[str]]:
    """Read every record in order, blank ones too, so that record i is row i + 1; raises SheetError."""
    text = _text(name, data)
    separator = _separator(text)
    if separator is not None:
        message = f"The columns of this file are parted by {_SEPARATORS[separator]}, not by commas."
        raise _refusal(name, "not_commas", message, _SAVE_AS, row=1)
    rows: list[list[str]] = []
    try:
        rows.extend(islice(csv.reader(io.StringIO(text, newline=""), strict=True), MAX_ROWS + 2))
    except csv.Error as bad:
        message = f"Row {len(rows) + 1} has a quotation mark that is not closed, or text after a closed one."
        suggestion = "Close the quotation mark there, or export the file again."
        raise _refusal(name, "bad_quotes", message, suggestion, row=len(rows) + 1) from bad
    check_size(name=name, rows=len(rows), columns=max(map(len, rows), default=0))
    return rows


def check_size(*, name: str, rows: int, columns: int) -> None:
    """Refuse more rows (with the header) or columns than a roster can have; raises SheetError."""
    if rows > MAX_ROWS + 1 or columns > MAX_COLUMNS:
        message = f"The sheet has more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns."
        raise _refusal(
            name, "too_large", message, "Keep the people and the columns about them, and send it in parts."
        )


def _text(name: str, data: bytes) -> str:
    if data.startswith(_WIDE) or b"\0" in data[:4]:
        message = "This file is UTF-16 or UTF-32 text, not UTF-8."
        raise _refusal(name, "not_utf8", message, _SAVE_AS)
    if _MARKUP.match(data.removeprefix(codecs.BOM_UTF8)):
        message = "This is a web page (HTML), not a table: the download was probably a sign-in page."
        raise _refusal(
            name, "not_a_sheet", message, "Open the sheet in the browser and download it as CSV again."
        )
    if b"\0" in data:
        row = data[: data.index(b"\0")].count(b"\n") + 1
        message = f"Line {row} holds a NUL byte: this is not a text file."
        raise _refusal(name, "not_a_sheet", message, _SAVE_AS, row=row)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        row = data[: bad.start].count(b"\n") + 1
        raise _refusal(name, "not_utf8", f"Line {row} is not UTF-8 text.", _SAVE_AS, row=row) from bad


def _separator(text: str) -> str | None:
    """Give the separator of the header where it is another than the comma: the one that makes more columns."""
    header = text.lstrip().splitlines()[:1]
    columns = {mark: len(_first(header, mark)) for mark in (",", *_SEPARATORS)}
    best = max(columns, key=lambda mark: columns[mark])
    return None if best == "," else best


def _first(lines: list[str], mark: str) -> list[str]:
    """Read one line loosely: a header may run on over lines within quotes, and that is no matter here."""
    try:
        return list(next(csv.reader(lines, delimiter=mark), ()))
    except csv.Error:
        return []


def _refusal(name: str, code: str, message: str, suggestion: str, *, row: int | None = None) -> SheetError:
    return SheetError((Problem(code=code, message=message, suggestion=suggestion, row=row, file=name),))
