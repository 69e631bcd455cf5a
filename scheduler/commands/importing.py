"""From a spreadsheet that was dropped in to people: kept, asked about, mended cell by cell, imported."""

import json
from collections.abc import Callable
from collections.abc import Mapping as Answers
from dataclasses import dataclass, replace

from scheduler.access import CohortScope
from scheduler.commands.rosters import import_people, keep_upload, person_ids, settle_upload
from scheduler.commands.setting_up import change_rules
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.errors import BadInputError, NotFoundError, NotNowError
from scheduler.languages.sentences import sentence
from scheduler.roster.asked_once import Key, asked_once
from scheduler.roster.columns import IGNORED, Field, Mapping, answered, certain_use, column_question
from scheduler.roster.errors import SheetError
from scheduler.roster.findings import Question
from scheduler.roster.mapping_file import read_mapping, write_mapping
from scheduler.roster.people import Reading, read_people
from scheduler.roster.sheet import Sheet, read_kept, read_sheet, require_size, written
from scheduler.roster.spelling import fold
from scheduler.store.uploads import Upload


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptSheet:
    """A kept spreadsheet and what it says to a cohort with everything that was settled so far (`said`)."""

    upload: Upload
    said: Mapping
    sheet: Sheet
    reading: Reading
    cohort: Cohort

    @property
    def behind(self) -> tuple[int, ...]:
        """Rows that would stay behind: each has a problem or waits for an answer."""
        taken = set(self.reading.rows)
        return tuple(row.number for row in self.sheet.rows if row.number not in taken)

    @property
    def asked_once(self) -> dict[Key, Question]:
        """What nobody here knows, each asked once for all rows that have it."""
        return asked_once(self.reading.problems, cohort=self.cohort)

    @property
    def settled(self) -> int:
        """How many answers about this file were given, with it or with one before, that it has any use for."""
        columns = set(self.said.columns) & set(self.sheet.header)
        return len(columns) + sum(map(len, self.said.values.values()))

    @property
    def left_out(self) -> tuple[Question, ...]:
        """What the columns hold that were taken for nothing we need, by nobody's word: that may be a mistake."""
        told = {fold(name) for name in (*self.said.columns, *self.cohort.own_columns)}
        return tuple(
            column_question(name, use)
            for name, use in self.reading.mapping.columns.items()
            if use == IGNORED and certain_use(name) is None and fold(name) not in told
        )


def read_upload(*, filename: str, content: bytes) -> Sheet:
    """Read a spreadsheet that was dropped in; raise BadInputError for a file that is not a table.

    It may take seconds: nothing of the store is held meanwhile.
    """
    try:
        return read_sheet(name=filename, data=content)
    except SheetError as error:
        raise BadInputError(error.problems) from error


def take_upload(scope: CohortScope, *, sheet: Sheet) -> str:
    """Keep a spreadsheet and return the upload's id.

    Of the file itself nothing is kept: neither its other sheets, nor pictures, nor what is hostile in it. What was
    settled about the file before holds for it too, but for what blank cells mean.
    """
    before = scope.tx.uploads.last_upload(scope.cohort.id)
    upload = keep_upload(scope, filename=sheet.name, content=written(sheet))
    known = Mapping() if before is None else _without_blanks(_settled(before))
    if known != Mapping():
        settle_upload(scope, upload=upload, decisions=write_mapping(mapping=known).decode())
    return upload


def ask_anew(scope: CohortScope, *, upload: str) -> None:
    """Forget what was settled about a spreadsheet: all of it is asked again."""
    scope.tx.uploads.change_upload(scope.upload(upload).id, decisions=None)


def kept_sheet(scope: CohortScope, *, upload: str) -> KeptSheet:
    """Read a kept spreadsheet; raise NotFoundError where the cohort has no such upload."""
    kept = scope.upload(upload)
    said, sheet = _settled(kept), read_kept(name=kept.filename, data=kept.content)
    reading = read_people(sheet=sheet, cohort=scope.cohort, mapping=said, new_id=person_ids(scope))
    return KeptSheet(upload=kept, said=said, sheet=sheet, reading=reading, cohort=scope.cohort)


def question_key(question: Question) -> str:
    """Return what tells the question from every other one about its sheet, whatever else was settled or mended."""
    return json.dumps((question.field, question.column, question.value))


