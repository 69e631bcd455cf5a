"""What stands in a calendar that is shared: a circle's meetings, with nobody's name in them (DESIGN 7)."""

from collections.abc import Iterable

from calendars.entries import EntryContent
from calendars.wording import local_times
from scheduler.domain.circles import Circle, name_of
from scheduler.domain.cohorts import Cohort
from scheduler.domain.meetings import Meeting
from scheduler.languages import words


def shared_agenda(*, cohort: Cohort, circle: Circle, meetings: Iterable[Meeting]) -> tuple[EntryContent, ...]:
    """Return the circle's entries, in the order of its meetings, in the cohort's language.

    The whole group's calendar is for outsiders too, such as a notice board: it says what is held and when, and does
    not lead there. A section's is for its own people, and has the links that theirs have. Of a discreet cohort, either
    says when alone.
    """
    make = _discreet if cohort.discreet else _entry
    return tuple(
        make(meeting, cohort=cohort, circle=circle) for meeting in meetings if meeting.circle == circle
    )


def shared_name(*, cohort: Cohort, circle: Circle) -> str:
    """Say what a circle's calendar is called."""
    say = words(cohort.locale).gettext
    return say("Meetings") if cohort.discreet else name_of(circle, cohort=cohort)


def _entry(meeting: Meeting, *, cohort: Cohort, circle: Circle) -> EntryContent:
    say = words(cohort.locale).gettext
    join_url = None if circle.is_whole_group else meeting.join_url
    said = [
        _times(meeting, cohort=cohort),
        say("The whole group meets.") if circle.is_whole_group else f"{name_of(circle, cohort=cohort)}.",
    ]
    if join_url is not None:
        said.append(say("Join: {link}").format(link=join_url))
    return EntryContent(
        uid=meeting.uid,
        starts=meeting.starts,
        ends=meeting.ends,
        time_zone=meeting.time_zone,
        summary=meeting.title,
        description="\n\n".join(said),
        url=join_url,
        conference=join_url,
        status="CANCELLED" if meeting.cancelled else "CONFIRMED",
        links=() if circle.is_whole_group else meeting.links,
    )


def _discreet(meeting: Meeting, *, cohort: Cohort, circle: Circle) -> EntryContent:  # noqa: ARG001 - as `_entry`
    say = words(cohort.locale).gettext
    return EntryContent(
        uid=meeting.uid,
        starts=meeting.starts,
        ends=meeting.ends,
        time_zone=meeting.time_zone,
        summary=say("Meeting"),
        description=_times(meeting, cohort=cohort),
        status="CANCELLED" if meeting.cancelled else "CONFIRMED",
        private=True,
    )


def _times(meeting: Meeting, *, cohort: Cohort) -> str:
    return local_times(
        starts=meeting.starts,
        ends=meeting.ends,
        reader_zone=meeting.time_zone,
        meeting_zone=meeting.time_zone,
        locale=cohort.locale,
    )
