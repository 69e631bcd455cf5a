"""A coordinator adds a meeting: asked for in a form, looked at with those who would have it, then a meeting as any."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from calendars.entries import uid
from scheduler.access import whole_cohort
from scheduler.commands.following import follow
from scheduler.commands.setting_up import change_rules
from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.store import tables
from tests.scheduler.web.conftest import SECTION, WHOLE_GROUP
from tests.scheduler.web.plain_words import PSEUDO, plain_words

PATH = "/cohorts/cedar/meetings/new"
GROUP = "group 1 stories"
ASKED = {
    "title": "Rehearsal",
    "audience": "everybody",
    "day": "2026-10-31",
    "at": "12:00",
    "minutes": "45",
    "join_url": "https://zoom.example.org/j/7",
}
"""Noon in New York, where summer time still holds: 16:00 UTC, and 18:00 in Kyiv, where it has ended."""


def post(world, *, press: str = "", **other: str):  # noqa: ANN201
    """Send the form, with a button of that name or the one that adds."""
    pressed = {press: "1"} if press else {}
    return world.browser("coordinator").post(PATH, ASKED | other | pressed)


def add(world, **other: str) -> str:
    """Add a meeting; return its UID."""
    answer = post(world, **other)
    assert answer.status_code == 303, answer.text
    return answer.location.rpartition("/")[2]


def stands(world, key: str, meeting: str) -> tuple[str, str] | None:
    """Return when and how a person's calendar has the meeting, after calendars have followed; None where it has not."""
    with world.store.write() as tx:
        follow(whole_cohort(tx, "cedar"), feed_key=world.settings.feed_key)
        entry = tx.calendars.entries(PersonId(f"cedar-{key}")).get(meeting)
    return None if entry is None else (f"{entry.content.starts:%m-%d %H:%M}", entry.content.status)


def who_has_it(world, meeting: str) -> dict[str, str]:
    """Return how it stands in each calendar that has it."""
    return {key: found[1] for key in ("M1", "M2", "C1") if (found := stands(world, key, meeting))}


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") :]).split())


def wrong(page: str) -> list[str]:
    """Return at which fields the form says that something is wrong."""
    return re.findall(r'id="w-(\w+)"', page)


def test_the_list_of_meetings_leads_to_the_form_whoever_may_add_one(world) -> None:
    pages = {
        role: world.browser(role).get("/cohorts/cedar/meetings").text
        for role in ("coordinator", "facilitator")
    }
    assert [PATH in pages[role] for role in ("coordinator", "facilitator")] == [True, False]
    form = world.browser("coordinator").get(PATH).text
    assert re.findall(r'<option value="([^"]+)"', form) == ["everybody", "coaches", GROUP]
    assert "Stories &amp; songs, group 1" in form


@pytest.mark.parametrize(
    ("audience", "whose", "has"),
    [
        ("everybody", "The whole group", ["M1", "M2", "C1"]),
        ("coaches", "The coaches", ["C1"]),
        (GROUP, "Stories &amp; songs, group 1", ["M1", "C1"]),
    ],
)
def test_a_meeting_stands_in_the_calendars_of_those_it_is_for(world, audience, whose, has) -> None:
    meeting = add(world, audience=audience)
    assert who_has_it(world, meeting) == dict.fromkeys(has, "CONFIRMED")
    assert stands(world, "C1", meeting) == ("10-31 16:00", "CONFIRMED")
    page = world.browser("facilitator").get(f"/cohorts/cedar/meetings/{meeting}").text
    assert whose in page
    assert page.count('<th scope="row">') == 2 * len(has)  # when it is for them, and whether they come
    row = world.browser("facilitator").get("/cohorts/cedar/meetings").text
    assert whose in row[row.index(meeting) :].partition("</li>")[0]


def test_its_uid_is_made_of_the_cohort_and_its_own_id(world) -> None:
    meeting = add(world)
    with world.store.read() as tx:
        (added,) = tx.added_meetings.of_cohort(CohortId("cedar"))
    assert meeting == uid("cedar", "added", added.id)


def test_what_its_clock_is_to_read_is_kept_before_calendars_follow(world) -> None:
    """Other zone data that come in between move the instant, and not what people agreed on."""
    meeting = add(world)
    with world.store.read() as tx:
        kept = tx.arrangements.of_cohort(CohortId("cedar"))[meeting]
    assert (f"{kept.wall:%m-%d %H:%M}", kept.time_zone) == ("10-31 12:00", "America/New_York")


def test_before_it_is_added_everybody_who_would_have_it_is_named(world) -> None:
    page = post(world, press="look")
    said = words_of(page.text)
    assert page.status_code == 200
    assert "3 people, within seconds. The mails about it wait until you have read and approved them." in said
    assert "Without an e-mail address, so please tell them yourself: فرشته نوری ." in said
    assert said.count("Mariam") == said.count("Ruth") == 1
    assert "12:45" in said
    assert "In another meeting then" not in said
    with world.store.read() as tx:
        assert tx.added_meetings.of_cohort(CohortId("cedar")) == ()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    assert {name: hidden[name] for name in ASKED} == ASKED
    assert "Ruth <b>" not in page.text


