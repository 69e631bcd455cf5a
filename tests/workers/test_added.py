"""A meeting that was added by hand comes into calendars, follows the roster and outlives releases; its mail waits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.adding_meetings import AskedMeeting, add_meeting
from scheduler.commands.meetings import cancel_meeting, move_meeting, restore_meeting
from scheduler.commands.rosters import import_people
from scheduler.commands.sharing import share
from scheduler.domain.audiences import Audience, Whom
from scheduler.domain.circles import Circle
from scheduler.domain.people import Person, PersonId, Role
from tests.workers.releases import release
from tests.workers.test_arranged import seen
from workers.consumer import drain

AMINA, BILAL, CARLA, DORA = (PersonId(f"id-{key}") for key in ("amina", "bilal", "carla", "dora"))
GAMES = Circle(workshop="games", section=1)
EVERYBODY, COACHES = Audience(whom=Whom.EVERYBODY).key, Audience(whom=Whom.COACHES).key
GROUP = Audience(whom=Whom.GROUP, workshop=GAMES.workshop, section=GAMES.section).key
REHEARSAL = ("11-20 19:00", "Rehearsal")


def asked(audience: str) -> AskedMeeting:
    return AskedMeeting(
        title="Rehearsal",
        day=date(2026, 11, 20),
        at=time(19),
        minutes=90,
        join_url="https://example.org/rehearsal",
        audience=audience,
    )


@pytest.fixture
def publish(store, tools, imported) -> Callable[[], int]:
    """Match, publish and have calendars follow."""
    return partial(release, store, tools, imported.id)


@pytest.fixture
def add(store, tools, imported, clock, publish) -> Callable[..., str]:
    """Publish a first release, add a meeting an hour later, and have calendars follow."""
    publish()

    def add(audience: str = EVERYBODY) -> str:
        clock.pass_time(hours=1)
        with store.write() as tx:
            meeting = add_meeting(whole_cohort(tx, imported.id), asked=asked(audience))
        drain(store=store, tools=tools)
        return meeting

    return add


@pytest.fixture
def bring_in(store, tools, imported, clock) -> Callable[..., None]:
    """Import these people and nobody else an hour later, and have calendars follow."""

    def bring_in(*people: Person) -> None:
        clock.pass_time(hours=1)
        with store.write() as tx:
            import_people(whole_cohort(tx, imported.id), people=people)
        drain(store=store, tools=tools)

    return bring_in


def rehearsals(store, *whose: PersonId) -> dict[PersonId, tuple[str, int]]:
    """Return the status and SEQUENCE of the rehearsal in each calendar that has one, at the hour it was added for."""
    return {
        person: (status, sequence)
        for person in whose or (AMINA, BILAL, CARLA, DORA)
        for starts, summary, status, sequence in seen(store, person)
        if (starts, summary) == REHEARSAL
    }


@pytest.mark.parametrize(
    ("audience", "has"),
    [
        (EVERYBODY, (AMINA, BILAL, CARLA, DORA)),
        (COACHES, (CARLA,)),
        (GROUP, (AMINA, BILAL, CARLA)),
    ],
)
def test_it_comes_into_the_calendars_of_those_it_is_for(store, add, audience, has) -> None:
    add(audience)
    assert rehearsals(store) == dict.fromkeys(has, ("CONFIRMED", 0))


def test_whoever_comes_later_has_it_and_whoever_leaves_has_it_no_more(
    store, add, bring_in, people, make_person
) -> None:
    add(EVERYBODY)
    bring_in(*people[1:], make_person("eren", zone="Europe/Kyiv"))
    assert rehearsals(store, AMINA, BILAL, PersonId("id-eren")) == {
        AMINA: ("CANCELLED", 1),
        BILAL: ("CONFIRMED", 0),
        PersonId("id-eren"): ("CONFIRMED", 0),
    }


def test_the_coaches_are_those_of_the_roster_as_it_is_by_then(store, add, bring_in, people) -> None:
    add(COACHES)
    bring_in(*people[:3], replace(people[3], role=Role.COACH))
    assert rehearsals(store) == dict.fromkeys((CARLA, DORA), ("CONFIRMED", 0))


def test_it_outlives_releases_and_stays_where_it_was_moved(
    store, tools, imported, add, publish, clock
) -> None:
    meeting = add(EVERYBODY)
    publish()
    assert rehearsals(store) == dict.fromkeys((AMINA, BILAL, CARLA, DORA), ("CONFIRMED", 0))
    clock.pass_time(hours=1)
    with store.write() as tx:
        scope = whole_cohort(tx, imported.id)
        move_meeting(scope, meeting=meeting, wall=datetime(2026, 11, 21, 10), minutes=90)  # noqa: DTZ001 - a clock's
    drain(store=store, tools=tools)
    publish()
    assert seen(store, DORA)[-1] == ("11-21 10:00", "Rehearsal", "CONFIRMED", 1)


def test_a_group_that_a_release_has_no_more_has_no_meeting_and_another_groups_people_do_not_get_it(
    store, tools, imported, add, publish, bring_in, people
) -> None:
    """When the workshop is held again its group has another number: it is another group."""
    meeting = add(GROUP)
    with store.write() as tx:
        share(whole_cohort(tx, imported.id), circle=GAMES, feed_key=tools.feed_key)
    bring_in(*(replace(each, interests=()) for each in people))
    publish()
    assert rehearsals(store) == dict.fromkeys((AMINA, BILAL, CARLA), ("CANCELLED", 1))
    with store.read() as tx:
        scope = whole_cohort(tx, imported.id)
        kept = tx.shared_feeds.entries(imported.id)[scope.shared_feeds()[GAMES].id]
        assert kept[meeting].content.status == "CANCELLED"
        found = {each.uid: each for each in scope.arranged_meetings(scope.people())}
    assert (found[meeting].people, found[meeting].has_lost_its_group) == ((), True)
    bring_in(*people)
    publish()
    assert rehearsals(store) == dict.fromkeys((AMINA, BILAL, CARLA), ("CANCELLED", 1))


def test_it_is_cancelled_and_held_after_all_under_one_uid(store, tools, imported, add, clock) -> None:
    meeting = add(GROUP)
    for command, status, sequence in ((cancel_meeting, "CANCELLED", 1), (restore_meeting, "CONFIRMED", 2)):
        clock.pass_time(hours=1)
        with store.write() as tx:
            command(whole_cohort(tx, imported.id), meeting=meeting)
        drain(store=store, tools=tools)
        assert rehearsals(store) == dict.fromkeys((AMINA, BILAL, CARLA), (status, sequence))
        with store.read() as tx:
            assert tx.calendars.entries(AMINA)[meeting].content.status == status


def test_what_is_over_stays_as_it_was_for_those_who_had_it(store, add, bring_in, people, clock) -> None:
    add(COACHES)
    clock.at = datetime(2026, 11, 21, tzinfo=UTC)
    bring_in(people[0], people[1], replace(people[2], role=Role.STAFF), replace(people[3], role=Role.COACH))
    assert rehearsals(store) == {CARLA: ("CONFIRMED", 0)}


def test_a_calendar_says_for_whom_it_is(store, imported, add) -> None:
    """In the reader's own words: Carla leads the group, and the others are told so."""

    def said(person: PersonId, meeting: str) -> list[str]:
        with store.read() as tx:
            return tx.calendars.entries(person)[meeting].content.description.split("\n\n")[1:]

    join = "Join: https://example.org/rehearsal"
    group, everybody, coaches = (add(audience) for audience in (GROUP, EVERYBODY, COACHES))
    assert said(AMINA, group)[0].startswith("For group 1 of Math games. Led by ")
    assert said(CARLA, group) == ["For group 1 of Math games. You lead this group.", join]
    assert said(DORA, everybody) == ["The whole group meets.", join]
    assert said(CARLA, coaches) == ["The coaches meet.", join]


