"""Publishing reaches every calendar, once, and only what changed is revised."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from scheduler.access import whole_cohort
from scheduler.commands.feeds import revoke_feed, rotate_feed, serve_feed
from scheduler.commands.meetings import cancel_meeting
from scheduler.commands.publishing import publish_plan
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import request_run
from scheduler.commands.sharing import share
from scheduler.domain.circles import Circle
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId, Role
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import PlanPublished
from scheduler.store.calendars import StoredFeed
from scheduler.store.unit_of_work import Store, Transaction
from scheduler.tokens import feed_token
from workers.consumer import drain
from workers.job import Tools

AMINA = PersonId("id-amina")
WHOLE_GROUP, GAMES = Circle(), Circle(workshop="games", section=1)


def match(store: Store, tools: Tools, cohort: Cohort) -> str:
    """Match, and return the draft's id."""
    with store.write() as tx:
        run = request_run(whole_cohort(tx, cohort.id))
    drain(store=store, tools=tools)
    with store.read() as tx:
        return tx.runs.plan_of_run(cohort.id, run).id


def publish(store: Store, tools: Tools, cohort: Cohort) -> int:
    draft = match(store, tools, cohort)
    with store.write() as tx:
        release = publish_plan(whole_cohort(tx, cohort.id), plan=draft)
    drain(store=store, tools=tools)
    return release


def events_of(store: Store, person: PersonId = AMINA) -> dict[str, tuple[str, str, int]]:
    """Return the summary, status and SEQUENCE of each event in the person's feed by UID."""
    with store.read() as tx:
        body = tx.calendars.feed_of(person).body
    return {
        str(event["uid"]): (str(event["summary"]), str(event["status"]), int(event["sequence"]))
        for event in Calendar.from_ical(body).walk("VEVENT")
    }


def test_a_release_puts_sessions_and_own_sections_into_each_feed(
    store: Store, tools: Tools, imported: Cohort, people: tuple[Person, ...]
) -> None:
    assert publish(store, tools, imported) == 1
    seen = {person.key: sorted(events_of(store, person.id).values()) for person in people}
    gathering, games = ("Gathering", "CONFIRMED", 0), ("Math games", "CONFIRMED", 0)
    assert seen == {
        "amina": [gathering, gathering, games],
        "bilal": [gathering, gathering, games],
        "carla": [gathering, gathering, games],
        "dora": [gathering, gathering],
    }


def test_an_entry_tells_the_readers_own_time_and_who_leads(
    store: Store, tools: Tools, imported: Cohort
) -> None:
    publish(store, tools, imported)
    with store.read() as tx:
        entries = tx.calendars.entries(AMINA).values()
        games = next(entry.content for entry in entries if entry.content.summary == "Math games")
        led = tx.calendars.entries(PersonId("id-carla")).values()
        leads = next(entry.content for entry in led if entry.content.summary == "Math games")
    assert "Nairobi" in games.description
    assert "Led by Carla." in games.description
    assert "You lead this group." in leads.description


def test_following_the_same_release_again_changes_no_byte(
    store: Store, tools: Tools, imported: Cohort, clock
) -> None:
    publish(store, tools, imported)
    with store.read() as tx:
        before = tx.calendars.feeds(imported.id)
    clock.pass_time(hours=1)
    with store.write() as tx:
        tx.outbox.emit(PlanPublished(cohort=imported.id, plan="again", release=1))
    assert drain(store=store, tools=tools) == 2  # and seats are looked at
    with store.read() as tx:
        assert tx.calendars.feeds(imported.id) == before


def test_a_second_release_revises_only_what_moved(
    store: Store, tools: Tools, imported: Cohort, people: tuple[Person, ...], clock
) -> None:
    publish(store, tools, imported)
    before = {person.id: events_of(store, person.id) for person in people}
    clock.pass_time(days=1)
    with store.write() as tx:
        scope = whole_cohort(tx, imported.id)
        import_people(
            scope, people=tuple(p if p.key != "bilal" else replace(p, interests=()) for p in people)
        )
    assert publish(store, tools, imported) == 2
    games = next(uid for uid, (summary, *_) in before[AMINA].items() if summary == "Math games")
    assert events_of(store, AMINA) == before[AMINA]
    assert events_of(store, PersonId("id-bilal")) == before[PersonId("id-bilal")] | {
        games: ("Math games", "CANCELLED", 1)
    }
    assert events_of(store, PersonId("id-carla")) == before[PersonId("id-carla")]


