"""CSV bytes to rows of cells; what is no UTF-8 CSV with commas is refused. The standard library alone is loaded."""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.roster.unreadable import UnreadableError, Why

MAX_ROWS = 50_000
MAX_COLUMNS = 500
MAX_CELLS = 2_000_000

_MARKUP = re.compile(rb"\s*<(!doctype|html|head|body|script|table|\?xml)", re.IGNORECASE)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_SEPARATORS = {";": Why.SEMICOLONS, "\t": Why.TABS, "|": Why.BARS}


def read_csv_rows(data: bytes) -> list[list[str]]:
    """Read every record in order, blank ones too, so that record i is row i + 1; raises UnreadableError."""
    text = _text(data)
    separator = _separator(text)
    if separator is not None:
        raise UnreadableError(_SEPARATORS[separator], 1)
    return records(text)


def records(text: str) -> list[list[str]]:
    """Read the records of a text whose columns are known to be parted by commas; raises UnreadableError."""
    rows: list[list[str]] = []
    size = Size()
    try:
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            size.grow(row)
            rows.append(row if any(row) else [])
    except csv.Error as bad:
        raise UnreadableError(Why.OPEN_QUOTE, len(rows) + 1) from bad
    return rows


@dataclass(kw_only=True, slots=True)
class Size:
    """How large a table is so far: its rows, those of them that are not blank, and the cells of the widest."""

    rows: int = 0
    filled: int = 0
    columns: int = 0

    def grow(self, row: Sequence[str]) -> None:
        """Count one row more; raise UnreadableError where that is more than a roster can have.

        A row has as many cells as the widest: its reader fills it up.
        """
        self.rows += 1
        if any(row):
            self.filled += 1
            self.columns = max(self.columns, len(row))
        if self.rows > MAX_ROWS + 1 or self.columns > MAX_COLUMNS:  # with the header
            raise UnreadableError(Why.TOO_MANY)
        if self.filled * self.columns > MAX_CELLS:
            raise UnreadableError(Why.TOO_MANY_CELLS)


def _text(data: bytes) -> str:
    if data.startswith(_WIDE) or b"\0" in data[:4]:
        raise UnreadableError(Why.UTF_16)
    if _MARKUP.match(data.removeprefix(codecs.BOM_UTF8)):
        raise UnreadableError(Why.WEB_PAGE)
    if b"\0" in data:
        raise UnreadableError(Why.NUL, data[: data.index(b"\0")].count(b"\n") + 1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        raise UnreadableError(Why.NOT_UTF_8, data[: bad.start].count(b"\n") + 1) from bad


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
