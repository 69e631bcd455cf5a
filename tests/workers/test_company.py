"""Letters that tell whom somebody meets as a coach or a member: to whom it is news, once, and never why."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.ending import end_pair, take_back
from scheduler.commands.notices import withdraw
from scheduler.commands.rosters import import_people
from scheduler.commands.setting_up import change_rules
from scheduler.domain.people import PersonId, Role
from tests.workers.releases import release
from tests.workers.test_notices import FIRST, send_all
from workers.consumer import drain

AMINA, CARLA = PersonId("id-amina"), PersonId("id-carla")
SUBJECT = "Whom you meet in Cohort has changed"
APART = "You and {} no longer meet as coach and member. Hours of the two of you that were to come are off."
ASK = "If you have a question about it, please ask the people who run Cohort."


@pytest.fixture
def begun(store, tools, imported, people, make_person) -> None:
    """Carla coaches both, and Erin is there too, who cares for nothing that they care for; first letters wait."""
    erin = make_person("erin", role=Role.COACH, zone="America/New_York")
    with store.write() as tx:
        import_people(whole_cohort(tx, imported.id), people=(*people, erin))
    release(store, tools, imported.id)


@pytest.fixture
def act(store, imported, tools, clock, begun) -> Callable[..., None]:
    """Do something to the cohort five minutes later, and have calendars follow."""

    def act(what, **more: object) -> None:
        clock.pass_time(minutes=5)
        with store.write() as tx:
            what(whole_cohort(tx, imported.id), **more)
        drain(store=store, tools=tools)

    return act


@pytest.fixture
def apart(act) -> Callable[[], None]:
    def apart() -> None:
        act(end_pair, member=AMINA, coach=CARLA, reason="They quarrel.", never=True)

    return apart


@pytest.fixture
def move(store, tools, imported, act) -> Callable[[], None]:
    """Publish a release in which Amina goes with Erin."""

    def move() -> None:
        with store.read() as tx:
            cohort = tx.people.cohort(imported.id)
        rules = replace(cohort.coaching, never=(("amina", "carla"),))
        act(change_rules, cohort=replace(cohort, coaching=rules))
        release(store, tools, imported.id)

    return move


def waiting(store, imported) -> dict[str, list[str]]:
    """Return what waits: by whom it is to, subject and paragraphs."""
    with store.read() as tx:
        return {
            each.person.removeprefix("id-"): [each.subject, *each.body.split("\n\n")[1:3]]
            for each in tx.notices.of_cohort(imported.id)
            if each.state == "waiting"
        }


def test_the_two_are_told_and_nobody_else_and_not_why(store, imported, begun, apart) -> None:
    send_all(store, imported)
    apart()
    assert waiting(store, imported) == {
        "amina": [SUBJECT, APART.format("Carla") + "\nYou have no coach for the moment.", ASK],
        "carla": [SUBJECT, APART.format("Amina"), ASK],
    }


def test_taken_back_before_it_was_sent_nobody_hears_of_it(store, imported, act, apart) -> None:
    send_all(store, imported)
    apart()
    act(take_back, member=AMINA, coach=CARLA)
    assert waiting(store, imported) == {}


def test_taken_back_afterwards_they_hear_that_too(store, imported, act, apart) -> None:
    send_all(store, imported)
    apart()
    send_all(store, imported)
    act(take_back, member=AMINA, coach=CARLA)
    assert waiting(store, imported) == {
        "amina": [SUBJECT, "Your coach is now Carla.", ASK],
        "carla": [SUBJECT, "From now on you coach Amina.", ASK],
    }


def test_whoever_has_another_coach_is_told_and_both_coaches_are_once(
    store, tools, imported, act, move
) -> None:
    send_all(store, imported)
    move()
    assert waiting(store, imported) == {
        "amina": [SUBJECT, "Your coach is now Erin.\nUntil now it was Carla.", ASK],
        "carla": [SUBJECT, "You no longer coach Amina.", ASK],
        "erin": [SUBJECT, "From now on you coach Amina.", ASK],
    }
    send_all(store, imported)
    release(store, tools, imported.id)
    assert waiting(store, imported) == {}


def test_what_was_told_of_an_ended_pair_is_not_told_again(store, imported, apart, move) -> None:
    send_all(store, imported)
    apart()
    send_all(store, imported)
    move()
    assert waiting(store, imported) == {
        "amina": [SUBJECT, "Your coach is now Erin.", ASK],
        "erin": [SUBJECT, "From now on you coach Amina.", ASK],
    }


def test_one_letter_tells_what_came_of_it_where_none_was_sent_between(store, imported, apart, move) -> None:
    send_all(store, imported)
    apart()
    move()
    assert waiting(store, imported)["amina"] == [
        SUBJECT,
        "Your coach is now Erin.\nUntil now it was Carla.",
        ASK,
    ]
    assert waiting(store, imported)["carla"] == [SUBJECT, APART.format("Amina"), ASK]


def test_a_first_letter_stays_one_and_its_reader_is_told_nothing_twice(store, tools, imported, move) -> None:
    with store.read() as tx:
        before = {each.person: (each.subject, each.body) for each in tx.notices.of_cohort(imported.id)}
    move()
    assert {each[0] for each in waiting(store, imported).values()} == {FIRST}
    with store.read() as tx:
        now = tx.notices.of_cohort(imported.id)
    assert {e.person: (e.subject, e.body) for e in now if e.state == "waiting"} == before
    send_all(store, imported)
    release(store, tools, imported.id)
    assert waiting(store, imported) == {}
    with store.read() as tx:
        assert all(each.stands == each.told for each in tx.company.in_cohort(imported.id).values())


def test_a_letter_that_was_held_back_is_not_drafted_again_by_what_has_nothing_to_do_with_it(
    store, tools, imported, act, apart, people
) -> None:
    send_all(store, imported)
    apart()
    with store.read() as tx:
        mine = [e.id for e in tx.notices.of_cohort(imported.id) if (e.person, e.state) == (AMINA, "waiting")]
    act(withdraw, notices=mine)
    with store.read() as tx:
        cohort = tx.people.cohort(imported.id)
    act(change_rules, cohort=replace(cohort, topics=(*cohort.topics, "weaving")))
    assert set(waiting(store, imported)) == {"carla"}


def test_whoever_has_left_is_told_nothing_and_is_named(store, tools, imported, act, move) -> None:
    send_all(store, imported)
    with store.read() as tx:
        people = whole_cohort(tx, imported.id).people()
    act(import_people, people=tuple(each for each in people if each.id != CARLA))
    send_all(store, imported)
    release(store, tools, imported.id)
    told = waiting(store, imported)
    assert told["amina"][1] == "Your coach is now Erin.\nUntil now it was Carla."
    assert "carla" not in told


def test_whoever_leaves_before_it_was_sent_is_told_of_their_meetings_alone(
    store, imported, act, move
) -> None:
    send_all(store, imported)
    move()
    assert "coach" in waiting(store, imported)["carla"][1]
    with store.read() as tx:
        people = whole_cohort(tx, imported.id).people()
    act(import_people, people=tuple(each for each in people if each.id != CARLA))
    assert waiting(store, imported)["carla"][:2] == [
        "Your meetings in Cohort have changed",
        "Some of your meetings in Cohort have changed.",
    ]


def test_where_other_meetings_change_too_it_is_one_letter(store, tools, imported, act) -> None:
    """Who coaches is said first, and then what became of each meeting."""
    send_all(store, imported)
    with store.read() as tx:
        people = whole_cohort(tx, imported.id).people()
        cohort = tx.people.cohort(imported.id)
    rules = replace(cohort.coaching, never=(("amina", "carla"),))
    act(change_rules, cohort=replace(cohort, coaching=rules))
    act(import_people, people=tuple(replace(e, interests=()) if e.id == AMINA else e for e in people))
    release(store, tools, imported.id)
    told = waiting(store, imported)
    assert told["amina"][0] == "Your meetings in Cohort have changed"
    assert told["amina"][1] == "Your coach is now Erin.\nUntil now it was Carla."
    with store.read() as tx:
        (letter,) = (
            e.body for e in tx.notices.of_cohort(imported.id) if (e.person, e.state) == (AMINA, "waiting")
        )
    assert "\n\nSome of your meetings in Cohort have changed.\n\nCancelled: Math games" in letter
