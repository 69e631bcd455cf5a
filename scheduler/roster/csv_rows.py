"""CSV bytes to rows of cells; what is no UTF-8 CSV with commas is refused with what to do instead."""

import codecs
import csv
import io
import re
from itertools import islice

from scheduler.domain.problems import Problem
from scheduler.languages.sentences import Number, Sentence, sentence
from scheduler.roster.errors import SheetError

MAX_ROWS = 50_000
MAX_COLUMNS = 500

_MARKUP = re.compile(rb"\s*<(!doctype|html|head|body|script|table|\?xml)", re.IGNORECASE)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_SEPARATORS = {
    ";": sentence("The columns of this file are parted by semicolons, not by commas."),
    "\t": sentence("The columns of this file are parted by tabs, not by commas."),
    "|": sentence("The columns of this file are parted by bars, not by commas."),
}
"""What is said of a file by what parts its columns."""
_SAVE_AS = sentence('Save it as "CSV UTF-8 (comma delimited)", or as .xlsx.')


def read_csv_rows(*, name: str, data: bytes) -> list[list[str]]:
    """Read every record in order, blank ones too, so that record i is row i + 1; raises SheetError."""
    text = _text(name, data)
    separator = _separator(text)
    if separator is not None:
        raise _refusal(name, "not_commas", _SEPARATORS[separator], _SAVE_AS, row=1)
    rows: list[list[str]] = []
    try:
        rows.extend(islice(csv.reader(io.StringIO(text, newline=""), strict=True), MAX_ROWS + 2))
    except csv.Error as bad:
        message = sentence(
            "Row {row} has a quotation mark that is not closed, or text after a closed one.",
            row=Number(number=len(rows) + 1),
        )
        suggestion = sentence("Close the quotation mark there, or export the file again.")
        raise _refusal(name, "bad_quotes", message, suggestion, row=len(rows) + 1) from bad
    check_size(name=name, rows=len(rows), columns=max(map(len, rows), default=0))
    return rows


def check_size(*, name: str, rows: int, columns: int) -> None:
    """Refuse more rows (with the header) or columns than a roster can have; raises SheetError."""
    if rows > MAX_ROWS + 1 or columns > MAX_COLUMNS:
        message = sentence(
            "The sheet has more than {rows} rows or {columns} columns.", rows=MAX_ROWS, columns=MAX_COLUMNS
        )
        suggestion = sentence("Keep the people and the columns about them, and send it in parts.")
        raise _refusal(name, "too_large", message, suggestion)


def _text(name: str, data: bytes) -> str:
    if data.startswith(_WIDE) or b"\0" in data[:4]:
        message = sentence("This file is UTF-16 or UTF-32 text, not UTF-8.")
        raise _refusal(name, "not_utf8", message, _SAVE_AS)
    if _MARKUP.match(data.removeprefix(codecs.BOM_UTF8)):
        message = sentence(
            "This is a web page (HTML), not a table: the download was probably a sign-in page."
        )
        suggestion = sentence("Open the sheet in the browser and download it as CSV again.")
        raise _refusal(name, "not_a_sheet", message, suggestion)
    if b"\0" in data:
        row = data[: data.index(b"\0")].count(b"\n") + 1
        message = sentence("Line {line} holds a NUL byte: this is not a text file.", line=Number(number=row))
        raise _refusal(name, "not_a_sheet", message, _SAVE_AS, row=row)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        row = data[: bad.start].count(b"\n") + 1
        message = sentence("Line {line} is not UTF-8 text.", line=Number(number=row))
        raise _refusal(name, "not_utf8", message, _SAVE_AS, row=row) from bad


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


def _refusal(
    name: str, code: str, message: Sentence, suggestion: Sentence, *, row: int | None = None
) -> SheetError:
    return SheetError((Problem(code=code, message=message, suggestion=suggestion, row=row, file=name),))
