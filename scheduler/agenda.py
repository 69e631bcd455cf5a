"""What stands in each person's calendar, in words for that reader, and the feed that serves it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from calendars.entries import EntryContent
from calendars.ics import feed
from calendars.wall_clock import shifts
from calendars.wording import clock_time, local_times
from scheduler.domain.cohorts import Cohort
from scheduler.domain.meetings import Meeting, MeetingKind
from scheduler.domain.people import Person, PersonId
from scheduler.domain.preferences import Preference

MOST_ENTRIES = 1_000
"""What a feed holds at most (DESIGN 7)."""


def agenda(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    meetings: Iterable[Meeting],
    chosen: Mapping[PersonId, Preference],
) -> dict[PersonId, tuple[EntryContent, ...]]:
    """Return everyone's entries: whole-group sessions, and the sections they attend or lead.

    `meetings` are in the order of their starts; `chosen` is what people chose, of those who chose anything.
    """
    entries: dict[PersonId, list[EntryContent]] = {person.id: [] for person in people}
    readers = {person.id: person for person in people}
    before: dict[tuple[object, ...], datetime] = {}
    for meeting in meetings:
        leader = None if meeting.leader is None else readers.get(meeting.leader)
        for person in meeting.people:
            entry = _entry(
                meeting,
                cohort=cohort,
                reader=readers[person],
                leader=leader,
                before=before.get(meeting.series),
                alarms=chosen[person].alarms if person in chosen else (),
            )
            entries[person].append(entry)
        if not meeting.cancelled:
            before[meeting.series] = meeting.starts
    return {person: tuple(contents) for person, contents in entries.items()}


def render_feed(*, name: str, time_zone: str, entries: Sequence[tuple[EntryContent, bytes]]) -> bytes:
    """Return the bytes of the feed of this name, made of kept VEVENTs: the 1,000 latest, should there be more."""
    latest = sorted(entries, key=lambda entry: entry[0].starts)[-MOST_ENTRIES:]
    return feed(name=name, reader_zone=time_zone, entries=latest)


def _entry(
    meeting: Meeting,
    *,
    cohort: Cohort,
    reader: Person,
    leader: Person | None,
    before: datetime | None,
    alarms: tuple[int, ...],
) -> EntryContent:
    locale = reader.locale or cohort.locale
    times = local_times(
        starts=meeting.starts,
        ends=meeting.ends,
        reader_zone=reader.time_zone,
        meeting_zone=meeting.time_zone,
        locale=locale,
    )
    said = [times]
    if before is not None and shifts(before, meeting.starts, time_zone=reader.time_zone):
        hour = clock_time(before, time_zone=reader.time_zone, locale=locale)
        said.append(f"Another hour on your clock than the meeting before, which was at {hour}.")
    said.append(_who(meeting, reader=reader, leader=leader))
    if meeting.join_url is not None:
        said.append(f"Join: {meeting.join_url}")
    return EntryContent(
        uid=meeting.uid,
        starts=meeting.starts,
        ends=meeting.ends,
        time_zone=meeting.time_zone,
        summary=meeting.title,
        description="\n\n".join(said),
        url=meeting.join_url,
        conference=meeting.join_url,
        status="CANCELLED" if meeting.cancelled else "CONFIRMED",
        links=meeting.links,
        alarms=alarms,
    )


def _who(meeting: Meeting, *, reader: Person, leader: Person | None) -> str:
    if meeting.kind is MeetingKind.SESSION:
        return "The whole group meets."
    if leader is None:
        return "Who leads this group is not settled."
    if leader.id == reader.id:
        return "You lead this group."
    return f"Led by {leader.name}."
