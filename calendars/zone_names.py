"""What people call time zones: cities, countries, states and the names of their time, in several languages."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import cast

import pytz
from babel import Locale
from babel.core import get_global

# Languages in which a city or country is understood, besides English.
_LANGUAGES = (
    "am", "ar", "es", "fa", "fa_AF", "fr", "ha", "ig", "my", "ps", "pt", "ru",
    "so", "sr", "sr_Latn", "sw", "ti", "tr", "uk", "yo",
)  # fmt: skip

# Dots and apostrophes: U.S.A. is USA.
_NOT_EVEN_SPACES = ".'`\N{RIGHT SINGLE QUOTATION MARK}"

_AREAS = frozenset(
    ("Africa", "America", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific", "UTC")
)
# Last words of ids that name no place by themselves.
_NO_PLACES = frozenset(("center", "north", "south", "west", "general"))

# What the zone tables do not hold: states, big cities without a zone of their own. A place under
# several zones is one of which there are several, or which spans them.
_MORE_PLACES: Mapping[str, str] = {
    "Africa/Accra": "Kumasi",
    "Africa/Lubumbashi": "Goma; Bukavu",
    "Africa/Cairo": "Alexandria",
    "Africa/Lagos": "Abuja; Kano; Ibadan; Port Harcourt; Kaduna; Benin City; Maiduguri; Enugu; Jos",
    "Africa/Nairobi": "Mombasa; Kisumu; Nakuru; Eldoret; Kakuma; Dadaab",
    "Africa/Tripoli": "Tripoli",
    "America/Anchorage": "Alaska",
    "America/Argentina/San_Juan": "San Juan",
    "America/Chicago": "Alabama; Arkansas; Florida; Illinois; Indiana; Iowa; Kansas; Kentucky; Louisiana; Michigan; "
    "Minnesota; Mississippi; Missouri; Nebraska; North Dakota; Oklahoma; South Dakota; Tennessee; Texas; Wisconsin; "
    "Houston; Dallas; Austin; Minneapolis; St Louis; Nashville",
    "America/Denver": "Colorado; Idaho; Kansas; Montana; Nebraska; New Mexico; North Dakota; Oregon; South Dakota; "
    "Texas; Utah; Wyoming; Salt Lake City; Albuquerque",
    "America/Los_Angeles": "California; Idaho; Nevada; Oregon; Washington; Washington State; San Francisco; "
    "San Diego; Seattle; Las Vegas; Sacramento",
    "America/New_York": "Connecticut; Delaware; Florida; Georgia; Indiana; Kentucky; Maine; Maryland; Massachusetts; "
    "Michigan; New Hampshire; New Jersey; New York City; NYC; North Carolina; Ohio; Pennsylvania; Rhode Island; "
    "South Carolina; Tennessee; Vermont; Virginia; Washington; Washington DC; West Virginia; "
    "Boston; Philadelphia; Atlanta; Miami",
    "America/Phoenix": "Arizona; Tucson; Mesa; Tempe; Flagstaff; Yuma",
    "America/Puerto_Rico": "San Juan",
    "Asia/Beirut": "Tripoli; Sidon; Saida; Tyre; Zahle; Baalbek",
    "Asia/Dubai": "Abu Dhabi; Sharjah",
    "Asia/Kabul": "Herat; Kandahar; Mazar-i-Sharif; Jalalabad",
    "Asia/Kolkata": "Mumbai; Delhi; New Delhi; Bangalore; Bengaluru; Chennai; Hyderabad",
    "Asia/Shanghai": "Beijing",
    "Asia/Tbilisi": "Georgia",
    "Asia/Yangon": "Mandalay; Naypyidaw",
    "Europe/Belgrade": "Pristina; Nis; Novi Sad",
    "Europe/Kyiv": "Kharkiv; Lviv; Odesa; Odessa; Dnipro; Zaporizhzhia; Vinnytsia; Chernivtsi; Mariupol",
    "Europe/London": "England; Scotland; Wales; Northern Ireland; Manchester; Birmingham",
    "Pacific/Honolulu": "Hawaii",
}  # fmt: skip

# What the country tables do not call a country: short names, and regions, by their ISO 3166 codes.
_MORE_COUNTRIES: Mapping[str, str] = {
    "Congo": "CD CG",
    "DRC": "CD",
    "DR Congo": "CD",
    "Ivory Coast": "CI",
    "Kosovo": "RS",  # without a code of its own in the zone tables; its clocks are Belgrade's
    "Myanmar": "MM",
    "UAE": "AE",
    "UK": "GB",
    "US": "US",
    "US & Canada": "US CA",
    "USA": "US",
}

# Which zone of several is offered first.
_BEST_KNOWN = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Europe/London",
    "Europe/Berlin",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Asia/Kolkata",
)

# Short names of whole families of zones, by CLDR's name for the family.
_FAMILIES: Mapping[str, str] = {
    "et": "America_Eastern",
    "eastern": "America_Eastern",
    "ct": "America_Central",
    "central": "America_Central",
    "mt": "America_Mountain",
    "mountain": "America_Mountain",
    "pt": "America_Pacific",
    "pacific": "America_Pacific",
}


def key_of(text: str) -> str:
    """Bring a name to the form in which names are compared: no case, accents, dots or apostrophes."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    kept = "".join(c if c.isalnum() else " " for c in plain if c not in _NOT_EVEN_SPACES)
    return " ".join(kept.split())


