"""Dates, places, languages, lists and counts as English says them."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache

import langcodes
from babel import Locale
from babel.dates import format_skeleton
from babel.lists import format_list

from scheduler.domain.cohorts import Cohort

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_ENGLISH = Locale("en", "GB")
_LANGUAGES: Mapping[str, str] = _ENGLISH.languages
_ONE_YEAR = timedelta(days=365)
_TEENS = (11, 12, 13)
_ORDINAL_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def day(when: date, *, cohort: Cohort) -> str:
    """Return `28 October`, with its year in a cohort in which the date comes twice."""
    skeleton = "MMMMd" if cohort.ends - cohort.starts < _ONE_YEAR else "yMMMMd"
    return format_skeleton(skeleton, when, locale=_ENGLISH)


def city(time_zone: str) -> str:
    """Return the place after which an IANA zone is named: `New York` for `America/New_York`."""
    return time_zone.rpartition("/")[2].replace("_", " ")


@cache
def language(tag: str) -> str:
    """Return the English name of the language of a BCP 47 tag, region and script left aside."""
    subtag = tag.partition("-")[0]
    # Babel knows most and is at hand; langcodes knows all and takes a tenth of a second to open its tables.
    return _LANGUAGES.get(subtag) or langcodes.Language.get(subtag).language_name("en")


def listed(names: Iterable[str]) -> str:
    """Return `a, b and c`."""
    return format_list(list(names), locale=_ENGLISH)


def any_of(names: Iterable[str]) -> str:
    """Return `a, b or c`."""
    return format_list(list(names), style="or", locale=_ENGLISH)


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return `1 coach` or `3 coaches`: the number with the word in its form."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def ordinal(number: int) -> str:
    """Return `1st`, `2nd`, `3rd`, `4th`, ..."""
    ending = "th" if number % 100 in _TEENS else _ORDINAL_ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


def who_share(coaches: int, *, of: int) -> str:
    """Return how the sentence begins of which coaches, of all there are, do not share what follows."""
    if coaches == of:
        return "No coach shares"
    return f"{coaches} of the {of} coaches {'does' if coaches == 1 else 'do'} not share"
