"""A meeting to come that lies in somebody's night, or outside the hours of somebody in its group, since the release."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from calendars.common_hours import CommonHour
from scheduler.access import CohortScope
from scheduler.commands.meetings import cancel_meeting, move_meeting
from scheduler.domain.agreements import AgreedHour, Agreement
from scheduler.domain.enrolments import Enrolment, Standing
from scheduler.domain.meetings import MeetingKind
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import SessionMeeting
from tests.scheduler.queries.attention.conftest import Community, at, section

DAYTIME = "; ".join(f"{day} 08:00-20:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
GATHERINGS = tuple(
    SessionMeeting(session="monthly", starts=at(*day, 18), minutes=60)
    for day in ((2026, 2, 10), (2026, 3, 10), (2026, 4, 14))
)
STARTS = tuple(at(2026, month, day, 18) for month, day in ((2, 4), (2, 11), (2, 18)))


@pytest.fixture
def community(
    make_community: Callable[..., Community],
    make_session: Callable[..., object],
    make_workshop: Callable[..., object],
) -> Community:
    return make_community(sessions=(make_session(),), workshops=(make_workshop("songs"),), coaching=None)


@pytest.fixture
def amina(make_person: Callable[..., Person]) -> Person:
    """By day alone, in London."""
    return make_person("amina", zone="Europe/London", hours=DAYTIME)


@pytest.fixture
def leader(make_person: Callable[..., Person]) -> Person:
    return make_person("leader", role=Role.STAFF, zone="Europe/London", hours=DAYTIME)


def moved(person: Person, time_zone: str) -> Person:
    return replace(person, time_zone=time_zone)


def later(person: Person, windows: Callable[[str], tuple[object, ...]]) -> Person:
    """Have somebody be free on Thursdays alone."""
    return replace(person, availability=windows("Thu 08:00-20:00"))


def test_a_session_in_the_night_of_somebody_who_has_moved_is_named_with_their_date_and_time(
    community, amina
) -> None:
    community.release(amina, sessions=GATHERINGS)
    community.now_has(moved(amina, "Asia/Tokyo"))
    (matter,) = community.matters(2026, 2, 2)
    assert (matter.kind, matter.since, matter.ids) == ("night", date(2026, 2, 11), ("id-amina",))
    assert matter.what == (
        "Monthly begins at 03:00 on 11 February for Amina, by the clock of Tokyo, outside their hours. "
        "Nor do 2 later meetings fit."
    )


def test_a_session_that_is_over_is_no_matter_and_on_its_own_day_it_is_one_already(community, amina) -> None:
    community.release(amina, sessions=GATHERINGS)
    community.now_has(moved(amina, "Asia/Kathmandu"))
    assert [matter.since for matter in community.matters(2026, 2, 10, 18)] == [date(2026, 3, 10)]
    assert [matter.since for matter in community.matters(2026, 3, 10, 12)] == [None]
    assert community.matters(2026, 4, 14, 18) == ()


def test_londons_change_ahead_brings_the_night_to_whoever_has_moved_to_where_no_clock_changes(
    community, amina
) -> None:
    by_londons_eleven = ((2026, 2, 10, 11), (2026, 3, 10, 11), (2026, 4, 14, 10))
    community.release(
        amina,
        sessions=tuple(
            replace(each, starts=at(*moment))
            for each, moment in zip(GATHERINGS, by_londons_eleven, strict=True)
        ),
    )
    community.now_has(moved(amina, "America/Bogota"))
    assert community.said(2026, 2, 2) == [
        (
            "night",
            date(2026, 4, 14),
            "Monthly begins at 05:00 on 14 April for Amina, by the clock of Bogota, outside their hours.",
        )
    ]


def test_whose_night_it_was_when_it_was_published_is_no_matter(community, amina, make_person) -> None:
    ben = make_person("ben", zone="Asia/Tokyo", hours=DAYTIME)
    community.release(amina, ben, sessions=GATHERINGS)
    assert community.matters(2026, 2, 2) == ()
    community.now_has(amina, moved(ben, "Australia/Sydney"))
    assert community.matters(2026, 2, 2) == ()


def test_whoever_can_come_at_night_is_no_matter(community, amina, make_person) -> None:
    community.release(amina, sessions=GATHERINGS)
    community.now_has(make_person("amina", zone="Asia/Tokyo"))
    assert community.matters(2026, 2, 2) == ()


def test_a_release_that_did_not_keep_whose_night_it_was_names_nobody(community, amina) -> None:
    community.release(amina, sessions=GATHERINGS)
    community.change(forget_nights)
    community.now_has(moved(amina, "Asia/Tokyo"))
    assert community.matters(2026, 2, 2) == ()


def agree_on(hour: CommonHour) -> Callable[[CohortScope], None]:
    """Have Bea and Amina have said yes to an hour before anything else."""
    agreed = AgreedHour(hour=hour, minutes=60, since=at(2026, 1, 5))
    agreement = Agreement(coach=PersonId("id-bea"), member=PersonId("id-amina"), agreed=agreed)
    return lambda scope: scope.tx.agreements.put(agreement)


@pytest.fixture
def agreed(make_community, make_person, amina) -> Community:
    """Amina meets Bea on Wednesdays at 18:00 of London."""
    bea = make_person("bea", role=Role.COACH, zone="Europe/London", hours=DAYTIME)
    community = make_community()
    community.release(amina, bea, pairs=(("amina", "bea"),))
    community.change(agree_on(CommonHour(time_zone="Europe/London", day=2, start=18 * 60)))
    return community


def test_an_agreed_hour_that_suits_both_is_no_matter(agreed) -> None:
    assert agreed.matters(2026, 2, 2) == ()


def test_an_agreed_hour_in_the_night_of_whoever_has_moved_is_named_for_both(
    agreed, amina, make_person
) -> None:
    bea = make_person("bea", role=Role.COACH, zone="Europe/London", hours=DAYTIME)
    agreed.now_has(moved(amina, "Asia/Tokyo"), bea)
    (matter,) = [each for each in agreed.matters(2026, 2, 2) if each.kind == "night"]
    assert (matter.since, matter.ids) == (date(2026, 2, 5), ("id-amina", "id-bea"))
    assert matter.what == (
        "The hour that Amina and Bea agreed on does not suit Amina any more: on 5 February it begins at 03:00 by the "
        "clock of Tokyo, outside their hours. Nor do 20 later meetings fit."
    )


def test_londons_change_takes_an_agreed_hour_out_of_the_hours_of_whoever_lives_where_no_clock_changes(
    agreed, amina, make_person
) -> None:
    bea = make_person("bea", role=Role.COACH, zone="Africa/Lagos", hours="Wed 19:00-20:00")
    agreed.now_has(amina, bea)
    found = [each for each in agreed.matters(2026, 2, 2) if each.kind == "cannot_come"]
    assert [(each.since, each.ids) for each in found] == [(date(2026, 4, 1), ("id-bea", "id-amina"))]


def forget_nights(scope) -> None:
    stored = scope.tx.runs.published(scope.cohort.id)
    sessions = stored.plan.sessions
    meetings = tuple(replace(meeting, at_night=None) for meeting in sessions.meetings)
    scope.tx.runs.set_document(stored.id, replace(stored.plan, sessions=replace(sessions, meetings=meetings)))


def test_a_member_who_cannot_come_to_their_group_any_more_is_named_with_the_first_date(
    community, amina, leader, windows
) -> None:
    community.release(amina, leader, sections=(section("amina", leader="leader", starts=STARTS),))
    assert community.matters(2026, 2, 2) == ()
    community.now_has(later(amina, windows), leader)
    (matter,) = community.matters(2026, 2, 5)
    assert (matter.kind, matter.since, matter.ids) == ("cannot_come", date(2026, 2, 11), ("id-amina",))
    assert matter.what == (
        "Amina cannot come to group 1 of Songs any more: on 11 February it begins at 18:00 by the clock of London, "
        "outside their hours. Nor does one later meeting fit."
    )


def test_a_group_in_the_night_of_a_member_who_has_moved_is_named_as_such(community, amina, leader) -> None:
    community.release(amina, leader, sections=(section("amina", leader="leader", starts=STARTS),))
    community.now_has(moved(amina, "Asia/Tokyo"), leader)
    assert community.said(2026, 2, 17) == [
        (
            "night",
            date(2026, 2, 19),
            (
                "Amina cannot come to group 1 of Songs any more: on 19 February it begins at 03:00 "
                "by the clock of Tokyo, outside their hours."
            ),
        )
    ]


def test_with_a_facilitator_who_cannot_come_the_members_are_concerned(
    community, amina, leader, windows
) -> None:
    community.release(amina, leader, sections=(section("amina", leader="leader", starts=STARTS),))
    community.now_has(amina, later(leader, windows))
    (matter,) = community.matters(2026, 2, 17)
    assert (matter.kind, matter.since, matter.ids) == (
        "cannot_come",
        date(2026, 2, 18),
        ("id-leader", "id-amina"),
    )
    assert matter.what == (
        "Leader cannot lead group 1 of Songs any more: on 18 February it begins at 18:00 by the clock of London, "
        "outside their hours."
    )


def test_whoever_must_be_there_is_no_matter(make_community, make_workshop, amina, leader, windows) -> None:
    community = make_community(
        workshops=(make_workshop("songs"),),
        coaching=None,
        must_attend=(("amina", "songs"), ("gone", "songs")),
    )
    community.release(
        later(amina, windows), leader, sections=(section("amina", leader="leader", starts=STARTS),)
    )
    assert community.matters(2026, 2, 2) == ()


def test_whoever_took_the_seat_themselves_is_no_matter(community, amina, leader, windows) -> None:
    community.release(
        later(amina, windows),
        leader,
        sections=(section(leader="leader", starts=STARTS),),
        unserved=("amina",),
    )
    word = Enrolment(
        person=amina.id, workshop="songs", section=1, standing=Standing.JOINED, since=at(2026, 2, 1)
    )
    community.change(lambda scope: scope.tx.enrolments.put(word))
    assert community.matters(2026, 2, 2) == ()


def test_whoever_is_away_then_and_a_meeting_that_is_cancelled_are_no_matter(
    community, amina, leader, windows
) -> None:
    community.release(amina, leader, sections=(section("amina", leader="leader", starts=STARTS),))
    community.now_has(later(amina, windows), leader)
    community.pauses(amina, since=at(2026, 2, 1), until=at(2026, 2, 6))
    assert [matter.since for matter in community.matters(2026, 2, 2) if matter.kind == "cannot_come"] == [
        date(2026, 2, 11)
    ]
    community.change(cancel_the_second)
    assert [matter.since for matter in community.matters(2026, 2, 2) if matter.kind == "cannot_come"] == [
        date(2026, 2, 18)
    ]


def test_a_meeting_counts_as_it_is_held_by_now(community, amina, leader) -> None:
    community.release(amina, leader, sections=(section("amina", leader="leader", starts=STARTS),))
    community.change(move_the_second)
    assert [(matter.kind, matter.since, matter.ids[0]) for matter in community.matters(2026, 2, 2)] == [
        ("cannot_come", date(2026, 2, 11), "id-leader"),
        ("cannot_come", date(2026, 2, 11), "id-amina"),
    ]


def the_second(scope) -> str:
    meetings = (planned for planned, _ in scope.arranged(scope.people()))
    return next(each.uid for each in meetings if each.kind is MeetingKind.SECTION and each.n == 2)


def cancel_the_second(scope) -> None:
    cancel_meeting(scope, meeting=the_second(scope))


def move_the_second(scope) -> None:
    move_meeting(
        scope, meeting=the_second(scope), wall=datetime.fromisoformat("2026-02-11T20:30"), minutes=60
    )