def test_a_cancelled_entry_leaves_after_thirty_days_and_comes_back_with_a_higher_sequence(
    store: Store, tools: Tools, imported: Cohort, people: tuple[Person, ...], clock
) -> None:
    publish(store, tools, imported)
    with store.write() as tx:
        import_people(
            whole_cohort(tx, imported.id),
            people=tuple(p if p.key != "bilal" else replace(p, interests=()) for p in people),
        )
    publish(store, tools, imported)
    bilal = PersonId("id-bilal")
    clock.pass_time(days=30, seconds=-1)
    drain(store=store, tools=tools)
    assert sorted(status for _, status, _ in events_of(store, bilal).values()) == [
        "CANCELLED",
        "CONFIRMED",
        "CONFIRMED",
    ]
    clock.pass_time(seconds=1)
    assert drain(store=store, tools=tools) == 1
    assert [status for _, status, _ in events_of(store, bilal).values()] == ["CONFIRMED", "CONFIRMED"]
    with store.write() as tx:
        import_people(whole_cohort(tx, imported.id), people=people)
    publish(store, tools, imported)
    assert ("Math games", "CONFIRMED", 2) in events_of(store, bilal).values()


def test_a_plan_is_published_once(store: Store, tools: Tools, imported: Cohort) -> None:
    draft = match(store, tools, imported)
    with store.write() as tx:
        publish_plan(whole_cohort(tx, imported.id), plan=draft)
    with pytest.raises(NotNowError, match="release 1 already"), store.write() as tx:
        publish_plan(whole_cohort(tx, imported.id), plan=draft)


@pytest.mark.parametrize("release", [1, 2])
def test_a_release_keeps_whose_night_each_session_is(
    store: Store, tools: Tools, imported: Cohort, people: tuple[Person, ...], make_person, release: int
) -> None:
    """Of the gatherings, at 18:00 in London, that of October begins at 22:00 in Karachi, that of November at 23:00."""
    omar = make_person("omar", role=Role.STAFF, zone="Asia/Karachi", hours="Mon 09:00-10:00")
    with store.write() as tx:
        import_people(whole_cohort(tx, imported.id), people=(*people, omar))
    assert [publish(store, tools, imported) for _ in range(release)][-1] == release
    with store.read() as tx:
        meetings = tx.runs.published(imported.id).plan.sessions.meetings
    assert [meeting.at_night for meeting in meetings] == [(), ("id-omar",)]


def test_a_plan_of_a_roster_that_changed_is_not_published(
    store: Store, tools: Tools, imported: Cohort, people: tuple[Person, ...]
) -> None:
    draft = match(store, tools, imported)
    with store.write() as tx:
        import_people(whole_cohort(tx, imported.id), people=people[1:])
    with pytest.raises(NotNowError, match="have changed since this plan was made"), store.write() as tx:
        publish_plan(whole_cohort(tx, imported.id), plan=draft)


def test_a_plan_that_breaks_a_rule_is_not_published(store: Store, tools: Tools, imported: Cohort) -> None:
    draft = match(store, tools, imported)
    with store.write() as tx:
        plan = tx.runs.plan(imported.id, draft).plan
        nobody = replace(plan.coaching, pairs=())
        tx.runs.set_document(draft, replace(plan, coaching=nobody))
    with pytest.raises(NotNowError, match="cannot be published: The value"), store.write() as tx:
        publish_plan(whole_cohort(tx, imported.id), plan=draft)


def test_a_rotated_feed_has_a_new_link_and_the_old_one_is_unknown(
    store: Store, tools: Tools, imported: Cohort
) -> None:
    publish(store, tools, imported)
    with store.write() as tx:
        feed = tx.calendars.feed_of(AMINA)
        rotate_feed(tx, feed=feed, feed_key=tools.feed_key)
    links = [feed_token(key=tools.feed_key, feed=feed.id, generation=generation) for generation in (1, 2)]
    with store.read() as tx:
        assert [serve_feed(tx, token=link) is not None for link in links] == [False, True]


def test_a_revoked_feed_is_unknown_until_it_has_a_new_link(
    store: Store, tools: Tools, imported: Cohort
) -> None:
    publish(store, tools, imported)
    with store.write() as tx:
        feed = tx.calendars.feed_of(AMINA)
        revoke_feed(tx, feed=feed)
        old = feed_token(key=tools.feed_key, feed=feed.id, generation=1)
        assert serve_feed(tx, token=old) is None
        rotate_feed(tx, feed=tx.calendars.feed_of(AMINA), feed_key=tools.feed_key)
        assert serve_feed(tx, token=old) is None
        new = feed_token(key=tools.feed_key, feed=feed.id, generation=2)
        assert serve_feed(tx, token=new).id == feed.id


