"""A spreadsheet under review: each row's problems beside the row, what is asked, and who would come in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from scheduler.access import CohortScope
from scheduler.commands.importing import KeptSheet, kept_sheet
from scheduler.domain.people import Person
from scheduler.domain.problems import Problem
from scheduler.roster.asked_once import Key, key_of
from scheduler.roster.columns import COLUMNS, Field
from scheduler.roster.findings import Question
from scheduler.roster.roster_out import roster_row
from scheduler.roster.row_reader import DUPLICATES
from scheduler.roster.sheet import Row
from scheduler.roster.spelling import fold


@dataclass(frozen=True, kw_only=True, slots=True)
class CellToMend:
    """One cell of a bad row, and what is wrong with it."""

    column: str
    value: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AsWritten:
    """Who can be imported, and what their row holds as it was written: its number, and its filled cells by column."""

    person: Person
    row: int
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Twin:
    """A row above that is of the same person: its number, and what it has otherwise, as (column, there, here)."""

    number: int
    differs: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RowToMend:
    """A row with problems; `label` says whose it seems to be; `problems` are those that lie in no one cell.

    `twin` is the row above with the same address or id, if that is the problem.
    """

    number: int
    label: str
    problems: tuple[Problem, ...]
    cells: tuple[CellToMend, ...]
    twin: Twin | None


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldChange:
    """What a field of a person is and what the file says; `theirs` where they have said the former themselves."""

    field: str
    before: str
    after: str
    theirs: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """Someone whom the cohort knows, and what the file says otherwise of them."""

    name: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadReview:
    """What there is to say of a spreadsheet before it is imported.

    `people` can be imported now and `behind` counts the rows that cannot; `problems` concern the whole file;
    `questions` are to be answered before; what `may_be_asked` besides spares mending many rows, or finds a column that
    nobody knew; so many answers are `settled`. `missing` are people of the cohort whom the file does not have.
    """

    id: str
    filename: str
    imported_at: datetime | None
    people: tuple[AsWritten, ...]
    newcomers: int
    behind: int
    rows: tuple[RowToMend, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    settled: int
    may_be_asked: tuple[Question, ...]
    lacks_interests: bool
    missing: tuple[str, ...]
    changed: tuple[Changed, ...]

    @property
    def corrected(self) -> bool:
        """Whether the file contradicts what somebody has said of themselves."""
        return any(field.theirs for each in self.changed for field in each.fields)


def upload_review(scope: CohortScope, *, upload: str) -> UploadReview:
    """Return the review; raise NotFoundError where the cohort has no such upload."""
    kept = kept_sheet(scope, upload=upload)
    before, asked = scope.people(), kept.asked_once
    known, named = {person.id for person in before}, {person.id for person in kept.reading.people}
    return UploadReview(
        id=kept.upload.id,
        filename=kept.upload.filename,
        imported_at=kept.upload.imported_at,
        people=_as_written(kept),
        newcomers=len(named - known),
        behind=len(kept.behind),
        rows=_rows(kept, asked=asked.keys()),
        problems=tuple(problem for problem in kept.reading.problems if problem.row is None),
        questions=kept.reading.questions,
        settled=kept.settled,
        may_be_asked=(*kept.left_out, *asked.values()),
        lacks_interests=bool(scope.cohort.topics)
        and Field.INTERESTS not in kept.reading.mapping.columns.values(),
        missing=tuple(person.name for person in scope.to_read(before) if person.id not in named),
        changed=_changed(scope, before=before, after=kept.reading.people),
    )


def _as_written(kept: KeptSheet) -> tuple[AsWritten, ...]:
    rows = {row.number: row for row in kept.sheet.rows}
    return tuple(
        AsWritten(
            person=person,
            row=number,
            cells=tuple(
                (name, cell)
                for name, cell in zip(kept.sheet.header, rows[number].cells, strict=False)
                if name and cell
            ),
        )
        for person, number in zip(kept.reading.people, kept.reading.rows, strict=True)
    )


def _changed(
    scope: CohortScope, *, before: tuple[Person, ...], after: tuple[Person, ...]
) -> tuple[Changed, ...]:
    """Compare people as the file tables of rosters write them, cell by cell."""
    said = scope.tx.people.corrections(scope.cohort.id)
    known = {person.id: roster_row(person) for person in before}
    found: list[Changed] = []
    for person in after:
        old, new = known.get(person.id), roster_row(person)
        if old is None or old == new:
            continue
        fields = tuple(
            FieldChange(field=field, before=was, after=now, theirs=field in said.get(person.id, {}))
            for field, was, now in zip(COLUMNS, old, new, strict=True)
            if was != now
        )
        found.append(Changed(name=person.name, fields=fields))
    return tuple(found)


def _rows(kept: KeptSheet, *, asked: Collection[Key]) -> tuple[RowToMend, ...]:
    """Return the rows with problems that are not `asked` about once for all of them."""
    by_row: dict[int, list[Problem]] = {}
    for problem in kept.reading.problems:
        if problem.row is not None and key_of(problem) not in asked:
            by_row.setdefault(problem.row, []).append(problem)
    return tuple(
        _row(kept, row=row, problems=by_row[row.number]) for row in kept.sheet.rows if row.number in by_row
    )


def _row(kept: KeptSheet, *, row: Row, problems: list[Problem]) -> RowToMend:
    """Sort the problems into the row's cells; one that names no column of the file concerns the row.

    Who lacks an address can be known by an id and a WhatsApp number instead: where the file has those, they are shown.
    """
    cells = dict(zip(kept.sheet.header, row.cells, strict=False))
    wrong = {problem.column for problem in problems}
    uses = kept.reading.mapping.columns
    if any(problem.code == "blank" and uses.get(problem.column or "") == Field.EMAIL for problem in problems):
        wrong |= {name for name in cells if uses.get(name) in (Field.ID, Field.WHATSAPP)}
    return RowToMend(
        number=row.number,
        label=_label(kept, cells=cells),
        problems=tuple(problem for problem in problems if problem.column not in cells),
        cells=tuple(
            CellToMend(
                column=column,
                value=value,
                problems=tuple(problem for problem in problems if problem.column == column),
            )
            for column, value in cells.items()
            if column in wrong
        ),
        twin=_twin(kept, row=row, problems=problems),
    )


def _twin(kept: KeptSheet, *, row: Row, problems: list[Problem]) -> Twin | None:
    """Return the row above that has the same address or id, where that is a problem of this row."""
    header = kept.sheet.header
    places = [
        header.index(problem.column)
        for problem in problems
        if problem.code in DUPLICATES and problem.column in header
    ]
    for at in places:
        for other in kept.sheet.rows:
            if other.number < row.number and fold(other.cells[at]) == fold(row.cells[at]):
                cells = zip(header, other.cells, row.cells, strict=False)
                differs = tuple((name, there, here) for name, there, here in cells if there != here)
                return Twin(number=other.number, differs=differs)
    return None


def _label(kept: KeptSheet, *, cells: dict[str, str]) -> str:
    """Return the row's name as it stands, else its e-mail or id."""
    uses = kept.reading.mapping.columns
    for wanted in ((Field.NAME,), (Field.FIRST_NAME, Field.LAST_NAME), (Field.EMAIL,), (Field.ID,)):
        said = " ".join(
            cells[name] for use in wanted for name in cells if uses.get(name) == use and cells[name]
        )
        if said:
            return said
    return ""
