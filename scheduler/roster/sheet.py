"""A spreadsheet as rows of clean text, whatever file it came in (DESIGN 5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.domain.problems import Problem
from scheduler.languages.sentences import Megabytes, Quoted, sentence
from scheduler.roster.csv_rows import records
from scheduler.roster.errors import SheetError
from scheduler.roster.refusals import refusal, refused
from scheduler.roster.rows_process import rows_apart
from scheduler.roster.safe_csv import unguarded, write_csv
from scheduler.roster.spelling import clean, fold
from scheduler.roster.unreadable import UnreadableError
from scheduler.roster.untrusted import ZIP

MAX_BYTES = 5_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row that is not blank: its number as a spreadsheet counts, and at least as many cells as the header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A table of text cells: `name` is the file's; a header cell may be blank, the others differ."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheet(*, name: str, data: bytes) -> Sheet:
    """Read a CSV file (UTF-8, commas) or the first sheet of an XLSX workbook, told apart by its bytes.

    At most 5 MB, 50,000 rows, 500 columns and two million cells, read in a process of its own. The first row that is
    not blank is the header. Control characters and line separators are gone from the cells. Raises SheetError where
    the file as a whole cannot be read.
    """
    require_size(name=name, data=data)
    try:
        rows = rows_apart(data)
    except UnreadableError as error:
        raise refusal(name, error) from error
    return sheet_of(name=name, rows=rows)


def require_size(*, name: str, data: bytes) -> None:
    """Raise SheetError for a file that is larger than what is taken."""
    if len(data) > MAX_BYTES:
        message = sentence(
            "The file has {size}; a roster has at most {most}.",
            size=Megabytes(count=round(len(data) / 1e6, 1)),
            most=Megabytes(count=MAX_BYTES / 1e6),
        )
        suggestion = sentence("Take out pictures and other sheets, or send it in parts.")
        raise refused(name, "too_large", message, suggestion)


def read_kept(*, name: str, data: bytes) -> Sheet:
    """Read what `written` has made of a sheet, which needs no process of its own; raises SheetError.

    A workbook was kept by a version that kept files as they came.
    """
    if data.startswith(ZIP):
        return read_sheet(name=name, data=data)
    try:
        return sheet_of(name=name, rows=records(data.decode("utf-8-sig")))
    except UnreadableError as error:
        raise refusal(name, error) from error


def written(sheet: Sheet) -> bytes:
    """Write a sheet as CSV in which every row keeps its number; `read_kept` gives the same sheet again."""
    records: list[tuple[str, ...]] = [sheet.header]
    for row in sheet.rows:
        records += [()] * (row.number - 1 - len(records))
        records.append(row.cells)
    return write_csv(records)


def sheet_of(*, name: str, rows: Iterable[Sequence[str]]) -> Sheet:
    """Make a sheet of the rows of a file of this name, as they were read; raises SheetError."""
    cleaned = (tuple(unguarded(clean(cell)) for cell in cells) for cells in rows)
    filled = [Row(number=number, cells=cells) for number, cells in enumerate(cleaned, start=1) if any(cells)]
    if not filled:
        suggestion = sentence("Export the sign-up sheet again, with its header row.")
        raise refused(name, "empty", sentence("The file is empty."), suggestion)
    header = _header(name, filled[0])
    if len(filled) == 1:
        message = sentence("The file has a header and no rows below it.")
        raise refused(name, "empty", message, sentence("Export the sheet again, with people in it."))
    blank = ("",) * len(header)
    padded = (Row(number=row.number, cells=row.cells + blank[len(row.cells) :]) for row in filled[1:])
    return Sheet(name=name, header=header, rows=tuple(padded))


def _header(name: str, row: Row) -> tuple[str, ...]:
    """Give the header without blank cells at its end; two columns of one name could not be told apart."""
    cells = list(row.cells)
    while cells and not cells[-1]:
        cells.pop()
    problems = [
        Problem(
            code="duplicate_column",
            message=sentence("Two columns are called {column}.", column=Quoted(text=cell)),
            suggestion=sentence("Give each its own name, or delete one."),
            row=row.number,
            column=cell,
            value=cell,
            file=name,
        )
        for cell in _repeated(cells)
    ]
    if problems:
        raise SheetError(tuple(problems))
    return tuple(cells)


def _repeated(cells: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    repeated: list[str] = []
    for cell in filter(None, cells):
        if fold(cell) in seen:
            repeated.append(cell)
        seen.add(fold(cell))
    return repeated
