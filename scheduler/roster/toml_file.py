"""TOML bytes to their root table, with the line of every key."""

import re
import tomllib
from decimal import Decimal, InvalidOperation

from scheduler.domain.problems import Problem
from scheduler.languages.sentences import Megabytes, Number, Sentence, counted, sentence
from scheduler.roster.errors import RosterError
from scheduler.roster.toml_table import TomlTable
from scheduler.roster.toml_values import shown

MAX_TOML_BYTES = 1_000_000

_HEADER = re.compile(r"\s*(\[{1,2})\s*([A-Za-z0-9_.-]+)\s*\]{1,2}\s*(?:#.*)?")
_KEY = re.compile(r"\s*([A-Za-z0-9_.-]+)\s*=")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def read_toml(*, data: bytes, file: str, error: type[RosterError]) -> TomlTable:
    """Read the file's root table, floats as exact decimals; raises `error` where the bytes are not TOML at all.

    UTF-8, a byte-order mark is accepted; at most 1 MB.
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
    try:
        values = tomllib.loads(text, parse_float=_exact)
    except (ValueError, RecursionError) as bad:
        at = _AT_LINE.search(str(bad))
        message = sentence("This is not TOML: {error}.", error=str(bad))
        suggestion = sentence("Mend that line: texts stand in quotes, lists in [ ].")
        raise error(
            (_unreadable(file, "not_toml", message, suggestion, int(at[1]) if at else None),)
        ) from bad
    return TomlTable(values=values, path="", file=file, lines=_key_lines(text))


def _unreadable(
    file: str, code: str, message: Sentence, suggestion: Sentence, row: int | None = None
) -> Problem:
    return Problem(code=code, message=message, suggestion=suggestion, row=row, file=file)


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
