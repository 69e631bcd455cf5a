"""A cell under reading, and what reading a sheet finds: problems to mend and questions to answer."""

from dataclasses import dataclass, field, replace
from functools import reduce

from scheduler.domain.problems import Problem
from scheduler.languages.sentences import any_of, sentence
from scheduler.roster.spelling import fold


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Something that a person should confirm.

    With a `value`, what it means in the canonical column `field` (in `rows`, first under the header `column`); a blank
    value asks what rows without one are. Without (None), what the column itself holds. `guess` is taken unless told
    otherwise; `candidates` are the likely answers, the guess first; `message` asks in a sentence.
    """

    field: str
    column: str
    value: str | None
    guess: str | None
    candidates: tuple[str, ...]
    rows: tuple[int, ...]
    message: str


@dataclass(kw_only=True, slots=True)
class Findings:
    """Problems and questions of one file, as they are found."""

    file: str
    problems: list[Problem] = field(default_factory=list[Problem])
    count: int = 0  # of reports and asks so far: it grows where a row has anything against it
    _questions: dict[tuple[str, str], Question] = field(default_factory=dict[tuple[str, str], Question])
    _rows: dict[tuple[str, str], dict[int, None]] = field(
        default_factory=dict[tuple[str, str], dict[int, None]]
    )

    @property
    def questions(self) -> tuple[Question, ...]:
        """Everything that is to be asked, once each, in the order it was met."""
        return tuple(
            replace(question, rows=tuple(self._rows[key])) for key, question in self._questions.items()
        )

    def report(
        self,
        *,
        code: str,
        message: str,
        suggestion: str,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        """Say what is wrong, and where."""
        problem = Problem(
            code=code,
            message=message,
            suggestion=suggestion,
            row=row,
            column=column,
            value=value,
            file=self.file,
        )
        self.problems.append(problem)
        self.count += 1

    @property
    def asked(self) -> int:
        """How many different questions there are."""
        return len(self._questions)

    def ask(self, question: Question) -> None:
        """Ask, or add the rows to the same question asked before."""
        self.count += 1
        # An answer about a value holds for its field wherever it stands: seven columns of a grid ask it once.
        about_column = question.value is None
        key = ("", question.column) if about_column else (question.field, fold(question.value or ""))
        self._questions.setdefault(key, question)
        self._rows.setdefault(key, {}).update(dict.fromkeys(question.rows))


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """What one row has for one canonical column `field`, under the file's header `column`.

    `decisions` are the answers given for this field: the folded text as it stands, to what is meant.
    """

    field: str
    column: str
    row: int
    text: str
    findings: Findings
    decisions: dict[str, str]

    def decided(self, text: str) -> str:
        """Give what was decided that the text means, else the text itself."""
        return self.decisions.get(fold(text), text) if self.decisions else text

    def report(self, *, code: str, message: str, suggestion: str, value: str | None = None) -> None:
        """Say what is wrong with the cell, or with the part `value` of it."""
        shown = self.text if value is None else value
        self.findings.report(
            code=code, message=message, suggestion=suggestion, row=self.row, column=self.column, value=shown
        )

    def ask(self, *, value: str, candidates: tuple[str, ...], message: str) -> None:
        """Ask which of the candidates, the likeliest first, the value means."""
        self.findings.ask(
            Question(
                field=self.field,
                column=self.column,
                value=value,
                guess=candidates[0] if candidates else None,
                candidates=candidates,
                rows=(self.row,),
                message=message,
            )
        )


def as_problem(question: Question, *, file: str) -> Problem:
    """Say an open question as something to mend: where nobody can be asked, it stands in the way."""
    column = question.column or question.field
    return Problem(
        code="uncertain",
        message=question.message,
        suggestion=sentence(
            "Say in a mapping file (--mapping FILE) which it is, such as {answers}; if FILE is not there yet, a "
            "template is written.",
            answers=reduce(lambda some, one: any_of((some, one)), question.candidates[:3]),
        )
        if question.candidates
        else sentence(
            "Say in a mapping file (--mapping FILE) which it is; if FILE is not there yet, a template is written."
        ),
        row=question.rows[0] if question.rows else None,
        column=column,
        value=question.value,
        file=file,
    )
