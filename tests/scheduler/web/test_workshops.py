"""Members join an optional workshop, leave it, wait for a seat; their calendar and later plans follow."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.cohorts import account_of_person
from scheduler.commands.following import follow
from scheduler.commands.offering import pass_seats_on
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import input_hash
from scheduler.commands.signing_in import begin_session
from scheduler.domain.people import PersonId, Role
from tests.scheduler.web.plain_words import PSEUDO, plain_words

STORIES = "stories"


def scope_of(tx, world):  # noqa: ANN201 - a CohortScope
    return whole_cohort(tx, world.cedar.cohort)


def as_person(world, key: str):  # noqa: ANN201 - a Browser
    """Return a browser in which this person has signed in, and their address."""
    person = PersonId(f"{world.cedar.cohort}-{key}")
    with world.store.write() as tx:
        session = begin_session(tx, account=account_of_person(tx, person=person))
    browser = world.browser("nobody")
    browser.client.set_cookie("commonhour-session", session)
    return replace(browser, form=f"/me/{person}/workshops"), f"/me/{person}/workshops"


def in_the_group(world) -> set[str]:
    with world.store.read() as tx:
        scope = scope_of(tx, world)
        meetings = [planned for planned, _ in scope.arranged(scope.people())]
    people = {person for each in meetings if each.ref == STORIES for person in each.people}
    return {person.removeprefix(f"{world.cedar.cohort}-") for person in people}


def stands(world, key: str) -> list[str]:
    """Return how each of a person's entries of the workshop stands, after calendars have followed."""
    with world.store.write() as tx:
        follow(scope_of(tx, world), feed_key=world.settings.feed_key)
        entries = tx.calendars.entries(PersonId(f"{world.cedar.cohort}-{key}")).values()
        return [each.content.status for each in entries if each.content.summary.startswith("Stories")]


@pytest.fixture
def member(world):  # noqa: ANN201 - a Browser and an address
    """Fereshta, who has no seat."""
    return as_person(world, "M2")


def test_a_member_joins_a_group_and_leaves_it_and_the_calendar_follows(world, member) -> None:
    browser, path = member
    assert in_the_group(world) == {"M1", "C1"}
    assert stands(world, "M2") == []
    assert "Join this group" in browser.get(path).text
    assert browser.post(f"{path}/{STORIES}/join", {"section": "1"}).status_code == 303
    assert in_the_group(world) == {"M1", "M2", "C1"}
    assert stands(world, "M2") == ["CONFIRMED"] * 2
    assert "You are in it" in browser.get(path).text
    browser.post(f"{path}/{STORIES}/leave")
    assert in_the_group(world) == {"M1", "C1"}
    assert stands(world, "M2") == ["CANCELLED"] * 2


def test_nobody_elses_calendar_changes(world, member) -> None:
    stands(world, "M1")
    with world.store.read() as tx:
        before = tx.calendars.entries(PersonId(f"{world.cedar.cohort}-M1"))
    browser, path = member
    browser.post(f"{path}/{STORIES}/join", {"section": "1"})
    stands(world, "M1")
    with world.store.read() as tx:
        assert tx.calendars.entries(PersonId(f"{world.cedar.cohort}-M1")) == before


def test_who_left_is_not_put_there_again_and_drafts_of_before_cannot_be_published(world) -> None:
    browser, path = as_person(world, "M1")
    with world.store.read() as tx:
        before = input_hash(cohort=scope_of(tx, world).to_match(), people=scope_of(tx, world).people())
    browser.post(f"{path}/{STORIES}/leave")
    with world.store.read() as tx:
        scope = scope_of(tx, world)
        assert scope.to_match().never_attend == (("M1", STORIES),)
        assert input_hash(cohort=scope.to_match(), people=scope.people()) != before
    coordinator = world.browser("coordinator")
    refused = coordinator.post(f"/cohorts/{world.cedar.cohort}/plans/{world.cedar.plan}/publish")
    assert refused.status_code == 409


def full(world) -> None:
    """Let the group have one seat, which Mariam has, and a second member who wants it."""
    with world.store.write() as tx:
        scope = scope_of(tx, world)
        workshop = replace(scope.cohort.workshops[0], size=replace(scope.cohort.workshops[0].size, maximum=1))
        tx.people.change_cohort(replace(scope.cohort, workshops=(workshop,)))
        first, second, *others = scope.people()
        third = replace(second, id=PersonId("cedar-M3"), key="M3", name="Third", email="third@example.org")
        import_people(scope, people=(first, second, third, *others))