def test_whoever_is_in_another_meeting_then_is_named(world) -> None:
    said = words_of(post(world, press="look", day="2026-10-22", at="12:30").text)
    assert "2 of them are in another meeting then." in said
    assert said.count("In another meeting then") == 2
    assert "another meeting then" not in words_of(
        post(world, press="look", day="2026-10-22", at="13:00").text
    )


def test_what_was_typed_can_be_changed_before_it_is_added(world) -> None:
    form = post(world, press="change", title="Dress rehearsal", audience="coaches").text
    for kept in (
        'value="Dress rehearsal"',
        'value="2026-10-31"',
        'value="coaches" selected',
        'value="12:00"',
    ):
        assert kept in form
    assert wrong(form) == []


def test_every_problem_is_named_at_its_field_and_what_was_typed_stays(world) -> None:
    answer = post(
        world,
        press="look",
        title="",
        audience="group 9 stories",
        day="2027-01-01",
        minutes="0",
        join_url="zoom",
    )
    assert answer.status_code == 422
    assert wrong(answer.text) == ["title", "audience", "day", "minutes", "join_url"]
    for said in (
        "A name is one line of 1 to 200 characters",
        "Choose for whom the meeting is.",
        "The cohort is from 2026-10-01 to 2026-12-20: choose a date between them.",
        "A meeting lasts from 1 minute to 1440 minutes",
        "zoom&#39; is no web address",
    ):
        assert said in answer.text
    assert 'value="zoom"' in answer.text


def test_an_empty_form_is_told_what_lacks(world) -> None:
    answer = post(world, press="look", title=" ", day="", at="", minutes="many", join_url="")
    assert wrong(answer.text) == ["title", "day", "at", "minutes"]
    assert world.browser("coordinator").post(PATH).status_code == 422


