"""A sentence is English wherever it goes, and is told in the reader's language out of what it was made of."""

import pickle
from dataclasses import dataclass
from datetime import date

import pytest

from scheduler.documents import from_json, to_json
from scheduler.languages.sentences import (
    Day,
    Language,
    Listed,
    Minutes,
    Words,
    counted,
    sentence,
    told,
)
from scheduler.languages.speech import first_spoken, speech

WEEK = sentence(
    "In the week of {week} {names} share {time}.",
    week=Day(on=date(2026, 10, 26)),
    names=Listed(items=("Anna", counted("one other", "{count} others", 2))),
    time=Minutes(count=45),
)
RIGHT_TO_LEFT = speech("ar-XB")
ACCENTED = speech("en-XA")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A document that has text in it."""

    text: Words


def test_a_sentence_is_english_text() -> None:
    assert WEEK == "In the week of 26 October Anna and 2 others share 45 minutes."


def test_one_and_many_are_told_apart() -> None:
    assert [counted("one seat", "{count} seats", n) for n in (1, 2, 1200)] == [
        "one seat",
        "2 seats",
        "1,200 seats",
    ]


def test_it_is_told_again_with_what_each_language_says_its_own_way() -> None:
    assert told(WEEK, speech=ACCENTED) == (
        "[Îñ ţĥé ŵééķ öƒ 26 October \u2068Anna\u2069 and [2 öţĥéŕš····] šĥåŕé 45 minutes.··············]"
    ).replace("26 October", "October 26")


def test_names_keep_their_own_direction() -> None:
    assert "\u2068Anna\u2069" in told(WEEK, speech=RIGHT_TO_LEFT)


def test_plain_text_is_english_only() -> None:
    assert told("No sentence.", speech=ACCENTED) is None


@pytest.mark.parametrize(
    "text",
    [
        WEEK,
        sentence("They speak {language}.", language=Language(tag="ti")),
        sentence("{a} or {b}", a=sentence("one"), b=Listed(items=("x", 2), style="or")),
        counted("one seat", "{count} seats", 3),
        "as older documents have it",
    ],
)
def test_it_is_kept_as_json_and_goes_to_other_processes_whole(text: str) -> None:
    kept = Kept(text=text)
    again = from_json(to_json(kept), as_type=Kept)
    handed = pickle.loads(pickle.dumps(text))  # noqa: S301 - our own
    assert again == kept
    assert [type(each) for each in (again.text, handed)] == [type(text)] * 2
    assert [told(each, speech=ACCENTED) for each in (again.text, handed)] == [told(text, speech=ACCENTED)] * 2


def test_pages_speak_the_first_wanted_language_that_they_know() -> None:
    assert [first_spoken(tags).tag for tags in (("fr", "en-KE"), ("xx-nonsense", None), ("ar-XB", "en"))] == [
        "en-KE",
        "en",
        "ar-XB",
    ]


def test_languages_are_written_their_own_way() -> None:
    assert (RIGHT_TO_LEFT.direction, ACCENTED.direction) == ("rtl", "ltr")
    assert (RIGHT_TO_LEFT.is_foreign, ACCENTED.is_foreign, first_spoken(["en-KE"]).is_foreign) == (
        True,
        True,
        False,
    )
