"""TOML read table by table: what is missing, misspelled or of the wrong kind is gathered, not raised."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar, cast

from scheduler.domain.problems import Problem
from scheduler.languages.sentences import Number, Quoted, Sentence, sentence
from scheduler.roster.spelling import clean, did_you_mean, listed, nearest
from scheduler.roster.toml_values import few_decimals, is_whole, iso_day, list_items, shown

FIRST_YEAR, LAST_YEAR = 2012, 2100

_Word = TypeVar("_Word", bound=StrEnum)

MOST_UNKNOWN = 1_000
"""Keys of a table that are told of: each takes a millisecond to find what was meant."""


class TomlTable:
    """One table of a file and what is wrong with it so far.

    Each reading method takes the key, reports what is wrong there, and then gives a value of the right type all the
    same, so that reading goes on to the next key; whoever reads must not use the values once `problems()` has any.
    A table without a `default` for a key requires it.
    """

    def __init__(self, *, values: dict[str, object], path: str, file: str, lines: dict[str, int]) -> None:
        self._values = values
        self._path = path
        self._file = file
        self._lines = lines
        self._asked: list[str] = []
        self._missing: list[str] = []
        self._problems: list[Problem] = []
        self._tables: list[TomlTable] = []

    def problems(self) -> tuple[Problem, ...]:
        """All problems of this table and those in it, by line; a thousand keys that nobody asked for are among them."""
        # A misspelled key is one problem, not two: the key it was meant to be is then not reported as missing.
        unknown = [key for key in self._values if key not in self._asked][:MOST_UNKNOWN]
        meant = {match for key in unknown for match in nearest(key, among=self._missing)}
        missing = [key for key in self._missing if key not in meant]
        own = [*self._problems, *map(self._unknown_key, unknown), *map(self._missing_key, missing)]
        every = [*own, *(problem for table in self._tables for problem in table.problems())]
        return tuple(sorted(every, key=lambda problem: problem.row or 0))

    def report(
        self, key: str, *, code: str, message: Sentence, suggestion: Sentence, value: object = None
    ) -> None:
        """Say that what stands at `key` is wrong."""
        self._problems.append(
            self._problem(key, code=code, message=message, suggestion=suggestion, value=value)
        )

    def has(self, key: str) -> bool:
        """Whether the key stands in the table; asking makes it a known key."""
        self._asked.append(key)
        return key in self._values

    def text(self, key: str, *, default: str | None = None) -> str:
        """Read a text on one line that is not blank."""
        value = self._take(key, required=default is None)
        if value is None:
            return default or ""
        if isinstance(value, str) and clean(value):
            return clean(value)
        self._wrong(key, value, wanted=sentence("Write a text in quotes that is not blank."))
        return ""

    def word(self, key: str, *, default: _Word, required: bool = False) -> _Word:
        """Read one of the words of the default's type."""
        text = self.text(key, default=None if required else default.value)
        words = [word.value for word in type(default)]
        if text in words or not text:
            return type(default)(text or default.value)
        otherwise = sentence("Write one of {words}.", words=listed(words))
        suggestion = did_you_mean(text, among=words, otherwise=otherwise)
        message = sentence("{key} cannot be {text}.", key=key, text=Quoted(text=text))
        self.report(key, code="wrong_value", message=message, suggestion=suggestion, value=text)
        return default

    def whole(self, key: str, *, least: int, most: int, default: int | None = None) -> int:
        """Read a whole number from `least` to `most`."""
        value = self._take(key, required=default is None)
        if value is None:
            return least if default is None else default
        if is_whole(value) and least <= value <= most:
            return value
        wanted = sentence(
            "Write a whole number from {least} to {most}.",
            least=Number(number=least),
            most=Number(number=most),
        )
        self._wrong(key, value, wanted=wanted)
        return least

    def range(self, key: str, *, least: int, most: int) -> tuple[int, int]:
        """Read a list [min, max] of two whole numbers, least <= min <= max <= most."""
        value = self._take(key, required=True)
        if value is None:
            return least, most
        items = list_items(value) or []
        numbers = [item for item in items if is_whole(item) and least <= item <= most]
        if len(items) == len(numbers) == 2 and numbers[0] <= numbers[1]:  # noqa: PLR2004 - min and max
            return numbers[0], numbers[1]
        wanted = sentence(
            "Write [min, max], two whole numbers from {least} to {most} with min not above max.",
            least=Number(number=least),
            most=Number(number=most),
        )
        self._wrong(key, value, wanted=wanted)
        return least, most

    def truth(self, key: str, *, default: bool) -> bool:
        """Read true or false."""
        value = self._take(key, required=False)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        self._wrong(key, value, wanted=sentence("Write true or false."))
        return default

    def decimal(self, key: str) -> Decimal:
        """Read a number from 0 to 1 of at most 12 decimals, exactly as it is written."""
        value = self._take(key, required=True)
        if value is None:
            return Decimal(0)
        number = Decimal(value) if is_whole(value) else value
        if isinstance(number, Decimal) and number.is_finite() and 0 <= number <= 1 and few_decimals(number):
            return number
        wanted = sentence("Write a number from 0 to 1 with at most 12 decimals.")
        self._wrong(key, value, wanted=wanted)
        return Decimal(0)

    def day(self, key: str) -> date | None:
        """Read a date from 2012 to 2100, bare or in quotes; None where there is none to read."""
        value = self._take(key, required=True)
        return None if value is None else self._as_day(key, value)

    def days(self, key: str) -> tuple[date, date] | None:
        """Read a list of two dates; None where either cannot be read."""
        wanted = sentence("Write [first date, last date].")
        items = self._list(key, required=True, wanted=wanted, length=2)
        first, last = [self._as_day(key, item) for item in items] or [None, None]
        return None if first is None or last is None else (first, last)

    def clock(self, key: str) -> str:
        """Read a wall-clock time: a text, or TOML's own 18:00:00, as "HH:MM"."""
        value = self._take(key, required=True)
        if isinstance(value, time):
            return value.isoformat("minutes" if not (value.second or value.microsecond) else "auto")
        if value is None or isinstance(value, str):
            return value or ""
        self._wrong(key, value, wanted=sentence('Write a time in quotes such as "18:00".'))
        return ""

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Read a list of texts, none blank, each once at its first place."""
        wanted = sentence("Write a list of texts such as {example}.", example='["one", "two"]')
        items = self._list(key, required=required, wanted=wanted)
        texts = [clean(item) for item in items if isinstance(item, str) and clean(item)]
        if len(texts) < len(items):
            self._wrong(key, items, wanted=wanted)
        return tuple(dict.fromkeys(texts))

    def pairs(self, key: str, *, second: str = "coach") -> tuple[tuple[str, str], ...]:
        """Read a list of lists of two texts, a member and a `second`, each pair once."""
        wanted = sentence("Write a list of pairs such as {example}.", example=f'[["member", "{second}"]]')
        pairs: list[tuple[str, str]] = []
        for item in self._list(key, required=False, wanted=wanted):
            match item:
                case [str(first), str(second)] if clean(first) and clean(second):
                    pairs.append((clean(first), clean(second)))
                case _:
                    self._wrong(key, item, wanted=wanted)
        return tuple(dict.fromkeys(pairs))

    def table(self, key: str, *, required: bool = False) -> "TomlTable | None":
        """Give the table at `key`, or None where it does not stand."""
        value = self._take(key, required=required)
        if value is None:
            return None
        if isinstance(value, dict):
            return self._inner(key, cast("dict[str, object]", value))
        self._wrong(key, value, wanted=sentence("Write a table, {example}.", example=f"[{key}]"))
        return None

    def tables(self, key: str) -> tuple["TomlTable", ...]:
        """Give the tables of `[[key]]` in file order; their paths count from 1."""
        value = self._take(key, required=False)
        if value is None:
            return ()
        items = list_items(value) or [None]
        rows = [cast("dict[str, object]", item) for item in items if isinstance(item, dict)]
        if len(rows) < len(items):
            wanted = sentence("Write tables, each under {example}.", example=f"[[{key}]]")
            self._wrong(key, value, wanted=wanted)
            return ()
        return tuple(self._inner(f"{key}[{number}]", row) for number, row in enumerate(rows, start=1))

    def words(self) -> dict[str, str]:
        """Every key of this table with its text: a table whose keys are the file's own."""
        return {key: self._as_word(key, value) for key, value in self._values.items()}

    def _as_word(self, key: str, value: object) -> str:
        self._asked.append(key)
        if not isinstance(value, str):
            self._wrong(key, value, wanted=sentence("Write a text in quotes."))
        return clean(str(value))

    def _as_day(self, key: str, value: object) -> date | None:
        day = value if isinstance(value, date) and not isinstance(value, datetime) else iso_day(value)
        if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
        wanted = sentence(
            "Write a date such as {example}, from {first} to {last}.",
            example="2026-09-01",
            first=Number(number=FIRST_YEAR),
            last=Number(number=LAST_YEAR),
        )
        self._wrong(key, value, wanted=wanted, code="bad_date")
        return None

    def _list(self, key: str, *, required: bool, wanted: Sentence, length: int | None = None) -> list[object]:
        value = self._take(key, required=required)
        if value is None:
            return []
        items = list_items(value)
        if items is None or (length is not None and len(items) != length) or (required and not items):
            self._wrong(key, value, wanted=wanted)
            return []
        return items

    def _take(self, key: str, *, required: bool) -> object:
        self._asked.append(key)
        if key not in self._values and required:
            self._missing.append(key)
        return self._values.get(key)

    def _inner(self, key: str, values: dict[str, object]) -> "TomlTable":
        table = TomlTable(values=values, path=self._at(key), file=self._file, lines=self._lines)
        self._tables.append(table)
        return table

    def _wrong(self, key: str, value: object, *, wanted: Sentence, code: str = "wrong_value") -> None:
        self.report(
            key,
            code=code,
            message=sentence("{key} cannot be {text}.", key=self._at(key), text=Quoted(text=shown(value))),
            suggestion=wanted,
            value=value,
        )

    def _unknown_key(self, key: str) -> Problem:
        otherwise = sentence("Known here: {keys}.", keys=listed(sorted(set(self._asked))))
        suggestion = did_you_mean(key, among=self._asked, otherwise=otherwise)
        message = sentence("Nothing is called {key}.", key=self._at(key))
        value = self._values[key]
        return self._problem(key, code="unknown_key", message=message, suggestion=suggestion, value=value)

    def _missing_key(self, key: str) -> Problem:
        suggestion = (
            sentence("Write {key} in {table}.", key=key, table=f"[{self._path}]")
            if self._path
            else sentence("Write {table} in the file.", table=f"[{key}]")
        )
        message = sentence("{key} is missing.", key=self._at(key))
        return self._problem(key, code="missing_key", message=message, suggestion=suggestion, value=None)

    def _problem(
        self, key: str, *, code: str, message: Sentence, suggestion: Sentence, value: object
    ) -> Problem:
        return Problem(
            code=code,
            message=message,
            suggestion=suggestion,
            row=self._line(self._at(key)),
            column=self._at(key),
            value=None if value is None else shown(value),
            file=self._file,
        )

    def _line(self, path: str) -> int | None:
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path.rpartition(".")[0]
        return None

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key
