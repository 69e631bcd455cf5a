"""A sheet to people: every problem of every row at once, and no good row lost (DESIGN 5)."""

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.problems import Problem
from scheduler.languages.sentences import Number, Quoted, sentence
from scheduler.roster.columns import Field, Mapping, guess
from scheduler.roster.findings import Findings, Question
from scheduler.roster.row_reader import RowReader
from scheduler.roster.sheet import Sheet
from scheduler.roster.spelling import did_you_mean, fold, listed

MAX_PROBLEMS = 1_000
"""And as many questions: what a zone might mean takes a quarter of a millisecond to find out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a sheet says: whoever can be taken in as they stand, and what is to be mended or answered first.

    `people` are in row order and `rows` their row numbers; `assumed` the keys of those whose hours were assumed;
    `mapping` is what the columns were taken for. People are read by the guesses about columns that `questions` ask
    to confirm; whoever has an uncertain value of their own is left out until that is answered.
    """

    people: tuple[Person, ...]
    rows: tuple[int, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    assumed: tuple[str, ...]
    mapping: Mapping


def read_people(
    *, sheet: Sheet, cohort: Cohort, mapping: Mapping | None = None, new_id: Callable[[str], PersonId]
) -> Reading:
    """Read the people of a sheet by the cohort's topics and workshops; `new_id` gives a key's opaque id.

    Nothing is raised for what stands in the sheet: what cannot be read is a problem, what is uncertain a question.
    """
    settled, questions = guess(sheet.header, mapping=mapping, own=cohort.own_columns)
    findings = Findings(file=sheet.name)
    for question in questions:
        findings.ask(question)
    reader = RowReader(sheet=sheet, cohort=cohort, mapping=settled, findings=findings)
    suffices = _columns_suffice(reader, cohort, findings) and _own_columns_suffice(sheet, cohort, findings)
    people: list[tuple[int, Person]] = []
    for row in sheet.rows if suffices else ():
        person = reader.person(row, new_id=new_id)
        if person is not None:
            people.append((row.number, person))
        if max(len(findings.problems), findings.asked) > MAX_PROBLEMS:
            message = sentence(
                "There are over {most} problems or questions down to row {row}; nothing below it was read.",
                most=MAX_PROBLEMS,
                row=Number(number=row.number),
            )
            suggestion = sentence("Check that this is the right file.")
            findings.report(code="too_many_problems", message=message, suggestion=suggestion)
            break
    return Reading(
        people=tuple(person for _, person in people),
        rows=tuple(number for number, _ in people),
        problems=tuple(findings.problems),
        questions=findings.questions,
        assumed=tuple(person.key for _, person in people if person.availability_assumed),
        mapping=settled,
    )


def _columns_suffice(reader: RowReader, cohort: Cohort, findings: Findings) -> bool:
    """Whether the sheet has all that a person needs; a missing column is one problem or question, not one a row."""
    missing: list[Field] = []
    if not (reader.has(Field.NAME) or reader.has(Field.FIRST_NAME)):
        missing.append(Field.NAME)
    if not (reader.has(Field.EMAIL) or reader.has(Field.ID)):
        missing.append(Field.EMAIL)
    for name in missing:
        message = sentence("No column holds the {name}.", name=name.value)
        suggestion = sentence(
            "Call one {name} in the header row, or say in the mapping which it is.",
            name=Quoted(text=name.value),
        )
        findings.report(code="missing_column", message=message, suggestion=suggestion, column=name)
    for name, candidates in (
        (Field.ROLE, tuple(role.value for role in Role)),
        (Field.TIME_ZONE, (cohort.home_time_zone,)),
    ):
        if not reader.has(name):
            findings.ask(_everybody(name, candidates))
    return not missing and reader.has(Field.ROLE) and reader.has(Field.TIME_ZONE)


def _own_columns_suffice(sheet: Sheet, cohort: Cohort, findings: Findings) -> bool:
    """Whether the sheet has every column that the cohort's criteria name; each that it lacks is one problem."""
    header = [name for name in sheet.header if name]
    known = {fold(name) for name in header}
    missing = [column for column in cohort.own_columns if fold(column) not in known]
    for column in missing:
        findings.report(
            code="missing_column",
            message=sentence(
                "No column is called {column}, and the cohort's rules have a criterion on it.",
                column=Quoted(text=column),
            ),
            suggestion=did_you_mean(
                column, among=header, otherwise=sentence("The file has {columns}.", columns=listed(header))
            ),
            column=column,
        )
    return not missing


def _everybody(name: Field, candidates: tuple[str, ...]) -> Question:
    message = sentence("No column holds the {name}: which is it, for everybody?", name=name.value)
    return Question(
        field=name, column="", value="", guess=None, candidates=candidates, rows=(), message=message
    )
