"""What several reasons speak of: a day of the cohort, a meeting's length, the days of a week."""

from datetime import date, timedelta

from scheduler.domain.cohorts import Cohort
from scheduler.languages.sentences import Day, Minutes, Sentence, sentence

EVERY_WEEK = (
    sentence("Mondays"),
    sentence("Tuesdays"),
    sentence("Wednesdays"),
    sentence("Thursdays"),
    sentence("Fridays"),
    sentence("Saturdays"),
    sentence("Sundays"),
)
"""The days of a week that come again: `on Tuesdays`."""

_ONE_YEAR = timedelta(days=365)


def day(when: date, *, cohort: Cohort) -> Day:
    """Return `28 October`, with its year in a cohort in which the date comes twice."""
    return Day(on=when, with_year=cohort.ends - cohort.starts >= _ONE_YEAR)


def meeting(cohort: Cohort) -> Minutes:
    """Return how long a coaching meeting is."""
    return Minutes(count=cohort.coaching.meeting_minutes if cohort.coaching else 0)


def after_another(one: Sentence, other: Sentence) -> Sentence:
    """Say one sentence, then the other."""
    return sentence("{one} {other}", one=one, other=other)
