"""Workbooks that no spreadsheet program writes: put together part by part."""

import io
import zipfile
from collections.abc import Mapping
from functools import cache
from xml.sax.saxutils import escape

import openpyxl

SHEET, SHARED, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
TYPES = "[Content_Types].xml"
SHARED_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BOMB = (
    "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(
        f"<!ENTITY {name} '{10 * f'&{before};'}'>"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
"""A thousand million letters (billion laughs)."""
OUTSIDE = "<!DOCTYPE x [<!ENTITY i SYSTEM 'file:///etc/passwd'>]>"


@cache
def parts() -> Mapping[str, bytes]:
    """Return the parts of a good workbook of two rows."""
    book = openpyxl.Workbook()
    for row in (
        ("name", "email", "role", "time_zone"),
        ("Amina", "amina@example.org", "member", "Europe/Kyiv"),
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(changes: Mapping[str, bytes | None], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the good workbook with some parts changed, added or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as book:
        types = (
            parts()[TYPES].replace(b"</Types>", SHARED_TYPE + b"</Types>")
            if SHARED in changes
            else parts()[TYPES]
        )
        for name, content in {**parts(), TYPES: types, **changes}.items():
            if content is not None:
                book.writestr(name, content)
    return out.getvalue()


def sheet(rows: str, *, before: str = "", around: str = "") -> bytes:
    """Return a sheet's XML: `before` stands at its head, `around` beside its rows."""
    text = f"<?xml version='1.0'?>{before}<worksheet {NAMESPACE}>{around}<sheetData>{rows}</sheetData></worksheet>"
    return text.encode("utf-8", "surrogatepass")


def row(number: object, *cells: str) -> str:
    """Return a row of text cells; what XML cannot hold stands in it all the same."""
    inner = "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{inner}</row>'


def shared(*texts: str, before: str = "") -> bytes:
    """Return the texts that cells share."""
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f"<?xml version='1.0'?>{before}<sst {NAMESPACE}>{items}</sst>".encode("utf-8", "surrogatepass")
