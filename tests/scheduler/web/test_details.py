"""Members correct what is known of them: their hours, where they live, what they care for."""

from datetime import UTC, datetime

import pytest

from calendars.availability import Window
from scheduler.access import whole_cohort
from scheduler.domain.people import Person
from tests.scheduler.web.plain_words import PSEUDO, plain_words

MONDAY_EVENING = {"step": "60", "q": ["72", "76", "80"]}


def person(world) -> Person:
    with world.store.read() as tx:
        return tx.people.person(world.cedar.person)


def corrected(world) -> dict[str, dict[str, datetime]]:
    with world.store.read() as tx:
        return tx.people.corrections(whole_cohort(tx, world.cedar.cohort).cohort.id)


def events(world) -> list[str]:
    with world.store.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT data FROM event WHERE type = 'person.corrected' ORDER BY time"
        )
        return [row[0] for row in rows]


def test_hours_are_ticked_in_a_table_and_known_from_then_on(world) -> None:
    member = world.browser("member")
    page = member.get(f"/me/{world.cedar.person}/availability").text
    assert page.count("checked") == 7 * 24
    member.post(f"/me/{world.cedar.person}/availability", MONDAY_EVENING)
    assert person(world).availability == (Window(day=0, start=18 * 60, end=21 * 60),)
    page = member.get(f"/me/{world.cedar.person}/availability").text
    assert page.count("checked") == 3
    assert corrected(world) == {world.cedar.person: {"availability": datetime(2026, 10, 1, 12, tzinfo=UTC)}}
    assert len(events(world)) == 1


def test_the_same_said_again_changes_nothing(world) -> None:
    member = world.browser("member")
    for _ in range(2):
        member.post(f"/me/{world.cedar.person}/availability", MONDAY_EVENING)
    assert len(events(world)) == 1


def test_hours_that_no_whole_row_says_are_shown_in_shorter_rows(world) -> None:
    member, path = world.browser("member"), f"/me/{world.cedar.person}/availability"
    member.post(path, {"step": "15", "q": ["72", "73", "74"]})
    page = member.get(path).text
    assert (page.count('type="checkbox"'), page.count("checked")) == (7 * 96, 3)
    member.post(path, {"step": "30", "q": ["72"]})
    assert member.get(path).text.count('type="checkbox"') == 7 * 48
    assert member.get(f"{path}?step=15").text.count("checked") == 2
    assert member.get(f"{path}?step=60").text.count("checked") == 1


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"step": "60"}, "Choose at least one hour"),
        ({"step": "7", "q": "1"}, "Load the page again"),
        ({"step": "60", "q": "99999999999"}, "Choose at least one hour"),
    ],
)
def test_what_is_no_week_is_refused_and_nothing_changes(world, form, says) -> None:
    before = person(world)
    answer = world.browser("member").post(f"/me/{world.cedar.person}/availability", form)
    assert (answer.status_code, person(world)) == (409, before)
    assert says in answer.text


def test_a_place_is_looked_up_and_what_it_means_shown_before_anything_moves(world) -> None:
    member, path = world.browser("member"), f"/me/{world.cedar.person}/place"
    assert "Which one do you mean?" in member.get(f"{path}?place=Georgia").text
    assert "We do not know this place. Is it one of these?" in member.get(f"{path}?place=Nairobbi").text
    assert "We do not know this place</h2>" in member.get(f"{path}?place=Xyzzyq").text
    preview = member.get(f"{path}?place=Beirut").text
    assert "If you move to Beirut" in preview
    assert "No meeting moves" in preview
    assert "in every week now" in preview
    assert person(world).time_zone == "Europe/Kyiv"
    member.post(path, {"zone": "Asia/Beirut"})
    assert person(world).time_zone == "Asia/Beirut"
    assert "time_zone" in corrected(world)[world.cedar.person]


@pytest.mark.parametrize("zone", ["", "Georgia", "Nowhere/At_All"])
def test_no_one_moves_to_a_place_that_could_be_several_or_none(world, zone) -> None:
    assert world.browser("member").post(f"/me/{world.cedar.person}/place", {"zone": zone}).status_code == 409
    assert person(world).time_zone == "Europe/Kyiv"


def test_topics_are_ranked_and_a_topic_counts_once(world) -> None:
    with world.store.read() as tx:
        topics = whole_cohort(tx, world.cedar.cohort).cohort.topics
    member, path = world.browser("member"), f"/me/{world.cedar.person}/interests"
    wanted = [topics[-1], "", topics[0], topics[-1]]
    member.post(path, {"topic": wanted})
    assert person(world).interests == tuple(dict.fromkeys((topics[-1], topics[0])))
    assert member.post(path, {"topic": "juggling"}).status_code == 409


def test_every_state_of_these_pages_is_said_in_the_pages_language(world) -> None:
    member, me = world.browser("member"), f"/me/{world.cedar.person}"
    member.post(f"{me}/availability", MONDAY_EVENING)
    for path in (
        "availability?step=15",
        "place?place=Georgia",
        "place?place=Nairobbi",
        "place?place=Xyzzyq",
        "place?place=Beirut",
    ):
        assert plain_words(member.get(f"{me}/{path}", headers=PSEUDO).text) == [], path
