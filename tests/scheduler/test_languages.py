"""Every catalogue says every message, with the same places to fill in; what has no catalogue is said in English."""

import re
from gettext import c2py
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel.core import Locale
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import scheduler
from scheduler.languages import spoken, words

FOLDER = Path(scheduler.__file__).parent
LANGUAGES = sorted(path.stem for path in (FOLDER / "languages").glob("*.po"))
KEYWORDS = {"say": None, "many": (1, 2)}


def said_in_code() -> set[str | tuple[str, ...]]:
    """Return every message that the code says: alone, or as one and many."""
    found = extract_from_dir(str(FOLDER), method_map=[("**.py", "python")], keywords=KEYWORDS)
    return {message for _, _, message, _, _ in found}


def places(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", text))


def test_there_are_languages_and_messages() -> None:
    assert LANGUAGES == ["ar", "es", "fa", "fr", "sr", "sw", "uk"]
    assert len(said_in_code()) > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_says_what_the_code_says_and_nothing_else(language: str) -> None:
    with (files("scheduler.languages") / f"{language}.po").open("rb") as lines:
        catalogue = read_po(lines, locale=language, abort_invalid=True)
    messages = [message for message in catalogue if message.id]
    assert {message.id for message in messages} == said_in_code()
    assert not any(message.fuzzy for message in messages)
    for message in messages:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        english = message.id[-1] if isinstance(message.id, tuple) else message.id
        assert len(texts) == (catalogue.num_plurals if isinstance(message.id, tuple) else 1)
        for text in texts:
            assert text.strip()
            assert places(text) == places(english)
            assert text.count("\n") == english.count("\n")
    write_mo(BytesIO(), catalogue)


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_plurals_are_those_of_the_language(language: str) -> None:
    """As CLDR has them, for whole numbers: whichever two it tells apart, the catalogue does."""
    with (files("scheduler.languages") / f"{language}.po").open("rb") as lines:
        catalogue = read_po(lines, locale=language)
    rule = Locale.parse(language).plural_form
    plural = c2py(catalogue.plural_expr)
    kinds = {n: rule(n) for n in range(1, 201)}
    for n, kind in kinds.items():
        alike = {plural(other) for other, its in kinds.items() if its == kind}
        assert plural(n) in alike
        if kind != "many" or language == "ar":
            assert len(alike) == 1, (n, kind, alike)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-GB", "Meeting"),
        ("cy", "Meeting"),
        ("xx-nonsense", "Meeting"),
        ("fr-CA", "Réunion"),
        ("uk", "Зустріч"),
        ("prs", "جلسه"),
        ("sr-Latn", "Састанак"),
    ],
)
def test_a_reader_is_told_in_their_language_or_in_english(locale: str, said: str) -> None:
    assert words(locale).gettext("Meeting") == said


def test_dates_go_with_the_words() -> None:
    assert [spoken(locale) for locale in ("en-GB", "cy", "fr-CA", "prs")] == ["en-GB", "en", "fr-CA", "prs"]
