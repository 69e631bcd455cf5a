"""What stands in each person's calendar, in words for that reader, and the feed that serves it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from calendars.entries import EntryContent, Link
from calendars.ics import feed
from calendars.wall_clock import shifts
from calendars.wording import clock_time, local_times
from scheduler.domain.audiences import Whom
from scheduler.domain.circles import Circle
from scheduler.domain.cohorts import Cohort
from scheduler.domain.meetings import Meeting, MeetingKind
from scheduler.domain.people import Person, PersonId
from scheduler.domain.readers import Reader
from scheduler.languages import every_words, words

COACHING = "Coaching"
"""The category of what a coach and a member have agreed on by themselves: nobody has to tell them of it."""
MOST_ENTRIES = 1_000
"""What a feed holds at most (DESIGN 7)."""


def agenda(
    *,
    people: Iterable[Person],
    readers: Mapping[PersonId, Reader],
    meetings: Iterable[Meeting],
    own_page: str | None,
) -> dict[PersonId, tuple[EntryContent, ...]]:
    """Return everyone's entries: whole-group sessions, sections they attend or lead, hours agreed on, what was added.

    `meetings` are in the order of their starts. A discreet calendar leads to its reader's `own_page`, if there is one.
    """
    names = {person.id: person.name for person in people}
    entries: dict[PersonId, list[EntryContent]] = {person: [] for person in names}
    before: dict[tuple[object, ...], datetime] = {}
    for meeting in meetings:
        alike: dict[tuple[Reader, bool], EntryContent] = {}
        for person in meeting.people:
            reader, leads = readers[person], person == meeting.leader
            entry = alike.get((reader, leads))
            if entry is None:
                entry = _entry(
                    _named_for(meeting, reader=reader, leads=leads, names=names),
                    reader=reader,
                    who=_who(meeting, reader=reader, leads=leads, names=names),
                    before=before.get(meeting.series),
                    own_page=own_page,
                )
                alike[reader, leads] = entry
            entries[person].append(entry)
        if not meeting.cancelled:
            before[meeting.series] = meeting.starts
    return {person: tuple(contents) for person, contents in entries.items()}


def with_another_name(content: EntryContent, *, names: Collection[str], now: str) -> EntryContent:
    """Return an entry that says another name where it says one of the `names` as somebody's, in whatever language."""
    summary, description = content.summary, content.description
    for say in every_words():
        for name in names:
            coaching, led = (say(said).format for said in ("Coaching with {name}", "Led by {name}."))
            summary = coaching(name=now) if summary == coaching(name=name) else summary
            paragraphs = description.split("\n\n")
            description = "\n\n".join(
                _ending_with(each, led(name=name), led(name=now)) for each in paragraphs
            )
    return replace(content, summary=summary, description=description)


def _ending_with(paragraph: str, ending: str, other: str) -> str:
    return paragraph.removesuffix(ending) + other if paragraph.endswith(ending) else paragraph


def calendar_name(*, cohort: Cohort, reader: Reader) -> str:
    """Say what a reader's calendar is called in their list of calendars."""
    say = words(reader.locale).gettext
    return say("Meetings") if reader.discreet else cohort.name


def render_feed(*, name: str, time_zone: str, entries: Sequence[tuple[EntryContent, bytes]]) -> bytes:
    """Return the bytes of the feed of this name, made of kept VEVENTs: the 1,000 latest, should there be more."""
    latest = sorted(entries, key=lambda entry: entry[0].starts)[-MOST_ENTRIES:]
    return feed(name=name, reader_zone=time_zone, entries=latest)


def _entry(
    meeting: Meeting, *, reader: Reader, who: str, before: datetime | None, own_page: str | None
) -> EntryContent:
    say = words(reader.locale).gettext
    said = [
        local_times(
            starts=meeting.starts,
            ends=meeting.ends,
            reader_zone=reader.time_zone,
            meeting_zone=meeting.time_zone,
            locale=reader.locale,
        )
    ]
    if before is not None and shifts(before, meeting.starts, time_zone=reader.time_zone):
        hour = clock_time(before, time_zone=reader.time_zone, locale=reader.locale)
        said.append(
            say("Another hour on your clock than the meeting before, which was at {hour}.").format(hour=hour)
        )
    entry = EntryContent(
        uid=meeting.uid,
        starts=meeting.starts,
        ends=meeting.ends,
        time_zone=meeting.time_zone,
        summary=meeting.title,
        url=meeting.join_url,
        conference=meeting.join_url,
        status="CANCELLED" if meeting.cancelled else "CONFIRMED",
        links=meeting.links,
        alarms=reader.alarms,
        category=COACHING if meeting.kind is MeetingKind.COACHING else None,
    )
    if reader.discreet:
        said.append(say("What this meeting is about stands on your page."))
        return replace(
            entry,
            summary=say("Meeting"),
            description="\n\n".join(said),
            url=own_page,
            conference=None,
            links=() if own_page is None else (Link(title=say("Your page"), url=own_page),),
            private=True,
        )
    said.append(who)
    if meeting.join_url is not None:
        said.append(say("Join: {link}").format(link=meeting.join_url))
    return replace(entry, description="\n\n".join(said))


def _named_for(meeting: Meeting, *, reader: Reader, leads: bool, names: Mapping[PersonId, str]) -> Meeting:
    """Return a meeting as its reader calls it: of a pair, by the other one's name."""
    if meeting.kind is not MeetingKind.COACHING:
        return meeting
    (other,) = (person for person in meeting.people if (person == meeting.leader) is not leads)
    say = words(reader.locale).gettext
    return replace(meeting, title=say("Coaching with {name}").format(name=names[other]))


def _who(meeting: Meeting, *, reader: Reader, leads: bool, names: Mapping[PersonId, str]) -> str:
    say = words(reader.locale).gettext
    if meeting.kind is MeetingKind.COACHING:
        return say("This is the hour that the two of you agreed on.")
    if meeting.circle == Circle():
        return say("The whole group meets.")
    if meeting.audience is None:
        return _led_by(meeting, reader=reader, leads=leads, names=names)
    if meeting.audience.whom is Whom.COACHES:
        return say("The coaches meet.")
    group = say("For group {number} of {workshop}.").format(
        number=meeting.audience.section, workshop=meeting.group_of
    )
    return f"{group} {_led_by(meeting, reader=reader, leads=leads, names=names)}"


def _led_by(meeting: Meeting, *, reader: Reader, leads: bool, names: Mapping[PersonId, str]) -> str:
    say = words(reader.locale).gettext
    if leads:
        return say("You lead this group.")
    leader = None if meeting.leader is None else names.get(meeting.leader)
    if leader is None:
        return say("Who leads this group is not settled.")
    return say("Led by {name}.").format(name=leader)
