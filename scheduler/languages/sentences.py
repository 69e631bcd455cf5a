"""Sentences that know what they are made of: English wherever they go, and in the reader's language on a page.

Who says one writes `sentence("They share {time} each week.", time=Minutes(count=90))`. It is a `str`, in English, so
that logs, files and the command line need nothing more; a page tells it again, out of its template and its values. What
goes into an f-string is a plain `str` from then on: a sentence takes other sentences as values instead.

Plans hold some for each of their people, so that each is to be made, kept and told in a few microseconds: what Babel
says of a value is remembered.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Annotated, Any, Literal, Self, TypeAlias, cast, get_args

import langcodes
from babel.dates import format_skeleton, format_time, get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit
from pydantic import PlainSerializer, PlainValidator

from calendars import wording
from scheduler.languages.speech import ENGLISH, Speech

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_PLAIN = (str, int)
_HOUR, _DAY = 60, 24 * 60
_TEENS = (11, 12, 13)
Style: TypeAlias = Literal["standard", "or", "unit", "clauses"]
_STYLES = frozenset(get_args(Style))
_ORDINAL_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A date: `28 October`, with its year where it would not be clear which one is meant."""

    on: date
    with_year: bool = False

    def told(self, speech: Speech) -> str:
        """Return it in the language."""
        return format_skeleton("yMMMMd" if self.with_year else "MMMMd", self.on, locale=speech.locale)


@dataclass(frozen=True, kw_only=True, slots=True)
class Weekday:
    """A day of the week, 0 to 6: `Monday`, ..."""

    day: int

    def told(self, speech: Speech) -> str:
        """Return it in the language."""
        return get_day_names("wide", "stand-alone", locale=speech.locale)[self.day]


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """What a clock shows so many minutes after midnight: `18:00`; the end of a day is `24:00`."""

    minute: int

    @classmethod
    def at(cls, reading: datetime | time) -> Self:
        """Read it off a clock, to the minute."""
        return cls(minute=reading.hour * _HOUR + reading.minute)

    def told(self, speech: Speech) -> str:
        """Return it as the language's readers count their hours."""
        if speech is ENGLISH:
            return f"{self.minute // _HOUR:02}:{self.minute % _HOUR:02}"
        return format_time(time(*divmod(self.minute % _DAY, _HOUR)), "short", locale=speech.locale)


@dataclass(frozen=True, kw_only=True, slots=True)
class City:
    """The place after which an IANA zone is named: `New York`."""

    time_zone: str

    def told(self, speech: Speech) -> str:
        """Return it in the language."""
        if speech is ENGLISH:
            return self.time_zone.rpartition("/")[2].replace("_", " ")
        return wording.city(self.time_zone, locale=str(speech.locale))


@dataclass(frozen=True, kw_only=True, slots=True)
class Minutes:
    """So many minutes: `90 minutes`."""

    count: int

    def told(self, speech: Speech) -> str:
        """Return it in the language."""
        return format_unit(self.count, "minute", locale=speech.locale)


