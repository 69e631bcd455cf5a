"""What each column of a sheet holds: certain for canonical headers, for others guessed and asked (DESIGN 5)."""

import re
from collections import abc
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from scheduler.languages.sentences import Quoted, Value, sentence
from scheduler.roster.findings import Question
from scheduler.roster.hours import part_of_day, read_span
from scheduler.roster.spelling import fold, nearest
from scheduler.roster.weektime import DAYS, LAST_MINUTE, clock_text, weekday

COLUMNS = (
    "id",
    "name",
    "email",
    "role",
    "time_zone",
    "languages",
    "interests",
    "availability",
    "capacity",
    "workshops",
    "locale",
    "whatsapp",
    "notes",
)
IGNORED = "ignore"
PROBLEM_COLUMN = "what is wrong"


class Field(StrEnum):
    """What a column can hold whole: a canonical column, or one half of a name."""

    ID = "id"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    ROLE = "role"
    TIME_ZONE = "time_zone"
    LANGUAGES = "languages"
    INTERESTS = "interests"
    AVAILABILITY = "availability"
    CAPACITY = "capacity"
    WORKSHOPS = "workshops"
    LOCALE = "locale"
    WHATSAPP = "whatsapp"
    NOTES = "notes"


@dataclass(frozen=True, kw_only=True, slots=True)
class DayColumn:
    """One weekday of a grid, `Availability [Monday]`: its cells hold hours, which are free or taken."""

    day: int
    free: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockColumn:
    """One block of hours, `Available? [09:00 - 12:00]`, in minutes: its cells hold weekdays, free or taken."""

    start: int
    end: int
    free: bool


Use = Field | DayColumn | BlockColumn | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Mapping:
    """What was settled about a sheet, as text that a mapping file holds.

    `columns`: header -> a canonical column, `first_name`, `last_name`, `available Mon`, `unavailable Mon`,
    `available 09:00-12:00`, `unavailable 09:00-12:00` or `ignore`. `values`: canonical column -> value as it
    stands -> what it means; the value "" stands for a blank cell, or for a column that is not there.
    """

    columns: abc.Mapping[str, str] = field(default_factory=dict[str, str])
    values: abc.Mapping[str, abc.Mapping[str, str]] = field(default_factory=dict[str, abc.Mapping[str, str]])

    def __post_init__(self) -> None:
        for use in self.columns.values():
            read_use(use)


_CANONICAL = {fold(column).replace("_", ""): column for column in (*COLUMNS, "first_name", "last_name")}
_SURELY_IGNORED = frozenset(("timestamp", PROBLEM_COLUMN))
_GRID_WORDS = re.compile(r"availab|\bfree\b|\bbusy\b|\bmeet\b|\btimes?\b|\bhours?\b|\bcan(?:not|'t)?\b")
_TAKEN_WORDS = re.compile(r"unavailab|not available|not free|\bbusy\b|\bcan(?:not|'t| not)\b")
_BRACKETS = re.compile(r"(.*)\[(.+)\]")
# The first that fits a header tells its column; a column that is taken already passes the next header over.
_CLUES: tuple[tuple[Field, str], ...] = (
    (Field.EMAIL, r"e-?mail"),
    (Field.WHATSAPP, r"whats ?app"),
    (Field.NAME, r"\bfull name\b"),
    (Field.FIRST_NAME, r"\b(first|given) name(?!.*\blast\b)"),
    (Field.LAST_NAME, r"\b(last|family) name|surname"),
    (Field.CAPACITY, r"capacity|how many\b.*\b(take|coach|mentor|mentee|support)"),
    (Field.WORKSHOPS, r"workshop"),
    (Field.TIME_ZONE, r"time ?zone|where (do|are) you (live|based)|\bcity\b"),
    (Field.LOCALE, r"language\b.*\b(letters?|e-?mails?|messages?|pages?)\b|\blocale\b"),
    (Field.LANGUAGES, r"\blanguages?\b"),
    (
        Field.ROLE,
        r"\brole\b|\bi (want|would like) to be\b|\bjoin(ing)? (us )?as\b|mentor or mentee|mentee or mentor",
    ),
    (Field.INTERESTS, r"\binterest|\btopics?\b|\blearn about\b|want to learn"),
    (Field.AVAILABILITY, r"availab|when\b.*\b(meet|free)\b"),
    (Field.ID, r"\b(participant|member|person) (code|id|number)\b"),
    (Field.NOTES, r"\bnotes?\b|\bcomments?\b|anything (else )?(we|you|that)"),
    (Field.NAME, r"\bname\b"),
)
MANY_COLUMNS = frozenset((Field.INTERESTS, Field.LANGUAGES, Field.WORKSHOPS, Field.NOTES))


