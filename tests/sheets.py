"""Spreadsheets read in this process, where a test reads thousands or looks inside."""

from scheduler.roster.refusals import refusal
from scheduler.roster.sheet import Sheet, sheet_of
from scheduler.roster.unreadable import UnreadableError
from scheduler.roster.untrusted import rows_of


def read_here(*, name: str, data: bytes) -> Sheet:
    """Read a spreadsheet as `read_sheet` does, but for the process of its own; raises SheetError."""
    try:
        rows = rows_of(data)
    except UnreadableError as error:
        raise refusal(name, error) from error
    return sheet_of(name=name, rows=rows)
