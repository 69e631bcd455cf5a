import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

import pytest
import pytz

from calendars.zones import ZONE_DATA_VERSION, How, Resolution, UnknownZoneError, resolve, zone


def certain(time_zone: str, how: How) -> Resolution:
    return Resolution(time_zone=time_zone, certain=True, candidates=(time_zone,), how=how)


def test_the_zone_data_are_those_of_the_package_in_use() -> None:
    year, letter = version("pytz").split(".")
    assert f"{year}{' abcdefghijklmnopqrstuvwxyz'[int(letter)]}" == ZONE_DATA_VERSION


def test_a_zone_made_before_us_is_made_anew_from_our_data() -> None:
    # By data from before 2026 Casablanca would still be an hour ahead of UTC.
    script = (
        "from datetime import datetime; from zoneinfo import ZoneInfo; ZoneInfo('Africa/Casablanca');"
        "import calendars.zones;"
        "print(datetime(2026, 12, 1, tzinfo=ZoneInfo('Africa/Casablanca')).utcoffset())"
    )
    shown = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert shown.stdout == "0:00:00\n"


def test_zoneinfo_and_pytz_tell_the_same_time_everywhere() -> None:
    instants = [datetime(year, month, 7, 12, tzinfo=UTC) for year in (2026, 2027) for month in range(1, 13)]
    differing = [
        name
        for name in pytz.common_timezones
        for instant in instants
        if instant.astimezone(zone(name)).utcoffset() != instant.astimezone(pytz.timezone(name)).utcoffset()
    ]
    assert differing == []


def test_a_zone_is_found_by_exactly_its_id() -> None:
    assert zone("Europe/Kyiv") == ZoneInfo("Europe/Kyiv")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("europe/kyiv", "There is no time zone 'europe/kyiv': did you mean Europe/Kyiv?"),
        ("Nairoby", "There is no time zone 'Nairoby': did you mean Africa/Nairobi?"),
        ("../../etc/passwd", "There is no time zone '../../etc/passwd': write it like Europe/Kyiv."),
        ("", "There is no time zone '': write it like Europe/Kyiv."),
    ],
)
def test_an_unknown_zone_is_named_with_what_may_have_been_meant(name: str, words: str) -> None:
    with pytest.raises(UnknownZoneError) as raised:
        zone(name)
    assert str(raised.value) == words


@pytest.mark.parametrize(
    ("text", "time_zone"),
    [
        ("Europe/Kyiv", "Europe/Kyiv"),
        (" africa/NAIROBI ", "Africa/Nairobi"),
        ("America/New York", "America/New_York"),
        ("Europe/Oslo", "Europe/Oslo"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("US/Arizona", "America/Phoenix"),
        ("UTC", "UTC"),
    ],
)
def test_an_id_is_certain_in_any_case_and_under_its_old_names(text: str, time_zone: str) -> None:
    assert resolve(text) == certain(time_zone, How.ID)


@pytest.mark.parametrize(
    ("text", "time_zone"),
    [
        ("Nairobi", "Africa/Nairobi"),
        ("phoenix", "America/Phoenix"),
        ("New  York", "America/New_York"),
        ("Beirut", "Asia/Beirut"),
        ("Sao Paulo", "America/Sao_Paulo"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Saigon", "Asia/Ho_Chi_Minh"),
        ("Kharkiv", "Europe/Kyiv"),
        ("Abuja", "Africa/Lagos"),
        ("Arizona", "America/Phoenix"),
        ("Kenya", "Africa/Nairobi"),
        ("Lebanon", "Asia/Beirut"),
        ("Serbia", "Europe/Belgrade"),
        ("Kosovo", "Europe/Belgrade"),
        ("U.K.", "Europe/London"),
        ("Côte d\N{RIGHT SINGLE QUOTATION MARK}Ivoire", "Africa/Abidjan"),
        ("Київ", "Europe/Kyiv"),
        ("بيروت", "Asia/Beirut"),
        ("لبنان", "Asia/Beirut"),
        ("افغانستان", "Asia/Kabul"),
        ("Србија", "Europe/Belgrade"),
    ],
)
def test_a_city_or_country_of_one_zone_is_certain(text: str, time_zone: str) -> None:
    assert resolve(text) == certain(time_zone, How.PLACE)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Ukraine", ("Europe/Kyiv", "Europe/Simferopol")),
        ("Україна", ("Europe/Kyiv", "Europe/Simferopol")),
        ("Georgia", ("America/New_York", "Asia/Tbilisi")),  # the state and the country
        ("Tripoli", ("Africa/Tripoli", "Asia/Beirut")),  # of Libya and of Lebanon
        ("Congo", ("Africa/Brazzaville", "Africa/Kinshasa", "Africa/Lubumbashi")),
    ],
)
def test_a_place_with_several_zones_is_a_question(text: str, candidates: tuple[str, ...]) -> None:
    expected = Resolution(time_zone=candidates[0], certain=False, candidates=candidates, how=How.PLACE)
    assert resolve(text) == expected


