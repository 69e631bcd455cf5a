"""How single meetings are arranged: the wall clock each was meant at, and what a coordinator changed by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from calendars.entries import Link
from calendars.wall_clock import to_utc
from calendars.zones import zone
from scheduler.domain.meetings import Meeting, in_order


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrangement:
    """One meeting as it is held, over what the plan says of it.

    The plan's own start and length are `planned` (aware UTC) and `planned_minutes`; while they stay, the meeting is
    held from `starts` (aware UTC) for `minutes`. `wall` is what that start was meant to read on the clock of
    `time_zone` (naive): it is what people agreed on, should the zone's clock turn out to run otherwise; None where that
    reading, shown twice, means another instant. `title` and `join_url` take the place of the cohort's own (None: they
    do not; "" of a link: there is none).
    """

    uid: str
    time_zone: str
    planned: datetime
    planned_minutes: int
    starts: datetime
    wall: datetime | None
    minutes: int
    title: str | None = None
    join_url: str | None = None
    links: tuple[Link, ...] = ()
    cancelled: bool = False

    @classmethod
    def of(cls, meeting: Meeting) -> Self:
        """Return how a meeting is arranged to which nobody has done anything."""
        return cls(
            uid=meeting.uid,
            time_zone=meeting.time_zone,
            planned=meeting.starts,
            planned_minutes=meeting.minutes,
            starts=meeting.starts,
            wall=reading_of(meeting.starts, time_zone=meeting.time_zone),
            minutes=meeting.minutes,
        )

    @property
    def ends(self) -> datetime:
        """When it ends (aware UTC)."""
        return self.starts + timedelta(minutes=self.minutes)

    def is_over(self, now: datetime) -> bool:
        """Whether it was held: what was cancelled never was, and can be held at another time yet."""
        return self.ends <= now and not self.cancelled

    def renewed(self) -> Self:
        """Return it by the installed zone data: at the same reading of its own clock, which may be another instant.

        A reading that the clock skips now, or shows twice, is the one instant that `wall_clock.to_utc` names. Where no
        reading is kept, the instant is.
        """
        if self.wall is None:
            return self
        return replace(self, starts=to_utc(wall=self.wall, time_zone=self.time_zone))

    def held(self, meeting: Meeting) -> Meeting:
        """Return the plan's meeting as it is held."""
        return replace(
            meeting,
            starts=self.starts,
            minutes=self.minutes,
            title=meeting.title if self.title is None else self.title,
            join_url=meeting.join_url if self.join_url is None else self.join_url or None,
            links=self.links,
            cancelled=self.cancelled,
        )


Arranged = tuple[Meeting, Arrangement]
"""A meeting as the plan has it, and how it is arranged."""


def arranged(
    meetings: Iterable[Meeting], *, kept: Mapping[str, Arrangement], now: datetime
) -> tuple[Arranged, ...]:
    """Return the plan's meetings, each with how it is arranged from `now` on; `kept` are arrangements by UID."""
    return tuple(
        (meeting, arrange(meeting=meeting, kept=kept.get(meeting.uid), now=now)) for meeting in meetings
    )


def arrange(*, meeting: Meeting, kept: Arrangement | None, now: datetime) -> Arrangement:
    """Say how a meeting of the plan is arranged from `now` on.

    What is over stays as it was held; what is to come keeps its reading of the wall clock, whatever zone data it was
    first read by. Where the plan has moved a meeting, it is held there and not cancelled, whatever was arranged for its
    earlier time; its title and links stay.
    """
    if kept is None:
        return Arrangement.of(meeting)
    if kept.is_over(now):
        return kept
    if (kept.planned, kept.planned_minutes) == (meeting.starts, meeting.minutes):
        return kept.renewed()
    return replace(Arrangement.of(meeting), title=kept.title, join_url=kept.join_url, links=kept.links)


def held(meetings: Iterable[Arranged]) -> tuple[Meeting, ...]:
    """Return meetings, each planned and arranged, as they are held; by start, then UID."""
    return in_order(arrangement.held(meeting) for meeting, arrangement in meetings)


def reading_of(instant: datetime, *, time_zone: str) -> datetime | None:
    """Return what the clock of `time_zone` reads at an aware instant; None where the reading means another one."""
    wall = instant.astimezone(zone(time_zone)).replace(tzinfo=None)
    return wall if to_utc(wall=wall, time_zone=time_zone) == instant else None
