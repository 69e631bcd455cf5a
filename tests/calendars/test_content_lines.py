from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.content_lines import is_readable, line, parameter, text_line, time_line, uri_line


def test_separators_backslashes_and_line_feeds_of_a_text_are_escaped() -> None:
    assert text_line("SUMMARY", "a,b;c\\d\ne:f") == b"SUMMARY:a\\,b\\;c\\\\d\\ne:f\r\n"


def test_a_link_is_not_escaped() -> None:
    assert uri_line("URL", "https://a.b/?c=1,2;d\\e") == b"URL:https://a.b/?c=1,2;d\\e\r\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Amina Haddad", ";CN=Amina Haddad"),
        ("Соломія Шевченко-Кость", ";CN=Соломія Шевченко-Кость"),
        ("Grace O'Brien", ";CN=Grace O'Brien"),
        ("Haddad, Amina", ';CN="Haddad, Amina"'),
        ("a;b:c=d", ';CN="a;b:c=d"'),
        ('Amina "Mina"', ";CN=\"Amina ^'Mina^'\""),
        ("one\r\ntwo^three", ';CN="one^ntwo^^three"'),
        ("a\x00b\u2028c", ";CN=abc"),
        ("", ";CN="),
    ],
)
def test_a_parameter_is_quoted_unless_it_is_plain_and_quotes_in_it_are_told_by_carets(
    text: str, written: str
) -> None:
    assert parameter("CN", text) == written


def test_a_text_is_readable_with_line_feeds_and_tabs_and_without_other_controls() -> None:
    assert [is_readable(text) for text in ("a\n\tb", "", "a\rb", "a\x85b", "a\u2029b")] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        (datetime(2026, 10, 14, 17, tzinfo=UTC), b"DTSTART:20261014T170000Z\r\n"),
        (datetime(2026, 10, 14, 20, tzinfo=timezone(timedelta(hours=3))), b"DTSTART:20261014T170000Z\r\n"),
        (
            datetime(2026, 10, 14, 20, tzinfo=ZoneInfo("Europe/Kyiv")),
            b"DTSTART;TZID=Europe/Kyiv:20261014T200000\r\n",
        ),
    ],
)
def test_a_time_is_in_utc_or_in_a_zone_that_has_a_name(instant: datetime, written: bytes) -> None:
    assert time_line("DTSTART", instant) == written


@pytest.mark.parametrize(
    ("length", "lines"),
    [
        (73, [75]),  # "X:" and 73 octets
        (74, [75, 2]),  # a space and the last
        (73 + 74, [75, 75]),
        (73 + 74 + 1, [75, 75, 2]),
    ],
)
def test_a_line_is_folded_after_75_octets(length: int, lines: list[int]) -> None:
    assert [len(part) for part in line("X", b"a" * length).split(b"\r\n")[:-1]] == lines


def test_a_fold_comes_before_a_character_that_it_would_cut() -> None:
    written = text_line("X", "a" * 71 + "\N{WAVING HAND SIGN}" * 2)  # four octets each
    assert written == ("X:" + "a" * 71 + "\r\n " + "\N{WAVING HAND SIGN}" * 2 + "\r\n").encode()


@given(st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S"]), max_size=400))
def test_a_folded_line_unfolds_to_what_was_written(text: str) -> None:
    written = line("NAME", text.encode())
    assert written.replace(b"\r\n ", b"") == f"NAME:{text}\r\n".encode()
    assert all(len(part) <= 75 and part.decode() for part in written.removesuffix(b"\r\n").split(b"\r\n"))
