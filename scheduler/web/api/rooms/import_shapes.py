"""What is said of a spreadsheet under review, and about it."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from scheduler.commands.importing import question_key
from scheduler.domain.people import Role
from scheduler.queries.upload_review import AsWritten, UploadReview
from scheduler.roster.findings import Question
from scheduler.web.api.shapes import Given, Instant, Line, Paragraphs, Taken

MOST_ANSWERS = 2_000
MOST_CELLS = 500
_KEY = '["time_zone", "Where do you live?", "Tripoli"]'
QuestionKey = Annotated[str, StringConstraints(min_length=1, max_length=50_000, pattern="^[ -~]+$")]
"""As `question_key` makes them: JSON in ASCII."""


class Answered(Taken):
    """An answer to one question: one of its candidates, or where it has a `value` also words of one's own."""

    key: QuestionKey = Field(description="The question's.")
    answer: Line = Field(min_length=1)


class AnswersSaid(Taken):
    """Answers to what is asked about a spreadsheet."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"answers": [{"key": _KEY, "answer": "Asia/Beirut"}], "every_topic": False}]
        }
    )

    answers: tuple[Answered, ...] = Field(default=(), max_length=MOST_ANSWERS)
    every_topic: bool = Field(
        default=False, description="Besides, make every topic the cohort's that it does not know yet."
    )


class RowMended(Taken):
    """Cells of one row, by their columns' headers; the cells that are not named stay."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"row": 4, "cells": {"role": "member"}}]})

    row: int = Field(ge=1, description="As a spreadsheet counts: the header is row 1.")
    cells: dict[Line, Paragraphs] = Field(min_length=1, max_length=MOST_CELLS)


class ImportConfirmed(Taken):
    """How a spreadsheet is to be taken."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"others_leave": False, "over_corrections": False}]}
    )

    others_leave: bool = Field(default=False, description="Whoever is not in it leaves the cohort.")
    over_corrections: bool = Field(
        default=False, description="It goes over what people have corrected of themselves since."
    )


class ProblemGiven(Given):
    """One thing to mend."""

    code: str
    message: str
    suggestion: str
    column: str | None
    value: str | None


class QuestionGiven(Given):
    """What is uncertain; `value` null asks what a column holds, a blank one what rows without one are."""

    key: str = Field(description="By which it is answered.")
    field: str
    column: str
    value: str | None
    guess: str | None = Field(description="What it is taken for unless told otherwise.")
    candidates: tuple[str, ...]
    rows: tuple[int, ...]
    message: str


class RowGiven(Given):
    """A row that cannot come in before it is mended, or left out."""

    row: int
    label: str = Field(description="Whose it seems to be.")
    cells: dict[str, str] = Field(description="Those that may have to be mended, by column.")
    problems: tuple[ProblemGiven, ...]
    twin: int | None = Field(description="A row above with the same address or id.")


class ComingIn(Given):
    """Somebody who would come in."""

    row: int
    key: str
    name: str
    role: Role


class FieldGiven(Given):
    """What a field is and what the file says."""

    field: str
    before: str
    after: str
    theirs: bool = Field(description="They have said the former themselves.")


class ChangeGiven(Given):
    """Somebody whom the cohort knows, and what the file says otherwise of them."""

    name: str
    fields: tuple[FieldGiven, ...]


class ImportGiven(Given):
    """A spreadsheet before it is taken; every open question stands in the way of that."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0f9d8c7b-6a5e-4d3c-8b2a-1f0e9d8c7b6a",
                    "imported_at": None,
                    "people": [{"row": 2, "key": "M1", "name": "Mariam", "role": "member"}],
                    "newcomers": 0,
                    "behind": 1,
                    "settled": 0,
                    "problems": [],
                    "rows": [
                        {
                            "row": 4,
                            "label": "Tesfay",
                            "cells": {"role": "wizard"},
                            "problems": [
                                {
                                    "code": "unknown_role",
                                    "message": "wizard is no role.",
                                    "suggestion": "Write member, coach or staff.",
                                    "column": "role",
                                    "value": "wizard",
                                }
                            ],
                            "twin": None,
                        }
                    ],
                    "questions": [
                        {
                            "key": _KEY,
                            "field": "time_zone",
                            "column": "Where do you live?",
                            "value": "Tripoli",
                            "guess": "Africa/Tripoli",
                            "candidates": ["Africa/Tripoli", "Asia/Beirut"],
                            "rows": [3],
                            "message": "Which Tripoli is meant?",
                        }
                    ],
                    "may_be_asked": [],
                    "missing": ["Fereshta Noori"],
                    "changed": [
                        {
                            "name": "Mariam",
                            "fields": [
                                {
                                    "field": "time_zone",
                                    "before": "Europe/Kyiv",
                                    "after": "Asia/Beirut",
                                    "theirs": True,
                                }
                            ],
                        }
                    ],
                }
            ]
        }
    )

    id: str
    imported_at: Instant | None
    people: tuple[ComingIn, ...]
    newcomers: int = Field(description="How many of them the cohort does not know.")
    behind: int = Field(description="How many rows cannot come in yet.")
    settled: int = Field(description="How many answers it has use for.")
    problems: tuple[ProblemGiven, ...] = Field(description="Of the file as a whole.")
    rows: tuple[RowGiven, ...] = Field(description="Each row to mend, with all that is wrong with it.")
    questions: tuple[QuestionGiven, ...]
    may_be_asked: tuple[QuestionGiven, ...] = Field(
        description="What can be answered besides: it spares mending many rows, or finds a column nobody knew."
    )
    missing: tuple[str, ...] = Field(description="Names of people of the cohort whom it does not have.")
    changed: tuple[ChangeGiven, ...]


def import_given(review: UploadReview) -> ImportGiven:
    """Tell what a review found."""
    return ImportGiven(
        id=review.id,
        imported_at=review.imported_at,
        people=tuple(map(_coming_in, review.people)),
        newcomers=review.newcomers,
        behind=review.behind,
        settled=review.settled,
        problems=tuple(map(ProblemGiven.model_validate, review.problems)),
        rows=tuple(
            RowGiven(
                row=row.number,
                label=row.label,
                cells={cell.column: cell.value for cell in row.cells},
                problems=tuple(
                    ProblemGiven.model_validate(problem)
                    for problem in (*row.problems, *(each for cell in row.cells for each in cell.problems))
                ),
                twin=None if row.twin is None else row.twin.number,
            )
            for row in review.rows
        ),
        questions=tuple(map(_question, review.questions)),
        may_be_asked=tuple(map(_question, review.may_be_asked)),
        missing=review.missing,
        changed=tuple(ChangeGiven.model_validate(each) for each in review.changed),
    )


def _coming_in(each: AsWritten) -> ComingIn:
    return ComingIn(row=each.row, key=each.person.key, name=each.person.name, role=each.person.role)


def _question(question: Question) -> QuestionGiven:
    return QuestionGiven(
        key=question_key(question),
        field=question.field,
        column=question.column,
        value=question.value,
        guess=question.guess,
        candidates=question.candidates,
        rows=question.rows,
        message=question.message,
    )
