"""Calendars that are shared: links that somebody asked for, shown to whom they are for, thrown away and closed."""

import re

import pytest
from icalendar import Calendar

from scheduler.access import whole_cohort
from scheduler.commands.meetings import describe_meeting, give_links
from scheduler.commands.rosters import import_people
from scheduler.domain.people import PersonId
from tests.scheduler.web.plain_words import PSEUDO

LINK = re.compile(r'value="http://localhost(/feeds/[\w-]{43}\.ics)"')
PEOPLE = ("Mariam", "فرشته", "Ruth", "Abernathy")


@pytest.fixture
def coordinator(world) -> object:
    return world.browser("coordinator")


def _calendar(body: bytes) -> tuple[str, str, list[str]]:
    """Return the calendar's name, its zone and the titles in it."""
    calendar = Calendar.from_ical(body)
    titles = [str(event["summary"]) for event in calendar.walk("VEVENT")]
    name = str(calendar["x-wr-calname"]).replace(
        "\\,", ","
    )  # icalendar leaves an X- property as it is written
    return name, str(calendar["x-wr-timezone"]), titles


def _as(world, person: str) -> str:
    """Return the page of another person of Cedar, whom the member's account is made to be."""
    with world.store.write() as tx:
        account = tx.people.account_of(PersonId(world.cedar.person))
        tx.people.set_account(PersonId(world.cedar.person), None)
        tx.people.set_account(PersonId(person), account)
    return world.browser("member").get("/me").text


def test_the_whole_groups_calendar_names_nobody_and_leads_nowhere(world, coordinator) -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        describe_meeting(
            scope, meeting=world.cedar.meeting, title="Gathering", join_url="https://zoom.example.org/j/9"
        )
        give_links(scope, meeting=world.cedar.meeting, links=[("Notes", "https://example.org/notes")])
    shared = f"/cohorts/cedar/feeds/shared/{world.cedar.shared}"
    body = coordinator.get(f"/feeds/{world.cedar.shared_token}.ics").data
    assert _calendar(body) == ("Cedar circle", "America/New_York", ["Gathering"] * 3)
    said = body.replace(b"\r\n ", b"").decode()
    assert "12:00" in said
    assert "New York" in said
    assert "The whole group meets." in said
    assert [
        word for word in (*PEOPLE, "http", "zoom", "LOCATION", "CONFERENCE", "ATTENDEE") if word in said
    ] == []
    assert coordinator.post(f"{shared}/revoke").status_code == 303


def test_a_sections_calendar_names_nobody_and_leads_to_its_meetings(world) -> None:
    body = world.browser("nobody").get(f"/feeds/{world.cedar.section_token}.ics").data
    name = "Stories & songs, group 1"
    assert _calendar(body) == (name, "America/New_York", ["Stories & songs"] * 2)
    said = body.replace(b"\r\n ", b"").decode()
    assert f"{name}." in said.replace("\\,", ",")
    assert "LOCATION:https://zoom.example.org/j/1" in said
    assert [name for name in PEOPLE if name in said] == []


def test_coordinators_and_facilitators_see_the_links_and_only_coordinators_change_them(
    world, coordinator
) -> None:
    links = {f"/feeds/{token}.ics" for token in (world.cedar.shared_token, world.cedar.section_token)}
    for browser in (coordinator, world.browser("facilitator")):
        assert set(LINK.findall(browser.get("/cohorts/cedar/feeds").text)) == links
    assert "Throw it away, make a new link" in coordinator.get("/cohorts/cedar/feeds").text


def test_a_page_says_in_its_own_words_which_group_a_calendar_is_of(coordinator) -> None:
    assert coordinator.get("/cohorts/cedar/feeds").text.count("Stories &amp; songs, group 1") == 4
    said = coordinator.get("/cohorts/cedar/feeds", headers=PSEUDO).text
    assert "\u2068Stories &amp; songs\u2069, ĝŕöûþ " in said
    assert "group" not in said