def shared_events(store: Store, cohort: Cohort, circle: Circle) -> list[tuple[str, str, int]]:
    """Return the summary, status and SEQUENCE of each event in the circle's feed."""
    with store.read() as tx:
        body = whole_cohort(tx, cohort.id).shared_feeds()[circle].body
    events = Calendar.from_ical(body).walk("VEVENT")
    return [(str(event["summary"]), str(event["status"]), int(event["sequence"])) for event in events]


def test_a_shared_calendar_has_its_circles_meetings_and_follows_like_everyones(
    store: Store, tools: Tools, imported: Cohort, people: tuple[Person, ...], clock
) -> None:
    publish(store, tools, imported)
    with store.write() as tx:
        for circle in (WHOLE_GROUP, GAMES):
            share(whole_cohort(tx, imported.id), circle=circle, feed_key=tools.feed_key)
    with store.read() as tx:
        own = tx.calendars.entries(AMINA)
        whole, games = (tx.shared_feeds.entries(imported.id)[feed.id] for feed in of_cohort(tx, imported))
        assert set(own) == {*whole, *games}
        first = next(iter(whole.values())).content.uid
    with store.write() as tx:
        cancel_meeting(whole_cohort(tx, imported.id), meeting=first)
    drain(store=store, tools=tools)
    gathering, cancelled = ("Gathering", "CONFIRMED", 0), ("Gathering", "CANCELLED", 1)
    assert sorted(shared_events(store, imported, WHOLE_GROUP)) == [cancelled, gathering]
    assert shared_events(store, imported, GAMES) == [("Math games", "CONFIRMED", 0)]
    clock.pass_time(days=30, seconds=-1)
    drain(store=store, tools=tools)
    assert len(shared_events(store, imported, WHOLE_GROUP)) == 2
    clock.pass_time(seconds=1)
    drain(store=store, tools=tools)
    assert shared_events(store, imported, WHOLE_GROUP) == [gathering]
    with store.write() as tx:
        nobody = tuple(replace(each, interests=()) for each in people)
        import_people(whole_cohort(tx, imported.id), people=nobody)
    publish(store, tools, imported)
    assert shared_events(store, imported, GAMES) == [("Math games", "CANCELLED", 1)]


def of_cohort(tx: Transaction, cohort: Cohort) -> list[StoredFeed]:
    """Return the shared feeds, the whole group's first."""
    return list(tx.shared_feeds.of_cohort(cohort.id).values())


def test_a_calendar_that_is_shared_later_shows_what_is_to_come(
    store: Store, tools: Tools, imported: Cohort, clock
) -> None:
    publish(store, tools, imported)
    clock.at = datetime(2026, 10, 14, tzinfo=UTC)
    with store.write() as tx:
        share(whole_cohort(tx, imported.id), circle=WHOLE_GROUP, feed_key=tools.feed_key)
    assert shared_events(store, imported, WHOLE_GROUP) == [("Gathering", "CONFIRMED", 0)]


def test_before_a_release_there_is_nothing_to_share(store: Store, tools: Tools, imported: Cohort) -> None:
    with pytest.raises(NotFoundError), store.write() as tx:
        share(whole_cohort(tx, imported.id), circle=WHOLE_GROUP, feed_key=tools.feed_key)


def test_the_same_shared_calendar_is_the_same_bytes_and_its_secret_is_kept_as_a_hash_only(
    store: Store, tools: Tools, imported: Cohort, clock
) -> None:
    publish(store, tools, imported)
    with store.write() as tx:
        share(whole_cohort(tx, imported.id), circle=WHOLE_GROUP, feed_key=tools.feed_key)
    with store.read() as tx:
        before = of_cohort(tx, imported)
    clock.pass_time(hours=1)
    with store.write() as tx:
        tx.outbox.emit(PlanPublished(cohort=imported.id, plan="again", release=1))
    drain(store=store, tools=tools)
    token = feed_token(key=tools.feed_key, feed=before[0].id, generation=1)
    with store.read() as tx:
        assert of_cohort(tx, imported) == before == [serve_feed(tx, token=token)]
