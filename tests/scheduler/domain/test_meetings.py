"""A plan becomes dated meetings, each with a UID that outlives what changes about it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from calendars.entries import uid
from scheduler.domain.cohorts import Cohort, Session, Workshop
from scheduler.domain.meetings import Meeting, MeetingKind, meetings_of
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import (
    CoachingPart,
    CoachingValue,
    Plan,
    Section,
    SessionMeeting,
    SessionsPart,
    SessionsValue,
    SolverInfo,
    SolverParts,
    WorkshopsPart,
    WorkshopsValue,
)

MakePerson = Callable[..., Person]
MakeCohort = Callable[..., Cohort]


def plan(*, sessions: tuple[SessionMeeting, ...] = (), sections: tuple[Section, ...] = ()) -> Plan:
    burden, worth = SessionsValue(worst=0, total=0), WorkshopsValue(served=0, total=0)
    placed = CoachingValue(placed=0, shortfall=0, bands=(0,) * 10, total=0)
    return Plan(
        sessions=SessionsPart(objective=burden, bound=burden, proven=True, meetings=sessions),
        coaching=CoachingPart(objective=placed, bound=placed, proven=True, pairs=(), unplaced=()),
        workshops=WorkshopsPart(
            objective=worth, bound=worth, gap=0.0, proven=True, sections=sections, unserved=()
        ),
        solver=SolverInfo(seed=0, seconds=0.0, parts=SolverParts(sessions=0.0, coaching=0.0, workshops=0.0)),
    )


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


@pytest.fixture
def cohort(
    make_cohort: MakeCohort, make_session: Callable[..., Session], make_workshop: Callable[..., Workshop]
) -> Cohort:
    return make_cohort(
        home_time_zone="America/New_York",
        starts=date(2026, 9, 1),
        ends=date(2027, 5, 31),
        sessions=(make_session("monthly", join_url="https://zoom.example.org/j/1"),),
        workshops=(make_workshop("reading"),),
    )


@pytest.fixture
def people(make_person: MakePerson) -> tuple[Person, ...]:
    return (
        make_person("ann"),
        make_person("leader", role=Role.COACH),
        make_person("ben"),
        make_person("cem"),
    )


def test_sessions_are_everybodys_and_sections_their_members_and_leaders(
    cohort: Cohort, people: tuple[Person, ...]
) -> None:
    reading = Section(
        workshop="reading",
        section=2,
        facilitator=PersonId("id-leader"),
        starts=(at(2026, 10, 5, 17), at(2026, 10, 12, 17)),
        minutes=75,
        members=(PersonId("id-ann"), PersonId("id-cem")),
    )
    session = SessionMeeting(session="monthly", starts=at(2026, 10, 8, 16), minutes=60)

    first = Meeting(
        uid=uid("cohort", "section", "reading", "2", "1"),
        kind=MeetingKind.SECTION,
        ref="reading",
        section=2,
        n=1,
        starts=at(2026, 10, 5, 17),
        minutes=75,
        time_zone="America/New_York",
        title="Reading",
        join_url=None,
        people=(PersonId("id-ann"), PersonId("id-leader"), PersonId("id-cem")),
        leader=PersonId("id-leader"),
    )
    assert meetings_of(cohort=cohort, people=people, plan=plan(sessions=(session,), sections=(reading,))) == (
        first,
        Meeting(
            uid=uid("cohort", "session", "monthly", "2026-10"),
            kind=MeetingKind.SESSION,
            ref="monthly",
            section=None,
            n=2,
            starts=at(2026, 10, 8, 16),
            minutes=60,
            time_zone="America/New_York",
            title="Monthly",
            join_url="https://zoom.example.org/j/1",
            people=(PersonId("id-ann"), PersonId("id-leader"), PersonId("id-ben"), PersonId("id-cem")),
        ),
        replace(
            first,
            uid=uid("cohort", "section", "reading", "2", "2"),
            n=2,
            starts=at(2026, 10, 12, 17),
        ),
    )


def test_the_month_of_a_session_is_the_home_calendars_across_new_year(
    cohort: Cohort, people: tuple[Person, ...]
) -> None:
    """02:00 UTC on 1 January is the evening of 31 December in New York."""
    sessions = tuple(
        SessionMeeting(session="monthly", starts=starts, minutes=60)
        for starts in (at(2027, 1, 1, 2), at(2027, 1, 20, 18))
    )
    told = meetings_of(cohort=cohort, people=people, plan=plan(sessions=sessions))
    months = [uid("cohort", "session", "monthly", month) for month in ("2026-12", "2027-01")]
    assert [(meeting.uid, meeting.n) for meeting in told] == [(months[0], 4), (months[1], 5)]


def test_a_uid_outlives_another_time_another_title_and_other_people(
    cohort: Cohort, people: tuple[Person, ...]
) -> None:
    session = SessionMeeting(session="monthly", starts=at(2026, 10, 8, 16), minutes=60)
    later = replace(session, starts=at(2026, 10, 29, 16), minutes=90)
    renamed = replace(cohort, sessions=(replace(cohort.sessions[0], name="Together"),))
    (before,) = meetings_of(cohort=cohort, people=people, plan=plan(sessions=(session,)))
    (after,) = meetings_of(cohort=renamed, people=people[1:], plan=plan(sessions=(later,)))
    assert before.uid == after.uid
    assert (after.title, after.minutes, len(after.people)) == ("Together", 90, 3)


def test_whoever_has_gone_has_no_calendar(cohort: Cohort, people: tuple[Person, ...]) -> None:
    section = Section(
        workshop="reading",
        section=1,
        facilitator=PersonId("id-gone"),
        starts=(at(2026, 10, 5, 17),),
        minutes=60,
        members=(PersonId("id-gone-too"), PersonId("id-ben")),
    )
    (meeting,) = meetings_of(cohort=cohort, people=people, plan=plan(sections=(section,)))
    assert meeting.people == (PersonId("id-ben"),)


def test_a_meeting_is_not_made_at_a_time_of_no_zone() -> None:
    with pytest.raises(ValueError, match="say which instant is meant"):
        Meeting(
            uid="u",
            kind=MeetingKind.SESSION,
            ref="monthly",
            section=None,
            n=1,
            starts=datetime(2026, 10, 5, 18),  # noqa: DTZ001 - the naive time is what is refused
            minutes=60,
            time_zone="America/New_York",
            title="Monthly",
            join_url=None,
            people=(),
        )
