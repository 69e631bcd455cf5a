"""The weekly hours that a coach and a member are offered, on both their clocks."""

from dataclasses import dataclass

from calendars.common_hours import CommonHour, Dates, Hours, Told, common_hours, told_on
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedHour:
    """One weekly time that holds in every week of the cohort, and how each of the two reads it on their clock."""

    hour: CommonHour
    coach: tuple[Told, ...]
    member: tuple[Told, ...]


def offered_hours(*, cohort: Cohort, coach: Person, member: Person) -> tuple[OfferedHour, ...]:
    """Offer a pair up to three hours, the best first; none where no one time of the week holds all through."""
    if cohort.coaching is None:
        return ()
    dates = Dates(first=cohort.starts, last=cohort.ends)
    hours = common_hours(
        coach=Hours(time_zone=coach.time_zone, windows=coach.availability),
        member=Hours(time_zone=member.time_zone, windows=member.availability),
        minutes=cohort.coaching.meeting_minutes,
        dates=dates,
    )
    return tuple(as_read_by(hour, cohort=cohort, coach=coach, member=member) for hour in hours)


def as_read_by(hour: CommonHour, *, cohort: Cohort, coach: Person, member: Person) -> OfferedHour:
    """Say how each of the two reads an hour through the cohort's dates."""
    dates = Dates(first=cohort.starts, last=cohort.ends)
    return OfferedHour(
        hour=hour,
        coach=told_on(hour, time_zone=coach.time_zone, dates=dates),
        member=told_on(hour, time_zone=member.time_zone, dates=dates),
    )


def on_the_clock_of(person: Person, read: tuple[Told, ...]) -> CommonHour:
    """Name an hour by what somebody's own clock shows first, as they `read` it: no two that are offered are alike."""
    first, *_ = read
    return CommonHour(time_zone=person.time_zone, day=first.day, start=first.start)
