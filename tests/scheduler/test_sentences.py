"""A sentence is English wherever it goes, and is told in the reader's language out of what it was made of."""

import json
import pickle
from dataclasses import dataclass
from datetime import date

import pytest
from pydantic import ValidationError

from scheduler.documents import from_json, to_json
from scheduler.domain.plans import Breach, Reason
from scheduler.languages.sentences import (
    City,
    Clock,
    Day,
    Language,
    Listed,
    Megabytes,
    Minutes,
    Number,
    Opening,
    Ordinal,
    Quoted,
    Sentence,
    Value,
    Weekday,
    Words,
    all_of,
    any_of,
    counted,
    in_english,
    message,
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
AMERICAN = speech("en-US")
VALUES: tuple[Value, ...] = (
    "Anna",
    1200,
    sentence("The cohort has no coach."),
    counted("one seat", "{count} seats", 3),
    Day(on=date(2026, 10, 28)),
    Day(on=date(2026, 10, 28), with_year=True),
    Weekday(day=1),
    Clock(minute=18 * 60),
    City(time_zone="America/New_York"),
    Minutes(count=90),
    Megabytes(count=5.2),
    Number(number=1200),
    Ordinal(number=2),
    Language(tag="pt-BR"),
    Quoted(text="18 h"),
    all_of(("a", "b", "c")),
    any_of(("a", sentence("b"))),
    Listed(items=("a", "b"), style="unit"),
    Listed(items=("a", "b", "c"), style="clauses"),
    Opening(said=sentence("costs nothing")),
)
"""One of each kind."""


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
    ("value", "english", "american", "accented"),
    [
        ("Anna", "Anna", "Anna", "\u2068Anna\u2069"),
        (1200, "1,200", "1,200", "1,200"),
        (Day(on=date(2026, 10, 28)), "28 October", "October 28", "October 28"),
        (Weekday(day=1), "Tuesday", "Tuesday", "Tuesday"),
        (Clock(minute=18 * 60), "18:00", "6:00\u202fPM", "6:00\u202fPM"),
        (Clock(minute=24 * 60), "24:00", "12:00\u202fAM", "12:00\u202fAM"),
        (City(time_zone="America/New_York"), "New York", "New York", "New York"),
        (City(time_zone="Indian/Reunion"), "Reunion", "Réunion", "Réunion"),
        (City(time_zone="UTC"), "UTC", "UTC", "UTC"),
        (Minutes(count=1), "1 minute", "1 minute", "1 minute"),
        (Minutes(count=1080), "1,080 minutes", "1,080 minutes", "1,080 minutes"),
        (Megabytes(count=5.2), "5.2 MB", "5.2 MB", "5.2 MB"),
        (Number(number=1200), "1200", "1200", "1200"),
        (Quoted(text="it's\u200b"), '"it\'s\\u200b"', '"it\'s\\u200b"', '\u2068"it\'s\\u200b"\u2069'),
        (Opening(said=sentence("costs nothing")), "Costs nothing", "Costs nothing", "[çöšţš ñöţĥîñĝ····]"),
    ],
)
def test_a_value_is_told_as_each_language_says_it(
    value: Value, english: str, american: str, accented: str
) -> None:
    """The plain English of files and logs is British, and its names of cities are those of the zones."""
    said = sentence("{value}", value=value)
    assert (said, told(said, speech=AMERICAN)) == (english, american)
    assert told(said, speech=ACCENTED) == f"[{accented}··]"


@pytest.mark.parametrize(
    ("tag", "name"),
    [("pt-BR", "Portuguese"), ("rhg", "Rohingya"), ("zh-Hant-TW", "Chinese"), ("prs", "Persian")],
)
def test_languages_have_names(tag: str, name: str) -> None:
    """Dari's old tag `prs` is one that Babel has no name for."""
    assert in_english(Language(tag=tag)) == name


def test_ordinals_end_as_they_are_spoken_and_are_numbers_where_they_would_take_a_gender() -> None:
    numbers = (1, 2, 3, 4, 10, 11, 12, 13, 21, 22, 103, 111, 112)
    said = "1st 2nd 3rd 4th 10th 11th 12th 13th 21st 22nd 103rd 111th 112th"
    assert " ".join(in_english(Ordinal(number=number)) for number in numbers) == said
    assert Ordinal(number=2).told(ACCENTED) == "[ñö. 2····]"


