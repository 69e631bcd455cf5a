"""Words in the reader's language: catalogues of messages (gettext's .po files), and English where there is none.

What a message is in English is its name. The files beside this one are read as they are: nothing has to be compiled.
"""

from collections.abc import Callable, Iterator
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from calendars.wording import FALLBACK_LANGUAGE, language_of


def words(locale: str) -> NullTranslations:
    """Return the words of a BCP 47 tag's language, to say messages with; English, where there is no catalogue of it."""
    return _catalogue(language_of(locale))


def every_words() -> Iterator[Callable[[str], str]]:
    """Yield how messages are said in each language that there is a catalogue of, and in English."""
    there = (file.name.removesuffix(".po") for file in files(__name__).iterdir() if file.name.endswith(".po"))
    for language in (FALLBACK_LANGUAGE, *sorted(there)):
        yield _catalogue(language).gettext


def spoken(locale: str) -> str:
    """Return the tag where its words are said in its own language, and English's where they are not."""
    language = language_of(locale)
    there_is_one = language == FALLBACK_LANGUAGE or type(_catalogue(language)) is GNUTranslations
    return locale if there_is_one else FALLBACK_LANGUAGE


@cache
def _catalogue(language: str) -> NullTranslations:
    source = files(__name__) / f"{language}.po"
    if not source.is_file():
        return NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - they load where a language needs them
    from babel.messages.pofile import read_po  # noqa: PLC0415 - the same

    compiled = BytesIO()
    with source.open("rb") as lines:
        write_mo(compiled, read_po(lines, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