def answer_questions(scope: CohortScope, *, upload: str, answers: Answers[str, str]) -> None:
    """Settle open questions, by `question_key`; an answer to a question that is not open any more changes nothing.

    A topic that is answered by itself becomes one of the cohort's. A value's answer that means nothing is asked about
    again; what a column holds is one of the candidates (NotFoundError).
    """
    kept = kept_sheet(scope, upload=upload)
    mapping, topics = kept.said, list(scope.cohort.topics)
    for question in (*kept.reading.questions, *kept.asked_once.values(), *kept.left_out):
        answer = answers.get(question_key(question), "")
        if not answer:
            continue
        if question.value is None and answer not in question.candidates:
            raise NotFoundError
        if question.field == Field.INTERESTS and answer == question.value:
            topics.append(answer)
            continue
        mapping = answered(mapping, question=question, answer=answer)
    settle_upload(scope, upload=upload, decisions=write_mapping(mapping=mapping).decode())
    change_rules(scope, cohort=replace(scope.cohort, topics=tuple(topics)))


def take_topics(scope: CohortScope, *, upload: str) -> None:
    """Make every topic of the cohort's that a spreadsheet names and the cohort does not know."""
    asked = kept_sheet(scope, upload=upload).asked_once.values()
    new = tuple(question.value for question in asked if question.field == Field.INTERESTS and question.value)
    change_rules(scope, cohort=replace(scope.cohort, topics=(*scope.cohort.topics, *new)))


def mend_row(scope: CohortScope, *, upload: str, row: int, cells: Answers[str, str]) -> None:
    """Rewrite cells of one row, by column, and keep the spreadsheet as CSV with its row numbers.

    Raise NotFoundError where it has no such row or column, BadInputError where it would be no table any more, without
    a row or too large.
    """

    def mended(header: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
        if not set(cells) <= set(header):
            raise NotFoundError
        known = (cells.get(name, cell) for name, cell in zip(header, before, strict=False))
        return (*known, *before[len(header) :])

    _rewrite(scope, upload=upload, row=row, change=mended)


def leave_row_out(scope: CohortScope, *, upload: str, row: int) -> None:
    """Take one row out of a spreadsheet; the others keep their numbers. Raises as `mend_row`."""
    _rewrite(scope, upload=upload, row=row, change=lambda _header, _before: ())


def _rewrite(
    scope: CohortScope,
    *,
    upload: str,
    row: int,
    change: Callable[[tuple[str, ...], tuple[str, ...]], tuple[str, ...]],
) -> None:
    kept = scope.upload(upload)
    sheet = read_kept(name=kept.filename, data=kept.content)
    if row not in {each.number for each in sheet.rows}:
        raise NotFoundError
    rows = tuple(
        replace(each, cells=change(sheet.header, each.cells)) if each.number == row else each
        for each in sheet.rows
    )
    content = written(replace(sheet, rows=rows))
    try:
        require_size(name=kept.filename, data=content)
        read_kept(name=kept.filename, data=content)
    except SheetError as error:
        raise BadInputError(error.problems) from error
    scope.tx.uploads.change_upload(kept.id, content=content)


def import_upload(
    scope: CohortScope, *, upload: str, others_leave: bool, over_corrections: bool = False
) -> None:
    """Import every row that is well; the others stay behind in the upload, to be mended.

    With `others_leave` the cohort's people are those of the file alone. What people have corrected of themselves stays,
    unless the file is to go `over_corrections`. Raise NotNowError while a question is open,
    when nobody can be imported, and when rows stay behind of a file that should stand for everybody.
    """
    kept = kept_sheet(scope, upload=upload)
    if kept.reading.questions:
        raise NotNowError(sentence("There are open questions about this file: answer them first."))
    if not kept.reading.people:
        raise NotNowError(sentence("No row of this file can be imported yet: mend one first."))
    if others_leave and kept.behind:
        raise NotNowError(sentence("Rows of this file still need mending, so nobody can be taken out yet."))
    people = kept.reading.people
    if over_corrections:
        scope.tx.people.forget_corrections([person.id for person in people])
    else:
        people = as_corrected(scope, people)
    import_people(scope, people=people, keep_others=not others_leave, upload=upload)


def as_corrected(scope: CohortScope, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return people as a file has them, but for what they have said of themselves since."""
    known = {person.id: person for person in scope.people()}
    said = scope.tx.people.corrections(scope.cohort.id)
    return tuple(
        replace(person, **{field: getattr(known[person.id], field) for field in said[person.id]})
        if person.id in known and person.id in said
        else person
        for person in people
    )


def _without_blanks(mapping: Mapping) -> Mapping:
    """Return what holds for any file of the cohort: what a blank cell means, or a missing column, does not."""
    said = {
        field: {text: meant for text, meant in of.items() if text} for field, of in mapping.values.items()
    }
    return replace(mapping, values={field: of for field, of in said.items() if of})


def _settled(kept: Upload) -> Mapping:
    return Mapping() if kept.decisions is None else read_mapping(data=kept.decisions.encode())
