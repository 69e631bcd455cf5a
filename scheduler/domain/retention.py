"""How long a cohort's people are kept: so many days after its last one, and no shorter than they were told."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from calendars.wall_clock import to_utc
from calendars.zones import zone
from scheduler.domain.cohorts import Cohort

LEAST_DAYS, MOST_DAYS = 30, 3650
"""The rules may say so many: a month, in which what is asked after the end can still be answered, to ten years."""
LEAST_NOTICE = timedelta(days=14)
"""Whoever looks at their mail every other week has time to take along what is theirs."""
NOTICE = LEAST_NOTICE + timedelta(days=1)
"""So long before, everyone is told: a day more than has to be, for a service that is away for a while."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Erasure:
    """When a cohort's people are erased (aware UTC); they were told so, or are from `told_at` on."""

    at: datetime
    told_at: datetime
    is_told: bool


def erasure_of(cohort: Cohort, *, told: datetime | None, now: datetime) -> Erasure | None:
    """Return when the cohort's people are erased by its rules as they are now; None for never.

    It is as the day ends, by the home clock, that is so many days after the last one. What people were `told` stands,
    unless the rules say later by now. Whom nobody has told in time is erased as the day ends that is LEAST_NOTICE away.
    """
    if cohort.erase_after_days is None:
        return None
    asked = _end_of(cohort.ends + timedelta(days=cohort.erase_after_days), cohort=cohort)
    if told is not None and told >= asked:
        return Erasure(at=told, told_at=told - NOTICE, is_told=True)
    soonest = now + LEAST_NOTICE
    if soonest > asked:
        late = soonest.astimezone(zone(cohort.home_time_zone)).date()
        return Erasure(at=_end_of(late, cohort=cohort), told_at=asked - NOTICE, is_told=False)
    return Erasure(at=asked, told_at=asked - NOTICE, is_told=False)


def ref_of(instant: datetime) -> str:
    """Return by what a letter is known that tells of an erasure at an instant: of another there is another letter."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def _end_of(day: date, *, cohort: Cohort) -> datetime:
    """Return when a day ends by the home clock."""
    return to_utc(wall=datetime.combine(day + timedelta(days=1), time()), time_zone=cohort.home_time_zone)
