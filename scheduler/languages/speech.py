"""How pages speak: the catalogue of a language, how it says dates and numbers, and which way it is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from gettext import NullTranslations
from typing import Literal

from babel import Locale, UnknownLocaleError

from scheduler.languages import pseudo

SPOKEN = ("en",)
"""The languages whose catalogue of pages is whole; English needs none."""


@dataclass(frozen=True, kw_only=True)
class Speech:
    """One language of pages: its BCP 47 `tag`, and what CLDR knows of it."""

    tag: str
    locale: Locale
    words: NullTranslations

    def gettext(self, message: str) -> str:
        """Return the message in the language."""
        return self.words.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the form of the message for so many."""
        return self.words.ngettext(one, many, count)

    @cached_property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Which way it is written."""
        return "rtl" if self.locale.text_direction == "rtl" else "ltr"

    @cached_property
    def is_foreign(self) -> bool:
        """Whether English text is a quotation here."""
        return self.tag.partition("-")[0] != "en" or self.tag in pseudo.LANGUAGES


ENGLISH = Speech(tag="en-GB", locale=Locale("en", "GB"), words=NullTranslations())


@cache
def speech(tag: str) -> Speech | None:
    """Return how pages speak to a reader of this BCP 47 tag; None where they do not."""
    if tag in pseudo.LANGUAGES:
        return Speech(tag=tag, locale=Locale(pseudo.LANGUAGES[tag]), words=pseudo.Pseudo())
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
    if locale.language not in SPOKEN:
        return None
    return Speech(tag=str(locale).replace("_", "-"), locale=locale, words=NullTranslations())


def first_spoken(wanted: Iterable[str | None]) -> Speech:
    """Return how pages speak to whoever wants these languages, best first; plain English where they speak none."""
    found = (speech(tag) for tag in wanted if tag)
    return next((each for each in found if each is not None), _PLAIN)


_PLAIN = Speech(tag="en", locale=Locale("en"), words=NullTranslations())