def test_a_full_group_is_waited_for_and_a_seat_goes_to_who_came_first(world, member) -> None:
    full(world)
    (second, path), (third, other) = member, as_person(world, "M3")
    assert second.post(f"{path}/{STORIES}/join", {"section": "1"}).status_code == 409
    for browser, its in ((second, path), (third, other), (second, path)):
        assert browser.post(f"{its}/{STORIES}/wait", {"section": "1"}).status_code == 303
        world.clock.at += timedelta(minutes=1)
    assert "You are number 1 of those who wait." in second.get(path).text
    assert "You are number 2 of those who wait." in third.get(other).text
    first, mine = as_person(world, "M1")
    first.post(f"{mine}/{STORIES}/leave")
    assert "Take your seat" in second.get(path).text
    assert third.post(f"{other}/{STORIES}/join", {"section": "1"}).status_code == 409
    assert second.post(f"{path}/{STORIES}/join", {"section": "1"}).status_code == 303
    assert in_the_group(world) == {"M2", "C1"}
    third.post(f"{other}/{STORIES}/leave")
    assert "Wait for a seat" in third.get(other).text


def pass_on(world) -> None:
    """Have free seats be offered, as the workers do."""
    with world.store.write() as tx:
        pass_seats_on(scope_of(tx, world))


@pytest.fixture
def waiting(world, member):  # noqa: ANN201 - two browsers and their addresses
    """Fereshta waits first and the third one second, Mariam has left, and the seat is kept for Fereshta."""
    full(world)
    (second, path), (third, other) = member, as_person(world, "M3")
    for browser, its in ((second, path), (third, other)):
        browser.post(f"{its}/{STORIES}/wait", {"section": "1"})
        world.clock.at += timedelta(minutes=1)
    first, mine = as_person(world, "M1")
    first.post(f"{mine}/{STORIES}/leave")
    pass_on(world)
    return (second, path), (third, other)


def test_a_seat_that_is_kept_stands_on_top_with_its_time_and_is_taken_by_one_press(world, waiting) -> None:
    (second, path), (third, other) = waiting
    for page in (second.get(path).text, second.get("/me").text):
        said = re.sub(r"<[^>]+>", "", page)
        assert "A seat in Stories &amp; songs, group 1, is kept for you until" in said.replace(
            "\u2068", ""
        ).replace("\u2069", "")
        assert "Kabul time. Without an answer it then goes to whoever waits next." in said
        assert page.index("A seat is free for you") < page.index("<h2", page.index("A seat is free for you"))
    assert "You are number 1 of those who wait." in third.get(other).text
    assert "1 of 1 seats are taken." in third.get(other).text
    assert "0 of 1 seats are taken." in second.get(path).text
    assert third.post(f"{other}/{STORIES}/join", {"section": "1"}).status_code == 409
    assert second.post(f"{path}/{STORIES}/join", {"section": "1"}).status_code == 303
    assert in_the_group(world) == {"M2", "C1"}
    assert "A seat is free for you" not in second.get(path).text


def test_a_seat_that_is_let_go_is_the_nexts(world, waiting) -> None:
    (second, path), (third, other) = waiting
    assert second.post(f"{path}/{STORIES}/let-go").status_code == 303
    assert "Wait for a seat" in second.get(path).text
    pass_on(world)
    assert "A seat is free for you" in third.get(other).text
    assert (
        second.post(f"{path}/{STORIES}/let-go").status_code == 303
    )  # an old page: nothing is hers to let go
    assert "A seat is free for you" in third.get(other).text


def test_once_its_time_is_over_an_old_page_takes_nothing(world, waiting) -> None:
    (second, path), (third, other) = waiting
    world.clock.at += timedelta(days=3)
    pass_on(world)
    assert second.post(f"{path}/{STORIES}/join", {"section": "1"}).status_code == 409
    assert "A seat is free for you" in third.get(other).text


def test_whoever_waits_hears_what_will_happen_and_what_stands_in_the_way(world, waiting) -> None:
    _, (third, other) = waiting
    assert "When a seat is free for you, it is kept for you for up to two days" in third.get(other).text
    third.post(f"/me/{other.split('/')[2]}/pause", {"until": "2026-11-15"})
    assert (
        "While you pause, seats are offered to those behind you; you keep your place."
        in third.get(other).text
    )


