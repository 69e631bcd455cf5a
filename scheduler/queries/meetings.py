"""The cohort's meetings as a coordinator looks at them: when each is held, what was arranged, and for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from calendars.zones import zone
from scheduler.access import CohortScope
from scheduler.domain.answers import Answer, GivenAnswer
from scheduler.domain.arrangements import Arrangement
from scheduler.domain.meetings import Meeting, MeetingKind
from scheduler.domain.people import Person, PersonId
from scheduler.domain.reflections import InSum, in_sum, is_summed_up
from scheduler.errors import NotFoundError


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingRow:
    """A meeting as it is held; `moved`, `renamed` and `relinked` say what is not as the plan has it."""

    meeting: Meeting
    planned: Meeting
    moved: bool
    renamed: bool
    relinked: bool
    over: bool

    @property
    def is_session(self) -> bool:
        """Whether the whole group meets as planned."""
        return self.meeting.kind is MeetingKind.SESSION


@dataclass(frozen=True, kw_only=True, slots=True)
class Attendance:
    """Who comes, by answer, and who has not said so; `before_it_moved` are those of the latter who had."""

    answered: Mapping[Answer, tuple[Person, ...]]
    silent: tuple[Person, ...]
    before_it_moved: frozenset[PersonId]


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingPage:
    """One meeting, its start as its own clock reads it (naive), who has it in their calendar, and who of them comes.

    `in_sum` is what those who were there say of it; None while that is not asked, or never.
    """

    row: MeetingRow
    wall: datetime
    people: tuple[Person, ...]
    reachable: int
    attendance: Attendance
    in_sum: InSum | None


def cohort_meetings(scope: CohortScope) -> tuple[MeetingRow, ...]:
    """Return every meeting of the last release, by start, then UID; none before there is one."""
    rows = (_row(scope, planned, kept) for planned, kept in scope.arranged(scope.people()))
    return tuple(sorted(rows, key=lambda row: (row.meeting.starts, row.meeting.uid)))


def meeting_page(scope: CohortScope, *, meeting: str) -> MeetingPage:
    """Return this meeting; raise NotFoundError where the last release has none such."""
    people = scope.people_to_read()
    found = next((each for each in scope.arranged(people) if each[0].uid == meeting), None)
    if found is None:
        raise NotFoundError
    row = _row(scope, *found)
    there = tuple(person for person in people if person.id in {*row.meeting.people})
    return MeetingPage(
        row=row,
        wall=row.meeting.starts.astimezone(zone(row.meeting.time_zone)).replace(tzinfo=None),
        people=there,
        reachable=sum(bool(person.email) for person in there),
        attendance=_attendance(row.meeting, there, given=scope.tx.answers.about(meeting)),
        in_sum=_in_sum(scope, meeting) if row.over else None,
    )


def _in_sum(scope: CohortScope, meeting: str) -> InSum | None:
    if not is_summed_up(scope.tx.calendars.who_had(scope.cohort.id, [meeting])[meeting]):
        return None
    return in_sum(scope.tx.reflections.about([meeting])[meeting].values())


def _attendance(
    meeting: Meeting, people: tuple[Person, ...], *, given: Mapping[PersonId, GivenAnswer]
) -> Attendance:
    holding = {
        person: each.answer
        for person, each in given.items()
        if each.holds_for(starts=meeting.starts, ends=meeting.ends)
    }
    silent = tuple(person for person in people if person.id not in holding)
    return Attendance(
        answered={
            answer: tuple(person for person in people if holding.get(person.id) is answer)
            for answer in Answer
        },
        silent=silent,
        before_it_moved=frozenset(person.id for person in silent if person.id in given),
    )


def _row(scope: CohortScope, planned: Meeting, kept: Arrangement) -> MeetingRow:
    meeting = kept.held(planned)
    return MeetingRow(
        meeting=meeting,
        planned=planned,
        moved=(meeting.starts, meeting.minutes) != (planned.starts, planned.minutes),
        renamed=meeting.title != planned.title,
        relinked=meeting.join_url != planned.join_url,
        over=kept.is_over(scope.tx.now),
    )