def test_a_large_country_offers_its_best_known_zones_first() -> None:
    found = resolve("USA")
    assert found.certain is False
    assert found.candidates[:4] == (
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
    )
    assert len(found.candidates) == len(pytz.country_timezones["US"])


@pytest.mark.parametrize(
    ("text", "likeliest", "another", "never"),
    [
        ("EST", "America/New_York", "America/Panama", "America/Chicago"),
        ("Eastern Time", "America/New_York", "America/Toronto", "America/Chicago"),
        ("ET", "America/New_York", "America/Detroit", "America/Chicago"),
        ("MST", "America/Denver", "America/Phoenix", "America/New_York"),
        ("EAT", "Africa/Nairobi", "Africa/Mogadishu", "Africa/Lagos"),
        ("CET", "Europe/Berlin", "Europe/Belgrade", "Europe/Kyiv"),
        ("WAT", "Africa/Lagos", "Africa/Luanda", "Africa/Nairobi"),
        ("GMT", "Europe/London", "Africa/Accra", "Africa/Lagos"),
    ],
)
def test_the_name_of_a_time_is_a_question(text: str, likeliest: str, another: str, never: str) -> None:
    found = resolve(text)
    assert (found.time_zone, found.certain, found.how) == (likeliest, False, How.TIME)
    assert another in found.candidates
    assert never not in found.candidates


def test_a_time_that_one_zone_alone_keeps_is_still_a_question() -> None:
    found = resolve("E. Africa Standard Time")  # as Windows and Outlook have it
    expected = Resolution(
        time_zone="Africa/Nairobi", certain=False, candidates=("Africa/Nairobi",), how=How.TIME
    )
    assert found == expected


@pytest.mark.parametrize("text", ["UTC+3", "utc +03:00", "GMT+3", "+0300", "UTC\N{MINUS SIGN}5", "-05:00"])
def test_an_offset_is_a_question_among_the_zones_that_keep_it(text: str) -> None:
    found = resolve(text)
    assert (found.certain, found.how) == (False, How.OFFSET)
    east = "3" in text
    assert ("Africa/Nairobi" in found.candidates, "America/New_York" in found.candidates) == (east, not east)


def test_an_offset_offers_first_the_zones_that_keep_it_all_year() -> None:
    found = resolve("+03:00")
    assert found.candidates.index("Asia/Riyadh") < found.candidates.index("Europe/Kyiv")


def test_an_offset_of_a_quarter_hour_is_nepals() -> None:
    assert resolve("UTC+5:45").candidates == ("Asia/Kathmandu",)


@pytest.mark.parametrize(
    ("text", "time_zone"),
    [
        ("Lviv, Ukraine", "Europe/Kyiv"),
        ("Lagos (Nigeria)", "Africa/Lagos"),
        ("(UTC+03:00) Nairobi", "Africa/Nairobi"),
        ("Tripoli, Lebanon", "Asia/Beirut"),
        ("Portland, Oregon; USA", None),  # Portland is unknown, and Oregon has two zones
    ],
)
def test_parts_that_agree_on_one_zone_are_certain(text: str, time_zone: str | None) -> None:
    found = resolve(text)
    assert (found.time_zone if found.certain else None) == time_zone
    assert found.how is How.PARTS


def test_parts_that_clash_are_a_question_among_all_that_either_means() -> None:
    expected = Resolution(
        time_zone="Europe/Paris",
        certain=False,
        candidates=("Europe/Paris", "America/Chicago", "America/Denver"),
        how=How.PARTS,
    )
    assert resolve("Paris, Texas") == expected


def test_a_known_country_beside_an_unknown_town_is_a_question() -> None:
    expected = Resolution(
        time_zone="Africa/Nairobi", certain=False, candidates=("Africa/Nairobi",), how=How.PARTS
    )
    assert resolve("Springfield, Kenya") == expected


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        ("Nairoby", ("Africa/Nairobi",)),
        ("Europe/Kiyv", ("Europe/Kyiv",)),
        ("UTC+25", ()),
        ("wherever", ()),
        ("", ()),
        ("  ;  ", ()),
    ],
)
def test_an_unknown_text_is_no_zone_but_suggests_those_spelled_like_it(
    text: str, alike: tuple[str, ...]
) -> None:
    found = resolve(text)
    assert (found.time_zone, found.certain, found.how) == (None, False, How.UNKNOWN)
    assert found.candidates[: len(alike) or None] == alike


def test_every_zone_in_use_is_certain_by_its_own_id() -> None:
    uncertain = {name for name in pytz.common_timezones if not resolve(name).certain}
    assert uncertain == {"GMT"}  # people mean London by it as often as Accra
