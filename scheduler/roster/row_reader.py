"""One row of a sheet to one person, with everything that is wrong in it (DESIGN 5)."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from calendars.availability import Window
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.languages.sentences import Number, Quoted, Sentence, Value, counted, sentence
from scheduler.roster.cells import (
    ID,
    read_capacity,
    read_email,
    read_id,
    read_role,
    read_time_zone,
    read_whatsapp,
)
from scheduler.roster.columns import MANY_COLUMNS, BlockColumn, DayColumn, Field, Mapping, read_use
from scheduler.roster.findings import Cell, Findings
from scheduler.roster.grids import GridCell, offered_times, read_grid
from scheduler.roster.hours import HOURS_ASSUMED, HoursError, read_hours
from scheduler.roster.lists import read_answer, read_interests, read_languages, read_locale, read_workshops
from scheduler.roster.sheet import Row, Sheet
from scheduler.roster.spelling import fold

DUPLICATES = frozenset({"duplicate_email", "duplicate_id"})
"""The codes of problems of who stands in two rows."""
MAX_CHARACTERS = 5_000
MAX_NAME = 200

_BLANK: dict[str, tuple[Sentence, Sentence]] = {
    Field.ROLE: (sentence("There is no role."), sentence("Write the person's role.")),
    Field.TIME_ZONE: (sentence("There is no time zone."), sentence("Write the person's time zone.")),
}
"""What is said where one of the columns is blank that nobody may leave so."""

_T = TypeVar("_T")


class RowReader:
    """Reads the rows of one sheet in order; remembers in which row each key and e-mail stood."""

    def __init__(self, *, sheet: Sheet, cohort: Cohort, mapping: Mapping, findings: Findings) -> None:
        uses = [read_use(mapping.columns[name]) if name else None for name in sheet.header]
        self._header = sheet.header
        self._topics = cohort.topics
        self._workshops = {workshop.id: workshop.name for workshop in cohort.workshops}
        self._findings = findings
        self._places = {kind: [at for at, use in enumerate(uses) if use is kind] for kind in Field}
        at_fold = {fold(name): at for at, name in enumerate(sheet.header) if name}
        self._own = {name: at_fold[fold(name)] for name in cohort.own_columns if fold(name) in at_fold}
        self._grid = [(at, use) for at, use in enumerate(uses) if isinstance(use, DayColumn | BlockColumn)]
        self._decisions = {
            name: {fold(text): meant for text, meant in values.items() if meant}
            for name, values in mapping.values.items()
        }
        days = [at for at, use in self._grid if isinstance(use, DayColumn)]
        self._times = offered_times(row.cells[at] for row in sheet.rows for at in days)
        self._first_rows: dict[tuple[Field, str], int] = {}

    def has(self, kind: Field) -> bool:
        """Whether a column holds this, or it was decided what rows without it have."""
        return bool(self._places[kind]) or "" in self._decisions.get(kind, {})

    def person(self, row: Row, *, new_id: Callable[[str], PersonId]) -> Person | None:
        """Read one row; None where anything in it is to be mended or answered first."""
        count = self._findings.count
        cells = {kind: self._cell(row, kind) for kind in Field}
        self._check_length(row)
        email = self._email(cells)
        key = self._key(cells, email)
        name = self._name(cells)
        role = _required(cells[Field.ROLE], read_role)
        time_zone = _required(cells[Field.TIME_ZONE], read_time_zone)
        languages = read_languages(cells[Field.LANGUAGES])
        interests = read_interests(cells[Field.INTERESTS], topics=self._topics)
        availability = self._availability(row, cells[Field.AVAILABILITY])
        capacity = _optional(cells[Field.CAPACITY], read_capacity)
        workshops = read_workshops(cells[Field.WORKSHOPS], names_by_id=self._workshops)
        locale = _optional(cells[Field.LOCALE], read_locale)
        whatsapp = _optional(cells[Field.WHATSAPP], read_whatsapp)
        answers = {column: read_answer(self._as_cell(row, "", at)) for column, at in self._own.items()}
        if self._findings.count > count or key is None or role is None or time_zone is None:
            return None
        return Person(
            id=new_id(key),
            key=key,
            name=name,
            email=email,
            role=role,
            time_zone=time_zone,
            languages=languages,
            interests=interests,
            availability=HOURS_ASSUMED if availability is None else availability,
            availability_assumed=availability is None,
            capacity=capacity,
            workshops=workshops,
            locale=locale,
            whatsapp=whatsapp,
            notes=cells[Field.NOTES].text or None,
            answers={column: answer for column, answer in answers.items() if answer},
        )

    def _check_length(self, row: Row) -> None:
        extra = [cell for cell in row.cells[len(self._header) :] if cell]
        if extra:
            self._findings.report(
                code="ragged_row",
                message=counted(
                    "The row has {count} cell, the header {header}.",
                    "The row has {count} cells, the header {header}.",
                    len(row.cells),
                    header=len(self._header),
                ),
                suggestion=sentence("Put quotation marks round a text that holds commas."),
                row=row.number,
                value=extra[0],
            )

    def _email(self, cells: dict[Field, Cell]) -> str | None:
        cell = cells[Field.EMAIL]
        if cell.text:
            email = read_email(cell)
            return email if email is not None and self._claims(cell, Field.EMAIL, email) else None
        if not (cells[Field.ID].text and cells[Field.WHATSAPP].text):
            suggestion = sentence("Write one, or give both an id and a WhatsApp number.")
            cell.report(code="blank", message=sentence("There is no e-mail address."), suggestion=suggestion)
        return None

    def _key(self, cells: dict[Field, Cell], email: str | None) -> str | None:
        """Give the id, else the lower-cased e-mail; either may become the name of a file."""
        cell = cells[Field.ID]
        key = read_id(cell) if cell.text else None
        if not cell.text and email is not None:
            cell, key = cells[Field.EMAIL], email.lower()
            if not ID.fullmatch(key):
                message = sentence(
                    "{email} cannot be the name of a file, and there is no id.", email=Quoted(text=email)
                )
                suggestion = sentence("Give this person an id, such as a number.")
                cell.report(code="bad_id", message=message, suggestion=suggestion)
                return None
        return key if key is not None and self._claims(cell, Field.ID, key) else None

    def _claims(self, cell: Cell, kind: Field, text: str) -> bool:
        """Whether nobody above has the same; case does not matter, neither in e-mail nor in the names of files."""
        first = self._first_rows.setdefault((kind, fold(text)), cell.row)
        if first == cell.row:
            return True
        rows: dict[str, Value] = {
            "row": Number(number=first),
            "other": Number(number=cell.row),
            "text": Quoted(text=text),
        }
        message = (
            sentence("Rows {row} and {other} have the same e-mail, {text}.", **rows)
            if kind is Field.EMAIL
            else sentence("Rows {row} and {other} have the same id, {text}.", **rows)
        )
        suggestion = sentence("Keep the row that is right and delete the other.")
        cell.report(code=f"duplicate_{kind}", message=message, suggestion=suggestion)
        return False

    def _name(self, cells: dict[Field, Cell]) -> str:
        cell = cells[Field.NAME]
        halves = (cells[Field.FIRST_NAME].text, cells[Field.LAST_NAME].text)
        name = cell.text or " ".join(filter(None, halves))
        if not name:
            message = sentence("There is no name.")
            cell.report(code="blank", message=message, suggestion=sentence("Write the person's name."))
        if len(name) > MAX_NAME:
            message = sentence("The name is over {most} letters.", most=MAX_NAME)
            cell.report(code="too_long", message=message, suggestion=sentence("Shorten it."))
        return name

    def _availability(self, row: Row, cell: Cell) -> tuple[Window, ...] | None:
        """Read the hours in words and those in grids, together; None where there are neither."""
        ticked = [
            GridCell(column=use, cell=self._as_cell(row, Field.AVAILABILITY, at)) for at, use in self._grid
        ]
        grid = read_grid(ticked, times=self._times)
        if not cell.text:
            return grid
        try:
            return tuple(dict.fromkeys((*read_hours(cell.decided(cell.text)), *(grid or ()))))
        except HoursError as bad:
            cell.report(code=bad.code, message=bad.message, suggestion=bad.suggestion)
            return None

    def _cell(self, row: Row, kind: Field) -> Cell:
        """Take what the row has for this: of several columns all lists, else the first that is not blank."""
        places = self._places[kind]
        filled = [at for at in places if row.cells[at]]
        cell = self._as_cell(row, kind, *(filled if kind in MANY_COLUMNS else filled[:1]) or places[:1])
        return replace(cell, text=cell.text or self._decisions.get(kind, {}).get("", ""))

    def _as_cell(self, row: Row, kind: str, *places: int) -> Cell:
        cell = Cell(
            field=kind,
            column=self._header[places[0]] if places else kind,
            row=row.number,
            text="; ".join(row.cells[at] for at in places),
            findings=self._findings,
            decisions=self._decisions.get(kind, {}),
        )
        if len(cell.text) <= MAX_CHARACTERS:
            return cell
        message = counted(
            "The cell has {count} character; at most {most} are read.",
            "The cell has {count} characters; at most {most} are read.",
            len(cell.text),
            most=MAX_CHARACTERS,
        )
        suggestion = sentence("Shorten it.")
        cell.report(code="too_long", message=message, suggestion=suggestion, value=f"{cell.text[:80]}...")
        return replace(cell, text="")


def _required(cell: Cell, read: Callable[[Cell], _T | None]) -> _T | None:
    if cell.text:
        return read(cell)
    message, suggestion = _BLANK[cell.field]
    cell.report(code="blank", message=message, suggestion=suggestion)
    return None


def _optional(cell: Cell, read: Callable[[Cell], _T | None]) -> _T | None:
    return read(cell) if cell.text else None
