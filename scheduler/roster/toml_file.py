"""TOML bytes to their root table, with the line of every key."""

import re
import tomllib
from decimal import Decimal, InvalidOperation
from typing import cast

from scheduler.domain.problems import Problem
from scheduler.languages.sentences import Megabytes, Number, Quoted, Sentence, counted, sentence
from scheduler.roster.errors import RosterError
from scheduler.roster.toml_table import TomlTable
from scheduler.roster.toml_values import shown

MAX_TOML_BYTES = 1_000_000
MOST_TABLES = 1_000
"""Workshops of a cohort, for one: ten times as many as anybody has."""

_HEADER = re.compile(r"\s*(\[{1,2})\s*([A-Za-z0-9_.-]{1,200})\s*\]{1,2}\s*(?:#.*)?")
_KEY = re.compile(r"\s*([A-Za-z0-9_.-]{1,200})\s*=")
_QUOTED = re.compile(r""""(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[ \t]+""")
_MOST_PARTS = 64
_LONG_KEY = re.compile(rf"[\w-](?:\.[\w-]*){{{_MOST_PARTS}}}")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def read_toml(*, data: bytes, file: str, error: type[RosterError]) -> TomlTable:
    """Read the file's root table, floats as exact decimals; raises `error` where the bytes are not TOML at all.

    UTF-8, a byte-order mark is accepted; at most 1 MB, and 64 parts of a key.
    """
    if len(data) > MAX_TOML_BYTES:
        message = counted("The file has {count} byte.", "The file has {count} bytes.", len(data))
        suggestion = sentence("Keep it under {most}.", most=Megabytes(count=MAX_TOML_BYTES / 1e6))
        raise error((_unreadable(file, "too_large", message, suggestion),))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        line = data[: bad.start].count(b"\n") + 1
        message = sentence("Line {line} is not UTF-8 text.", line=Number(number=line))
        suggestion = sentence("Save the file as UTF-8.")
        raise error((_unreadable(file, "not_utf8", message, suggestion, line),)) from bad
    long_key = _LONG_KEY.search(_QUOTED.sub(_unquoted, text))
    if long_key is not None:  # tomllib takes time and memory by the square of a key's parts
        line = long_key.string.count("\n", 0, long_key.start()) + 1
        message = sentence(
            "Line {line} has a key of more than {most} parts.", line=Number(number=line), most=_MOST_PARTS
        )
        suggestion = sentence("Put the key in quotes, or take it out.")
        raise error((_unreadable(file, "not_toml", message, suggestion, line),))
    try:
        values = tomllib.loads(text, parse_float=_exact)
    except (ValueError, RecursionError) as bad:
        at = _AT_LINE.search(str(bad))
        message = sentence("This is not TOML: {error}.", error=str(bad))
        suggestion = sentence("Mend that line: texts stand in quotes, lists in [ ].")
        raise error(
            (_unreadable(file, "not_toml", message, suggestion, int(at[1]) if at else None),)
        ) from bad
    many = next(
        (
            key
            for key, held in values.items()
            if isinstance(held, list) and len(cast("list[object]", held)) > MOST_TABLES
        ),
        None,
    )
    if many is not None:
        message = sentence(
            "There are more than {most} of {key}.", most=MOST_TABLES, key=Quoted(text=shown(many))
        )
        raise error((_unreadable(file, "too_large", message, sentence("Take some of them out.")),))
    return TomlTable(values=values, path="", file=file, lines=_key_lines(text))


def _unreadable(
    file: str, code: str, message: Sentence, suggestion: Sentence, row: int | None = None
) -> Problem:
    return Problem(code=code, message=message, suggestion=suggestion, row=row, file=file)


def _unquoted(found: re.Match[str]) -> str:
    """Leave one letter of what is in quotes, and nothing of spaces."""
    return "" if found[0].isspace() else "x"


def _exact(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as bad:
        raise ValueError(f"{shown(text)} is no number") from bad


def _key_lines(text: str) -> dict[str, int]:
    """Find the line of each table and key by its dotted path; only a hint for people, so lines are read, not parsed."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table, in_text = "", False
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = _HEADER.fullmatch(line), _KEY.match(line)
        if not in_text and header is not None:
            table = header[2]
            if header[1] == "[[":
                counts[table] = counts.get(table, 0) + 1
                table = f"{table}[{counts[table]}]"
            lines.setdefault(table, number)
        elif not in_text and key is not None:
            lines.setdefault(f"{table}.{key[1]}" if table else key[1], number)
        if (line.count('"""') + line.count("'''")) % 2:
            in_text = not in_text
    return lines
