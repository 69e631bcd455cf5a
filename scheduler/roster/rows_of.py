"""The rows of one person in a spreadsheet, and the spreadsheet and what was settled about it without them."""

from collections.abc import Iterable
from collections.abc import Mapping as Values
from dataclasses import dataclass, replace

from scheduler.domain.people import Person
from scheduler.roster.columns import Mapping
from scheduler.roster.sheet import Row, Sheet, written

_AT = "@"


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """By what a row is known to be somebody's: any cell that is an address, a number or a key of theirs alone.

    Failing that their `name`, in a row that has no address, which could only be another's.
    """

    name: str
    keys: tuple[str, ...]

    def are_on(self, row: Row) -> bool:
        """Whether the row is theirs."""
        cells = {cell.strip().casefold() for cell in row.cells}
        if cells & {key.casefold() for key in self.keys}:
            return True
        return bool(self.name) and self.name.casefold() in cells and not any(_AT in cell for cell in cells)


def marks_of(person: Person) -> Marks:
    """Return by what somebody's rows are known."""
    keys = (person.key, person.email, person.whatsapp)
    return Marks(name=person.name, keys=tuple(each for each in keys if each))


def rows_of(sheet: Sheet, marks: Marks) -> tuple[Row, ...]:
    """Return the rows that are somebody's."""
    return tuple(row for row in sheet.rows if marks.are_on(row))


def without_rows(sheet: Sheet, rows: Iterable[Row]) -> bytes | None:
    """Return the sheet as CSV without these rows; the others keep their numbers. None where no row is left."""
    gone = {row.number for row in rows}
    if gone >= {row.number for row in sheet.rows}:
        return None
    return written(replace(sheet, rows=tuple(row for row in sheet.rows if row.number not in gone)))


def settled_without(said: Mapping, *, sheet: Sheet, rows: Iterable[Row]) -> Mapping:
    """Return what was settled, but for values that stand in these rows and in no other."""
    gone = {row.number for row in rows}
    theirs = {cell for row in sheet.rows if row.number in gone for cell in row.cells}
    others = {cell for row in sheet.rows if row.number not in gone for cell in row.cells}

    def kept(values: Values[str, str]) -> dict[str, str]:
        return {text: meant for text, meant in values.items() if not _only(text, theirs, others)}

    return replace(said, values={field: kept(values) for field, values in said.values.items()})


def _only(text: str, theirs: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a value, which may be an item of a cell's list, stands in cells of theirs and in nobody else's."""
    return bool(text) and any(text in cell for cell in theirs) and not any(text in cell for cell in others)
