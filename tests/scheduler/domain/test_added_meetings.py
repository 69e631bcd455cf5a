"""Meetings that were added by hand: who has them, by which name calendars know them, and whose calendars show them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from calendars.entries import uid
from scheduler.domain.added_meetings import AddedMeeting, added_meetings, audiences_of
from scheduler.domain.audiences import Audience, Whom
from scheduler.domain.circles import Circle
from scheduler.domain.cohorts import Cohort
from scheduler.domain.meetings import Meeting, MeetingKind, circles_of
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import Section
from tests.scheduler.domain.test_meetings import plan

STARTS = datetime(2026, 10, 5, 17, tzinfo=UTC)
EVERYBODY, COACHES = Audience(whom=Whom.EVERYBODY), Audience(whom=Whom.COACHES)
GROUP = Audience(whom=Whom.GROUP, workshop="reading", section=2)
ANN, BEN, CLEO = (PersonId(f"id-{key}") for key in ("ann", "ben", "cleo"))


@pytest.fixture
def cohort(make_cohort) -> Cohort:
    return make_cohort(starts=date(2026, 9, 1), ends=date(2026, 12, 31), home_time_zone="America/New_York")


@pytest.fixture
def people(make_person) -> tuple[Person, ...]:
    return (make_person("ann"), make_person("ben"), make_person("cleo", role=Role.COACH))


def reading(*members: PersonId, number: int = 2) -> Section:
    return Section(
        workshop="reading", section=number, facilitator=CLEO, starts=(STARTS,), minutes=60, members=members
    )


@pytest.fixture
def made(cohort, people):  # noqa: ANN201 - a function
    """Return the meeting that one which was added for this audience is, in a plan of these sections."""

    def made(audience: Audience, *sections: Section) -> Meeting:
        added = AddedMeeting(
            id="one",
            title="Rehearsal",
            starts=STARTS,
            minutes=45,
            time_zone="America/New_York",
            join_url="https://example.org/j",
            audience=audience,
        )
        (meeting,) = added_meetings([added], cohort=cohort, people=people, plan=plan(sections=sections))
        return meeting

    return made


def test_everybody_has_a_meeting_that_is_for_everybody(made) -> None:
    assert made(EVERYBODY) == Meeting(
        uid=uid("cohort", "added", "one"),
        kind=MeetingKind.ADDED,
        ref="one",
        section=None,
        n=1,
        starts=STARTS,
        minutes=45,
        time_zone="America/New_York",
        title="Rehearsal",
        join_url="https://example.org/j",
        people=(ANN, BEN, CLEO),
        audience=EVERYBODY,
    )


def test_the_coaches_have_theirs_and_no_shared_calendar_shows_it(made) -> None:
    meeting = made(COACHES, reading(ANN))
    assert (meeting.people, meeting.leader, meeting.circle) == ((CLEO,), None, None)


def test_a_group_has_its_own_with_whoever_leads_it(made) -> None:
    meeting = made(GROUP, reading(BEN), reading(ANN, number=1))
    assert (meeting.people, meeting.leader, meeting.circle) == (
        (BEN, CLEO),
        CLEO,
        Circle(workshop="reading", section=2),
    )
    assert (meeting.group_of, meeting.has_lost_its_group) == ("reading", False)


def test_nobody_has_the_meeting_of_a_group_that_there_is_no_more(made) -> None:
    meeting = made(GROUP, reading(ANN, number=1))
    assert (meeting.people, meeting.leader, meeting.circle) == ((), None, None)
    assert meeting.has_lost_its_group
    assert circles_of([meeting, made(EVERYBODY), made(COACHES)]) == (Circle(),)


def test_a_meeting_can_be_for_everybody_the_coaches_and_each_group_of_the_plan(people) -> None:
    sections = (reading(ANN, number=1), reading(BEN))
    assert audiences_of(people=people, plan=plan(sections=sections)) == (
        EVERYBODY,
        COACHES,
        replace(GROUP, section=1),
        GROUP,
    )
    assert audiences_of(people=people[:2], plan=plan()) == (EVERYBODY,)


@pytest.mark.parametrize(
    ("whom", "workshop", "section"),
    [(Whom.GROUP, "", 1), (Whom.GROUP, "reading", 0), (Whom.COACHES, "reading", 1), (Whom.EVERYBODY, "", 1)],
)
def test_a_group_alone_has_a_workshop_and_a_number(whom: Whom, workshop: str, section: int) -> None:
    with pytest.raises(ValueError, match="is no group"):
        Audience(whom=whom, workshop=workshop, section=section)