@cache
def current_ids() -> Mapping[str, str]:
    """Map every id in lower case to the id in use: an old name such as US/Arizona to the zone it links to."""
    # pytz's folder holds the compiled zones beside tzdata.zi, whose lines "L target link" are the links.
    lines = (Path(pytz.__file__).parent / "zoneinfo" / "tzdata.zi").read_text(encoding="utf-8").splitlines()
    links = {link: target for _, target, link in (line.split() for line in lines if line.startswith("L "))}
    return {
        # Europe/Oslo is a link too, but in use; a link such as US/Arizona, outside the areas, is an old name.
        name.lower(): name if _area(name) and name in pytz.common_timezones_set else links.get(name, name)
        for name in pytz.all_timezones
    }


@cache
def places() -> Mapping[str, tuple[str, ...]]:
    """Map the key of each city, country and state, by its English names, to its zones, best known first."""
    old_and_new = ((name.rpartition("/")[2], name) for name in pytz.all_timezones if _is_place(name))
    more = ((name, zone) for zone, names in _MORE_PLACES.items() for name in names.split(";"))
    countries = (
        (name, zone) for code, name in pytz.country_names.items() for zone in _zones_of_country(code)
    )
    more_countries = (
        (name, zone)
        for name, codes in _MORE_COUNTRIES.items()
        for code in codes.split()
        for zone in _zones_of_country(code)
    )
    return _gathered(old_and_new, more, countries, more_countries, _names_in("en"))


@cache
def foreign_places() -> Mapping[str, tuple[str, ...]]:
    """Map the key of each city and country, by its names in the other languages, to its zones."""
    return _gathered(*(_names_in(language) for language in _LANGUAGES))


@cache
def named_times() -> Mapping[str, tuple[str, ...]]:
    """Map "eastern time", "e africa standard time" (as Windows says) and the like to the zones that keep it."""
    families: Mapping[str, str] = get_global("meta_zones")
    zones_of: defaultdict[str, list[str]] = defaultdict(list)
    for zone, family in families.items():
        zones_of[family].append(zone)
    names = cast("Mapping[str, Mapping[str, Mapping[str, str]]]", Locale("en").meta_zones)
    by_cldr = (
        (name, zone)
        for family, zones in zones_of.items()
        for width in ("long", "short")
        for name in names.get(family, {}).get(width, {}).values()
        for zone in zones
    )
    by_us = ((name, zone) for name, family in _FAMILIES.items() for zone in zones_of[family])
    return _gathered(by_cldr, by_us, _windows_zones().items())


def best_known_first(zones: Iterable[str]) -> tuple[str, ...]:
    """Order zones: the best known, then those that stand for their region in Windows, the rest by name."""
    rank = {current_ids().get(zone.lower()): len(_BEST_KNOWN) for zone in _windows_zones().values()}
    rank |= {zone: place for place, zone in enumerate(_BEST_KNOWN)}
    return tuple(sorted(set(zones), key=lambda zone: (rank.get(zone, len(rank)), zone)))


def _windows_zones() -> Mapping[str, str]:
    return get_global("windows_zone_mapping")


def _area(name: str) -> str | None:
    area = name.partition("/")[0]
    return area if area in _AREAS else None


def _is_place(name: str) -> bool:
    return "/" in name and _area(name) is not None and key_of(name.rpartition("/")[2]) not in _NO_PLACES


def _zones_of_country(code: str) -> tuple[str, ...]:
    return tuple(pytz.country_timezones[code]) if code in pytz.country_timezones else ()


def _names_in(language: str) -> Iterator[tuple[str, str]]:
    """Give (name, zone) for the cities and countries that CLDR names in a language."""
    locale = Locale.parse(language)
    zones = cast("Mapping[str, Mapping[str, str]]", locale.time_zones)
    for zone, names in zones.items():
        if "city" in names and _is_place(zone):
            yield names["city"], zone
    for code, name in cast("Mapping[str, str]", locale.territories).items():
        for zone in _zones_of_country(code):
            yield name, zone


def _gathered(*namings: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Collect (name, zone) into key -> zones in use; names without a letter are no names."""
    zones_of: defaultdict[str, set[str]] = defaultdict(set)
    for naming in namings:
        for name, zone in naming:
            current = current_ids().get(zone.lower())
            if current in pytz.common_timezones_set and key_of(name):
                zones_of[key_of(name)].add(current)
    return {key: best_known_first(zones) for key, zones in zones_of.items()}
