"""What stands in each person's calendar, in words for that reader, and the feed that serves it."""

from collections.abc import Iterable, Sequence

from calendars.entries import EntryContent
from calendars.ics import feed
from calendars.wording import local_times
from scheduler.domain.cohorts import Cohort
from scheduler.domain.meetings import Meeting, MeetingKind
from scheduler.domain.people import Person, PersonId

MOST_ENTRIES = 1_000
"""What a feed holds at most (DESIGN 7)."""


def agenda(
    *, cohort: Cohort, people: tuple[Person, ...], meetings: Iterable[Meeting]
) -> dict[PersonId, tuple[EntryContent, ...]]:
    """Return everyone's entries: whole-group sessions, and the sections they attend or lead."""
    entries: dict[PersonId, list[EntryContent]] = {person.id: [] for person in people}
    readers = {person.id: person for person in people}
    for meeting in meetings:
        leader = None if meeting.leader is None else readers.get(meeting.leader)
        for person in meeting.people:
            entries[person].append(_entry(meeting, cohort=cohort, reader=readers[person], leader=leader))
    return {person: tuple(contents) for person, contents in entries.items()}


def render_feed(*, cohort: Cohort, person: Person, entries: Sequence[tuple[EntryContent, bytes]]) -> bytes:
    """Return the bytes of the person's feed, made of kept VEVENTs: the 1,000 latest, should there be more."""
    latest = sorted(entries, key=lambda entry: entry[0].starts)[-MOST_ENTRIES:]
    return feed(name=cohort.name, reader_zone=person.time_zone, entries=latest)


def _entry(meeting: Meeting, *, cohort: Cohort, reader: Person, leader: Person | None) -> EntryContent:
    times = local_times(
        starts=meeting.starts,
        ends=meeting.ends,
        reader_zone=reader.time_zone,
        meeting_zone=meeting.time_zone,
        locale=reader.locale or cohort.locale,
    )
    said = [times, _who(meeting, reader=reader, leader=leader)]
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
    )


def _who(meeting: Meeting, *, reader: Person, leader: Person | None) -> str:
    if meeting.kind is MeetingKind.SESSION:
        return "The whole group meets."
    if leader is None:
        return "Who leads this group is not settled."
    if leader.id == reader.id:
        return "You lead this group."
    return f"Led by {leader.name}."