def test_there_is_no_link_before_somebody_asks_for_it(world, coordinator) -> None:
    with world.store.write() as tx:
        tx.shared_feeds._connection.exec_driver_sql("DELETE FROM feed WHERE person_id IS NULL")
    page = coordinator.get("/cohorts/cedar/feeds").text
    assert LINK.findall(page) == []
    assert page.count(">Make a link<") == 2
    assert "There is no link." in world.browser("facilitator").get("/cohorts/cedar/feeds").text
    assert "Share this group" not in world.browser("member").get("/me").text
    for form in ({}, {"workshop": "stories", "section": "1"}):
        assert coordinator.post("/cohorts/cedar/feeds/shared", form).status_code == 303
    made = LINK.findall(coordinator.get("/cohorts/cedar/feeds").text)
    assert [_calendar(coordinator.get(link).data)[0] for link in made] == [
        "Cedar circle",
        "Stories & songs, group 1",
    ]


def test_a_link_asked_for_again_is_the_same(world, coordinator) -> None:
    before = coordinator.get("/cohorts/cedar/feeds").text
    coordinator.post("/cohorts/cedar/feeds/shared")
    assert LINK.findall(coordinator.get("/cohorts/cedar/feeds").text) == LINK.findall(before)


@pytest.mark.parametrize(
    "form",
    [
        {"workshop": "stories", "section": "2"},
        {"workshop": "painting", "section": "1"},
        {"workshop": "stories"},
        {"workshop": "stories", "section": "-1"},
        {"workshop": "stories", "section": "9" * 5000},
        {"section": "1"},
    ],
    ids=str,
)
def test_what_does_not_meet_has_no_calendar_to_share(coordinator, form) -> None:
    assert coordinator.post("/cohorts/cedar/feeds/shared", form).status_code == 404


def test_a_new_link_ends_the_old_one_and_opens_what_was_closed(world, coordinator) -> None:
    shared, old = (
        f"/cohorts/cedar/feeds/shared/{world.cedar.shared}",
        f"/feeds/{world.cedar.shared_token}.ics",
    )
    assert coordinator.post(f"{shared}/revoke").status_code == 303
    closed, unknown = coordinator.get(old), coordinator.get("/feeds/unknown.ics")
    assert (closed.status_code, closed.data) == (unknown.status_code, unknown.data) == (404, closed.data)
    assert ">Closed<" in coordinator.get("/cohorts/cedar/feeds").text
    assert coordinator.post(f"{shared}/renew").status_code == 303
    new = LINK.findall(coordinator.get("/cohorts/cedar/feeds").text)[0]
    assert new != old
    assert [coordinator.get(link).status_code for link in (old, new)] == [404, 200]


def test_somebodys_own_calendar_is_not_renewed_or_closed_as_a_shared_one(world, coordinator) -> None:
    for what in ("renew", "revoke"):
        assert coordinator.post(f"/cohorts/cedar/feeds/shared/{world.cedar.feed}/{what}").status_code == 404
        assert coordinator.post(f"/cohorts/cedar/feeds/{world.cedar.shared}/{what}").status_code == 404


@pytest.mark.parametrize(("person", "finds"), [("cedar-M1", True), ("cedar-C1", True), ("cedar-M2", False)])
def test_the_people_of_a_section_find_its_link_on_their_page_and_nobody_else_does(
    world, person, finds
) -> None:
    page = _as(world, person)
    assert (f"/feeds/{world.cedar.section_token}.ics" in page) is finds
    assert world.cedar.shared_token not in page


def test_a_section_whose_link_was_closed_shows_none(world, coordinator) -> None:
    with world.store.read() as tx:
        feeds = whole_cohort(tx, "cedar").shared_feeds()
    section = next(feed.id for circle, feed in feeds.items() if not circle.is_whole_group)
    coordinator.post(f"/cohorts/cedar/feeds/shared/{section}/revoke")
    assert "Share this group" not in world.browser("member").get("/me").text


def test_whoever_has_left_finds_no_link(world) -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        import_people(scope, people=scope.people()[1:])
    assert (
        world.browser("member").get("/me").location == "/"
    )  # nothing is theirs any more: they are signed out


def test_fetching_a_shared_calendar_is_nobodys_subscription(world, coordinator) -> None:
    for token in (world.cedar.shared_token, world.cedar.section_token):
        assert world.browser("nobody").get(f"/feeds/{token}.ics").status_code == 200
    page = coordinator.get("/cohorts/cedar/feeds").text
    assert page.count("Last fetched") == 2
    assert ">Subscribed<" not in page
    assert "0 of 3 people have subscribed." in coordinator.get("/cohorts/cedar").text
    with world.store.read() as tx:
        chosen = tx.preferences.in_cohort(whole_cohort(tx, "cedar").cohort.id)
    assert [each for each in chosen.values() if each.subscribed_at] == []
