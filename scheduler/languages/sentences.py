"""Sentences that know what they are made of: English wherever they go, and in the reader's language on a page.

Who says one writes `sentence("They share {time} each week.", time=Minutes(count=90))`. It is a `str`, in English, so
that logs, files and the command line need nothing more; a page tells it again, out of its template and its values. What
goes into an f-string is a plain `str` from then on: a sentence takes other sentences as values instead.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, Self, TypeAlias, cast

import langcodes
from babel.dates import format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit
from pydantic import PlainSerializer, PlainValidator

from scheduler.languages.speech import ENGLISH, Speech

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A date: `28 October`, with its year where it would not be clear which one is meant."""

    on: date
    with_year: bool = False

    def told(self, speech: Speech) -> str:
        """Return it in the language."""
        return format_skeleton("yMMMMd" if self.with_year else "MMMMd", self.on, locale=speech.locale)


@dataclass(frozen=True, kw_only=True, slots=True)
class Minutes:
    """So many minutes: `90 minutes`."""

    count: int

    def told(self, speech: Speech) -> str:
        """Return it in the language."""
        return format_unit(self.count, "minute", locale=speech.locale)


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
class Listed:
    """Several things: `a, b and c`, or `a, b or c`."""

    items: tuple["Value", ...]
    style: Literal["standard", "or"] = "standard"

    def told(self, speech: Speech) -> str:
        """Return it in the language."""
        return format_list([_told(item, speech) for item in self.items], self.style, locale=speech.locale)


Value: TypeAlias = "Sentence | str | int | Day | Minutes | Language | Listed"
"""What fills a place: another sentence, a name as it is written, a number, or what each language says its own way."""


class Sentence(str):
    """One message with its places filled in, in English."""

    __slots__ = ("many", "number", "one", "values")

    one: str
    many: str | None
    number: int
    values: Mapping[str, Value]

    def __new__(cls, one: str, many: str | None, number: int, values: Mapping[str, Value]) -> Self:
        """Say it in English, and remember what of."""
        said = super().__new__(cls, _filled(one, many, number, values, ENGLISH))
        said.one, said.many, said.number, said.values = one, many, number, values
        return said

    def __reduce__(self) -> tuple[Callable[..., "Sentence"], tuple[object, ...]]:
        """Go to another process whole."""
        return Sentence, (self.one, self.many, self.number, dict(self.values))

    def told(self, speech: Speech) -> str:
        """Return it in another language."""
        return _filled(self.one, self.many, self.number, self.values, speech)


def sentence(message: str, /, **values: Value) -> Sentence:
    """Say a message, which names its places: `{name}`."""
    return Sentence(message, None, 1, values)


def counted(one: str, many: str, /, count: int, **values: Value) -> Sentence:
    """Say the message for one thing, or for `{count}`."""
    return Sentence(one, many, count, {**values, "count": count})


def _apart(value: Value) -> object:
    """Return what JSON keeps of a value."""
    match value:
        case Sentence(one=one, many=many, number=number, values=values):
            kept = {name: _apart(each) for name, each in values.items()}
            return {"one": one, "many": many, "number": number, "values": kept}
        case Listed(items=items, style=style):
            return {"listed": [_apart(item) for item in items], "style": style}
        case Day(on=on, with_year=with_year):
            return {"day": on.isoformat(), "with_year": with_year}
        case Minutes(count=count):
            return {"minutes": count}
        case Language(tag=tag):
            return {"language": tag}
        case str() | int():
            return value


def _together(kept: Any) -> Value:  # noqa: ANN401 - JSON has no static type
    """Return the value that `_apart` made this of."""
    match kept:
        case str() | int():
            return kept
        case {"one": one, "many": many, "number": number, "values": values}:
            return Sentence(one, many, number, {name: _together(each) for name, each in values.items()})
        case {"listed": items, "style": style}:
            return Listed(items=tuple(map(_together, items)), style=style)
        case {"day": on, "with_year": with_year}:
            return Day(on=date.fromisoformat(on), with_year=with_year)
        case {"minutes": count}:
            return Minutes(count=count)
        case {"language": tag}:
            return Language(tag=tag)
        case _:
            raise ValueError("this is no value of a sentence")


Words: TypeAlias = Annotated[str, PlainValidator(_together), PlainSerializer(_apart)]
"""English text, and a sentence where it is one; in JSON too, where older documents have text alone."""


def told(text: str, *, speech: Speech) -> str | None:
    """Return a sentence in a language; None for text that is English and nothing else."""
    return text.told(speech) if isinstance(text, Sentence) else None


def _filled(one: str, many: str | None, number: int, values: Mapping[str, Value], speech: Speech) -> str:
    message = speech.gettext(one) if many is None else speech.ngettext(one, many, number)
    return message.format_map({name: _told(value, speech) for name, value in values.items()})


def _told(value: Value, speech: Speech) -> str:
    if isinstance(value, Sentence):
        return value.told(speech)
    if isinstance(value, str):
        return f"{_FIRST_STRONG_ISOLATE}{value}{_POP_ISOLATE}" if speech.is_foreign else value
    if isinstance(value, int):
        return format_decimal(value, locale=speech.locale)
    return value.told(speech)
