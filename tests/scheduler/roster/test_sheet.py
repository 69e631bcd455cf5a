import codecs
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import pytest

from scheduler.domain.problems import Problem
from scheduler.roster import xlsx_rows
from scheduler.roster.errors import SheetError
from scheduler.roster.sheet import MAX_BYTES, Row, Sheet, read_kept, read_sheet, sheet_of, written

GOOD = "name,email\nAmina,amina@example.org\n"


def refusal(data: bytes) -> Problem:
    with pytest.raises(SheetError) as raised:
        read_sheet(name="roster.csv", data=data)
    (problem,) = raised.value.problems
    assert problem.file == "roster.csv"
    assert problem.suggestion
    return problem


def code_and_row(data: bytes) -> tuple[str, int | None]:
    problem = refusal(data)
    return problem.code, problem.row


def test_a_row_keeps_the_number_that_a_spreadsheet_gives_it_whatever_is_blank_above() -> None:
    assert read_sheet(name="r.csv", data=b"\n,\nname,email\n\nAmina,a@example.org\n") == Sheet(
        name="r.csv", header=("name", "email"), rows=(Row(number=5, cells=("Amina", "a@example.org")),)
    )


def test_a_byte_order_mark_and_any_line_ending_are_accepted() -> None:
    for text in (GOOD, GOOD.replace("\n", "\r\n"), GOOD.replace("\n", "\r")):
        sheet = read_sheet(name="r.csv", data=codecs.BOM_UTF8 + text.encode())
        assert sheet.header == ("name", "email")
        assert sheet.rows == (Row(number=2, cells=("Amina", "amina@example.org")),)


def test_control_characters_separators_and_hard_spaces_are_cleaned_but_joiners_of_persian_stay() -> None:
    cell = "\u202e\u00a0Mon\u2028 18:00\n\x07 \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 e\u0301\ufeff"
    sheet = read_sheet(name="r.csv", data=f'name\n"{cell}"\n'.encode())
    assert sheet.rows[0].cells == ("Mon 18:00 \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u00e9",)


def test_short_rows_are_filled_and_long_ones_kept_for_the_reader_to_report() -> None:
    sheet = read_sheet(name="r.csv", data=b"a,b,,\n1\n1,2,3\n")
    assert sheet == Sheet(
        name="r.csv",
        header=("a", "b"),
        rows=(Row(number=2, cells=("1", "")), Row(number=3, cells=("1", "2", "3"))),
    )


def test_a_multi_line_cell_is_one_row() -> None:
    sheet = read_sheet(name="r.csv", data=b'a,b\n"x\ny",2\n3,4\n')
    assert [row.number for row in sheet.rows] == [2, 3]


@pytest.mark.parametrize(
    "empty", [b"", b"\n\n", codecs.BOM_UTF8, b",,\n,,\n", b"name,email\n", b"name,email\n,\n"]
)
def test_an_empty_file_is_one_problem(empty: bytes) -> None:
    assert code_and_row(empty) == ("empty", None)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_refused_with_how_to_save_it(encoding: str) -> None:
    problem = refusal(GOOD.encode(encoding))
    assert (problem.code, problem.message) == ("not_utf8", "This file is UTF-16 or UTF-32 text, not UTF-8.")
    assert problem.suggestion == 'Save it as "CSV UTF-8 (comma delimited)", or as .xlsx.'


def test_another_encoding_is_refused_at_its_line() -> None:
    assert code_and_row("name\nAmina\nJosé\n".encode("latin-1")) == ("not_utf8", 3)


