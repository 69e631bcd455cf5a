from datetime import UTC, date, datetime

import pytest

from scheduler.outputs.wording import Wording

AMERICAN = Wording(locale="en-US")
EVENING = datetime(2024, 10, 8, 22, 0, tzinfo=UTC)


def test_dates_and_clocks_are_those_of_the_zone_asked_for() -> None:
    assert AMERICAN.full_date(date(2024, 10, 8)) == "Tuesday, October 8, 2024"
    assert AMERICAN.weekday_and_date(EVENING, "America/New_York") == "Tue, Oct 8, 2024"
    assert AMERICAN.weekday_and_date(EVENING, "Africa/Nairobi") == "Wed, Oct 9, 2024"
    assert AMERICAN.day_of_month(EVENING, "Africa/Nairobi") == "Oct 9"
    assert AMERICAN.month(datetime(2024, 10, 31, 22, tzinfo=UTC), "Africa/Nairobi") == "Nov 2024"
    assert AMERICAN.clock(EVENING, "America/New_York") == "18:00"
    assert AMERICAN.clock(EVENING, "Asia/Kathmandu") == "03:45"


def test_a_date_elsewhere_may_be_a_day_ahead_or_behind() -> None:
    assert AMERICAN.days_ahead(EVENING, "Africa/Nairobi", "America/New_York") == 1
    assert AMERICAN.days_ahead(EVENING, "America/New_York", "Africa/Nairobi") == -1
    assert AMERICAN.days_ahead(EVENING, "America/Chicago", "America/New_York") == 0


def test_meetings_across_kyivs_change_of_27_october_name_both_clocks() -> None:
    weeks = (datetime(2024, 10, 22, 14, tzinfo=UTC), datetime(2024, 10, 29, 14, tzinfo=UTC))

    assert AMERICAN.weekly(weeks, "Europe/Kyiv") == "Tue 17:00, then Tue 16:00"
    assert AMERICAN.weekly(weeks, "America/New_York") == "Tue 10:00"


def test_zones_and_languages_have_their_names() -> None:
    assert AMERICAN.city("America/New_York") == "New York"
    assert AMERICAN.city("Africa/Nairobi") == "Nairobi"
    assert AMERICAN.offset(EVENING, "Asia/Kathmandu") == "GMT+05:45"
    assert AMERICAN.offset(EVENING, "America/New_York") == "GMT-04:00"
    assert AMERICAN.language("ti") == "Tigrinya"


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (45, "45 min"), (60, "1 hr"), (225, "3 hr 45 min")]
)
def test_minutes_are_said_in_hours(minutes: int, said: str) -> None:
    assert AMERICAN.duration(minutes) == said


@pytest.mark.parametrize("locale", ["fr-FR", "ar", "tlh", "not a locale", "en"])
def test_a_cohort_of_another_language_gets_plain_english(locale: str) -> None:
    assert Wording(locale=locale).full_date(date(2024, 10, 8)) == "Tuesday, October 8, 2024"


def test_a_cohort_with_an_english_of_its_own_gets_it() -> None:
    assert Wording(locale="en-KE").full_date(date(2024, 10, 8)) == "Tuesday, 8 October 2024"