def test_a_coordinator_reads_what_was_written_about_a_seat(world, waiting) -> None:
    with world.store.write() as tx:
        people = scope_of(tx, world).people()
        told = tuple(replace(each, email=f"{each.key}@cedar.example.org".lower()) for each in people)
        import_people(scope_of(tx, world), people=told)
    (second, path), _ = waiting
    second.post(f"{path}/{STORIES}/let-go")
    pass_on(world)
    page = world.browser("coordinator").get(f"/cohorts/{world.cedar.cohort}/notices").text
    assert "A seat is free: Stories &amp; songs (Cedar circle)" in page
    assert "Waiting list" in page


def test_leaving_twice_and_waiting_after_leaving_give_nobody_the_planned_seat_back(world, member) -> None:
    full(world)
    planned, path = as_person(world, "M1")
    for _ in range(2):
        planned.post(f"{path}/{STORIES}/leave")
    assert in_the_group(world) == {"C1"}
    browser, joins = member
    browser.post(f"{joins}/{STORIES}/join", {"section": "1"})
    assert planned.post(f"{path}/{STORIES}/wait", {"section": "1"}).status_code == 303
    assert in_the_group(world) == {"M2", "C1"}
    planned.post(f"{path}/{STORIES}/leave")
    assert in_the_group(world) == {"M2", "C1"}


def test_a_free_seat_is_not_waited_for(world, member) -> None:
    browser, path = member
    assert browser.post(f"{path}/{STORIES}/wait", {"section": "1"}).status_code == 409


@pytest.mark.parametrize(
    ("moved", "says"),
    [
        (timedelta(days=28, hours=12), "This group has met for the last time."),
        (timedelta(days=22), "Join this group"),
    ],
)
def test_a_group_is_joined_until_its_last_meeting(world, member, moved, says) -> None:
    browser, path = member
    world.clock.at += moved
    world.stay_signed_in()
    assert says in browser.get(path).text


def test_two_meetings_at_once_are_not_for_anybody(world, member) -> None:
    with world.store.write() as tx:
        scope = scope_of(tx, world)
        stored = tx.runs.published(scope.cohort.id)
        section = stored.plan.workshops.sections[0]
        session = replace(stored.plan.sessions.meetings[0], starts=section.starts[0] + timedelta(minutes=30))
        meetings = (session, *stored.plan.sessions.meetings[1:])
        plan = replace(stored.plan, sessions=replace(stored.plan.sessions, meetings=meetings))
        tx.runs.set_document(stored.id, plan)
    browser, path = member
    assert "You have another meeting at one of these times." in browser.get(path).text
    assert browser.post(f"{path}/{STORIES}/join", {"section": "1"}).status_code == 409


def test_only_members_have_seats(world) -> None:
    with world.store.read() as tx:
        assert next(each for each in scope_of(tx, world).people() if each.key == "C1").role is Role.COACH
    browser, path = as_person(world, "C1")
    assert "You lead it" in browser.get(path).text
    assert browser.post(f"{path}/{STORIES}/join", {"section": "1"}).status_code == 409


@pytest.mark.parametrize("form", [{}, {"section": "x"}, {"section": "9999999"}])
def test_a_form_that_names_no_group_changes_nothing(world, member, form) -> None:
    browser, path = member
    assert browser.post(f"{path}/{STORIES}/join", form).status_code == 409


def test_a_workshop_or_group_that_is_not_there_is_404(world, member) -> None:
    browser, path = member
    assert browser.post(f"{path}/{STORIES}/join", {"section": "7"}).status_code == 404
    assert browser.post(f"{path}/weaving/leave").status_code == 404


def test_every_state_is_said_in_the_pages_language(world, member) -> None:
    browser, path = member
    assert plain_words(browser.get(path, headers=PSEUDO).text) == []
    full(world)
    assert plain_words(browser.get(path, headers=PSEUDO).text) == []
    browser.post(f"{path}/{STORIES}/wait", {"section": "1"})
    assert plain_words(browser.get(path, headers=PSEUDO).text) == []
    coach, its = as_person(world, "C1")
    assert plain_words(coach.get(its, headers=PSEUDO).text) == []


def test_a_seat_that_is_kept_is_said_in_the_pages_language(world, waiting) -> None:
    (second, path), (third, other) = waiting
    for browser, its in ((second, path), (second, "/me"), (third, other)):
        assert plain_words(browser.get(its, headers=PSEUDO).text) == []
