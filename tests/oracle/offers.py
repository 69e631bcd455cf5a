"""Which starts DESIGN 5 offers, found by asking the home clock at every instant that could be meant."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendars.zones import zone
from scheduler.domain.cohorts import Choice, Cohort, MonthlyAt

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def offered(
    *, cohort: Cohort, choice: Choice, minutes: int, dates: list[date], meetings: int
) -> list[tuple[datetime, ...]]:
    """List, in order of time, the starts of all meetings for every start offered on these dates."""
    home = zone(cohort.home_time_zone)
    found: list[tuple[datetime, ...]] = []
    for day in dates:
        if day.weekday() not in choice.weekdays:
            continue
        for minute in range(choice.opens, choice.closes - minutes + 1, choice.step_minutes):
            clock = time(minute // 60, minute % 60)
            days = [day + timedelta(weeks=n) for n in range(meetings)]
            if not all(cohort.starts <= each <= cohort.ends for each in days):
                continue
            instants = [instants_shown(home, datetime.combine(each, clock)) for each in days]
            if all(len(these) == 1 and _steady(home, these[0], minutes) for these in instants):
                found.append(tuple(these[0] for these in instants))
    return sorted(found)


def monthly_starts(*, cohort: Cohort, when: MonthlyAt) -> list[datetime]:
    """List the instants of an `at` rule in every month whose date lies inside the cohort's."""
    home = zone(cohort.home_time_zone)
    starts: list[datetime] = []
    for year, month in months(cohort):
        days = [
            day
            for day in dates_between(cohort.starts - 31 * DAY, cohort.ends + 31 * DAY)
            if (day.year, day.month, day.weekday()) == (year, month, when.weekday)
        ]
        day = days[when.ordinal - 1 if when.ordinal > 0 else -1]
        if cohort.starts <= day <= cohort.ends:
            (instant,) = instants_shown(home, datetime.combine(day, when.at))
            starts.append(instant)
    return starts


def months(cohort: Cohort) -> list[tuple[int, int]]:
    """List the calendar months (year, month) that the cohort touches."""
    return sorted({(day.year, day.month) for day in dates_between(cohort.starts, cohort.ends)})


def dates_between(first: date, last: date) -> list[date]:
    """List the dates from `first` to `last`, both included."""
    return [first + n * DAY for n in range((last - first).days + 1)]


def instants_shown(home: ZoneInfo, clock: datetime) -> list[datetime]:
    """List the instants at which the home clock shows this (naive) reading: none in a gap, two in a repeat."""
    near = [(clock.replace(tzinfo=UTC) + n * timedelta(hours=6)).astimezone(home) for n in range(-5, 6)]
    guesses = {(clock - (local.utcoffset() or timedelta())).replace(tzinfo=UTC) for local in near}
    return sorted(guess for guess in guesses if guess.astimezone(home).replace(tzinfo=None) == clock)


def _steady(home: ZoneInfo, starts: datetime, minutes: int) -> bool:
    """Tell whether the home clock keeps its offset from the start to the end, the end included."""
    return len({(starts + n * MINUTE).astimezone(home).utcoffset() for n in range(minutes + 1)}) == 1