def guess(
    header: Iterable[str], *, mapping: Mapping | None = None, own: Iterable[str] = ()
) -> tuple[Mapping, tuple[Question, ...]]:
    """Tell what every column holds, and which of that should be confirmed.

    What `mapping` settles stands; canonical headers are certain in any case and however their words are joined;
    `own` columns of the cohort hold nothing canonical, whatever they sound like; what is recognised by its words, or
    near a canonical name, is asked. The mapping returned names every header and keeps the values.
    """
    settled = mapping or Mapping()
    by_fold = {fold(name): IGNORED for name in own} | {
        fold(name): use for name, use in settled.columns.items()
    }
    names = [name for name in header if name]
    sure = {name: use for name in names if (use := by_fold.get(fold(name)) or certain_use(name)) is not None}
    taken = set(sure.values())
    columns: dict[str, str] = {}
    questions: list[Question] = []
    for name in names:
        use = sure.get(name) or _likely(name, taken)
        columns[name] = use
        if name not in sure and use != IGNORED:
            questions.append(column_question(name, use))
            taken |= {use} - MANY_COLUMNS
    return Mapping(columns=columns, values=settled.values), tuple(questions)


def answered(mapping: Mapping, *, question: Question, answer: str) -> Mapping:
    """Settle one question; the answer is one of its candidates, or another of the same kind."""
    if question.value is None:
        return Mapping(columns={**mapping.columns, question.column: answer}, values=mapping.values)
    values = {**mapping.values.get(question.field, {}), question.value: answer}
    return Mapping(columns=mapping.columns, values={**mapping.values, question.field: values})


def read_use(text: str) -> Use:
    """Read what a mapping says of a column; None is to ignore it; raises ValueError for what is no use."""
    words = fold(text)
    if words == IGNORED:
        return None
    kind, _, rest = words.partition(" ")
    if kind in {"available", "unavailable"}:
        day, span = weekday(rest), read_span(rest)
        if day is not None:
            return DayColumn(day=day, free=kind == "available")
        if span is not None:
            return BlockColumn(start=span[0], end=span[1], free=kind == "available")
    return Field(words)


def certain_use(name: str) -> str | None:
    """Tell what a column of this name holds for certain; None where that can only be guessed."""
    if fold(name) in _SURELY_IGNORED:
        return IGNORED
    return _CANONICAL.get(re.sub(r"[\s_-]+", "", fold(name)))


def _likely(name: str, taken: set[str]) -> str:
    text = fold(name)
    grid = _grid(text)
    if grid is not None:
        return grid
    for clue, pattern in _CLUES:
        if (
            clue.value not in taken
            and not (clue is Field.NAME and Field.FIRST_NAME in taken)
            and re.search(pattern, text)
        ):
            return clue.value
    near = nearest(text.replace(" ", "_"), among=set(COLUMNS) - taken)
    return near[0] if near else IGNORED


def _grid(text: str) -> str | None:
    """Tell a column of a grid: `... [Monday]` or `... [09:00 - 12:00]` after words of time, or a bare weekday."""
    brackets = _BRACKETS.fullmatch(text)
    question, inner = (brackets[1], brackets[2]) if brackets else ("available", text)
    if not _GRID_WORDS.search(question):
        return None
    free = "unavailable" if _TAKEN_WORDS.search(question) else "available"
    day, span = weekday(inner), read_span(inner) or part_of_day(inner)
    if day is not None:
        return f"{free} {DAYS[day]}"
    if span is not None:
        end = span[1] if span[1] <= LAST_MINUTE else span[1] - LAST_MINUTE
        return f"{free} {clock_text(span[0])}-{clock_text(end)}"
    return None


def column_question(name: str, use: str) -> Question:
    """Ask whether a column holds this; of one that is left out, whether it holds anything."""
    others = tuple(column for column in (*COLUMNS, "first_name", "last_name", IGNORED) if column != use)
    asked: dict[str, Value] = {"column": Quoted(text=name), "use": Quoted(text=use)}
    return Question(
        field="",
        column=name,
        value=None,
        guess=use,
        candidates=(use, *others),
        rows=(),
        message=sentence(
            "Does the column {column} hold {use}? Its cells say when people can NOT meet.", **asked
        )
        if use.startswith("unavailable")
        else sentence("What does the column {column} hold?", column=Quoted(text=name))
        if use == IGNORED
        else sentence("Does the column {column} hold {use}?", **asked),
    )
