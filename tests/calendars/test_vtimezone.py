from datetime import datetime

import pytest

from calendars.vtimezone import vtimezone


def told(time_zone: str, first: int, last: int) -> list[tuple[str, ...]]:
    """Read the observances back as (kind, onset, from, to, name)."""
    text = vtimezone(time_zone=time_zone, first_year=first, last_year=last).decode()
    lines = text.split("\r\n")
    assert (lines[0], lines[1], lines[-2:]) == (
        "BEGIN:VTIMEZONE",
        f"TZID:{time_zone}",
        ["END:VTIMEZONE", ""],
    )
    rows = lines[2:-2]
    observances = [rows[at : at + 6] for at in range(0, len(rows), 6)]
    keys = [[row.partition(":")[0] for row in observance] for observance in observances]
    expected = ["BEGIN", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "END"]
    assert keys == [expected] * len(observances)
    return [tuple(row.partition(":")[2] for row in observance[:5]) for observance in observances]


def test_a_year_holds_the_change_before_it_and_its_own() -> None:
    assert told("Europe/London", 2026, 2026) == [
        ("STANDARD", "20251026T020000", "+0100", "+0000", "GMT"),
        ("DAYLIGHT", "20260329T010000", "+0000", "+0100", "BST"),
        ("STANDARD", "20261025T020000", "+0100", "+0000", "GMT"),
    ]


def test_several_years_hold_every_change_once() -> None:
    assert [onset for _, onset, *_ in told("America/New_York", 2026, 2027)] == [
        "20251102T020000",
        "20260308T020000",
        "20261101T020000",
        "20270314T020000",
        "20271107T020000",
    ]


@pytest.mark.parametrize(
    ("time_zone", "offset", "name"),
    [
        ("America/Phoenix", "-0700", "MST"),
        ("Africa/Nairobi", "+0300", "EAT"),
        ("Asia/Kathmandu", "+0545", "+0545"),
        ("Asia/Kabul", "+0430", "+0430"),
    ],
)
def test_a_clock_that_does_not_change_is_one_standard_time(time_zone: str, offset: str, name: str) -> None:
    assert told(time_zone, 2026, 2027) == [("STANDARD", "19700101T000000", offset, offset, name)]


def test_lord_howe_changes_by_half_an_hour() -> None:
    assert told("Australia/Lord_Howe", 2026, 2026) == [
        ("DAYLIGHT", "20251005T020000", "+1030", "+1100", "+11"),
        ("STANDARD", "20260405T020000", "+1100", "+1030", "+1030"),
        ("DAYLIGHT", "20261004T020000", "+1030", "+1100", "+11"),
    ]


def test_chatham_changes_at_a_quarter_to_three() -> None:
    assert told("Pacific/Chatham", 2026, 2026) == [
        ("DAYLIGHT", "20250928T024500", "+1245", "+1345", "+1345"),
        ("STANDARD", "20260405T034500", "+1345", "+1245", "+1245"),
        ("DAYLIGHT", "20260927T024500", "+1245", "+1345", "+1345"),
    ]


def test_casablanca_leaves_its_hour_for_good_in_september_2026() -> None:
    assert told("Africa/Casablanca", 2026, 2026) == [
        ("DAYLIGHT", "20250406T020000", "+0000", "+0100", "+01"),
        ("STANDARD", "20260215T030000", "+0100", "+0000", "+00"),
        ("DAYLIGHT", "20260322T020000", "+0000", "+0100", "+01"),
        ("STANDARD", "20260920T020000", "+0100", "+0000", "+00"),
    ]
    assert told("Africa/Casablanca", 2028, 2028) == [("STANDARD", "19700101T000000", "+0000", "+0000", "+00")]


def test_santiago_is_in_summer_as_the_year_begins() -> None:
    assert told("America/Santiago", 2026, 2026) == [
        ("DAYLIGHT", "20250907T000000", "-0400", "-0300", "-03"),
        ("STANDARD", "20260405T000000", "-0300", "-0400", "-04"),
        ("DAYLIGHT", "20260906T000000", "-0400", "-0300", "-03"),
    ]


def test_a_first_change_after_years_without_one_is_told_from_the_clock_before_it() -> None:
    # Cairo took up summer time in 2023 after eight years without.
    assert told("Africa/Cairo", 2023, 2023) == [
        ("STANDARD", "20221231T000000", "+0200", "+0200", "EET"),
        ("DAYLIGHT", "20230428T000000", "+0200", "+0300", "EEST"),
        ("STANDARD", "20231027T000000", "+0300", "+0200", "EET"),
    ]


def test_an_offset_with_seconds_is_told_with_them() -> None:
    assert told("Africa/Monrovia", 1971, 1971) == [
        ("STANDARD", "19700101T000000", "-004430", "-004430", "MMT")
    ]


def test_clocks_after_the_tables_end_still_change() -> None:
    onsets = [datetime.fromisoformat(onset) for _, onset, *_ in told("Europe/Kyiv", 2050, 2050)]
    assert [f"{onset:%Y-%m-%d %H:%M}" for onset in onsets] == [
        "2049-10-31 04:00",
        "2050-03-27 03:00",
        "2050-10-30 04:00",
    ]
