"""Stretches of time in which somebody comes to nothing, by their own word."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.domain.meetings import Meeting
from scheduler.domain.people import PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause:
    """Somebody's absence, [since, until), both aware."""

    person: PersonId
    since: datetime
    until: datetime

    def holds_at(self, instant: datetime) -> bool:
        """Whether they are away at that instant."""
        return self.since <= instant < self.until


def without_paused(meeting: Meeting, *, starts: datetime, pauses: Iterable[Pause]) -> Meeting:
    """Return the meeting, held at `starts`, without whoever is away then; who leads it leads it no less."""
    away = {pause.person for pause in pauses if pause.holds_at(starts)}
    if away.isdisjoint(meeting.people):
        return meeting
    return replace(meeting, people=tuple(person for person in meeting.people if person not in away))
