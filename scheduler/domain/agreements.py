"""The weekly hour that a coach and a member agree on, and the meetings that come of it (DESIGN 1 and 7)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Self

from calendars.common_hours import CommonHour, Dates
from calendars.entries import uid
from calendars.wall_clock import to_utc
from scheduler.domain.cohorts import Cohort
from scheduler.domain.meetings import Meeting, MeetingKind, in_order
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreedHour:
    """An hour that both have said yes to, for so many minutes each week; it counts from an instant on (aware UTC)."""

    hour: CommonHour
    minutes: int
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """Where a coach and a member stand: what they have agreed on, and what one of them suggests instead."""

    coach: PersonId
    member: PersonId
    agreed: AgreedHour | None = None
    suggested: CommonHour | None = None
    suggested_by: PersonId | None = None

    def saying_yes(self, person: PersonId, *, to: CommonHour, minutes: int, now: datetime) -> Self:
        """Return where they stand when one says yes to an hour: agreed, if the other has suggested it; else suggested.

        What they had agreed on goes on until they agree on another.
        """
        if self.agreed is not None and self.agreed.hour == to:
            return replace(self, suggested=None, suggested_by=None)
        if self.suggested == to and self.suggested_by not in {None, person}:
            agreed = AgreedHour(hour=to, minutes=minutes, since=now)
            return replace(self, agreed=agreed, suggested=None, suggested_by=None)
        return replace(self, suggested=to, suggested_by=person)

    def ended(self) -> Self:
        """Return where they stand when one of them will not go on: nothing is agreed on, and nothing suggested."""
        return replace(self, agreed=None, suggested=None, suggested_by=None)


Pairs = Mapping[tuple[PersonId, PersonId], Agreement]
"""Agreements by coach and member."""


def coaching_meetings(
    *, cohort: Cohort, people: tuple[Person, ...], plan: Plan, agreements: Pairs
) -> tuple[Meeting, ...]:
    """Return the meetings of every pair of the plan that has agreed on an hour, by start, then UID.

    One on each of the cohort's dates of that weekday on the hour's own clock, from when they agreed on. A UID comes
    from the pair and the date.
    """
    here = {person.id for person in people}
    return in_order(
        meeting
        for pair in plan.coaching.pairs
        if (agreement := agreements.get((pair.coach, pair.member))) and {pair.coach, pair.member} <= here
        for meeting in _meetings(agreement, cohort=cohort)
    )


def _meetings(agreement: Agreement, *, cohort: Cohort) -> Iterator[Meeting]:
    agreed, pair = agreement.agreed, (agreement.coach, agreement.member)
    if agreed is None:
        return
    hour = agreed.hour
    dates = (day for day in Dates(first=cohort.starts, last=cohort.ends) if day.weekday() == hour.day)
    for n, day in enumerate(dates, start=1):
        wall = datetime.combine(day, time()) + timedelta(minutes=hour.start)
        starts = to_utc(wall=wall, time_zone=hour.time_zone)
        if starts > agreed.since:
            yield Meeting(
                uid=uid(cohort.id, MeetingKind.COACHING, *pair, day.isoformat()),
                kind=MeetingKind.COACHING,
                ref=":".join(pair),
                section=None,
                n=n,
                starts=starts,
                minutes=agreed.minutes,
                time_zone=hour.time_zone,
                title="Coaching",
                join_url=None,
                people=pair,
                leader=agreement.coach,
            )
