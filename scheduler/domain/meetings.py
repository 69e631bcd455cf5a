"""Every dated meeting of a plan, and in whose calendars it stands (DESIGN 2 and 7)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from calendars.entries import Link, uid
from calendars.zones import zone
from scheduler.domain import circles
from scheduler.domain.audiences import Audience, Whom
from scheduler.domain.circles import Circle
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan


class MeetingKind(StrEnum):
    """What meets: the whole group in a session, one section of a workshop, a coach and a member, or who was asked."""

    SESSION = "session"
    SECTION = "section"
    COACHING = "coaching"
    ADDED = "added"


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """One dated occurrence: its lasting UID, what meets, when (aware UTC, whole minutes) and who.

    `ref` is the session's, the workshop's or the added meeting's id, or names the pair; `section` the section's number
    (None for others); `n` counts from 1: a section's or a pair's meetings, or the cohort's calendar months for a
    session. `time_zone` is the one by whose clock it is held. `people` have it in their calendar, in the roster's
    order: everybody, the members of the section and its `leader`, or the coach (its `leader`) and the member.

    An added one has an `audience`. If that is a group, `group_of` is what its workshop is called, and None where there
    is no such group any more.
    """

    uid: str
    kind: MeetingKind
    ref: str
    section: int | None
    n: int
    starts: datetime
    minutes: int
    time_zone: str
    title: str
    join_url: str | None
    people: tuple[PersonId, ...]
    leader: PersonId | None = None
    links: tuple[Link, ...] = ()
    cancelled: bool = False
    audience: Audience | None = None
    group_of: str | None = None

    def __post_init__(self) -> None:
        if self.starts.utcoffset() is None:
            raise ValueError(f"{self.title} starts at {self.starts} of no zone: say which instant is meant")

    @property
    def series(self) -> tuple[MeetingKind, str, int | None]:
        """What meets, each time: the meetings of one session, or of one section; an added one is alone."""
        return self.kind, self.ref, self.section

    @property
    def circle(self) -> Circle | None:
        """Whose calendar, of those that can be shared, shows it: the whole group's, a section's or nobody's."""
        if self.kind is MeetingKind.SESSION:
            return Circle()
        if self.kind is MeetingKind.SECTION:
            return Circle(workshop=self.ref, section=self.section or 0)
        return None if self.audience is None or self.has_lost_its_group else self.audience.circle

    @property
    def has_lost_its_group(self) -> bool:
        """Whether it was added for a group that there is no more."""
        return self.audience is not None and self.audience.whom is Whom.GROUP and self.group_of is None

    @property
    def ends(self) -> datetime:
        """When it is over."""
        return self.starts + timedelta(minutes=self.minutes)


def in_order(meetings: Iterable[Meeting]) -> tuple[Meeting, ...]:
    """Return meetings by start, then UID."""
    return tuple(sorted(meetings, key=lambda meeting: (meeting.starts, meeting.uid)))


def circles_of(meetings: Iterable[Meeting]) -> tuple[Circle, ...]:
    """Return in whose calendars these meetings are shown: the whole group's first, then by workshop and section."""
    shown = {circle for meeting in meetings if (circle := meeting.circle) is not None}
    return tuple(sorted(shown, key=circles.in_order))


def meetings_of(*, cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> tuple[Meeting, ...]:
    """Return every meeting of the plan, by start, then UID.

    A UID comes from the cohort's id and (session, year-month of the home calendar) or (workshop, section
    number, n), and so outlives a change of time, of title and of people. Whoever of the plan is not in
    `people` any more has no calendar.
    """
    return in_order(
        (
            *_session_meetings(cohort=cohort, people=people, plan=plan),
            *_section_meetings(cohort=cohort, people=people, plan=plan),
        )
    )


def _session_meetings(*, cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> Iterator[Meeting]:
    sessions = {session.id: session for session in cohort.sessions}
    home = zone(cohort.home_time_zone)
    for meeting in plan.sessions.meetings:
        session = sessions[meeting.session]
        local = meeting.starts.astimezone(home)
        yield Meeting(
            uid=uid(cohort.id, MeetingKind.SESSION, session.id, f"{local:%Y-%m}"),
            kind=MeetingKind.SESSION,
            ref=session.id,
            section=None,
            n=12 * (local.year - cohort.starts.year) + local.month - cohort.starts.month + 1,
            starts=meeting.starts,
            minutes=meeting.minutes,
            time_zone=cohort.home_time_zone,
            title=session.name,
            join_url=session.join_url,
            people=tuple(person.id for person in people),
        )


def _section_meetings(*, cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> Iterator[Meeting]:
    workshops = {workshop.id: workshop for workshop in cohort.workshops}
    places = {person.id: place for place, person in enumerate(people)}
    for section in plan.workshops.sections:
        workshop = workshops[section.workshop]
        there = sorted({section.facilitator, *section.members} & places.keys(), key=places.__getitem__)
        for n, starts in enumerate(section.starts, start=1):
            yield Meeting(
                uid=uid(cohort.id, MeetingKind.SECTION, workshop.id, str(section.section), str(n)),
                kind=MeetingKind.SECTION,
                ref=workshop.id,
                section=section.section,
                n=n,
                starts=starts,
                minutes=section.minutes,
                time_zone=cohort.home_time_zone,
                title=workshop.name,
                join_url=workshop.join_url,
                people=tuple(there),
                leader=section.facilitator,
            )
