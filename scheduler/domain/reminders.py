"""When someone is to be reminded of their meetings by mail."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendars.entries import EntryContent
from scheduler.domain.people import PersonId
from scheduler.domain.preferences import Preference


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminder:
    """A mail that is due at an instant, so many `minutes` before a meeting that `starts` then (aware UTC)."""

    person: PersonId
    uid: str
    minutes: int
    starts: datetime
    due_at: datetime


def reminders_of(
    person: PersonId, *, entries: Iterable[EntryContent], chose: Preference, now: datetime
) -> Iterator[Reminder]:
    """Give the reminders that someone is to have after `now`: what would have been due before is none."""
    for entry in entries if chose.mails else ():
        for minutes in chose.reminders if entry.status == "CONFIRMED" else ():
            due_at = entry.starts - timedelta(minutes=minutes)
            if due_at > now:
                yield Reminder(
                    person=person, uid=entry.uid, minutes=minutes, starts=entry.starts, due_at=due_at
                )
