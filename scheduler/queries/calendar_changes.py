"""Whose calendar a plan would change, and how, were it the last release: meeting by meeting, of those to come."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.access import CohortScope
from scheduler.domain.arrangements import held
from scheduler.domain.meetings import Meeting
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan

_Times = dict[PersonId, dict[str, tuple[datetime, int]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarChange:
    """Someone whose calendar changes: how many meetings come, go and stand at another time; `email` or not."""

    name: str
    has_email: bool
    new: int
    moved: int
    gone: int


def calendar_changes(
    scope: CohortScope, *, people: tuple[Person, ...], plan: Plan
) -> tuple[CalendarChange, ...]:
    """Compare what is to come in everyone's calendar with what would be by the plan; in the roster's order."""
    was = _times((*scope.arranged_meetings(people), *scope.coaching(people)), now=scope.tx.now)
    now = _times(
        (*held(scope.arranged(people, plan=plan)), *scope.coaching(people, plan=plan)), now=scope.tx.now
    )
    changes: list[CalendarChange] = []
    for person in people:
        before, after = was.get(person.id, {}), now.get(person.id, {})
        new, gone = len(after.keys() - before.keys()), len(before.keys() - after.keys())
        moved = sum(before[uid] != after[uid] for uid in before.keys() & after.keys())
        if new or gone or moved:
            changes.append(
                CalendarChange(
                    name=person.name, has_email=bool(person.email), new=new, moved=moved, gone=gone
                )
            )
    return tuple(changes)


def _times(meetings: tuple[Meeting, ...], *, now: datetime) -> _Times:
    """Return when each person's meetings to come are, by UID."""
    times: _Times = {}
    for meeting in meetings:
        if meeting.ends > now and not meeting.cancelled:
            for person in meeting.people:
                times.setdefault(person, {})[meeting.uid] = (meeting.starts, meeting.minutes)
    return times
