"""What several reasons speak of."""

from collections.abc import Callable
from datetime import date

from scheduler.domain.cohorts import Cohort
from scheduler.languages.sentences import Day, in_english, sentence
from scheduler.reasons.phrases import EVERY_WEEK, after_another, day

MakeCohort = Callable[..., Cohort]


def test_a_day_has_its_year_in_a_cohort_in_which_it_comes_twice(make_cohort: MakeCohort) -> None:
    on = date(2026, 10, 28)
    one_year = make_cohort(starts=date(2026, 10, 1), ends=date(2027, 9, 30))
    longer = make_cohort(starts=date(2026, 10, 1), ends=date(2027, 10, 1))
    assert [day(on, cohort=cohort) for cohort in (one_year, longer)] == [
        Day(on=on),
        Day(on=on, with_year=True),
    ]
    assert in_english(day(on, cohort=longer)) == "28 Oct 2026"


def test_days_that_come_again_are_seven() -> None:
    assert EVERY_WEEK == (
        "Mondays",
        "Tuesdays",
        "Wednesdays",
        "Thursdays",
        "Fridays",
        "Saturdays",
        "Sundays",
    )


def test_one_sentence_stands_after_another() -> None:
    assert after_another(sentence("It is full."), sentence("Match again.")) == "It is full. Match again."
