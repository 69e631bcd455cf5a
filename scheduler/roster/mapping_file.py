"""The mapping file: what columns and values mean, as TOML that a person can read and correct (DESIGN 5)."""

import json
from collections.abc import Iterable

from scheduler.languages.sentences import Quoted, in_english, sentence
from scheduler.roster.columns import COLUMNS, IGNORED, Mapping, read_use
from scheduler.roster.errors import MappingFileError
from scheduler.roster.findings import Question
from scheduler.roster.spelling import did_you_mean, listed
from scheduler.roster.toml_file import read_toml
from scheduler.roster.toml_table import TomlTable

_EXPLAINED = """\
# What the columns and values of a roster mean. Correct what is wrong, then hand this file in with the roster.
# A column holds one of: {columns},
# first_name, last_name, ignore, or part of a grid such as "available Mon", "unavailable Mon", "available 09:00-12:00".
# A value left as "" is not settled yet; the value named "" stands for a blank cell, or for a column that is not there.
"""


def read_mapping(*, data: bytes, name: str = "mapping.toml") -> Mapping:
    """Read a mapping file; raises MappingFileError with every problem of it.

    `[columns]` names what each header holds, `[values.time_zone]` and the like what a value means in that column.
    """
    root = read_toml(data=data, file=name, error=MappingFileError)
    columns = root.table("columns")
    settled = {} if columns is None else {key: use for key, use in columns.words().items() if use}
    for key, use in settled.items():
        if columns is not None and not _is_use(use):
            otherwise = sentence("Write one of {words}.", words=listed(COLUMNS))
            suggestion = did_you_mean(use, among=(*COLUMNS, IGNORED), otherwise=otherwise)
            message = sentence("No column holds {use}.", use=Quoted(text=use))
            columns.report(key, code="unknown_column", message=message, suggestion=suggestion, value=use)
    values = root.table("values")
    meanings = {} if values is None else _meanings(values)
    problems = root.problems()
    if problems:
        raise MappingFileError(problems)
    return Mapping(columns=settled, values=meanings)


def write_mapping(*, mapping: Mapping, questions: Iterable[Question] = ()) -> bytes:
    """Write a mapping file with every open question filled in as guessed, its rows and other answers beside it.

    Read back as it is, it takes every guess; a value without one stands as "" and is asked again.
    """
    asked = tuple(questions)
    open_columns = {question.column: question for question in asked if question.value is None}
    lines = [_EXPLAINED.format(columns=", ".join(COLUMNS)), "[columns]"]
    lines += [_line(header, use, open_columns.get(header)) for header, use in mapping.columns.items()]
    for column in COLUMNS:
        settled = [_line(value, meant) for value, meant in mapping.values.get(column, {}).items() if meant]
        unsettled = [
            _line(question.value, question.guess or "", question)
            for question in asked
            if question.field == column and question.value is not None
        ]
        if settled or unsettled:
            lines += ["", f"[values.{column}]", *settled, *unsettled]
    return ("\n".join(lines) + "\n").encode()


def _meanings(values: TomlTable) -> dict[str, dict[str, str]]:
    tables = {column: values.table(column) for column in COLUMNS}
    return {column: table.words() for column, table in tables.items() if table is not None}


def _is_use(use: str) -> bool:
    try:
        read_use(use)
    except ValueError:
        return False
    return True


def _line(key: str, value: str, question: Question | None = None) -> str:
    return f"{_text(key)} = {_text(value)}{_remark(question)}"


def _remark(question: Question | None) -> str:
    if question is None:
        return ""
    if question.value is None:
        return "  # a guess"
    others = _few([answer for answer in question.candidates if answer != question.guess])
    rows = f"; row {_few(map(str, question.rows))}" if question.rows else ""
    if not others:
        return f"  # a guess{rows}"
    return f"  # {'one of' if question.guess is None else 'or'} {others}{rows}"


def _few(items: Iterable[str]) -> str:
    return in_english(listed(items, limit=5))


def _text(text: str) -> str:
    """Quote a text of one line for TOML: JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
