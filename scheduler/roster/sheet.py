"""A spreadsheet as rows of clean text, whatever file it came in (DESIGN 5)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from scheduler.domain.problems import Problem
from scheduler.languages.sentences import Megabytes, Quoted, Sentence, sentence
from scheduler.roster.csv_rows import read_csv_rows
from scheduler.roster.errors import SheetError
from scheduler.roster.safe_csv import unguarded
from scheduler.roster.spelling import clean, fold

MAX_BYTES = 5_000_000

_ZIP, _OLD_EXCEL, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"


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

    At most 5 MB, 50,000 rows and 500 columns. The first row that is not blank is the header. Control characters and
    line separators are gone from the cells. Raises SheetError where the file as a whole cannot be read.
    """
    if len(data) > MAX_BYTES:
        message = sentence(
            "The file has {size}; a roster has at most {most}.",
            size=Megabytes(count=round(len(data) / 1e6, 1)),
            most=Megabytes(count=MAX_BYTES / 1e6),
        )
        suggestion = sentence("Take out pictures and other sheets, or send it in parts.")
        raise _refusal(name, "too_large", message, suggestion)
    if data.startswith((_OLD_EXCEL, _PDF)):
        message = sentence("This is an old or locked Excel file, or a PDF, and not a table that can be read.")
        suggestion = sentence("Save it without a password as .xlsx, or as CSV UTF-8.")
        raise _refusal(name, "not_a_sheet", message, suggestion)
    read = _workbook_reader() if data.startswith(_ZIP) else read_csv_rows
    cleaned = (tuple(unguarded(clean(cell)) for cell in cells) for cells in read(name=name, data=data))
    rows = [Row(number=number, cells=cells) for number, cells in enumerate(cleaned, start=1) if any(cells)]
    if not rows:
        suggestion = sentence("Export the sign-up sheet again, with its header row.")
        raise _refusal(name, "empty", sentence("The file is empty."), suggestion)
    header = _header(name, rows[0])
    if len(rows) == 1:
        message = sentence("The file has a header and no rows below it.")
        raise _refusal(name, "empty", message, sentence("Export the sheet again, with people in it."))
    blank = ("",) * len(header)
    padded = (Row(number=row.number, cells=row.cells + blank[len(row.cells) :]) for row in rows[1:])
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


def _refusal(name: str, code: str, message: Sentence, suggestion: Sentence) -> SheetError:
    return SheetError((Problem(code=code, message=message, suggestion=suggestion, file=name),))


def _workbook_reader() -> Callable[..., Iterable[Sequence[str]]]:
    """Load openpyxl only when there is a workbook to read: it takes a fifth of a second."""
    from scheduler.roster.xlsx_rows import read_xlsx_rows  # noqa: PLC0415 - as the docstring says

    return read_xlsx_rows
