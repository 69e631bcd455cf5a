"""Bytes of anybody's to rows of cells, in this process: what the child process does, and nothing else should."""

from scheduler.roster.csv_rows import read_csv_rows
from scheduler.roster.unreadable import UnreadableError, Why

ZIP = b"PK\x03\x04"
_OLD_EXCEL, _PDF = b"\xd0\xcf\x11\xe0", b"%PDF"


def rows_of(data: bytes) -> list[list[str]]:
    """Read a CSV file, or the first sheet of an XLSX workbook, told apart by their bytes; raises UnreadableError."""
    if data.startswith((_OLD_EXCEL, _PDF)):
        raise UnreadableError(Why.OLD_EXCEL_OR_PDF)
    if not data.startswith(ZIP):
        return read_csv_rows(data)
    from scheduler.roster.xlsx_rows import read_xlsx_rows  # noqa: PLC0415 - openpyxl takes a fifth of a second to load

    return read_xlsx_rows(data)
