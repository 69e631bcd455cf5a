"""A coordinator adds a meeting by hand, which no run planned; from then on it is a meeting as any other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from calendars.wall_clock import occurrences
from scheduler.access import CohortScope
from scheduler.commands.meeting_rules import (
    against_the_address,
    against_the_clock,
    against_the_day,
    against_the_length,
    against_the_name,
    wrong,
)
from scheduler.domain.added_meetings import AddedMeeting, added_meetings, audiences_of
from scheduler.domain.arrangements import Arrangement
from scheduler.domain.audiences import Audience
from scheduler.domain.meetings import Meeting
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan
from scheduler.domain.problems import Problem
from scheduler.errors import BadInputError, NotNowError
from scheduler.events import MeetingArranged
from scheduler.languages.sentences import sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedMeeting:
    """What a coordinator asks for: `day` and `at` by the home clock; None is what was not said, or is none.

    `audience` is the key of one that there is; an empty `join_url` is none.
    """

    title: str
    day: date | None
    at: time | None
    minutes: int | None
    join_url: str
    audience: str


def add_meeting(scope: CohortScope, *, asked: AskedMeeting) -> str:
    """Add a meeting, and return its UID; asked for twice, as by pressing twice, it is added once.

    Raises NotNowError before the first release, and BadInputError with every problem.
    """
    people, plan = scope.people(), plan_to_add_to(scope)
    added, meeting = as_asked(scope, asked=asked, people=people, plan=plan, ref=scope.tx.ids.new("meeting"))
    for other in scope.arranged_meetings(people):
        if _is_the_same(other, meeting):
            return other.uid
    scope.tx.added_meetings.add(scope.cohort.id, added)
    scope.tx.arrangements.put(scope.cohort.id, [Arrangement.of(meeting)])
    scope.tx.outbox.emit(MeetingArranged(cohort=scope.cohort.id, meeting=meeting.uid))
    return meeting.uid


def plan_to_add_to(scope: CohortScope) -> Plan:
    """Return the last release as it stands; raises NotNowError before there is one."""
    plan = scope.standing_plan()
    if plan is None:
        raise NotNowError(
            sentence("Calendars begin with the first plan that is published: publish it, then add meetings.")
        )
    return plan


def as_asked(
    scope: CohortScope, *, asked: AskedMeeting, people: tuple[Person, ...], plan: Plan, ref: str
) -> tuple[AddedMeeting, Meeting]:
    """Return what would be added under this id, and the meeting that it is; raises BadInputError."""
    home = scope.cohort.home_time_zone
    audience = next(
        (each for each in audiences_of(people=people, plan=plan) if each.key == asked.audience), None
    )
    problems = tuple(_problems(scope, asked=asked, audience=audience))
    if problems or asked.day is None or asked.at is None or asked.minutes is None or audience is None:
        raise BadInputError(problems)
    (starts,) = occurrences(wall=datetime.combine(asked.day, asked.at), time_zone=home)
    added = AddedMeeting(
        id=ref,
        title=asked.title,
        starts=starts,
        minutes=asked.minutes,
        time_zone=home,
        join_url=asked.join_url or None,
        audience=audience,
    )
    (meeting,) = added_meetings([added], cohort=scope.cohort, people=people, plan=plan)
    return added, meeting


def _problems(scope: CohortScope, *, asked: AskedMeeting, audience: Audience | None) -> Iterator[Problem]:
    """Give every problem, in the order of the form."""
    yield from against_the_name(asked.title)
    if audience is None:
        yield wrong("audience", sentence("Choose for whom the meeting is."))
    if asked.minutes is not None:
        yield from against_the_length(asked.minutes)
    else:
        yield wrong("minutes", sentence("Say how many minutes it lasts, as a whole number."))
    if asked.day is None:
        yield wrong("day", sentence("Say on which day it is."))
    if asked.at is None:
        yield wrong("at", sentence("Say at what time it begins."))
    if asked.day is not None:
        yield from _against_the_time(scope, day=asked.day, at=asked.at, minutes=asked.minutes)
    if asked.join_url:
        yield from against_the_address(asked.join_url)


def _against_the_time(
    scope: CohortScope, *, day: date, at: time | None, minutes: int | None
) -> Iterator[Problem]:
    wall = datetime.combine(day, at or time())
    outside = tuple(against_the_day(wall, cohort=scope.cohort))
    yield from outside
    if not outside and at is not None:
        yield from against_the_clock(
            wall, time_zone=scope.cohort.home_time_zone, minutes=minutes or 0, now=scope.tx.now
        )


def _is_the_same(other: Meeting, meeting: Meeting) -> bool:
    """Whether this was added before, and is held as it was added."""
    return not other.cancelled and _what(other) == _what(meeting)


def _what(meeting: Meeting) -> tuple[object, ...]:
    return meeting.audience, meeting.title, meeting.starts, meeting.minutes, meeting.join_url