def test_lists_are_joined_as_they_are_meant() -> None:
    names = ((), ("a",), ("a", "b"), ("a", "b", "c"))
    styles = ("standard", "or", "unit", "clauses")
    assert [[in_english(Listed(items=each, style=style)) for each in names] for style in styles] == [
        ["", "a", "a and b", "a, b and c"],
        ["", "a", "a or b", "a, b or c"],
        ["", "a", "a, b", "a, b, c"],
        ["", "a", "a, and b", "a, and b, and c"],
    ]
    assert Listed(items=("a", "b"), style="or").told(RIGHT_TO_LEFT) == "\u2068a\u2069 أو \u2068b\u2069"


@pytest.mark.parametrize("tag", ["en-GB", "en-KE"])
def test_what_is_said_at_once_in_english_is_what_cldr_says(tag: str) -> None:
    """Numbers and lists are joined by hand where speed counts: British and Kenyan English agree on them."""
    other = speech(tag)
    assert other is not None
    for value in (0, 7, 1200, -1200, 1234567, *(Listed(items=("a", "b", "c")[:n]) for n in range(4))):
        assert told(sentence("{value}", value=value), speech=other) == in_english(value)


def test_a_message_that_is_said_elsewhere_is_its_text() -> None:
    assert sentence(message("They speak {language}."), language=Language(tag="ti")) == "They speak Tigrinya."


@pytest.mark.parametrize(
    "text",
    [
        WEEK,
        *(sentence("They say {value}.", value=value) for value in VALUES),
        counted("one seat for {who}", "{count} seats for {who}", 3, who="Anna"),
        "as older documents have it",
    ],
)
def test_it_is_kept_as_json_and_goes_to_other_processes_whole(text: str) -> None:
    kept = Kept(text=text)
    written = json.dumps(to_json(kept))
    again = from_json(json.loads(written), as_type=Kept)
    handed = pickle.loads(pickle.dumps(again.text))  # noqa: S301 - our own
    assert json.dumps(to_json(again)) == written
    assert again == kept
    assert [type(each) for each in (again.text, handed)] == [type(text)] * 2
    assert [told(each, speech=ACCENTED) for each in (again.text, handed)] == [told(text, speech=ACCENTED)] * 2


def test_what_json_keeps_can_be_read() -> None:
    text = sentence("They share {time} with {names}.", time=Minutes(count=90), names=all_of(("Anna", "Bo")))
    assert to_json(Kept(text=text)) == {
        "text": {
            "text": "They share 90 minutes with Anna and Bo.",
            "said": [
                "They share {time} with {names}.",
                {"time": {"minutes": 90}, "names": {"standard": ["Anna", "Bo"]}},
            ],
        }
    }


def test_it_stays_in_english_what_it_was_when_it_was_kept() -> None:
    kept = {
        "text": {
            "text": "They meet on 28 Oct.",
            "said": ["They meet on {day}.", {"day": {"day": "2026-10-28"}}],
        }
    }
    text = from_json(kept, as_type=Kept).text
    assert (text, told(text, speech=AMERICAN)) == ("They meet on 28 Oct.", "They meet on October 28.")


@pytest.mark.parametrize("kept", [5, None, {}, {"text": "alone"}, ["{a}", {}]])
def test_what_is_neither_text_nor_a_sentence_is_refused(kept: object) -> None:
    with pytest.raises(ValidationError, match="neither text nor a sentence"):
        from_json({"text": kept}, as_type=Kept)


def test_a_kind_of_value_that_nobody_knows_is_refused_when_it_is_told() -> None:
    text = from_json({"text": {"text": "x", "said": ["{a}", {"a": {"colour": "red"}}]}}, as_type=Kept).text
    with pytest.raises(ValueError, match="no kind of value"):
        told(text, speech=ACCENTED)


def test_reasons_and_breaches_of_older_documents_have_text_alone() -> None:
    reason = Reason(code="must", text="This pair was asked for.")
    breach = Breach(part="coaching", code="never_pair", text="Ann and Carl are not to go together.")
    older = (
        {"code": "must", "params": {}, "text": "This pair was asked for."},
        {
            "part": "coaching",
            "code": "never_pair",
            "params": {},
            "text": "Ann and Carl are not to go together.",
        },
    )
    assert (from_json(older[0], as_type=Reason), from_json(older[1], as_type=Breach)) == (reason, breach)
    assert (to_json(reason), to_json(breach)) == older
    newer = Reason(code="must", text=sentence("This pair was asked for."))
    assert from_json(to_json(newer), as_type=Reason) == newer == reason
    assert isinstance(from_json(to_json(newer), as_type=Reason).text, Sentence)


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