@pytest.mark.parametrize(
    ("other", "field", "why"),
    [
        ({"title": "A\r\nX-EVIL:1"}, "title", "A name is one line"),
        ({"title": "x" * 201}, "title", "A name is one line"),
        ({"join_url": "javascript:alert(1)"}, "join_url", "is no web address"),
        (
            {"day": "2026-10-01", "at": "07:00"},
            "day",
            "That time is over already",
        ),  # 11:45 UTC, and it is 12:00
        (
            {"day": "2026-11-01", "at": "01:30"},
            "at",
            "The clock of America/New_York shows that time twice on 2026-11-01",
        ),
        ({"day": "2026-09-30"}, "day", "choose a date between them"),
        ({"day": "0001-01-01"}, "day", "choose a date between them"),
        ({"at": "12:00:30"}, "at", "Say at what time it begins"),
        ({"at": "12:00+02:00"}, "at", "Say at what time it begins"),
        ({"minutes": "1441"}, "minutes", "A meeting lasts"),
        ({"minutes": "1" * 5000}, "minutes", "as a whole number"),
        ({"audience": ""}, "audience", "Choose for whom"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_added(world, other, field, why) -> None:
    for press in ("look", ""):
        answer = post(world, press=press, **other)
        assert (answer.status_code, wrong(answer.text)) == (422, [field])
        assert why in answer.text
    with world.store.read() as tx:
        assert tx.added_meetings.of_cohort(CohortId("cedar")) == ()


def test_a_time_that_the_clock_skips_is_refused_by_the_clocks_name(world) -> None:
    """Kyiv goes from 03:00 to 04:00 on 28 March 2027."""
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        change_rules(
            scope, cohort=replace(scope.cohort, home_time_zone="Europe/Kyiv", ends=date(2027, 6, 30))
        )
    answer = post(world, day="2027-03-28", at="03:30")
    assert (answer.status_code, wrong(answer.text)) == (422, ["at"])
    assert "The clock of Europe/Kyiv skips that time on 2027-03-28: choose another time." in answer.text
    assert stands(world, "M1", add(world, day="2027-03-28", at="04:00")) == ("03-28 01:00", "CONFIRMED")


def test_what_has_begun_and_is_not_over_can_be_added(world) -> None:
    assert who_has_it(world, add(world, day="2026-10-01", at="07:30"))  # 11:30 UTC, and it is 12:00


def test_asked_for_twice_it_is_added_once_and_another_is_another(world) -> None:
    meeting = add(world)
    assert add(world) == meeting
    assert (
        len({meeting, add(world, at="13:00"), add(world, audience="coaches"), add(world, title="Party")}) == 4
    )
    world.browser("coordinator").post(f"/cohorts/cedar/meetings/{meeting}/cancel")
    assert add(world) != meeting


def test_before_the_first_release_there_is_nothing_to_add_to_and_the_page_says_so(world) -> None:
    with world.store.engine.begin() as connection:
        connection.execute(delete(tables.release).where(tables.release.c.cohort_id == "cedar"))
    coordinator = world.browser("coordinator")
    listed = coordinator.get("/cohorts/cedar/meetings").text
    assert PATH not in listed
    assert "They come with the first plan that is published; then you can add others." in listed
    for answer in (coordinator.get(PATH), post(world), post(world, press="look")):
        assert answer.status_code == 409
        assert "Calendars begin with the first plan that is published" in answer.text


def test_it_is_moved_renamed_cancelled_and_held_after_all_as_any(world) -> None:
    meeting, coordinator = add(world), world.browser("coordinator")
    here = f"/cohorts/cedar/meetings/{meeting}"
    assert "It was added for" not in coordinator.get(here).text
    coordinator.post(f"{here}/move", {"day": "2026-11-07", "at": "12:00", "minutes": "30"})
    assert stands(world, "M1", meeting) == ("11-07 17:00", "CONFIRMED")
    coordinator.post(f"{here}/describe", {"title": "Dress rehearsal", "join_url": ""})
    coordinator.post(f"{here}/links", {"link_title": "Songs", "link_url": "https://example.org/songs"})
    coordinator.post(f"{here}/cancel")
    assert stands(world, "M1", meeting) == ("11-07 17:00", "CANCELLED")
    coordinator.post(f"{here}/restore")
    assert who_has_it(world, meeting) == dict.fromkeys(("M1", "M2", "C1"), "CONFIRMED")
    page = coordinator.get(here).text
    assert "Dress rehearsal" in page
    assert "It was added for" in words_of(page)
    assert "https://example.org/songs" in page
    assert "series" not in page


def test_a_release_is_not_said_to_change_what_was_added_or_moved_by_hand(world) -> None:
    add(world)
    coordinator, publish = world.browser("coordinator"), f"/cohorts/cedar/plans/{world.cedar.plan}/publish"
    moved = {"day": "2026-10-15", "at": "12:00", "minutes": "60"}
    assert coordinator.post(f"/cohorts/cedar/meetings/{world.cedar.meeting}/move", moved).status_code == 303
    assert "no meeting to come is another." in coordinator.get(publish).text


def test_its_people_answer_and_others_do_not(world) -> None:
    meeting, starts = add(world, audience=GROUP), datetime(2026, 10, 31, 16, tzinfo=UTC)
    said = {"answer": "yes", "starts": str(starts), "ends": str(starts + timedelta(minutes=45))}
    member = world.browser("member")
    assert "Rehearsal" in member.get("/me").text
    assert member.post(f"/me/{world.cedar.person}/meetings/{meeting}/answer", said).status_code == 303
    coaches = add(world, audience="coaches")
    assert member.post(f"/me/{world.cedar.person}/meetings/{coaches}/answer", said).status_code == 404
    page = world.browser("coordinator").get(f"/cohorts/cedar/meetings/{meeting}").text
    assert "Mariam Yes" in words_of(page)


def test_shared_calendars_show_what_is_for_their_circle_and_the_whole_groups_leads_nowhere(world) -> None:
    """The section's shows what its people have; that of the coaches stands in none."""
    meetings = {key: add(world, audience=key, title=key.title()) for key in ("everybody", "coaches", GROUP)}
    stands(world, "M1", "")
    with world.store.read() as tx:
        scope = whole_cohort(tx, "cedar")
        feeds, entries = scope.shared_feeds(), tx.shared_feeds.entries(CohortId("cedar"))
        shown = {circle: entries[feeds[circle].id] for circle in (WHOLE_GROUP, SECTION)}
    added = {*meetings.values()}
    assert {*shown[WHOLE_GROUP]} & added == {meetings["everybody"]}
    assert {*shown[SECTION]} & added == {meetings[GROUP]}
    assert shown[WHOLE_GROUP][meetings["everybody"]].content.conference is None
    assert shown[SECTION][meetings[GROUP]].content.conference == ASKED["join_url"]


def test_what_others_hear_of_it_carries_ids_only(world) -> None:
    meeting = add(world)
    with world.store.engine.connect() as connection:
        of = tables.event.c
        data = connection.execute(select(of.data).where(of.type == "meeting.arranged")).scalars().all()
    assert data == [{"cohort": "cedar", "meeting": meeting}]


@pytest.mark.parametrize("press", ["look", "change"])
@pytest.mark.parametrize("audience", ["everybody", "coaches", GROUP])
def test_every_word_goes_through_a_catalogue(world, press, audience) -> None:
    browser = world.browser("coordinator")
    for other in ({}, {"day": "2026-10-22", "at": "12:30"}):
        form = {"form_token": browser.token(), **ASKED, "audience": audience, press: "1", **other}
        assert plain_words(browser.client.post(PATH, data=form, headers=PSEUDO).text) == []
    for path in ("", f"/{add(world, audience=audience)}"):
        assert plain_words(browser.get(f"/cohorts/cedar/meetings{path}", headers=PSEUDO).text) == []


@pytest.mark.parametrize("field", [*ASKED])
def test_every_problem_goes_through_a_catalogue(world, field) -> None:
    browser = world.browser("coordinator")
    form = {"form_token": browser.token(), **ASKED, field: "\x07", "look": "1"}
    answer = browser.client.post(PATH, data=form, headers=PSEUDO)
    assert answer.status_code == 422
    assert plain_words(answer.text) == []
