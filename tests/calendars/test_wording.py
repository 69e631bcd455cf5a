# ruff: noqa: RUF001 - dashes and Cyrillic letters are what the tables of languages hold
from datetime import UTC, datetime, timedelta

import pytest

from calendars.wording import local_times
from calendars.zones import UnknownZoneError


def said(starts: str, *, reader: str, meeting: str, locale: str = "en-GB", minutes: int = 60) -> list[str]:
    begin = datetime.fromisoformat(starts).replace(tzinfo=UTC)
    text = local_times(
        starts=begin,
        ends=begin + timedelta(minutes=minutes),
        reader_zone=reader,
        meeting_zone=meeting,
        locale=locale,
    )
    return text.replace("\N{THIN SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").split("\n")


@pytest.mark.parametrize(
    ("starts", "new_york", "kabul"),
    [
        ("2026-10-14T17:00", "13:00 – 14:00 (New York · Eastern Daylight Time)", "21:30 – 22:30"),
        ("2026-10-28T18:00", "14:00 – 15:00 (New York · Eastern Daylight Time)", "22:30 – 23:30"),
        ("2026-11-04T18:00", "13:00 – 14:00 (New York · Eastern Standard Time)", "22:30 – 23:30"),
    ],
)
def test_six_in_london_is_told_on_each_readers_clock_through_both_changes(
    starts: str, new_york: str, kabul: str
) -> None:
    there = said(starts, reader="America/New_York", meeting="Europe/London")
    assert there[0].partition("2026, ")[2] == new_york
    assert there[1].partition("2026, ")[2].startswith("18:00 – 19:00 (London · ")
    away = said(starts, reader="Asia/Kabul", meeting="Europe/London")
    assert away[0].partition("2026, ")[2] == f"{kabul} (Kabul · Afghanistan Time)"


def test_the_same_readings_are_said_once_under_the_readers_zone() -> None:
    assert said("2026-10-14T17:00", reader="Europe/Paris", meeting="Europe/Belgrade") == [
        "Wednesday, 14 October 2026, 19:00 – 20:00 (Paris · Central European Summer Time)"
    ]


def test_a_meeting_over_the_readers_midnight_names_both_days() -> None:
    assert said("2026-10-14T18:30", reader="Asia/Kathmandu", meeting="UTC") == [
        "Thursday, 15 October 2026, 00:15 – 01:15 (Kathmandu · Nepal Time)",
        "Wednesday, 14 October 2026, 18:30 – 19:30 (UTC · Coordinated Universal Time)",
    ]
    assert said("2026-10-14T18:00", reader="Asia/Kathmandu", meeting="Asia/Kathmandu") == [
        "Wednesday, 14 October 2026, 23:45 – Thursday, 15 October 2026, 00:45 (Kathmandu · Nepal Time)"
    ]


def test_a_meeting_up_to_midnight_names_one_day() -> None:
    assert said("2026-10-14T20:00", reader="Africa/Nairobi", meeting="Africa/Nairobi") == [
        "Wednesday, 14 October 2026, 23:00 – 00:00 (Nairobi · East Africa Time)"
    ]


@pytest.mark.parametrize(
    ("locale", "line"),
    [
        ("en", "Wednesday, October 14, 2026, 8:00 PM – 9:00 PM (Kyiv · Eastern European Summer Time)"),
        ("uk", "середа, 14 жовтня 2026 р., 20:00 – 21:00 (Київ · за східноєвропейським літнім часом)"),
        ("es", "miércoles, 14 de octubre de 2026, 20:00 – 21:00 (Kiev · hora de verano de Europa oriental)"),
        ("sr-Latn", "sreda, 14. oktobar 2026. 20:00 – 21:00 (Kijev · Istočnoevropsko letnje vreme)"),
        ("ar", "الأربعاء، 14 أكتوبر 2026، 8:00 م – 9:00 م (كييف · توقيت شرق أوروبا الصيفي)"),
        ("fa_AF", "چهارشنبه 14 اکتوبر 2026، ساعت 20:00 تا 21:00 (کیف · وقت تابستانی شرق اروپا)"),
        ("prs", "چهارشنبه 14 اکتوبر 2026، ساعت 20:00 تا 21:00 (کیف · وقت تابستانی شرق اروپا)"),
        (
            "sw-XX",
            "Jumatano, 14 Oktoba 2026 20:00 – 21:00 (Kiev · Saa za Majira ya joto za Mashariki mwa Ulaya)",
        ),
    ],
)
def test_times_are_told_as_the_readers_language_tells_them(locale: str, line: str) -> None:
    assert said("2026-10-14T17:00", reader="Europe/Kyiv", meeting="Europe/Kyiv", locale=locale) == [line]


@pytest.mark.parametrize("locale", ["tlh", "tlh-DE", "xx_YY", "", "not a tag"])
def test_a_language_without_tables_reads_in_english(locale: str) -> None:
    english = said("2026-10-14T17:00", reader="Africa/Lagos", meeting="Asia/Beirut", locale="en")
    assert said("2026-10-14T17:00", reader="Africa/Lagos", meeting="Asia/Beirut", locale=locale) == english


@pytest.mark.parametrize(
    ("starts", "time_zone", "name"),
    [
        ("2026-07-14T17:00", "America/Phoenix", "Phoenix · Mountain Standard Time"),
        ("2026-07-14T17:00", "America/Denver", "Denver · Mountain Daylight Time"),
        ("2026-07-14T17:00", "America/Halifax", "Halifax · Atlantic Daylight Time"),
        ("2026-07-14T17:00", "America/Barbados", "Barbados · Atlantic Standard Time"),
        ("2026-07-14T17:00", "Europe/Dublin", "Dublin · Irish Standard Time"),
        ("2026-12-14T17:00", "Europe/Dublin", "Dublin · Greenwich Mean Time"),
        ("2026-07-14T17:00", "America/Santiago", "Santiago · Chile Standard Time"),
        ("2026-12-14T17:00", "America/Santiago", "Santiago · Chile Summer Time"),
        ("2026-12-14T17:00", "Australia/Lord_Howe", "Lord Howe Island · Lord Howe Daylight Time"),
        ("2027-01-14T17:00", "America/Vancouver", "Vancouver · Pacific Daylight Time"),  # for good since 2026
        ("2026-12-14T17:00", "Africa/Casablanca", "Casablanca · GMT+00:00"),
        ("2026-07-14T17:00", "US/Eastern", "New York · Eastern Daylight Time"),
        ("2026-07-14T17:00", "Asia/Kolkata", "Kolkata · India Standard Time"),
        ("2026-07-14T17:00", "Etc/GMT-3", "GMT-3 · GMT+03:00"),
    ],
)
def test_a_clock_is_named_for_what_it_shows(starts: str, time_zone: str, name: str) -> None:
    (line,) = said(starts, reader=time_zone, meeting=time_zone)
    assert line.endswith(f"({name})")


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(UnknownZoneError, match="did you mean Africa/Nairobi"):
        said("2026-10-14T17:00", reader="Africa/Nairoby", meeting="UTC")
