"""What is said of a file that is no table, and what to do instead."""

from scheduler.domain.problems import Problem
from scheduler.languages.sentences import Megabytes, Number, Sentence, message, sentence
from scheduler.roster.csv_rows import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from scheduler.roster.errors import SheetError
from scheduler.roster.unreadable import UnreadableError, Why

_SAVE_AS = sentence('Save it as "CSV UTF-8 (comma delimited)", or as .xlsx.')
_IN_PARTS = sentence("Keep the people and the columns about them, and send it in parts.")
_NEW_WORKBOOK = sentence("Copy the people into a new workbook and save that.")

_SAID = {
    Why.OLD_EXCEL_OR_PDF: (
        "not_a_sheet",
        message("This is an old or locked Excel file, or a PDF, and not a table that can be read."),
        sentence("Save it without a password as .xlsx, or as CSV UTF-8."),
    ),
    Why.UTF_16: ("not_utf8", message("This file is UTF-16 or UTF-32 text, not UTF-8."), _SAVE_AS),
    Why.WEB_PAGE: (
        "not_a_sheet",
        message("This is a web page (HTML), not a table: the download was probably a sign-in page."),
        sentence("Open the sheet in the browser and download it as CSV again."),
    ),
    Why.NUL: ("not_a_sheet", message("Line {number} holds a NUL byte: this is not a text file."), _SAVE_AS),
    Why.NOT_UTF_8: ("not_utf8", message("Line {number} is not UTF-8 text."), _SAVE_AS),
    Why.SEMICOLONS: (
        "not_commas",
        message("The columns of this file are parted by semicolons, not by commas."),
        _SAVE_AS,
    ),
    Why.TABS: (
        "not_commas",
        message("The columns of this file are parted by tabs, not by commas."),
        _SAVE_AS,
    ),
    Why.BARS: (
        "not_commas",
        message("The columns of this file are parted by bars, not by commas."),
        _SAVE_AS,
    ),
    Why.OPEN_QUOTE: (
        "bad_quotes",
        message("Row {number} has a quotation mark that is not closed, or text after a closed one."),
        sentence("Close the quotation mark there, or export the file again."),
    ),
    Why.TOO_MANY: (
        "too_large",
        message("The sheet has more than {rows} rows or {columns} columns."),
        _IN_PARTS,
    ),
    Why.TOO_MANY_CELLS: ("too_large", message("The sheet has more than {cells} cells."), _IN_PARTS),
    Why.TOO_MUCH_TEXT: ("too_large", message("The sheet holds more text than a list of people."), _IN_PARTS),
    Why.UNPACKS: ("too_large", message("The workbook unpacks to {size}."), _NEW_WORKBOOK),
    Why.PACKED_TOO_TIGHTLY: (
        "too_large",
        message("The workbook is packed more tightly than a list of people can be."),
        _NEW_WORKBOOK,
    ),
    Why.ENTITIES: (
        "not_a_sheet",
        message("The workbook holds XML entities, which no spreadsheet program writes."),
        _NEW_WORKBOOK,
    ),
    Why.DAMAGED: (
        "not_a_sheet",
        message("This is not a workbook that can be opened."),
        sentence("Save it from a spreadsheet program as .xlsx, or as CSV UTF-8."),
    ),
    Why.TOO_COSTLY: (
        "too_large",
        message("Reading this file takes more time or memory than a list of people does."),
        _NEW_WORKBOOK,
    ),
}
"""The problem's code, its message and what to do, by what is the matter."""
_AT_ROW = frozenset({Why.NUL, Why.NOT_UTF_8, Why.SEMICOLONS, Why.TABS, Why.BARS, Why.OPEN_QUOTE})
"""Whose number is a row's, where the problem is shown."""


def refusal(name: str, error: UnreadableError) -> SheetError:
    """Say why the file of this name cannot be read."""
    code, words, suggestion = _SAID[error.why]
    said = sentence(
        words,
        number=Number(number=error.number),
        rows=MAX_ROWS,
        columns=MAX_COLUMNS,
        cells=MAX_CELLS,
        size=Megabytes(count=error.number),
    )
    row = error.number if error.why in _AT_ROW else None
    return refused(name, code, said, suggestion, row=row)


def refused(
    name: str, code: str, said: Sentence, suggestion: Sentence, *, row: int | None = None
) -> SheetError:
    """Make the error of one problem that the whole file has."""
    return SheetError((Problem(code=code, message=said, suggestion=suggestion, row=row, file=name),))
