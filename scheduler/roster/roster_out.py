"""People back to a spreadsheet, and the rows that could not be read back to whoever can mend them (DESIGN 5)."""

from collections.abc import Iterable

from scheduler.domain.people import Capacity, Person
from scheduler.domain.problems import Problem
from scheduler.roster.columns import COLUMNS, PROBLEM_COLUMN
from scheduler.roster.hours import write_hours
from scheduler.roster.safe_csv import write_csv
from scheduler.roster.sheet import Sheet


def write_roster(people: Iterable[Person], *, own: Iterable[str] = ()) -> bytes:
    """Write people as a canonical CSV that reads back to the same people; `own` columns of the cohort stand last."""
    columns = tuple(own)
    rows = (
        (*roster_row(person), *(person.answers.get(column, "") for column in columns)) for person in people
    )
    return write_csv([(*COLUMNS, *columns), *rows])


def write_bad_rows(*, sheet: Sheet, problems: Iterable[Problem]) -> bytes:
    """Write the rows that have a problem as they were given, each with what is wrong in a first column.

    The file can be mended and dropped in again: that column is ignored on the way in.
    """
    wrong: dict[int, list[str]] = {}
    for problem in problems:
        if problem.row is not None:
            where = f"{problem.column}: " if problem.column else ""
            wrong.setdefault(problem.row, []).append(f"{where}{problem.message} {problem.suggestion}")
    bad = [row for row in sheet.rows if row.number in wrong]
    return write_csv(
        [
            (PROBLEM_COLUMN, *_without(sheet, sheet.header)),
            *((" / ".join(wrong[row.number]), *_without(sheet, row.cells)) for row in bad),
        ]
    )


def _without(sheet: Sheet, cells: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out the column of an earlier round that said what was wrong."""
    skipped = sheet.header.index(PROBLEM_COLUMN) if PROBLEM_COLUMN in sheet.header else len(cells)
    return tuple(cell for at, cell in enumerate(cells) if at != skipped)


def roster_row(person: Person) -> tuple[str, ...]:
    """Return the cells of one person, in the order of COLUMNS."""
    return (
        "" if person.email is not None and person.key == person.email.lower() else person.key,
        person.listed_as,
        person.email or "",
        person.role.value,
        person.time_zone,
        "; ".join(person.languages),
        "; ".join(person.interests),
        "" if person.availability_assumed else write_hours(person.availability),
        "" if person.capacity is None else _capacity(person.capacity),
        "; ".join(person.workshops),
        person.locale or "",
        person.whatsapp or "",
        person.notes or "",
    )


def _capacity(capacity: Capacity) -> str:
    return f"{capacity.minimum}-{capacity.maximum}"
