"""What other zone data than a cohort's meetings were last read by do to them: which move, and for whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from calendars.wall_clock import occurrences
from calendars.zones import ZONE_DATA_VERSION
from scheduler.access import CohortScope, whole_cohort
from scheduler.agenda import agenda
from scheduler.domain.arrangements import Arranged, held
from scheduler.domain.cohorts import Cohort
from scheduler.domain.meetings import Meeting, in_order
from scheduler.domain.people import Person
from scheduler.domain.readers import readers_of
from scheduler.store.unit_of_work import Transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class MovedMeeting:
    """A meeting to come that keeps its reading of its own clock and is at another instant than it `was` (aware UTC).

    `wall` is that reading (naive), and `shown` how often the clock shows it: not at all, once, or twice.
    """

    meeting: Meeting
    was: datetime
    wall: datetime
    shown: int
    people: tuple[Person, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ZoneReading:
    """A cohort whose meetings were last read by other zone data than are installed (None: nobody knows by which).

    `moved` are its meetings at another instant, by start. Of `reworded` no meeting moves, but an entry says another
    time than it does in their calendar.
    """

    cohort: Cohort
    read_by: str | None
    moved: tuple[MovedMeeting, ...]
    reworded: tuple[Person, ...]


def zone_readings(tx: Transaction) -> tuple[ZoneReading, ...]:
    """Return what the installed zone data do to each cohort that was read by others and has meetings to come."""
    others = tx.zone_data.others_than(ZONE_DATA_VERSION)
    return tuple(zone_reading(whole_cohort(tx, cohort)) for cohort in others)


def zone_reading(scope: CohortScope) -> ZoneReading:
    """Return what the installed zone data do to this cohort."""
    people = scope.people()
    arranged = scope.arranged(people)
    moved = tuple(sorted(_moved(scope, people, arranged), key=lambda each: (each.was, each.meeting.uid)))
    told = {person.id for each in moved for person in each.people}
    return ZoneReading(
        cohort=scope.cohort,
        read_by=scope.tx.zone_data.of(scope.cohort.id),
        moved=moved,
        reworded=tuple(person for person in _reworded(scope, people, arranged) if person.id not in told),
    )


def _moved(
    scope: CohortScope, people: tuple[Person, ...], arranged: tuple[Arranged, ...]
) -> Iterator[MovedMeeting]:
    kept = scope.tx.arrangements.of_cohort(scope.cohort.id)
    for planned, now in arranged:
        before, meeting = kept.get(planned.uid), now.held(planned)
        if before is None or before.planned != now.planned or now.wall is None or now.cancelled:
            continue
        if before.starts != now.starts:
            yield MovedMeeting(
                meeting=meeting,
                was=before.starts,
                wall=now.wall,
                shown=len(occurrences(wall=now.wall, time_zone=now.time_zone)),
                people=tuple(person for person in people if person.id in {*meeting.people}),
            )


def _reworded(
    scope: CohortScope, people: tuple[Person, ...], arranged: tuple[Arranged, ...]
) -> Iterator[Person]:
    """Give whoever has an entry to come that would be told in other words."""
    chosen = scope.tx.preferences.in_cohort(scope.cohort.id)
    readers = readers_of(people, cohort=scope.cohort, chosen=chosen)
    meetings = in_order((*held(arranged), *scope.coaching(people)))
    wanted = agenda(people=people, readers=readers, meetings=meetings, own_page=None)
    entries = scope.tx.calendars.entries_of_cohort(scope.cohort.id)
    for person in people:
        words = {content.uid: content.description for content in wanted[person.id]}
        told = (entry.content for entry in entries.get(person.id, {}).values())
        if any(
            each.status == "CONFIRMED"
            and each.ends > scope.tx.now
            and words.get(each.uid, each.description) != each.description
            for each in told
        ):
            yield person
