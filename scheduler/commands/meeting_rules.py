"""What a meeting can be that somebody arranges: when it is held, what it is called, where it leads.

Each rule gives what stands against it, in words and at the field of a form that says it: `day`, `at`, `minutes`,
`title` or `join_url`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from calendars.wall_clock import occurrences
from scheduler.domain.cohorts import Cohort
from scheduler.domain.own_words import is_all_seen, one_line
from scheduler.domain.problems import Problem
from scheduler.domain.web_addresses import is_web_address
from scheduler.errors import NotNowError
from scheduler.languages.sentences import Number, Quoted, Value, sentence

MOST_MINUTES = 24 * 60
MOST_CHARACTERS = 200


def require(problems: Iterable[Problem]) -> None:
    """Raise NotNowError with the first of the problems, if there is any."""
    for problem in problems:
        raise NotNowError(problem.message)


def against_the_day(wall: datetime, *, cohort: Cohort) -> Iterator[Problem]:
    """Give what stands against holding a meeting when a clock reads `wall` (naive): the cohort's dates."""
    if not cohort.starts <= wall.date() <= cohort.ends:
        yield wrong(
            "day",
            sentence(
                "The cohort is from {starts} to {ends}: choose a date between them.",
                starts=str(cohort.starts),
                ends=str(cohort.ends),
            ),
        )


def against_the_length(minutes: int) -> Iterator[Problem]:
    """Give what stands against a meeting of so many minutes."""
    if not 0 < minutes <= MOST_MINUTES:
        yield wrong(
            "minutes",
            sentence(
                "A meeting lasts from 1 minute to {most} minutes: choose another length.",
                most=Number(number=MOST_MINUTES),
            ),
        )


def against_the_clock(wall: datetime, *, time_zone: str, minutes: int, now: datetime) -> Iterator[Problem]:
    """Give what stands against `wall` (naive) on the clock of a zone: it is skipped, shown twice, or over by `now`."""
    shown = occurrences(wall=wall, time_zone=time_zone)
    where: dict[str, Value] = {"zone": time_zone, "day": f"{wall:%Y-%m-%d}"}
    if len(shown) == 1:
        if shown[0] + timedelta(minutes=minutes) <= now:
            yield wrong("day", sentence("That time is over already: choose one to come."))
    elif shown:
        yield wrong(
            "at",
            sentence("The clock of {zone} shows that time twice on {day}: choose another time.", **where),
        )
    else:
        yield wrong(
            "at", sentence("The clock of {zone} skips that time on {day}: choose another time.", **where)
        )


def against_the_name(title: str) -> Iterator[Problem]:
    """Give what stands against calling a meeting so."""
    if not is_title(title):
        yield wrong(
            "title",
            sentence("A name is one line of 1 to {most} characters: write another.", most=MOST_CHARACTERS),
        )


def against_the_address(url: str) -> Iterator[Problem]:
    """Give what stands against leading to this address."""
    if not is_web_address(url):
        yield wrong(
            "join_url",
            sentence(
                "{text} is no web address: write it whole, with https://.",
                text=Quoted(text=url[:MOST_CHARACTERS]),
            ),
        )


def is_title(text: str) -> bool:
    """Whether it is one line that says something."""
    return bool(one_line(text)) and len(text) <= MOST_CHARACTERS and is_all_seen(text)


def wrong(field: str, message: str) -> Problem:
    """Return what is wrong at a field of the form."""
    return Problem(code="meeting", message=message, suggestion="", column=field)