@pytest.mark.parametrize(("mark", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_a_file_with_other_separators_is_refused_with_how_to_save_it(mark: str, word: str) -> None:
    problem = refusal(GOOD.replace(",", mark).encode())
    assert (problem.code, problem.row) == ("not_commas", 1)
    assert problem.message == f"The columns of this file are parted by {word}, not by commas."


def test_semicolons_within_a_header_of_commas_are_no_separators() -> None:
    sheet = read_sheet(name="r.csv", data=b'name,"languages; first preferred; all",email\na,b,c\n')
    assert sheet.header == ("name", "languages; first preferred; all", "email")


@pytest.mark.parametrize(
    "page", [b"<!DOCTYPE html><html>", b"\xef\xbb\xbf\n <HTML>", b"<?xml version='1.0'?>"]
)
def test_a_web_page_named_csv_is_refused_as_one(page: bytes) -> None:
    problem = refusal(page + b"<body>Sign in</body>")
    assert problem.code == "not_a_sheet"
    assert problem.message.startswith("This is a web page")


def test_a_nul_byte_is_refused_at_its_line() -> None:
    assert code_and_row(b"name,email\nAmi\0na,x\n") == ("not_a_sheet", 2)


@pytest.mark.parametrize("start", [b"\xd0\xcf\x11\xe0", b"%PDF-1.7"])
def test_old_excel_and_pdf_are_refused(start: bytes) -> None:
    assert (
        refusal(start + GOOD.encode()).suggestion == "Save it without a password as .xlsx, or as CSV UTF-8."
    )


def test_a_file_of_fifty_megabytes_is_refused_unread() -> None:
    problem = refusal(b"\0" * 50_000_000)
    assert (problem.code, problem.message) == (
        "too_large",
        "The file has 50 MB; a roster has at most 5 MB.",
    )


def test_a_file_of_nearly_the_largest_size_is_read() -> None:
    data = b"a,b\n" + (b"x," + b"y" * 40_000 + b"\n") * 120
    assert MAX_BYTES * 0.9 < len(data) < MAX_BYTES
    assert len(read_sheet(name="r.csv", data=data).rows) == 120


@pytest.mark.parametrize(
    "text", ['a,b\n1,2\n"3,4\n5,6\n', 'a,b\n1,2\n"3"x,4\n', 'a,b\n1,2\n"' + "x" * 200_000]
)
def test_quotes_that_do_not_close_are_refused_at_the_row_where_they_open(text: str) -> None:
    assert code_and_row(text.encode()) == ("bad_quotes", 3)


def test_a_header_of_a_quote_that_never_closes_is_refused() -> None:
    assert code_and_row(b'"a,b;c\n') == ("bad_quotes", 1)
    assert code_and_row(b'"' + b"a" * 200_000) == ("bad_quotes", 1)


def test_too_many_rows_columns_and_cells_are_refused() -> None:
    assert len(read_sheet(name="r.csv", data=b"a\n" + b"1\n" * 50_000).rows) == 50_000
    assert refusal(b"a\n" + b"1\n" * 50_001).message == "The sheet has more than 50,000 rows or 500 columns."
    assert refusal(b"a" + b"," * 500 + b"\n1\n").code == "too_large"
    wide = b"a" + b"," * 499 + b"\n" + b"1\n" * 4_000
    assert refusal(wide).message == "The sheet has more than 2,000,000 cells."


def test_two_columns_of_one_name_are_refused_by_that_name() -> None:
    with pytest.raises(SheetError) as raised:
        read_sheet(name="r.csv", data=b"Role,ROLE,x,,,X\n1,2,3\n")
    assert [(each.code, each.column, each.row) for each in raised.value.problems] == [
        ("duplicate_column", "ROLE", 1),
        ("duplicate_column", "X", 1),
    ]


def test_the_apostrophe_that_keeps_a_cell_from_being_a_formula_is_taken_off() -> None:
    sheet = read_sheet(name="r.csv", data=b"a,b,c\n'+254 700,''=1,'tis\n")
    assert sheet.rows[0].cells == ("+254 700", "'=1", "'tis")


def test_typed_cells_of_a_workbook_become_what_a_person_sees(workbook: Callable[..., bytes]) -> None:
    data = workbook(
        ("text", "whole", "float", "date", "moment", "time", "truth", "none"),
        (" x ", 3, 2.0, date(2026, 2, 3), datetime(2026, 2, 3, 9, 5), time(18, 0), True, None),  # noqa: DTZ001 - as Excel has it
        (None, 2.5, 10**15, datetime(2026, 2, 3)),  # noqa: DTZ001 - as Excel has it
    )
    assert read_sheet(name="r.xlsx", data=data) == Sheet(
        name="r.xlsx",
        header=("text", "whole", "float", "date", "moment", "time", "truth", "none"),
        rows=(
            Row(number=2, cells=("x", "3", "2", "2026-02-03", "2026-02-03 09:05", "18:00", "TRUE", "")),
            Row(number=3, cells=("", "2.5", "1000000000000000", "2026-02-03", "", "", "", "")),
        ),
    )


def test_rows_without_anything_below_a_workbooks_last_are_no_rows(workbook: Callable[..., bytes]) -> None:
    data = workbook(("name",), (), ("Amina",), (), (None, " "), ())
    assert read_sheet(name="r.xlsx", data=data).rows == (Row(number=3, cells=("Amina",)),)


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"0" * 70_000_000)
    assert len(out.getvalue()) < 100_000
    problem = refusal(out.getvalue())
    assert (problem.code, problem.message) == ("too_large", "The workbook unpacks to 70 MB.")


def test_a_workbook_of_too_many_rows_is_refused(workbook: Callable[..., bytes]) -> None:
    rows = b'<row r="1"><c r="A1" t="str"><v>x</v></c></row>' * 2
    far = b'<row r="50002"><c r="A50002" t="str"><v>x</v></c></row>'
    assert refusal(_with_sheet(workbook, rows + far)).code == "too_large"


def test_a_zip_file_that_is_no_workbook_is_refused(workbook: Callable[..., bytes]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as other:
        other.writestr("readme.txt", "hello")
    assert refusal(out.getvalue()).message == "This is not a workbook that can be opened."
    assert refusal(workbook(("a",), ("b",))[:2000]).message == "This is not a workbook that can be opened."


def test_a_large_number_is_written_without_a_point_or_an_exponent() -> None:
    assert [xlsx_rows._text(value) for value in (2.547e11, 2.5, float("inf"))] == [
        "254700000000",
        "2.5",
        "inf",
    ]


def test_a_row_that_claims_a_far_number_and_columns_that_run_on_are_bounded(
    workbook: Callable[..., bytes],
) -> None:
    far = _with_sheet(workbook, b'<row r="99999999999"><c t="str"><v>x</v></c></row>')
    assert refusal(far).code == "empty"
    wide = _with_sheet(
        workbook, b'<row r="1"><c r="A1" t="str"><v>x</v></c><c r="XFD1" t="str"><v>x</v></c></row>'
    )
    assert refusal(wide).code == "too_large"


def test_cells_that_share_one_long_text_are_refused_before_they_fill_the_memory(
    workbook: Callable[..., bytes],
) -> None:
    shared = b"x" * 20_000
    row = b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>'
    two, many = (
        _with_sheet(workbook, b"".join(row % (at, at) for at in range(1, count + 1)), shared)
        for count in (2, 251)
    )
    assert read_sheet(name="x", data=two).rows[0].cells == (shared.decode(),)
    assert refusal(many).message == "The sheet holds more text than a list of people."


def test_cells_that_are_only_coloured_are_no_cells(workbook: Callable[..., bytes]) -> None:
    row = b'<row r="%d"><c r="A%d" t="str"><v>x</v></c><c r="B%d"/></row>'
    coloured = _with_sheet(workbook, row % (1, 1, 1) + row % (2, 2, 2))
    assert read_sheet(name="x", data=coloured) == Sheet(
        name="x", header=("x",), rows=(Row(number=2, cells=("x",)),)
    )


def _with_sheet(workbook: Callable[..., bytes], rows: bytes, shared: bytes = b"") -> bytes:
    """Put these rows in the place of a workbook's own, as no spreadsheet program would; `shared` is text 0."""
    out = io.BytesIO()
    name = "xl/sharedStrings.xml"
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    with (
        zipfile.ZipFile(io.BytesIO(workbook(("a",)))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            data = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                before, _, rest = data.partition(b"<sheetData>")
                data = before + b"<sheetData>" + rows + b"</sheetData>" + rest.partition(b"</sheetData>")[2]
            if part.filename == "[Content_Types].xml":
                data = data.replace(
                    b"</Types>",
                    b'<Override PartName="/%s" ContentType="%s"/></Types>' % (name.encode(), kind),
                )
            new.writestr(part, data)
        main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        new.writestr(name, b'<sst xmlns="%s"><si><t>%s</t></si></sst>' % (main, shared))
    return out.getvalue()


def test_entities_in_a_workbook_are_refused_and_not_resolved(workbook: Callable[..., bytes]) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(("a",), ("b",)))) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, bomb + content if name == "xl/worksheets/sheet1.xml" else content)
    assert refusal(out.getvalue()).message == (
        "The workbook holds XML entities, which no spreadsheet program writes."
    )


def test_a_workbook_that_is_packed_too_tightly_is_refused_unread() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"0" * 20_000_000)
    assert refusal(out.getvalue()).message == (
        "The workbook is packed more tightly than a list of people can be."
    )


def test_a_sheet_that_was_written_is_the_same_when_it_is_read_again() -> None:
    rows = [[], ["a;b;c", "", "'=1"], ["", ""], ["<html>", "=1", "x", "too far"], [], ["\u0663"]]
    sheet = sheet_of(name="r", rows=rows)
    assert [row.number for row in sheet.rows] == [4, 6]
    assert read_kept(name="r", data=written(sheet)) == sheet
