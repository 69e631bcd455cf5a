"""English as it is said."""

import pytest

from scheduler.reasons.phrases import city, counted, language, listed, ordinal


def test_ordinals_end_as_they_are_spoken() -> None:
    numbers = (1, 2, 3, 4, 10, 11, 12, 13, 21, 22, 103, 111, 112)
    said = "1st 2nd 3rd 4th 10th 11th 12th 13th 21st 22nd 103rd 111th 112th"
    assert " ".join(ordinal(number) for number in numbers) == said


def test_counts_take_the_word_in_its_form() -> None:
    assert (counted(1, "start"), counted(0, "start"), counted(2, "person", "people")) == (
        "1 start",
        "0 starts",
        "2 people",
    )


def test_lists_are_joined_by_and() -> None:
    assert [listed(names) for names in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_zones_are_called_by_their_place() -> None:
    places = [city(zone) for zone in ("America/New_York", "America/Argentina/Buenos_Aires", "UTC")]
    assert places == ["New York", "Buenos Aires", "UTC"]


@pytest.mark.parametrize(
    ("tag", "name"),
    [("pt-BR", "Portuguese"), ("rhg", "Rohingya"), ("zh-Hant-TW", "Chinese"), ("prs", "Persian")],
)
def test_languages_have_english_names(tag: str, name: str) -> None:
    """Dari's old tag `prs` is one that Babel has no name for."""
    assert language(tag) == name