@pytest.mark.parametrize(("audience", "carlas", "doras"), [(EVERYBODY, 4, 3), (COACHES, 4, 2)])
def test_a_first_letter_that_still_waits_counts_it_for_those_who_have_it(
    store, imported, add, audience, carlas, doras
) -> None:
    add(audience)
    letters = waiting(store, imported)
    assert f"are set: there are {carlas}." in letters[CARLA]
    assert f"are set: there are {doras}." in letters[DORA]


@pytest.mark.usefixtures("published")
def test_whoever_has_it_gets_a_mail_once_that_is_approved_and_nobody_else(
    store, mailing, imported, clock, approve, to_amina
) -> None:
    to_amina()
    for audience, told in ((COACHES, {CARLA}), (EVERYBODY, {AMINA, BILAL, CARLA, DORA})):
        clock.pass_time(hours=1)
        with store.write() as tx:
            add_meeting(whole_cohort(tx, imported.id), asked=asked(audience))
        drain(store=store, tools=mailing)
        mails = waiting(store, imported)
        assert {person for person, body in mails.items() if "New: Rehearsal\n" in body} == {*mails} == told
        assert to_amina() == []
        approve()
        assert to_amina() == ["Your meetings in Cohort have changed"] * (AMINA in told)


def waiting(store, imported) -> dict[PersonId, str]:
    """Return the mails that wait for approval, by whose they are."""
    with store.read() as tx:
        return {
            each.person: each.body for each in tx.notices.of_cohort(imported.id) if each.state == "waiting"
        }