@dataclass(frozen=True, kw_only=True, slots=True)
class Megabytes:
    """So many million bytes: `5.2 MB`."""

    count: float

    def told(self, speech: Speech) -> str:
        """Return it in the language."""
        return format_unit(self.count, "digital-megabyte", "short", locale=speech.locale)


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A number that is no count, such as a row's or a score: `1200`, where a count is `1,200`."""

    number: int

    def told(self, speech: Speech) -> str:
        """Return it in the language's digits."""
        return format_decimal(self.number, locale=speech.locale, group_separator=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordinal:
    """A place in a row: `1st`, `2nd`, `3rd`, `4th`; `no. 1` where an ordinal takes the gender of what it counts."""

    number: int

    def told(self, speech: Speech) -> str:
        """Return it in the language."""
        if speech.is_foreign:
            digits = format_decimal(self.number, locale=speech.locale)
            return speech.gettext("no. {number}").format(number=digits)
        ending = "th" if self.number % 100 in _TEENS else _ORDINAL_ENDINGS.get(self.number % 10, "th")
        return f"{self.number}{ending}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Language:
    """A language by its BCP 47 tag, region and script left aside: `Tigrinya`."""

    tag: str

    def told(self, speech: Speech) -> str:
        """Return it in the language."""
        subtag = self.tag.partition("-")[0]
        known = cast("Mapping[str, str]", speech.locale.languages).get(subtag)
        # Babel knows most and is at hand; langcodes knows all and takes a tenth of a second to open its tables.
        return known or langcodes.Language.get(subtag).language_name(speech.locale.language)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quoted:
    """Text as it stands somewhere, in quotation marks: `'18 h'`; what cannot be seen is spelled out."""

    text: str

    def told(self, speech: Speech) -> str:
        """Return it, the same in every language."""
        return isolated(repr(self.text), speech)


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """Several things: `a, b and c`, `a, b or c`, `a, b, c` (unit), or clauses: `a, and b, and c`."""

    items: tuple["Value", ...]
    style: Style = "standard"

    def told(self, speech: Speech) -> str:
        """Return it in the language."""
        said = [_told(item, speech) for item in self.items]
        if self.style == "clauses":
            return _clauses(said, speech)
        return (
            _in_english(said, self.style) if speech is ENGLISH else _listed(tuple(said), self.style, speech)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """What opens a sentence, and stands elsewhere without its capital letter."""

    said: "Value"

    def told(self, speech: Speech) -> str:
        """Return it in the language."""
        said = _told(self.said, speech)
        return f"{said[:1].upper()}{said[1:]}"


Simple: TypeAlias = Day | Weekday | Clock | City | Minutes | Megabytes | Number | Ordinal | Language | Quoted
Value: TypeAlias = "Sentence | str | int | Simple | Listed | Opening"
"""What fills a place: another sentence, a name as it is written, a count, or what each language says its own way."""


class Sentence(str):
    """One message with its places filled in, in English; of one and many, its value `count` says which."""

    __slots__ = ("_parts",)

    _parts: "_Parts | list[Any]"

    def __new__(cls, one: str, many: str | None, values: Mapping[str, Value]) -> Self:
        """Say it in English, and remember what of."""
        message = one if many is None or values["count"] == 1 else many
        said = super().__new__(cls, _filled(message, values, ENGLISH))
        said._parts = one, many, values
        return said

    @classmethod
    def kept(cls, text: str, parts: list[Any]) -> Self:
        """Return one as it was said in English, of what JSON keeps, which is not looked at before it is told."""
        said = super().__new__(cls, text)
        said._parts = parts
        return said

    @property
    def parts(self) -> "_Parts":
        """The message for one, that for many if there is one, and the values."""
        if isinstance(self._parts, list):
            self._parts = _parts(self._parts)
        return self._parts

    def __reduce__(self) -> tuple[Callable[..., "Sentence"], tuple[object, ...]]:
        """Go to another process whole."""
        return Sentence, self.parts

    def told(self, speech: Speech) -> str:
        """Return it in another language."""
        one, many, values = self.parts
        if many is None:
            return _filled(speech.gettext(one), values, speech)
        return _filled(speech.ngettext(one, many, cast("int", values["count"])), values, speech)


_Parts: TypeAlias = tuple[str, str | None, Mapping[str, Value]]


def sentence(message: str, /, **values: Value) -> Sentence:
    """Say a message, which names its places: `{name}`."""
    return Sentence(message, None, values)


def counted(one: str, many: str, /, count: int, **values: Value) -> Sentence:
    """Say the message for one thing, or for `{count}`."""
    return Sentence(one, many, {**values, "count": count})


def message(text: str, /) -> str:
    """Return the text: a message that is said elsewhere, marked for the catalogues."""
    return text


def all_of(items: Iterable[Value]) -> Listed:
    """Name all: `a, b and c`."""
    return Listed(items=tuple(items))


def any_of(items: Iterable[Value]) -> Listed:
    """Leave it open which: `a, b or c`."""
    return Listed(items=tuple(items), style="or")


def _apart(value: Value) -> object:
    """Return what JSON keeps of a value: text and counts as they are, a sentence as a list, else one key's object."""
    if isinstance(value, Sentence):
        one, many, values = value.parts
        kept = {name: _apart(each) for name, each in values.items()}
        return [one, kept] if many is None else [one, many, kept]
    if isinstance(value, _PLAIN):
        return value
    match value:
        case Listed(items=items, style=style):
            return {style: [_apart(item) for item in items]}
        case Opening(said=said):
            return {"opening": _apart(said)}
        case Day(on=on, with_year=with_year):
            return {"date" if with_year else "day": on.isoformat()}
        case simple:
            kind, field = _FIELDS[type(simple)]
            return {kind: getattr(simple, field)}


_FIELDS: Mapping[type, tuple[str, str]] = {
    Weekday: ("weekday", "day"),
    Clock: ("clock", "minute"),
    City: ("city", "time_zone"),
    Minutes: ("minutes", "count"),
    Megabytes: ("megabytes", "count"),
    Number: ("number", "number"),
    Ordinal: ("ordinal", "number"),
    Language: ("language", "tag"),
    Quoted: ("quoted", "text"),
}
"""What JSON calls each kind of value that has one field, and the field."""
_KINDS = {kind: (value, field) for value, (kind, field) in _FIELDS.items()}


def _together(kept: Any) -> Value:  # noqa: ANN401 - JSON has no static type
    """Return the value that `_apart` made this of."""
    if isinstance(kept, _PLAIN):
        return kept
    if isinstance(kept, list):
        return Sentence(*_parts(cast("list[Any]", kept)))
    ((kind, held),) = kept.items()
    if kind in _STYLES:
        return Listed(items=tuple(map(_together, held)), style=kind)
    return Opening(said=_together(held)) if kind == "opening" else _simple(kind, held)


def _parts(kept: list[Any]) -> _Parts:
    one, many, values = kept if len(kept) > 2 else (kept[0], None, kept[1])  # noqa: PLR2004 - one, many, values
    return one, many, {name: _together(each) for name, each in values.items()}


@lru_cache(maxsize=8192)
def _simple(kind: str, held: Any) -> Simple:  # noqa: ANN401 - JSON has no static type
    """Return a value of this kind, one for all that are equal."""
    if kind in {"day", "date"}:
        return Day(on=date.fromisoformat(held), with_year=kind == "date")
    if kind not in _KINDS:
        raise ValueError("this is no kind of value of a sentence")
    value, field = _KINDS[kind]
    return value(**{field: held})


def _text_apart(text: str) -> object:
    return {"text": str(text), "said": _apart(text)} if isinstance(text, Sentence) else text


def _text_together(kept: Any) -> str:  # noqa: ANN401 - JSON has no static type
    if isinstance(kept, str):
        return kept
    try:
        return Sentence.kept(kept["text"], kept["said"])
    except (KeyError, TypeError) as bad:
        raise ValueError("this is neither text nor a sentence") from bad


Words: TypeAlias = Annotated[str, PlainValidator(_text_together), PlainSerializer(_text_apart)]
"""English text, and a sentence where it is one, which JSON keeps beside its text; older documents have text alone."""


NAMES = frozenset(
    {"member", "members", "coach", "coaches", "lead", "name", "names", "origin", "to", "others"}
)
"""Places of sentences in which people's names stand."""


def with_another_name(kept: Mapping[str, Any], *, names: Collection[str], now: str) -> object:
    """Return a sentence, as JSON keeps it, that says another name wherever one of the `names` stands as a name."""
    one, many, values = _parts(kept["said"])
    return _text_apart(Sentence(one, many, _renamed(values, names, now)))


def _renamed(values: Mapping[str, Value], names: Collection[str], now: str) -> dict[str, Value]:
    def anew(value: Value, *, is_name: bool) -> Value:
        match value:
            case Sentence():
                one, many, within = value.parts
                return Sentence(one, many, _renamed(within, names, now))
            case str():
                return now if is_name and value in names else value
            case Listed(items=items, style=style):
                return Listed(items=tuple(anew(item, is_name=is_name) for item in items), style=style)
            case Opening(said=said):
                return Opening(said=anew(said, is_name=is_name))
            case _:
                return value

    return {place: anew(value, is_name=place in NAMES) for place, value in values.items()}


def told(text: str, *, speech: Speech) -> str | None:
    """Return a sentence in a language; None for text that is English and nothing else."""
    return text.told(speech) if isinstance(text, Sentence) else None


def in_english(value: Value) -> str:
    """Return a value as an English sentence has it."""
    return _told(value, ENGLISH)


def _filled(message: str, values: Mapping[str, Value], speech: Speech) -> str:
    return message.format_map({name: _told(value, speech) for name, value in values.items()})


def _told(value: Value, speech: Speech) -> str:
    if isinstance(value, str):
        if speech is ENGLISH:  # which a sentence is already
            return value
        return value.told(speech) if isinstance(value, Sentence) else isolated(value, speech)
    if isinstance(value, int):
        return f"{value:,}" if speech is ENGLISH else _number(value, speech)
    return value.told(speech) if isinstance(value, Listed | Opening) else _simply(value, speech)


def isolated(text: str, speech: Speech) -> str:
    """Return somebody's own words so that in a foreign text they keep their own direction (UAX 9)."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}" if speech.is_foreign else text


@lru_cache(maxsize=16384)
def _simply(value: Simple, speech: Speech) -> str:
    return value.told(speech)


@lru_cache(maxsize=4096)
def _number(value: int, speech: Speech) -> str:
    return format_decimal(value, locale=speech.locale)


@lru_cache(maxsize=4096)
def _listed(items: tuple[str, ...], style: Literal["standard", "or", "unit"], speech: Speech) -> str:
    return format_list(items, style, locale=speech.locale)


def _in_english(items: list[str], style: str) -> str:
    """Join as CLDR does in British English, at a hundredth of the price."""
    if style == "unit" or len(items) < 2:  # noqa: PLR2004 - nothing to join
        return ", ".join(items)
    return f"{', '.join(items[:-1])} {'or' if style == 'or' else 'and'} {items[-1]}"


def _clauses(items: list[str], speech: Speech) -> str:
    """Join clauses so that a word stands between any two: names side by side, in Arabic, would change places."""
    said = ""
    for item in items:
        said = speech.gettext("{clauses}, and {clause}").format(clauses=said, clause=item) if said else item
    return said
